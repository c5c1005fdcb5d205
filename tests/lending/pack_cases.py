"""For every cap that a pack can have: a loan just inside of it and one just outside, with figures worked by hand.

Loans are of 10,000.00 in one instalment unless said otherwise, so that a figure can be checked with a pencil.
"""

from datetime import timedelta
from typing import Any

from lending.policy_pack import PolicyPack
from lending.terms import LoanTerms, PenaltyTerms
from tests.lending.builders import PAID_OUT

LONGEST_INTERVAL = 366
Loan = dict[str, Any]


def lent(**changes: Any) -> Loan:
    return {"principal": "10000.00", "count": 1, "disbursed_on": "2026-11-23"} | changes


def for_days(n: int, rate: str = "0.05", **changes: Any) -> Loan:
    """A loan of `n` days at a rate a day: 10,000.00 for 30 days at 0.8 % costs 10,000 x 0.008 x 30 = 2,400.00."""
    long = {"first_due_on": PAID_OUT + timedelta(days=n)} if n > LONGEST_INTERVAL else {}
    every = {"unit": "day", "n": min(n, LONGEST_INTERVAL)}
    return lent(every=every, day_count="act/365", daily_rate_percent=rate) | long | changes


def for_months(n: int, rate: str, **changes: Any) -> Loan:
    """A loan of `n` months at a yearly rate: 10,000.00 for 12 months at 24 % costs 2,400.00."""
    return lent(every={"unit": "month", "n": n}, annual_rate_percent=rate) | changes


def with_fee(loan: Loan, amount: str, **how: Any) -> Loan:
    return loan | {"fees": [{"name": "x", "amount": amount, **(how or {"when": "once", "on_instalment": 1})}]}


def late(**penalty: Any) -> Loan:
    return for_days(30, "0.1") | {"penalty": penalty}


def early(percent: str) -> Loan:
    fee = {"name": "x", "percent": percent, "of": "outstanding", "when": "event", "event": "early_repayment"}
    return for_days(30) | {"fees": [fee]}


KEPT_BACK: dict[str, Any] = {"when": "disbursement"}
HALF_YEAR_AND_A_DAY = 182
"""From 23 November to 23 May are 181 days, six months."""

CASES: dict[tuple[str, str], tuple[Loan, Loan | None]] = {
    # Paid once after a year, the compound rate is the simple one.
    ("cap.all_in_percent", "24"): (for_months(12, "24"), for_months(12, "24.01")),
    # 72 % a year are 6 % a month.
    ("cap.nominal_percent_per_month", "6"): (for_months(1, "72"), for_months(1, "72.01")),
    # 10,600 back for 9,464.29 is 11.99995 % in the month, for 9,464.28 it is 12.00007 %.
    ("cap.effective_percent_per_month", "12"): (
        with_fee(for_months(1, "72"), "535.71", **KEPT_BACK),
        with_fee(for_months(1, "72"), "535.72", **KEPT_BACK),
    ),
    # A cent on top of 0.8 % x 30 days.
    ("cap.daily_percent", "0.8"): (for_days(30, "0.8"), with_fee(for_days(30, "0.8"), "0.01")),
    ("cap.daily_percent", "0.3"): (for_days(181, "0.3"), with_fee(for_days(181, "0.3"), "0.01")),
    ("cap.daily_percent", "0.2"): (for_days(30, "0.2"), with_fee(for_days(30, "0.2"), "0.01")),
    ("cap.daily_percent_long", "0.2"): (for_days(HALF_YEAR_AND_A_DAY, "0.2"), for_days(HALF_YEAR_AND_A_DAY, "0.201")),
    ("cap.daily_long_after_months", "6"): (for_days(181, "0.3"), for_days(HALF_YEAR_AND_A_DAY, "0.3")),
    # 0.0657 x 365 = 23.98, 0.0658 x 365 = 24.02.
    ("cap.late_percent", "24"): (
        late(percent_per_day="0.0657", cap_per_instalment="9"),
        late(percent_per_day="0.0658", cap_per_instalment="9"),
    ),
    # The loan itself costs 0.1 % a day.
    ("cap.late_within_contract", "True"): (
        late(percent_per_day="0.1", cap_per_instalment="9"),
        late(percent_per_day="0.1001", cap_per_instalment="9"),
    ),
    ("cap.penalty_percent_per_day", "0.1"): (
        late(percent_per_day="0.1", cap_per_instalment="9"),
        late(percent_per_day="0.1001", cap_per_instalment="9"),
    ),
    # Once 2 % and thirty days of 0.1 % are 5 %.
    ("cap.penalty_percent_per_month", "5"): (
        late(percent_once="2", percent_per_day="0.1", cap_per_instalment="900"),
        late(percent_once="2.01", percent_per_day="0.1", cap_per_instalment="900"),
    ),
    ("cap.penalty_base", "overdue_principal"): (
        late(percent_per_day="0.01", cap_per_instalment="9"),
        late(percent_per_day="0.01", cap_per_instalment="9", base="overdue_principal_and_interest"),
    ),
    # All that there is to reckon lateness on is allowed.
    ("cap.penalty_base", "overdue_principal_and_interest"): (
        late(percent_per_day="0.01", cap_per_instalment="9", base="overdue_principal_and_interest"),
        None,
    ),
    ("cap.default_fee", "15"): (late(amount_once="15"), late(amount_once="15.01")),
    # 0.15 % x 600 days are 9,000.00 of interest; 1,000.00 more are the principal.
    ("cap.total_cost_ratio", "1"): (
        with_fee(for_days(600, "0.15"), "1000.00"),
        with_fee(for_days(600, "0.15"), "1000.01"),
    ),
    # 20 % for five years are 10,000.00 of interest.
    ("cap.in_duplum", "True"): (for_months(60, "20"), for_months(60, "20.01")),
    # Four times 3 % are 12 %.
    ("cap.benchmark.multiple", "4"): (
        for_months(12, "12", disbursed_on="2027-12-31"),
        for_months(12, "12.01", disbursed_on="2027-12-31"),
    ),
    ("cap.benchmark.table.2026-01-01.percent", "3.0"): (
        for_months(12, "12", disbursed_on="2027-12-31"),
        for_months(12, "12.01", disbursed_on="2027-12-31"),
    ),
    ("cap.benchmark.applies_from", "2027-12-31"): (
        for_months(12, "24", disbursed_on="2027-12-30"),
        for_months(12, "24", disbursed_on="2027-12-31"),
    ),
    # 72 % a year is for small loans of at most four months; a cent or a day more, and the yearly rate holds.
    ("cap.monthly_for.max_amount", "10000"): (for_months(1, "72"), for_months(1, "72", principal="10000.01")),
    ("cap.monthly_for.max_months", "4"): (for_days(120, "0.1"), for_days(121, "0.1")),
    ("product.max_amount", "200000"): (for_days(30, principal="200000"), for_days(30, principal="200000.01")),
    ("product.max_amount", "100000"): (for_days(30, principal="100000"), for_days(30, principal="100000.01")),
    ("product.max_tenor_days", "366"): (for_days(366), for_days(367)),
    ("fees_deducted_from_principal", "False"): (
        with_fee(for_days(30), "0.01", when="disbursement", deducted=False),
        with_fee(for_days(30), "0.01", **KEPT_BACK),
    ),
    ("early_repayment.fee_allowed", "False"): (for_days(30), early("0.01")),
    ("early_repayment.fee_percent", "0.5"): (early("0.5"), early("0.51")),
}

REPORTED_AS = {
    "cap.daily_percent_long": "cap.daily_percent",
    "cap.daily_long_after_months": "cap.daily_percent",
    "cap.benchmark.multiple": "cap.benchmark",
    "cap.benchmark.table.2026-01-01.percent": "cap.benchmark",
    "cap.benchmark.applies_from": "cap.benchmark",
    "cap.monthly_for.max_amount": "cap.all_in_percent",
    "cap.monthly_for.max_months": "cap.all_in_percent",
}
"""Parts of a cap that speak through another one."""


def limits_of(pack: PolicyPack) -> list[tuple[str, str]]:
    """Every value of a pack that a loan's terms can break."""
    speaking = {"cap", "fees_deducted_from_principal", "early_repayment"}
    found = [(path, str(v.value)) for path, v in pack.values() if path.split(".")[0] in speaking]
    found += [(path, str(v.value)) for path, v in pack.values() if path.startswith("product.max")]
    says_nothing = {
        ("cap.late_within_contract", "False"),
        ("fees_deducted_from_principal", "True"),
        ("early_repayment.fee_allowed", "True"),
    }
    return [limit for limit in found if limit not in says_nothing]


def read(loan: Loan, pack: PolicyPack) -> tuple[LoanTerms, PenaltyTerms]:
    """A loan of the table in a currency that the pack is for."""
    asked = {key: value for key, value in loan.items() if key != "penalty"}
    currency = (*pack.currencies.value, "CNY")[0]
    return LoanTerms.read(asked | {"currency": currency}), PenaltyTerms.read(
        loan.get("penalty", {"percent_per_day": "0"})
    )
