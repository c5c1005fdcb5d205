"""Nothing is written that charges a borrower what they did not agree to, or more than a cap; the books stay unchanged.

Every path ends in `record`, so that is where these facts are tried, as a program with a mistake in it would write them.
"""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from lending.breach import PostingRefused
from lending.change import Change
from lending.facts import Fact
from lending.facts.servicing import ChargeMade
from lending.happened import Happened, Kind
from lending.loan import Loan
from lending.problems import ProblemWithInput
from lending.served import About, served
from lending.servicing import AfterDue, Servicing
from lending.terms import LoanTerms, PenaltyTerms
from storage.schema import journal, loan_event, posting
from storage.verify import verify
from tests.storage.office import DUE, TERMS, TODAY, Borrower, Office, capital, new_id, on, yuan

PACK = "default-2026-11-23.2"
PENALTY = PenaltyTerms.read({"percent_per_day": "0.05", "grace_days": 4, "cap_per_instalment": "20"})
LETTER = {"name": "letter", "amount": "5.00", "when": "event", "event": "reschedule"}


def terms(**changed: Any) -> LoanTerms:
    return LoanTerms.read({**TERMS.to_json(), "annual_rate_percent": "12", "fees": [LETTER], **changed})


class Signed(Borrower):
    """Lin under a pack that ships, with terms of her own."""

    agreed: LoanTerms = terms()
    servicing: dict[str, Any] | None = None

    def life(self) -> list[Fact]:
        received = yuan("5000.00")
        signed = {"terms": self.agreed.to_json(), "penalty": PENALTY.to_json(), "pack": PACK}
        changes: dict[str, dict[str, Any]] = {
            "OfferMade": signed,
            "OfferAccepted": signed | {"servicing": self.servicing},
            "PayoutOrdered": {"amount": received},
            "PayoutConfirmed": {"amount": received, "fees": yuan("0")},
        }
        return [replace(fact, **changes.get(type(fact).__name__, {})) for fact in self.until_running()]

    def event(self, kind: Kind, day: Any = TODAY, **values: Any) -> tuple[Fact, ...]:
        loan = Loan.from_happened(self.agreed, PENALTY, self.happened, day)
        return served(loan, Happened(str(new_id()), day, kind, **values), About(on(day), self.loan_id, self.person_id))

    def charge(self, name: str, amount: str) -> Fact:
        """As a program writes it that looks nothing up."""
        minor = yuan(amount)
        common = {"dated": on(), "person_id": self.person_id, "loan_id": self.loan_id, "event_id": new_id()}
        return ChargeMade(**common, currency="CNY", name=name, amount=minor)


def running(office: Office, lin: Signed | None = None) -> Signed:
    lin = lin or Signed()
    office.write(capital())
    office.write(*lin.life())
    return lin


def refused(office: Office, *facts: Fact) -> str:
    """Why, once it is seen that nothing of it was written."""

    def counts() -> list[int]:
        return [office.rows(select(func.count()).select_from(t))[0][0] for t in (journal, loan_event, posting)]

    before = counts()
    with pytest.raises(PostingRefused) as why:
        office.write(*facts)
    assert counts() == before
    return str(why.value)


def test_a_charge_that_the_key_facts_do_not_name_is_not_written(office: Office) -> None:
    lin = running(office)
    assert "a fee named 'visit'" in refused(office, lin.charge("visit", "1.00"))


def test_an_agreed_charge_costs_what_was_agreed_and_comes_as_often(office: Office) -> None:
    lin = running(office)
    assert "5.01 is over the limit of 5.00" in refused(office, lin.charge("letter", "5.01"))
    office.write(lin.charge("letter", "5.00"))
    assert "2 times is over the limit of 1 times letter" in refused(office, lin.charge("letter", "5.00"))
    assert [str(f) for f in office.writer.run_sync(lambda c: verify(c, office.vault))] == []


def test_a_charge_that_was_agreed_to_is_still_held_to_the_caps(office: Office) -> None:
    """5,000 at 0.2 % a day is 10.00 for the first day; the same 11.00 a day later is within 20.00."""
    lin = Signed()
    lin.agreed = terms(fees=[LETTER | {"amount": "11.00"}])
    running(office, lin)
    tomorrow = TODAY + timedelta(days=1)
    too_soon = lin.charge("letter", "11.00")
    assert "cap.daily_percent" in refused(office, replace(too_soon, dated=on(tomorrow)))
    office.write(replace(too_soon, dated=on(tomorrow + timedelta(days=1))))


@pytest.mark.parametrize("part", ["penalty", "interest", "fee"])
def test_a_payment_pays_no_more_of_a_part_than_the_loan_asks_for(office: Office, part: str) -> None:
    """900.00 on the due date, all of it called penalty, interest or a fee."""
    lin = running(office)
    received, laid = lin.paid("900.00", day=DUE)
    nothing = dict.fromkeys(("principal", "interest", "fee", "penalty", "credit"), yuan("0"))
    wrong = replace(laid, **nothing | {part: yuan("900.00")})
    assert f"accepted.{part}: 90000 smallest units is over the limit" in refused(office, received, wrong)


def test_a_new_plan_brings_no_higher_rate_than_was_agreed(office: Office) -> None:
    lin = running(office)
    later = DUE - timedelta(days=7)
    with pytest.raises(PostingRefused, match=r"accepted\.rate: 13 % is over the limit of 12 %"):
        lin.event(Kind.RESCHEDULE, later, change=Change(new_rate_percent=13))
    (fact,) = lin.event(Kind.RESCHEDULE, later, change=Change(new_rate_percent=11))
    worse = replace(fact, change={"new_rate_percent": "13"}, effect={})
    assert "accepted.rate" in refused(office, worse)
    office.write(fact)


def test_no_loan_begins_that_is_dearer_than_its_pack_allows(office: Office) -> None:
    lin = Signed()
    lin.agreed = terms(annual_rate_percent="36")
    office.write(capital())
    assert "cap.all_in_percent" in refused(office, *lin.life())


def test_no_loan_begins_that_is_served_worse_than_its_pack_allows(office: Office) -> None:
    lin = Signed()
    lin.servicing = Servicing(after_due=AfterDue.INTEREST_CONTINUES).to_json()
    office.write(capital())
    assert "after_due_interest" in refused(office, *lin.life())


def test_nobody_begins_a_second_loan_where_the_pack_allows_one(office: Office) -> None:
    first = running(office)
    second = Signed(person_id=first.person_id, ref="8K2M9Q-42")
    facts = [fact for fact in second.life() if type(fact).__name__ in ("ApplicationMade", "OfferMade", "OfferAccepted")]
    assert "multi_loan.max_active: 2 is over the limit of 1" in refused(office, *facts)


def test_no_more_is_kept_back_from_a_payout_than_was_agreed(office: Office) -> None:
    lin = Signed()
    office.write(capital())
    *before, ordered, _ = lin.life()
    office.write(*before)
    assert "a payout of 5000.00" in refused(office, replace(ordered, amount=yuan("4950.00")))


def test_an_impossible_event_is_refused_before_any_limit_is_looked_at() -> None:
    with pytest.raises(ProblemWithInput, match="before the money was paid out"):
        Signed().event(Kind.CHARGE, TODAY - timedelta(days=1), amount=yuan("5.00"), of="letter")
