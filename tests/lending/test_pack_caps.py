"""Each cap of each pack holds: a loan just inside of it passes, one just outside does not, at the offer and after."""

from datetime import date
from decimal import Decimal

import pytest

from lending.caps import check_caps, check_posting
from lending.conduct_caps import Standing, check_another, check_servicing
from lending.happened import Happened
from lending.loan import Loan
from lending.money import Money
from lending.pack_caps import BenchmarkRate
from lending.pack_values import Sourced
from lending.parts import PartKind
from lending.policy_pack import load_pack, pack_names
from lending.servicing import AfterDue, Servicing, Withdrawal
from lending.terms import LoanTerms, PenaltyTerms
from tests.lending import pack_cases as cases

LIMITS = [(name, *limit) for name in pack_names() for limit in cases.limits_of(load_pack(name))]


@pytest.mark.parametrize(("name", "path", "value"), LIMITS)
def test_a_loan_just_inside_of_a_cap_passes_and_one_just_outside_does_not(name: str, path: str, value: str) -> None:
    pack = load_pack(name)
    inside, outside = cases.CASES[path, value]
    rule = cases.REPORTED_AS.get(path, path)
    assert rule not in [b.rule for b in check_caps(*cases.read(inside, pack), pack)]
    if outside is not None:
        assert rule in [b.rule for b in check_caps(*cases.read(outside, pack), pack)]


def test_a_loan_at_the_edge_of_the_british_price_cap_breaks_nothing_else() -> None:
    """100.00 for 30 days at 0.8 % a day, GBP 15 when late: the dearest loan of its kind that there may be."""
    pack = load_pack("uk_hcstc")
    loan = cases.for_days(30, "0.8", principal="100") | {"penalty": {"amount_once": "15"}}
    assert check_caps(*cases.read(loan, pack), pack) == []


def test_the_daily_cap_holds_on_every_due_date_so_charges_do_not_all_come_first() -> None:
    """Two instalments at 0.7 %. The first period may cost 10,000 x 0.008 x 30 = 2,400.00, and interest is 2,100.00 of
    it; with the second, of 5,000.00, 3,600.00 may be charged and 3,150.00 are."""
    pack = load_pack("uk_hcstc")
    plan = cases.for_days(30, "0.7", count=2, method="equal_principal")
    fees = [
        {"name": "x", "amount": amount, "when": "once", "on_instalment": n}
        for amount, n in (("300", 1), ("300.01", 1), ("300.01", 2))
    ]
    found = [[b.rule for b in check_caps(*cases.read(plan | {"fees": [fee]}, pack), pack)] for fee in fees]
    assert found == [[], ["cap.daily_percent"], []]


def test_a_benchmark_that_the_operator_confirmed_counts_from_its_day() -> None:
    """The prime rate falls to 2.5 % on 20 June 2028: 10 % from then on, and 12 % for a loan of the day before."""
    row = BenchmarkRate(
        since=date(2028, 6, 20),
        percent=Sourced(value=Decimal("2.5"), source="operator", on=date(2028, 6, 20), confidence="B"),
    )
    ours = load_pack("cn_microloan")
    pack = ours.as_used([row])
    assert pack.version != ours.version
    assert pack.is_of(ours.version)
    for day, rate, fine in (("2028-06-19", "12", True), ("2028-06-20", "10", True), ("2028-06-20", "10.01", False)):
        loan = cases.for_months(12, rate, disbursed_on=day)
        assert ("cap.benchmark" not in [b.rule for b in check_caps(*cases.read(loan, pack), pack)]) is fine


def test_kenyan_interest_and_penalty_in_arrears_stop_at_the_principal_that_was_owed() -> None:
    """9,000.00 of interest fell due on 15 July 2028; 0.1 % of 10,000.00 a day makes 1,000.00 in the first 100 days."""
    pack = load_pack("ke")
    terms, penalty = cases.read(cases.for_days(600, "0.15") | {"penalty": {"percent_per_day": "0.1"}}, pack)
    loan = Loan.from_happened(terms, penalty, (), date(2028, 10, 23))
    assert (loan.days_past_due, str(loan.outstanding.penalty)) == (100, "1000.00")
    assert check_posting(loan, PartKind.PENALTY, Money(100_000, "KES"), pack) == []
    next_day = loan.at(date(2028, 10, 24))
    rules = [b.rule for b in check_posting(next_day, PartKind.PENALTY, Money(101_000, "KES"), pack)]
    assert rules == ["cap.total_cost_ratio", "cap.in_duplum"]


def test_british_charges_for_lateness_are_counted_over_the_life_of_the_loan() -> None:
    """10.00 at once for being late and a letter of 5.00: a second letter would make 20.00."""
    pack = load_pack("uk_hcstc")
    letter = {"name": "letter", "amount": "5", "when": "event", "event": "late", "at_most": 2}
    terms, penalty = cases.read(cases.for_days(30) | {"fees": [letter], "penalty": {"amount_once": "10"}}, pack)
    assert [str(b) for b in check_caps(terms, penalty, pack)] == ["cap.default_fee: 20.00 is over the limit of 15"]
    day, five = date(2027, 1, 10), Money(500, "GBP")
    loan = Loan.from_happened(terms, penalty, (), day)
    assert check_posting(loan, PartKind.FEE, five, pack, "letter") == []
    again = loan.with_event(Happened("one", day, "charge", five, of="letter"))
    assert [b.rule for b in check_posting(again, PartKind.FEE, five, pack, "letter")] == ["cap.default_fee"]


def test_a_fee_that_was_accepted_is_not_posted_over_the_daily_cap() -> None:
    """0.79 % x 30 days of 100.00 is 23.70, so 0.30 of a copy's fee is left on the due date, and a day earlier less."""
    pack = load_pack("uk_hcstc")
    terms, penalty = cases.read(cases.for_days(30, "0.79", principal="100") | {"fees": [_copy("0.31")]}, pack)
    assert [b.rule for b in check_caps(terms, penalty, pack)] == ["cap.daily_percent"]
    loan = Loan.from_happened(terms, penalty, (), date(2026, 12, 23))
    assert check_posting(loan, PartKind.FEE, Money(30, "GBP"), pack, "copy") == []
    assert [b.rule for b in check_posting(loan, PartKind.FEE, Money(31, "GBP"), pack, "copy")] == ["cap.daily_percent"]
    assert check_posting(loan, PartKind.INTEREST, Money(2370, "GBP"), pack) == []


def _copy(amount: str) -> dict[str, str]:
    return {"name": "copy", "amount": amount, "when": "event", "event": "copy"}


@pytest.mark.parametrize(
    ("name", "days"), [("default", 14), ("uk_hcstc", 14), ("eu", 14), ("in", 1), ("cn_microloan", 14)]
)
def test_the_right_to_withdraw_is_no_shorter_than_the_pack_s(name: str, days: int) -> None:
    pack = load_pack(name)
    assert check_servicing(Servicing(withdrawal=Withdrawal(days=days)), pack) == []
    short = check_servicing(Servicing(withdrawal=Withdrawal(days=days - 1)), pack)
    assert [str(b) for b in short] == [f"withdrawal.days: {days - 1} is over the limit of at least {days}"]


def test_fees_come_back_and_interest_stops_where_the_pack_says_so() -> None:
    worse = Servicing(withdrawal=Withdrawal(fee_refund=False), after_due=AfterDue.INTEREST_CONTINUES)
    assert [b.rule for b in check_servicing(worse, load_pack("default"))] == [
        "withdrawal.fee_refund",
        "after_due_interest",
    ]


@pytest.mark.parametrize(
    ("name", "standing", "rules"),
    [
        ("default", Standing(running=0), []),
        ("default", Standing(running=1), ["multi_loan.max_active"]),
        ("default", Standing(running=1, rolled_over=0), ["multi_loan.rollover_max"]),
        ("uk_hcstc", Standing(running=1, rolled_over=1), []),
        ("uk_hcstc", Standing(running=1, rolled_over=2), ["multi_loan.rollover_max"]),
        ("id", Standing(running=0, lenders=3), []),
        ("id", Standing(running=0, lenders=4), ["multi_loan.max_lenders"]),
    ],
)
def test_one_more_loan_is_within_the_numbers_of_the_pack(name: str, standing: Standing, rules: list[str]) -> None:
    assert [b.rule for b in check_another(standing, date(2026, 11, 23), load_pack(name))] == rules


def test_a_pause_between_loans_is_kept_to_the_day() -> None:
    """Three days after the first of the month is the fourth."""
    pack = load_pack("default")
    gap = pack.multi_loan.gap_days.model_copy(update={"value": 3})
    pack = pack.model_copy(update={"multi_loan": pack.multi_loan.model_copy(update={"gap_days": gap})})
    ended = Standing(running=0, last_ended_on=date(2026, 12, 1))
    assert check_another(ended, date(2026, 12, 4), pack) == []
    assert [b.rule for b in check_another(ended, date(2026, 12, 3), pack)] == ["multi_loan.gap_days"]


def test_a_loan_without_any_lateness_is_read_as_the_table_says() -> None:
    terms, penalty = cases.read(cases.for_days(30, "0.8"), load_pack("uk_hcstc"))
    assert isinstance(terms, LoanTerms)
    assert isinstance(penalty, PenaltyTerms)
    assert (terms.annual_rate_percent, penalty.is_nothing) == (Decimal("292.0"), True)
