"""The claim that one instalment is while a loan is folded: what is due, paid, waived, and what its lateness cost.

The only mutable value of the loan arithmetic. It lives inside one call of the fold and is never handed out.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction

from lending.parts import PAID_IN_ORDER, PartKind
from lending.rounding import RoundingMode, round_value
from lending.schedule import Instalment


@dataclass(frozen=True, slots=True)
class Pause:
    """Days, the first and the last among them, on which lateness costs nothing."""

    first: date
    last: date


@dataclass(frozen=True, slots=True)
class LateRule:
    """Penalty terms in smallest units: `rate` a day (exact, not in percent), at most `cap` an instalment."""

    rate: Fraction
    grace_days: int
    cap: int | None
    mode: RoundingMode


def _nothing() -> dict[PartKind, int]:
    return dict.fromkeys(PAID_IN_ORDER, 0)


@dataclass(slots=True)
class Claim:
    """One instalment in smallest units. `charges` is the part of the fee that was charged on the way.

    `spared` says that the money for it had arrived by its day, and only older penalties took some of it: such an
    instalment is not late.
    """

    instalment: Instalment
    due: dict[PartKind, int]
    paid: dict[PartKind, int] = field(default_factory=_nothing)
    waived: dict[PartKind, int] = field(default_factory=_nothing)
    charges: int = 0
    penalty_exact: Fraction = Fraction(0)
    penalty_paid: int = 0
    penalty_waived: int = 0
    counted_to: date = date.min
    spared: bool | None = None
    paid_on: date | None = None

    @classmethod
    def of(cls, instalment: Instalment) -> "Claim":
        """The claim before anything happened."""
        amounts = (instalment.fee.minor, instalment.interest.minor, instalment.principal.minor)
        return cls(instalment, dict(zip(PAID_IN_ORDER, amounts, strict=True)))

    @property
    def due_on(self) -> date:
        """The day it falls due."""
        return self.instalment.due_on

    def left(self, kind: PartKind) -> int:
        """What is still to be paid of `kind`, penalties aside."""
        return max(0, self.due[kind] - self.waived[kind]) - self.paid[kind]

    @property
    def open(self) -> int:
        """What is still to be paid of the instalment, without its penalty."""
        return sum(self.left(kind) for kind in PAID_IN_ORDER)

    @property
    def expected(self) -> int:
        """What is to be paid in all, without what was waived and without its penalty."""
        return sum(max(0, self.due[kind] - self.waived[kind]) for kind in PAID_IN_ORDER)

    def penalty_charged(self, rule: LateRule) -> int:
        """What lateness has cost so far, rounded once, never above the cap."""
        charged = round_value(self.penalty_exact, rule.mode)
        return charged if rule.cap is None else min(charged, rule.cap)

    def penalty_left(self, rule: LateRule) -> int:
        """Penalty that is neither paid nor waived."""
        return self.penalty_charged(rule) - self.penalty_paid - self.penalty_waived

    def count_lateness(self, to: date, rule: LateRule, pauses: Sequence[Pause]) -> None:
        """Charge the days up to and with `to` on the principal that has been overdue since before `to` began."""
        free_until = self.due_on + timedelta(days=rule.grace_days)
        since = max(self.counted_to, free_until)
        self.counted_to = max(self.counted_to, to)
        overdue = self.left(PartKind.PRINCIPAL)
        if to > since and overdue > 0 and not self.spared:
            self.penalty_exact += _days(since, to, pauses) * overdue * rule.rate


def _days(since: date, to: date, pauses: Sequence[Pause]) -> int:
    """Days after `since` up to and with `to` that no pause covers; pauses may overlap."""
    days, reached = (to - since).days, since
    for pause in sorted(pauses, key=lambda p: p.first):
        first, last = max(pause.first, reached + timedelta(days=1)), min(pause.last, to)
        if last >= first:
            days -= (last - first).days + 1
            reached = last
    return days
