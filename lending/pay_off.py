"""The pay-off figure: what it costs on a day to be done with a loan, and the interest that it saves.

The figure is the principal that is left, the interest earned until that day by the contract's day count, what fell
due and is unpaid, and penalties. Interest that will not be earned is not asked for, and paying early has no fee.
"""

from dataclasses import dataclass
from datetime import date

from lending.happened import Happened, Kind
from lending.loan import Loan
from lending.money import Money
from lending.parts import Part
from lending.schedule import schedule
from lending.terms import LoanTerms


@dataclass(frozen=True, slots=True)
class PayOff:
    """`amount` to pay on the day, the borrower's credit counted; `interest_saved` against the schedule.

    `parts` are what it pays, by instalment. They add up to `amount` and the credit that is used.
    """

    on: date
    amount: Money
    interest_saved: Money
    parts: tuple[Part, ...]


def pay_off(loan: Loan | LoanTerms, on: date) -> PayOff:
    """What it takes on `on` to be done with `loan`; for terms alone, of a loan paid on time until the day before."""
    then = _paid_on_time(loan, on) if isinstance(loan, LoanTerms) else loan.at(on)
    needed = Money(sum(part.amount.minor for part in then.pay_off_parts), then.terms.currency)
    amount = max(needed - then.credit, Money.zero(then.terms.currency))
    return PayOff(on, amount, then.interest_saved, then.pay_off_parts)


def _paid_on_time(terms: LoanTerms, on: date) -> Loan:
    """A loan under `terms` whose instalments before `on` were each paid on their day."""
    payments = [
        Happened(str(i.n), i.due_on, Kind.PAYMENT, i.due)
        for i in schedule(terms).instalments
        if i.due_on < on and i.due
    ]
    return Loan.from_happened(terms, None, payments, on)
