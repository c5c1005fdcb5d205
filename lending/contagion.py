"""Contagion: what one loan's lateness makes of the other loans of the same borrower.

When enough of what a borrower owes is in the worst buckets, nobody should believe in the rest: all loans of that
borrower take the worst bucket, and stop accruing income with it. The share is data; a fifth is the usual line for
exposures to one debtor (the "pulling effect" of the EBA's guidelines on non-performing exposures).
"""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from lending.arrears import BUCKETS, worse
from lending.exact import FrozenModel, NotNegativeDecimal
from lending.loan import Loan
from lending.non_accrual import NON_ACCRUING, is_non_accruing
from lending.problems import CurrencyMismatch


class Contagion(FrozenModel):
    """From which `percent` of the principal owed in `from_bucket` or worse the other loans follow."""

    percent: NotNegativeDecimal = Decimal(20)
    from_bucket: str = "90+"


def buckets_of_borrower(loans: Sequence[Loan], rule: Contagion | None = None) -> tuple[str, ...]:
    """The bucket of each of one borrower's loans, in their order, contagion counted. Their currency must be one."""
    rule = rule or Contagion()
    own = [loan.bucket for loan in loans]
    owed = [_owed(loan, loans[0]) for loan in loans]
    line = BUCKETS.index(rule.from_bucket)
    bad = sum(minor for minor, bucket in zip(owed, own, strict=True) if BUCKETS.index(bucket) >= line)
    if not bad or Fraction(bad * 100, sum(owed)) < Fraction(rule.percent):
        return tuple(own)
    return tuple(worse(bucket, rule.from_bucket) if minor else bucket for bucket, minor in zip(own, owed, strict=True))


def non_accruing(loans: Sequence[Loan], rule: Contagion | None = None) -> tuple[bool, ...]:
    """For each of one borrower's loans whether it accrues no income, contagion counted."""
    buckets = buckets_of_borrower(loans, rule)
    return tuple(is_non_accruing(loan) or b in NON_ACCRUING for loan, b in zip(loans, buckets, strict=True))


def _owed(loan: Loan, first: Loan) -> int:
    if loan.terms.currency != first.terms.currency:
        raise CurrencyMismatch(first.terms.currency, loan.terms.currency)
    return loan.outstanding.principal.minor
