"""How much of the fees and penalties that a borrower paid is tax: the state's money, and never the lender's income.

Tax is owed on what was received. Of an instalment whose fees are paid in part, as large a part of their tax is paid;
everything is added up exactly and rounded once, so a loan that is paid in full has paid exactly the tax of its fees.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from lending.fee_amounts import tax_on
from lending.fees import Tax
from lending.happened import Kind
from lending.loan import Loan
from lending.money import Money, total
from lending.rounding import RoundingMode, round_value


@dataclass(frozen=True, slots=True)
class TaxPaid:
    """In smallest units, of what the loan has paid so far: within its fees, and within its penalties."""

    fee: int = 0
    penalty: int = 0


NONE = TaxPaid()


def tax_paid(loan: Loan) -> TaxPaid:
    """The tax that is in the fees and penalties of `loan` that were paid; fees at the payout are not among them."""
    late = loan.penalty.tax if loan.penalty is not None else None
    if late is None and not any(fee.tax for fee in loan.terms.fees):
        return NONE
    fees = round_value(sum(_of_instalments(loan), Fraction(0)), RoundingMode.HALF_EVEN)
    return TaxPaid(fees, tax_on(loan.paid.penalty, _included(late), RoundingMode.HALF_EVEN).minor)


def tax_at_payout(loan: Loan) -> Money:
    """The tax in the fees that were kept from the money, or lent with it."""
    return total([fee.tax for fee in loan.plan.fees], loan.terms.currency)


def share(part: int, whole: int, of: int) -> int:
    """As large a part of `of` as `part` is of `whole`, rounded; nothing of nothing."""
    return round_value(Fraction(of * part, whole), RoundingMode.HALF_EVEN) if whole else 0


def _of_instalments(loan: Loan) -> Iterator[Fraction]:
    charged, taxed = _charges(loan)
    for planned, now in zip(loan.plan.instalments, loan.instalments, strict=True):
        if not now.fee.minor or not now.paid.fee.minor:
            continue
        own = min(planned.fee.minor, now.fee.minor)
        tax = Fraction(planned.tax.minor * own, planned.fee.minor) if planned.fee.minor else Fraction(0)
        if charged:
            tax += Fraction(taxed * (now.fee.minor - own), charged)
        yield tax * now.paid.fee.minor / now.fee.minor


def _charges(loan: Loan) -> tuple[int, int]:
    """All charges that were made on the way and stand, and the tax in them."""
    named = {event.id: event.of for event in loan.happened if event.kind == Kind.CHARGE}
    tax_of = {fee.name: fee.tax for fee in loan.terms.fees}
    made = [t for t in loan.transactions if t.kind == Kind.CHARGE and t.reversed_by is None]
    taxes = [tax_on(t.amount, _included(tax_of.get(named.get(t.id) or "")), RoundingMode.HALF_EVEN) for t in made]
    return sum(t.amount.minor for t in made), sum(tax.minor for tax in taxes)


def _included(tax: Tax | None) -> Tax | None:
    """What was asked for has its tax in it already, whether it came on top or not."""
    return None if tax is None else tax.model_copy(update={"included": True})
