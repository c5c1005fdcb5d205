"""What an offer says before the button: every fee, every part of lateness, and instalments of any kind."""

from datetime import date
from typing import Any

import pytest

from bot.paper_charges import fee_phrases, late_phrases
from bot.paper_values import Fee, Lateness
from conversations.fee_words import fee_lines, fee_values
from conversations.figures import cost_lines, figures
from conversations.late_words import late_lines, late_values
from conversations.offering import what_if
from conversations.say import Phrase
from lending.schedule import schedule
from lending.terms import PenaltyTerms
from tests.bot.words import speaking
from tests.lending.builders import lins_terms

FEES: list[dict[str, Any]] = [
    {"name": "Set-up", "percent": "2", "when": "disbursement", "tax": {"percent": "6"}},
    {"name": "Card", "amount": "5", "when": "disbursement", "deducted": False, "paid_to": "Card Ltd"},
    {"name": "Service", "amount": "1.50", "when": "instalment"},
    {"name": "Care", "percent": "0.1", "when": "instalment", "of": "outstanding"},
    {"name": "Report", "amount": "7", "when": "once", "on_instalment": 3},
    {"name": "Visit", "amount": "10", "when": "event", "event": "late", "at_most": 2},
    {"name": "Plan", "amount": "8", "when": "event", "event": "reschedule"},
    {"name": "Copy", "amount": "3", "when": "event", "event": "lost_paper"},
]
LATE: dict[str, Any] = {
    "percent_per_day": "0.01",
    "grace_days": 3,
    "base": "overdue_principal_and_interest",
    "amount_per_day": "0.50",
    "percent_once": "1",
    "amount_once": "2",
    "cap_per_instalment": "20",
    "cap_total": "60",
}


def text(phrases: tuple[Phrase, ...], language: str = "en") -> str:
    return "\n".join(speaking(language).html(phrase) for phrase in phrases)


def costs(**changes: Any) -> str:
    return text(cost_lines(figures(lins_terms(**changes))))


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_every_fee_is_named_with_its_amount_in_the_chat_and_on_paper(language: str) -> None:
    terms = lins_terms(fees=FEES)
    plan = schedule(terms)
    in_chat = text(fee_lines(terms, plan), language)
    on_paper = text(tuple(fee_phrases([Fee.model_validate(value) for value in fee_values(terms, plan)])), language)
    for fee in FEES:
        assert fee["name"] in in_chat
        assert fee["name"] in on_paper
    for figure in ("106.00", "5.00", "7.00", "10.00", "8.00", "3.00", "Card Ltd", "lost paper"):
        assert figure in in_chat
        assert figure in on_paper


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_every_part_of_lateness_is_told_in_the_chat_and_on_paper(language: str) -> None:
    penalty = PenaltyTerms.read(LATE)
    in_chat = text(late_lines(penalty, "CNY"), language)
    lines = late_phrases(Lateness.model_validate(late_values(penalty, "CNY")))
    on_paper = text(tuple(phrase for line in lines for phrase in line), language)
    for figure in ("3", "0.01", "0.50", "1", "2.00", "20.00", "60.00"):
        assert figure in in_chat
        assert figure in on_paper


def test_lateness_that_costs_nothing_is_said_to_cost_nothing() -> None:
    assert text(late_lines(PenaltyTerms.read({"percent_per_day": "0"}), "CNY")) == "If you are late, nothing is added"


def test_a_weekly_loan_is_not_told_in_months() -> None:
    said = costs(every={"unit": "week"}, day_count="act/364", count=26)
    assert "in 26 weeks" in said
    assert "26 times 201.42, from 30 Nov 2026 to 24 May 2027 (last: 201.52)" in said


def test_payments_that_differ_are_told_by_the_first_the_most_and_the_last_day() -> None:
    """833.33 and 75.00 of interest at first, less each month."""
    said = costs(method="equal_principal")
    assert "First 908.33 on 23 Dec 2026, at most 908.33 at a time, the last on 23 May 2027" in said


def test_interest_only_is_told_with_the_large_last_payment() -> None:
    assert "Each month 75.00 on day 23 (last: 5,075.00)" in costs(method="interest_only")


def test_one_payment_at_the_end_is_told_with_all_its_months() -> None:
    said = costs(method="bullet")
    assert "in 6 months" in said
    assert "Once, 5,450.00 on 23 May 2027" in said


def test_a_monthly_loan_is_told_as_ever() -> None:
    assert "Each month 877.63 on day 23 (last: 877.61)" in costs()
    assert schedule(lins_terms()).instalments[0].due_on == date(2026, 12, 23)


def test_paying_early_is_told_for_days_on_which_something_is_due() -> None:
    """Of 26 weeks the first, the second and the middle one."""
    weekly = what_if(lins_terms(every={"unit": "week"}, day_count="act/364", count=26))
    monthly = what_if(lins_terms())
    assert len(weekly) == len(monthly) == 4
    assert all(f"On {day}: " in text(weekly) for day in ("30 Nov 2026", "7 Dec 2026", "1 Mar 2027"))
    assert "After 3 months, on 23 Feb 2027" in text(monthly)
