"""A loan as it stands on a day, with the few figures that conversations name; all of them are the loan engine's."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from conversations.offering import loan_terms
from lending.happened import Happened, Kind
from lending.loan import InstalmentState, Loan
from lending.money import Money
from lending.pay_off import PayOff, pay_off
from lending.records import LoanRecord
from lending.servicing import read_servicing
from lending.terms import PenaltyTerms

OWED = ("running", "written_off")
"""States of a loan for which money is still owed and taken: giving a loan up in the books forgives nothing."""


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
        return next(i for i in self.loan.instalments if i.n == n)

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

    @property
    def written_off_on(self) -> date | None:
        """The day on which the lender gave the loan up in its books; it is owed all the same."""
        return self.loan.ended.written_off_on

    def penalty_of(self, n: int) -> Money:
        return self._of(n).left.penalty

    def penalty_per_day(self, n: int) -> Money:
        """What one more late day adds to the instalment, found by asking the engine for two neighbouring days."""
        free_until = self._of(n).due_on + timedelta(days=self.penalty.grace_days)
        start = max(self.loan.as_of, free_until)
        before, after = self.loan.at(start), self.loan.at(start + timedelta(days=1))
        return replace(self, loan=after).penalty_charged(n) - replace(self, loan=before).penalty_charged(n)

    def penalty_charged(self, n: int) -> Money:
        """What lateness of the instalment has cost so far, paid or not."""
        return self._of(n).penalty

    def with_event(self, event: Happened) -> "Running":
        """The loan with one more event, looked at on the day that it is written."""
        return Running(self.record, self.loan.with_event(event, event.written_on), self.penalty)

    @property
    def interest_paused_until(self) -> date | None:
        """The last day of a pause in which no interest runs, if there is one today or later."""
        return self._paused(Kind.PAUSE_INTEREST)

    @property
    def arrears_paused_until(self) -> date | None:
        """The last day of a pause in which lateness costs nothing, if there is one today or later."""
        return self._paused(Kind.PAUSE_ARREARS)

    def _paused(self, kind: Kind) -> date | None:
        """Pauses that were taken back, or lost their ground, are none."""
        void = {h.of for h in self.loan.happened if h.kind == Kind.REVERSAL}
        void |= {problem.event_id for problem in self.loan.problems}
        pauses = [h for h in self.loan.happened if h.kind == kind and h.id not in void]
        ends = [h.until for h in pauses if h.until is not None and h.on <= self.loan.as_of <= h.until]
        return max(ends, default=None)

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
    servicing = read_servicing(record.servicing)
    return Running(record, Loan.from_happened(terms, penalty, record.happened, day, servicing=servicing), penalty)
