"""Tax on fees and penalties is the state's as soon as it is received; counted money is what the books say.

Lin borrows 5,000.00 at 12 % over six months. A set-up fee of 100.00 is kept back, with 18 % on top: 18.00. Each
instalment has a service fee of 10.60 with 6 % included: 0.60. Lateness has 6 % included in it too.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from lending.breach import PostingRefused
from lending.chart import Account
from lending.facts import Fact
from lending.happened import Happened, Kind
from lending.loan import Loan
from lending.served import About, served
from lending.terms import LoanTerms, PenaltyTerms
from storage.counting import book_count
from storage.trial_balance import trial_balance
from storage.verify import verify
from tests.storage.office import DUE, TERMS, TODAY, Borrower, Office, capital, new_id, on, yuan

AGREED = LoanTerms.read(
    TERMS.to_json()
    | {
        "annual_rate_percent": "12",
        "fees": [
            {"name": "set-up", "amount": "100", "when": "disbursement", "tax": {"percent": "18"}},
            {"name": "service", "amount": "10.60", "when": "instalment", "tax": {"percent": "6", "included": True}},
        ],
    }
)
PENALTY = PenaltyTerms.read({"percent_per_day": "0.05", "grace_days": 0, "tax": {"percent": "6", "included": True}})


class Taxed(Borrower):
    """Lin, whose fees and penalties are taxed."""

    def life(self) -> list[Fact]:
        signed = {"terms": AGREED.to_json(), "penalty": PENALTY.to_json()}
        changes: dict[str, dict[str, Any]] = {
            "OfferMade": signed,
            "OfferAccepted": signed,
            "PayoutOrdered": {"amount": yuan("4882.00")},
            "PayoutConfirmed": {"amount": yuan("4882.00"), "fees": yuan("118.00"), "tax": yuan("18.00")},
        }
        return [replace(fact, **changes.get(type(fact).__name__, {})) for fact in self.until_running()]

    def serves(self, kind: Kind, day: date, **values: Any) -> tuple[Fact, ...]:
        loan = Loan.from_happened(AGREED, PENALTY, self.happened, day)
        event = Happened(str(new_id()), day, kind, **values)
        self.happened.append(event)
        return served(loan, event, About(on(day), self.loan_id, self.person_id, receipt=f"R-{event.id[-6:]}"))

    def pays(self, amount: str, day: date = DUE) -> tuple[Fact, ...]:
        kind = Kind.RECOVERY if any(h.kind == Kind.WRITE_OFF for h in self.happened) else Kind.PAYMENT
        laid = self.serves(kind, day, amount=yuan(amount))
        received, _ = Borrower.paid(self, amount, external_id=str(len(self.happened)), day=day)
        self.happened.pop()
        payment_id = getattr(laid[0], "payment_id", None) or getattr(laid[0], "event_id")  # noqa: B009
        return replace(received, payment_id=payment_id, receipt=f"R-{str(payment_id)[-6:]}"), *laid


def running(office: Office) -> Taxed:
    lin = Taxed()
    office.write(capital())
    office.write(*lin.life())
    return lin


def books(office: Office, day: date) -> dict[Account, str]:
    lines = office.writer.run_sync(lambda c: trial_balance(c, day))
    assert sum(line.amount.minor for line in lines) == 0
    assert [str(f) for f in office.writer.run_sync(lambda c: verify(c, office.vault))] == []
    return {line.account: str(line.on_its_side) for line in lines}


def taken(found: dict[Account, str], *accounts: Account) -> Sequence[str]:
    return [found.get(account, "0.00") for account in accounts]


def test_the_tax_of_a_fee_at_the_payout_is_no_income(office: Office) -> None:
    running(office)
    assert taken(books(office, TODAY), Account.FEES, Account.TAX) == ["100.00", "18.00"]


def test_a_paid_instalment_brings_the_tax_of_its_fee_and_half_of_a_fee_brings_half(office: Office) -> None:
    """5.30 pays half of the service fee: half of 0.60; the rest of the instalment brings the other half."""
    lin = running(office)
    office.write(*lin.pays("5.30"))
    assert taken(books(office, DUE), Account.FEES, Account.TAX) == ["105.00", "18.30"]
    office.write(*lin.pays("868.04", DUE))
    assert taken(books(office, DUE), Account.FEES, Account.TAX) == ["110.00", "18.60"]


def test_the_tax_in_a_penalty_stands_apart_and_goes_when_the_payment_is_taken_back(office: Office) -> None:
    """After ten days 0.5 % of the principal of the first instalment, 812.74: 4.06, of which 0.23 is tax."""
    lin = running(office)
    late = DUE + timedelta(days=10)
    paid = lin.pays("877.40", late)
    office.write(*paid)
    found = books(office, late)
    assert taken(found, Account.PENALTIES, Account.TAX) == ["3.83", "18.83"]
    office.write(*lin.serves(Kind.REVERSAL, late, of=lin.happened[0].id))
    assert taken(books(office, late), Account.FEES, Account.PENALTIES, Account.TAX) == ["100.00", "0.00", "18.00"]


def test_money_after_a_write_off_is_a_recovery_without_the_tax_in_it(office: Office) -> None:
    lin = running(office)
    given_up = DUE + timedelta(days=10)
    office.write(*lin.serves(Kind.WRITE_OFF, given_up))
    office.write(*lin.pays("6000.00", given_up + timedelta(days=1)))
    found = books(office, given_up + timedelta(days=1))
    loan = Loan.from_happened(AGREED, PENALTY, lin.happened, given_up + timedelta(days=1))
    came = loan.paid.total.minor - int(found[Account.RECOVERIES].replace(".", ""))
    assert f"{came / 100:.2f}" == f"{float(found[Account.TAX]) - 18:.2f}"


def test_changing_ones_mind_gives_back_the_fees_with_their_tax(office: Office) -> None:
    lin = running(office)
    day = TODAY + timedelta(days=5)
    office.write(*lin.serves(Kind.WITHDRAW, day))
    assert taken(books(office, day), Account.FEES, Account.TAX) == ["0.00", "0.00"]


def test_a_payment_that_forgets_the_tax_is_not_written(office: Office) -> None:
    lin = running(office)
    received, laid = lin.pays("5.30")
    with pytest.raises(PostingRefused, match=r"accepted\.fee"):
        office.write(received, replace(laid, fee_tax=None))


def test_a_count_of_the_money_is_what_the_books_say_from_then_on(office: Office) -> None:
    """95,118.00 should lie in the pool; 95,100.00 do. A week later the rest is found."""
    running(office)

    def count(amount: str, day: date) -> str:
        counted = yuan(amount)
        office.now += timedelta(seconds=1)
        return str(office.writer.run_sync(lambda c: book_count(c, office.vault, counted, day, office.now, 505)))

    assert count("95100.00", TODAY) == "-18.00"
    assert taken(books(office, TODAY), Account.BANK, Account.OVER_SHORT) == ["95100.00", "18.00"]
    week = TODAY + timedelta(days=7)
    assert count("95118.00", week) == "18.00"
    assert taken(books(office, week), Account.BANK, Account.OVER_SHORT) == ["95118.00", "0.00"]
    assert count("95118.00", week) == "0.00"
