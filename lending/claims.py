"""The claim that one instalment is while a loan is folded: what is due, paid, waived, and what its lateness cost.

The only mutable value of the loan arithmetic, beside the fold that holds it. It is never handed out.
"""

from __future__ import annotations

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
    """Penalty terms in smallest units, exact and not in percent.

    `rate` of the base and `amount` for each day after the free ones; `rate_once` and `amount_once` on the first of
    them. The base is the overdue principal, `with_interest` the overdue interest too. An instalment is charged `cap` at
    most, the loan `cap_total`.
    """

    rate: Fraction
    grace_days: int
    cap: int | None
    mode: RoundingMode
    amount: int = 0
    rate_once: Fraction = Fraction(0)
    amount_once: int = 0
    with_interest: bool = False
    cap_total: int | None = None

    @property
    def is_nothing(self) -> bool:
        """Whether lateness costs nothing."""
        return not (self.rate or self.amount or self.rate_once or self.amount_once)


def _nothing() -> dict[PartKind, int]:
    return dict.fromkeys(PAID_IN_ORDER, 0)


@dataclass(slots=True)
class Claim:
    """One instalment in smallest units; `due_on` is its day as it stands now, `slot` the calendar period it ends.

    `charges` is the part of the fee that was charged on the way. `late_interest` is what overdue principal went on
    bearing where interest continues. `spared` says that the money for it had arrived by its day, and only older
    penalties took some of it: such an instalment is not late. `extra` marks principal that was paid early and made the
    plan anew: it was never asked for. `aside` is principal paid from the end, long before its day.
    """

    instalment: Instalment
    due: dict[PartKind, int]
    due_on: date
    slot: int
    paid: dict[PartKind, int] = field(default_factory=_nothing)
    waived: dict[PartKind, int] = field(default_factory=_nothing)
    charges: int = 0
    late_exact: Fraction = Fraction(0)
    late_interest: int = 0
    penalty_exact: Fraction = Fraction(0)
    penalty_once: bool = False
    penalty_paid: int = 0
    penalty_waived: int = 0
    counted_to: date = date.min
    spared: bool | None = None
    paid_on: date | None = None
    extra: bool = False
    aside: int = 0

    @classmethod
    def of(cls, instalment: Instalment, slot: int) -> Claim:
        """The claim before anything happened."""
        amounts = (instalment.fee.minor, instalment.interest.minor, instalment.principal.minor)
        return cls(instalment, dict(zip(PAID_IN_ORDER, amounts, strict=True)), instalment.due_on, slot)

    def asked(self, kind: PartKind) -> int:
        """All that is asked for of `kind`, what was waived left out."""
        due = self.due[kind] + (self.late_interest if kind is PartKind.INTEREST else 0)
        return max(0, due - self.waived[kind])

    def left(self, kind: PartKind) -> int:
        """What is still to be paid of `kind`, penalties aside."""
        return self.asked(kind) - self.paid[kind]

    @property
    def open(self) -> int:
        """What is still to be paid of the instalment, without its penalty."""
        return sum(self.left(kind) for kind in PAID_IN_ORDER)

    @property
    def expected(self) -> int:
        """What is to be paid by its day, without what was waived, and without what its lateness cost."""
        return sum(max(0, self.due[kind] - self.waived[kind]) for kind in PAID_IN_ORDER)

    def is_late(self, on: date) -> bool:
        """Whether something of it was not paid by its day, looked at on `on`."""
        return self.due_on < on and not self.spared and self.open > 0

    def penalty_charged(self, rule: LateRule) -> int:
        """What lateness has cost so far, rounded once, never above the cap."""
        if not self.penalty_exact:
            return 0
        charged = round_value(self.penalty_exact, rule.mode)
        return charged if rule.cap is None else min(charged, rule.cap)

    def penalty_left(self, rule: LateRule) -> int:
        """Penalty that is neither paid nor waived."""
        return self.penalty_charged(rule) - self.penalty_paid - self.penalty_waived

    def count_lateness(self, to: date, rule: LateRule, pauses: Sequence[Pause]) -> None:
        """Charge the days up to and with `to` on what has been overdue since before `to` began."""
        free_until = self.due_on + timedelta(days=rule.grace_days)
        since = max(self.counted_to, free_until)
        self.counted_to = max(self.counted_to, to)
        if to <= since or self.spared or rule.is_nothing or self.open <= 0:
            return
        days = days_between(since, to, pauses)
        if days <= 0:
            return
        base = max(0, self.left(PartKind.PRINCIPAL))
        if rule.with_interest:
            base += max(0, self.left(PartKind.INTEREST) - self.late_interest)
        self.penalty_exact += days * (base * rule.rate + rule.amount)
        if not self.penalty_once:
            self.penalty_once = True
            self.penalty_exact += base * rule.rate_once + rule.amount_once


def days_between(since: date, to: date, pauses: Sequence[Pause]) -> int:
    """Days after `since` up to and with `to` that no pause covers; pauses may overlap."""
    days, reached = (to - since).days, since
    for pause in sorted(pauses, key=lambda p: p.first):
        first, last = max(pause.first, reached + timedelta(days=1)), min(pause.last, to)
        if last >= first:
            days -= (last - first).days + 1
            reached = last
    return days
