"""What is set aside for losses: a percentage of what is owed, by arrears bucket, as data.

The base is the principal owed and the interest that was taken as income and not received; interest in suspense was
never income and needs no provision. The rates are the operator's, within what the regulator of the place asks.
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from fractions import Fraction

from pydantic import Field, field_validator

from lending.arrears import BUCKETS
from lending.exact import FrozenModel, NotNegativeDecimal
from lending.loan import Loan
from lending.money import Money
from lending.non_accrual import NON_ACCRUING, interest_income, is_non_accruing
from lending.problems import ProblemWithInput
from lending.rounding import RoundingMode, round_value


class ProvisionRates(FrozenModel):
    """Percent of what is owed, for each bucket; `rescheduled` is the least for a loan whose reschedule is not cured."""

    percent: Mapping[str, NotNegativeDecimal]
    rescheduled: NotNegativeDecimal = Field(default=Decimal(0), le=Decimal(100))

    @field_validator("percent")
    @classmethod
    def _every_bucket_once(cls, value: Mapping[str, Decimal]) -> Mapping[str, Decimal]:
        if set(value) != set(BUCKETS):
            raise ProblemWithInput("percent", f"needs exactly these buckets: {', '.join(BUCKETS)}")
        rates = [value[bucket] for bucket in BUCKETS]
        if rates != sorted(rates) or rates[-1] > 100:
            raise ProblemWithInput("percent", "must not fall from a better bucket to a worse, nor pass 100")
        return value


COMMON_RATES = ProvisionRates(
    percent={
        "current": Decimal(1),
        "1-30": Decimal(5),
        "31-60": Decimal(25),
        "61-90": Decimal(50),
        "90+": Decimal(100),
        "written_off": Decimal(100),
    },
    rescheduled=Decimal(25),
)
"""A cautious table for small unsecured loans: our own choice, to be replaced by the operator's."""


class Provisions(ProvisionRates):
    """The lender's rates, and those of the products that have their own; without a word, `COMMON_RATES`."""

    percent: Mapping[str, NotNegativeDecimal] = COMMON_RATES.percent
    rescheduled: NotNegativeDecimal = Field(default=COMMON_RATES.rescheduled, le=Decimal(100))
    products: Mapping[str, ProvisionRates] = {}

    def of(self, product: str) -> ProvisionRates:
        """The rates for loans of a product, by its code."""
        return self.products.get(product, self)


def provision(loan: Loan, rates: ProvisionRates, bucket: str | None = None) -> Money:
    """What to hold against `loan` on the day it is looked at, rounded up.

    `bucket` overrules the loan's own, as contagion does. A loan that was written off has left the books, and nothing is
    held against it.
    """
    if loan.ended.written_off_on is not None:
        return Money.zero(loan.terms.currency)
    found = bucket or loan.bucket
    percent = rates.percent[found]
    if loan.arrears.rescheduled_on is not None and loan.arrears.cured_on is None:
        percent = max(percent, rates.rescheduled)
    interest = interest_income(loan, non_accruing=found in NON_ACCRUING or is_non_accruing(loan))
    base = loan.outstanding.principal + interest.income - interest.received
    return Money(round_value(base.minor * Fraction(percent) / 100, RoundingMode.CEILING), loan.terms.currency)


def par(loans: Iterable[tuple[Loan, str]], days: int) -> Fraction:
    """Portfolio at risk: principal of loans more than `days` past due over all principal, each with its bucket.

    A loan whose reschedule is not cured counts by the bucket that it keeps. Written-off loans are in neither sum.
    """
    late = owed = 0
    for loan, bucket in loans:
        if loan.ended.written_off_on is not None:
            continue
        owed += loan.outstanding.principal.minor
        if loan.days_past_due > days or _worst_days(bucket) > days:
            late += loan.outstanding.principal.minor
    return Fraction(late, owed) if owed else Fraction(0)


def _worst_days(bucket: str) -> int:
    """The fewest days past due that a bucket stands for."""
    return {"current": 0, "1-30": 1, "31-60": 31, "61-90": 61}.get(bucket, 91)
