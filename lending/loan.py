"""A running loan: its state on a day, from its terms and what happened to it.

    loan = Loan.from_happened(terms, penalty, happened, as_of)

`lending/fold.py` says by which rules, `lending/loan_view.py` reads the folded state. Figures that a person asks for are
in `lending/dues.py` and `lending/pay_off.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from lending.arrears import Arrears, bucket_of
from lending.claims import Pause
from lending.event_order import in_order
from lending.fold import fold
from lending.happened import Happened, Kind
from lending.loan_view import Amounts, Ended, InstalmentState, View, WithoutGround, view
from lending.money import Money
from lending.parts import Part, Transaction
from lending.problems import ProblemWithInput
from lending.schedule import Schedule, schedule
from lending.servicing import DEFAULT_SERVICING, Servicing
from lending.terms import LoanTerms, PenaltyTerms

__all__ = ["Amounts", "Ended", "Happened", "InstalmentState", "Kind", "Loan", "Pause", "bucket_of"]


@lru_cache(maxsize=4096)
def _plan(terms: LoanTerms) -> Schedule:
    return schedule(terms)


@dataclass(frozen=True, slots=True)
class Loan:
    """A loan as it stands at the end of the day `as_of`.

    `plan` is the schedule in force that day, reschedules and early payments in it. `outstanding` is all that is neither
    paid nor waived, future interest of the schedule included; `accrued` the interest earned that has not fallen due;
    `credit` the borrower's own money that was too much. `arrears` are by `lending/arrears.py`. `ended` says what
    besides payments brought the loan to an end. `problems` are events that had no effect, or one that could not be,
    by their id: what was written in good faith and lost its ground by a reversal or a backdated event.
    """

    terms: LoanTerms
    penalty: PenaltyTerms | None
    happened: tuple[Happened, ...]
    pauses: tuple[Pause, ...]
    servicing: Servicing
    as_of: date
    plan: Schedule
    instalments: tuple[InstalmentState, ...]
    outstanding: Amounts
    paid: Amounts
    credit: Money
    accrued: Money
    earned: Money
    arrears: Arrears
    ended: Ended
    settled_on: date | None
    transactions: tuple[Transaction, ...]
    pay_off_parts: tuple[Part, ...]
    interest_saved: Money
    problems: tuple[WithoutGround, ...]

    @classmethod
    def from_happened(
        cls,
        terms: LoanTerms,
        penalty: PenaltyTerms | None,
        happened: Sequence[Happened],
        as_of: date,
        *,
        pauses: Sequence[Pause] = (),
        known_on: date | None = None,
        servicing: Servicing = DEFAULT_SERVICING,
    ) -> Loan:
        """The loan at the end of `as_of`; `known_on` leaves out what was booked after that day.

        Raises `ProblemWithInput` for events that cannot be: before the payout, in another currency, taking back what
        is not there.
        """
        if as_of < terms.disbursed_on:
            raise ProblemWithInput("as_of", f"is before the money was paid out on {terms.disbursed_on}")
        plan = _plan(terms)
        played = in_order(happened, terms, as_of, known_on)
        state = fold(terms, plan, penalty, played.events, as_of, pauses, servicing)
        seen: View = view(state, as_of, played)
        return cls(
            terms=terms,
            penalty=penalty,
            happened=tuple(happened),
            pauses=tuple(pauses),
            servicing=servicing,
            as_of=as_of,
            **seen,
        )

    def at(self, on: date) -> Loan:
        """The same loan on another day: later as if nothing more happens, earlier as it then was."""
        return self._again(self.happened, on)

    def with_event(self, event: Happened, as_of: date | None = None) -> Loan:
        """The loan with one more event, on the later of the event's day and `as_of` (the loan's own when None)."""
        return self._again((*self.happened, event), max(event.on, as_of or self.as_of))

    def _again(self, happened: Sequence[Happened], on: date, known_on: date | None = None) -> Loan:
        return Loan.from_happened(
            self.terms,
            self.penalty,
            happened,
            on,
            pauses=self.pauses,
            known_on=known_on,
            servicing=self.servicing,
        )

    def check_as_written(self) -> None:
        """Raise the problem of the first event that could not be when it was written, as things were known then."""
        by_id = {event.id: event for event in self.happened}
        for problem in self.problems:
            event = by_id[problem.event_id]
            then = self._again(self.happened, event.on, known_on=event.written_on)
            if any(found.event_id == event.id for found in then.problems):
                raise ProblemWithInput(problem.field, problem.reason)

    @property
    def settled(self) -> bool:
        """Whether nothing is left to pay."""
        return self.outstanding.total.minor == 0

    @property
    def left_to_pay(self) -> Money:
        """All that the schedule still asks for, penalties included, less the borrower's credit."""
        return self.outstanding.total - self.credit

    @property
    def days_past_due(self) -> int:
        """Days since the oldest due date that was missed."""
        return self.arrears.days_past_due

    @property
    def bucket(self) -> str:
        """The arrears bucket: by days past due, and not better than before a reschedule that is not cured."""
        return self.arrears.bucket
