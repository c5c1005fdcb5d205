"""How the plan of a running loan is changed: what a reschedule, or a new rate, asks for.

Change(move_to=date(2027, 2, 6))       the oldest open instalment is due on another day
Change(skip=1, extend=1)               a payment holiday: one instalment is left out, the loan ends one later
Change(new_count=9)                    nine instalments from now on instead of those that are left
Change(new_rate_percent=Decimal(12))   another rate from the day of the change on
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from lending.problems import ProblemWithInput
from lending.terms import MOST_INSTALMENTS

MOST_SKIPPED = 12
"""Instalments that one payment holiday can leave out: more is another loan."""


@dataclass(frozen=True, slots=True)
class Change:
    """One change of the plan. What is None or False stays as it is.

    `move_to` moves the oldest open instalment to a day before the next one's. `skip` leaves out that many instalments
    from the oldest open one on; with `extend` the loan ends as many later, without it what is left is spread over
    fewer. `extend` alone adds so many instalments, `new_count` sets how many are still to come, `new_instalment`
    (smallest units) asks for as many as it takes to ask for no more than that each time. `new_rate_percent` is the
    nominal annual rate from then on. `re_age` takes what is overdue into the new plan; no lateness is forgiven by it.
    `notice_on` is the day on which the borrower was told of a new rate.
    """

    move_to: date | None = None
    skip: int = 0
    extend: int = 0
    new_count: int | None = None
    new_instalment: int | None = None
    new_rate_percent: Decimal | None = None
    re_age: bool = False
    notice_on: date | None = None

    def check(self, at: str) -> None:
        """Refuse a change that asks for nothing, or for two things that exclude each other; `at` is its field."""
        lengths = [n for n, given in self._lengths() if given]
        if self.move_to is None and not lengths and self.new_rate_percent is None and not self.re_age:
            raise ProblemWithInput(at, "a reschedule says what changes: move_to, skip, extend, new_count, ...")
        if len(lengths) > 1 or (self.move_to is not None and (lengths or self.re_age or self.new_rate_percent)):
            named = ["move_to"] * (self.move_to is not None) + lengths
            raise ProblemWithInput(at, f"{' and '.join(named)} exclude what else is asked for; make two reschedules")
        if self.skip and (self.re_age or self.new_rate_percent is not None):
            raise ProblemWithInput(at, "skip goes with extend only; make two reschedules")
        if self.skip and self.extend not in (0, self.skip):
            raise ProblemWithInput(f"{at}.extend", "must be as many as are skipped, or true")
        if not 0 <= self.skip <= MOST_SKIPPED:
            raise ProblemWithInput(f"{at}.skip", f"must be 1 to {MOST_SKIPPED}")
        if not 0 <= self.extend <= MOST_INSTALMENTS:
            raise ProblemWithInput(f"{at}.extend", "must be true, or how many instalments are added")
        if self.new_count is not None and not 1 <= self.new_count <= MOST_INSTALMENTS:
            raise ProblemWithInput(f"{at}.new_count", f"must be 1 to {MOST_INSTALMENTS}")
        if self.new_instalment is not None and self.new_instalment <= 0:
            raise ProblemWithInput(f"{at}.new_instalment", "must be more than zero")
        if self.new_rate_percent is not None and not 0 <= self.new_rate_percent <= 10_000:
            raise ProblemWithInput(f"{at}.new_rate_percent", "must be 0 to 10000")

    def _lengths(self) -> tuple[tuple[str, bool], ...]:
        return (
            ("skip", self.skip > 0),
            ("extend", self.extend > 0 and not self.skip),
            ("new_count", self.new_count is not None),
            ("new_instalment", self.new_instalment is not None),
        )
