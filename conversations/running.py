"""A loan as it stands on a day, with the few figures that conversations name; all of them are the loan engine's."""

from dataclasses import dataclass
from datetime import date, timedelta

from conversations.offering import loan_terms
from lending.happened import Happened, Kind
from lending.loan import InstalmentState, Loan
from lending.money import Money
from lending.pay_off import PayOff, pay_off
from lending.records import LoanRecord
from lending.terms import PenaltyTerms


@dataclass(frozen=True)
class Parts:
    """How a payment changed what is paid: the parts add up to the payment, whatever it pushed aside."""

    principal: Money
    interest: Money
    fee: Money
    penalty: Money
    credit: Money


@dataclass(frozen=True)
class Running:
    """A running loan on a day. `loan` is the engine's fold; `penalty` what lateness costs in it."""

    record: LoanRecord
    loan: Loan
    penalty: PenaltyTerms

    @property
    def instalments(self) -> tuple[InstalmentState, ...]:
        return self.loan.instalments

    def _of(self, n: int) -> InstalmentState:
        return self.loan.instalments[n - 1]

    def is_paid(self, n: int) -> bool:
        """Whether nothing but perhaps an old penalty is left of the instalment."""
        left = self._of(n).left
        return (left.total - left.penalty).minor == 0

    def left_of(self, n: int) -> Money:
        """What is left to pay of the instalment, its penalty included."""
        return self._of(n).left.total

    @property
    def next_due(self) -> InstalmentState | None:
        """The oldest instalment with something left."""
        return next((i for i in self.loan.instalments if i.left.total.minor), None)

    @property
    def overdue(self) -> Money:
        """Everything past its day, penalties included."""
        late = [i.left.total for i in self.loan.instalments if i.overdue.minor or i.left.penalty.minor]
        return Money(sum(m.minor for m in late), self.loan.terms.currency)

    @property
    def penalties(self) -> Money:
        """What lateness has cost so far and is not paid yet."""
        return Money(sum(i.left.penalty.minor for i in self.loan.instalments), self.loan.terms.currency)

    @property
    def overdue_or_next(self) -> Money:
        """What puts everything in order: all that is overdue, else the next instalment."""
        if self.overdue.minor:
            return self.overdue
        due = self.next_due
        return due.left.total if due is not None else Money.zero(self.loan.terms.currency)

    @property
    def to_pay(self) -> Money:
        """All that is still to be paid by the schedule, less what was paid too much."""
        return self.loan.left_to_pay

    @property
    def pay_off(self) -> PayOff:
        return pay_off(self.loan, self.loan.as_of)

    @property
    def is_settled(self) -> bool:
        return self.loan.settled

    def penalty_of(self, n: int) -> Money:
        return self._of(n).left.penalty

    def penalty_per_day(self, n: int) -> Money:
        """What one more late day adds to the instalment, found by asking the engine for two neighbouring days."""
        free_until = self._of(n).due_on + timedelta(days=self.penalty.grace_days)
        start = max(self.loan.as_of, free_until)
        before, after = self.loan.at(start), self.loan.at(start + timedelta(days=1))
        return after.instalments[n - 1].penalty - before.instalments[n - 1].penalty

    def with_payment(self, payment_id: str, amount: Money, on: date, booked_on: date) -> "Running":
        """The loan with one more payment, looked at on the day it is booked."""
        event = Happened(payment_id, on, Kind.PAYMENT, amount, None, booked_on)
        return Running(self.record, self.loan.with_event(event, booked_on), self.penalty)

    def parts_since(self, before: "Running") -> Parts:
        """What changed between two states of the same loan on the same day."""
        now, then = self.loan, before.loan
        return Parts(
            now.paid.principal - then.paid.principal,
            now.paid.interest - then.paid.interest,
            now.paid.fee - then.paid.fee,
            now.paid.penalty - then.paid.penalty,
            now.credit - then.credit,
        )


def running(record: LoanRecord, on: date) -> Running:
    """The loan as it stands at the end of `on`."""
    terms, penalty = loan_terms(record)
    day = max(on, terms.disbursed_on)
    return Running(record, Loan.from_happened(terms, penalty, record.happened, day), penalty)
