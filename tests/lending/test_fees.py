"""Fees: when they fall due, what they come to, the tax on them, and what lateness can cost at worst."""

from datetime import date
from typing import Any

import pytest

from lending.caps import check_caps, check_posting
from lending.happened import Happened
from lending.parts import PartKind
from lending.policy_pack import load_pack
from lending.problems import ProblemWithInput
from lending.quote import quote
from lending.schedule import schedule
from lending.terms import PenaltyTerms
from lending.worst_case import worst_cost, worst_penalty
from tests.lending.builders import lins_loan, lins_terms, yuan

VISIT = {"name": "visit", "amount": "10", "when": "event", "event": "late", "at_most": 2}


def fees_of(**fee: Any) -> list[str]:
    """The fee of each of Lin's instalments under one fee named x."""
    return [str(i.fee) for i in schedule(lins_terms(fees=[{"name": "x", **fee}])).instalments]


def test_a_fee_is_charged_once_with_the_instalment_that_is_named() -> None:
    assert fees_of(amount="7", when="once", on_instalment=3) == ["0.00", "0.00", "7.00", "0.00", "0.00", "0.00"]


def test_a_fee_on_a_day_falls_due_with_the_first_instalment_from_then_on() -> None:
    """Instalments fall on the 23rd: a fee of 24 January is due on 23 February."""
    assert fees_of(amount="7", when="once", on="2027-01-24") == ["0.00", "0.00", "7.00", "0.00", "0.00", "0.00"]
    assert fees_of(amount="7", when="once", on="2027-01-23")[1] == "7.00"


def test_tax_comes_on_top_of_a_fee_or_is_part_of_it_and_is_shown_apart() -> None:
    """100.00 of 2 %, 18 % on top: 118.00 of which 18.00; included: 100.00 of which 100 x 18 / 118 = 15.25."""
    found = {}
    for included in (False, True):
        fee = {"name": "set-up", "percent": "2", "when": "disbursement", "tax": {"percent": "18", "included": included}}
        plan = schedule(lins_terms(fees=[fee]))
        found[included] = (str(plan.fees[0].amount), str(plan.fees[0].tax), str(plan.received))
    assert found == {False: ("118.00", "18.00", "4882.00"), True: ("100.00", "15.25", "4900.00")}


def test_the_answer_of_a_quote_shows_the_tax_of_each_instalment_and_of_all() -> None:
    asked = {"principal": "5000", "currency": "CNY", "annual_rate_percent": "18", "count": 2}
    fee = {"name": "service", "amount": "1.50", "when": "instalment", "tax": {"percent": "6"}, "paid_to": "Agent Ltd"}
    answer = quote(asked | {"disbursed_on": "2026-11-23", "fees": [fee]})
    assert [(row["fee"], row["tax"]) for row in answer["instalments"]] == [("1.59", "0.09")] * 2
    assert answer["tax"] == "0.18"


def test_a_fee_on_an_event_is_named_and_counted_in_the_worst_case_only() -> None:
    terms = lins_terms(fees=[VISIT])
    plan = schedule(terms)
    assert plan.totals.fee.minor == 0
    worst = worst_cost(terms, PenaltyTerms.read({"percent_per_day": "0"}), plan)
    assert worst is not None
    assert str(worst - plan.cost) == "20.00"


@pytest.mark.parametrize(
    ("penalty", "worst"),
    [
        ({"percent_per_day": "0.05"}, None),
        ({"percent_per_day": "0.05", "cap_per_instalment": "20"}, "120.00"),
        ({"percent_per_day": "0.05", "cap_total": "50"}, "50.00"),
        ({"amount_once": "5"}, "30.00"),
        ({"percent_once": "1"}, "50.01"),
        ({"percent_once": "1", "base": "overdue_principal_and_interest"}, "52.68"),
        ({"amount_per_day": "1", "cap_per_instalment": "20", "cap_total": "100"}, "100.00"),
        ({"percent_per_day": "0"}, "0.00"),
    ],
)
def test_the_most_that_lateness_can_cost_follows_from_its_terms(penalty: dict[str, str], worst: str | None) -> None:
    """Once 1 % of each part of the principal, rounded: 8.03 + 8.15 + 8.27 + 8.39 + 8.52 + 8.65; of 877.63 six times."""
    found = worst_penalty(lins_terms(), PenaltyTerms.read(penalty), schedule(lins_terms()))
    assert (None if found is None else str(found)) == worst


def test_lateness_on_interest_too_is_against_a_pack_that_allows_principal_only() -> None:
    penalty = {"percent_per_day": "0.05", "cap_per_instalment": "20", "base": "overdue_principal_and_interest"}
    breaches = check_caps(lins_terms(), PenaltyTerms.read(penalty), load_pack("default"))
    assert [b.rule for b in breaches] == ["cap.penalty_base"]


def test_a_late_fee_at_once_counts_as_if_the_borrower_paid_on_that_day() -> None:
    """1 % on the fifth day is 1 % x 365 / 5 = 73 % a year."""
    penalty = PenaltyTerms.read({"percent_once": "1", "grace_days": 4})
    assert [str(b) for b in check_caps(lins_terms(), penalty, load_pack("default"))] == [
        "cap.late_percent: 73 is over the limit of 24"
    ]


def test_a_fee_on_an_event_is_charged_no_dearer_and_no_oftener_than_was_accepted() -> None:
    pack, terms, day = load_pack("default"), lins_terms(fees=[VISIT]), date(2027, 1, 30)
    charges = [Happened(f"c{n}", day, "charge", yuan("10"), of="visit") for n in range(2)]

    def rules(amount: str, *before: Happened) -> list[str]:
        loan = lins_loan(*before, as_of=day, terms=terms)
        return [str(b) for b in check_posting(loan, PartKind.FEE, yuan(amount), pack, "visit")]

    assert rules("10", charges[0]) == []
    assert rules("10.01", charges[0]) == ["accepted.fees: 10.01 is over the limit of 10.00"]
    assert rules("10", *charges) == ["accepted.fees: 3 times is over the limit of 2 times visit"]


@pytest.mark.parametrize(
    ("fee", "message"),
    [
        ({"amount": "1", "when": "once"}, "fees.0.when: once needs either on_instalment or on"),
        ({"amount": "1", "when": "instalment", "on_instalment": 1}, "fees.0.when: once needs either"),
        ({"amount": "1", "when": "event"}, "fees.0.event: names what happens"),
        ({"amount": "1", "when": "instalment", "event": "late"}, "fees.0.event: names what happens"),
        ({"amount": "1", "when": "instalment", "at_most": 2}, "fees.0.at_most: belongs to a fee that is due on an"),
        ({"amount": "-1", "when": "instalment"}, "fees.0.amount: must be more than zero"),
        ({"amount": "1.001", "when": "event", "event": "late"}, "fees.amount: has more than the 2 decimals"),
        ({"amount": "1", "when": "once", "on_instalment": 7}, "fees.on_instalment: is 7, and there are 6"),
        ({"amount": "1", "when": "once", "on": "2027-06-01"}, "fees.on: is after the last instalment"),
        ({"amount": "1", "when": "instalment", "tax": {"percent": "0"}}, "fees.0.tax.percent: must be more than zero"),
    ],
)
def test_a_fee_that_cannot_be_is_refused_by_its_key(fee: dict[str, Any], message: str) -> None:
    with pytest.raises(ProblemWithInput) as refused:
        schedule(lins_terms(fees=[{"name": "x", **fee}]))
    assert str(refused.value).startswith(message)


def test_two_fees_of_one_name_are_refused_because_a_fee_is_charged_by_its_name() -> None:
    with pytest.raises(ProblemWithInput, match="'x' stands twice"):
        lins_terms(fees=[{"name": "x", "amount": "1", "when": "instalment"}] * 2)


@pytest.mark.parametrize(
    ("penalty", "message"),
    [
        ({}, "penalty.percent_per_day: is missing"),
        ({"percent_per_day": "-1"}, "penalty.percent_per_day: must not be negative"),
        ({"amount_once": "5", "tax": {"percent": "6"}}, "penalty.tax: on lateness must be included"),
    ],
)
def test_penalty_terms_that_cannot_be_are_refused_by_their_key(penalty: dict[str, Any], message: str) -> None:
    with pytest.raises(ProblemWithInput) as refused:
        PenaltyTerms.read(penalty)
    assert str(refused.value).startswith(message)
