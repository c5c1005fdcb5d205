"""The running state of a loan while it is folded, and what every event needs of it: what is owed, on which day.

Amounts are in smallest units of the loan's currency. Each kind of event has a file of its own that changes this state;
`lending/fold.py` lets them happen in order.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from lending.accrual import Earning, interest_earned
from lending.claims import Claim, LateRule, Pause, days_between
from lending.day_count import year_fraction
from lending.happened import Happened
from lending.money import Money
from lending.parts import PAID_IN_ORDER, Part, PartKind, Transaction
from lending.period_calendar import PeriodCalendar
from lending.problems import ProblemWithInput
from lending.rounding import round_value
from lending.schedule import Schedule
from lending.servicing import AfterDue, Servicing
from lending.terms import LoanTerms

Line = tuple[PartKind, int, Claim]
"""Something that can be paid: the part, how much of it is left, and the instalment."""


@dataclass(frozen=True, slots=True)
class Rescheduled:
    """A change of the plan: the day, the days past due then, and how many instalments were there already."""

    on: date
    days_past_due: int


@dataclass(slots=True)
class Fold:
    """The running state.

    `money_in` is what came in less what went back. `level` is the instalment that early payment keeps; `end_slot` the
    calendar period in which the loan ends. `planned_anew` says that the schedule of the terms no longer holds.
    `frozen_on` is the day lateness stopped for good.
    """

    terms: LoanTerms
    plan: Schedule
    rule: LateRule
    servicing: Servicing
    calendar: PeriodCalendar
    claims: list[Claim]
    earnings: list[Earning]
    pauses: list[Pause]
    end_slot: int
    level: int
    credit: int = 0
    money_in: int = 0
    drawn: int = 0
    recovered: int = 0
    fees_refunded: int = 0
    given_up: int = 0
    planned_anew: bool = False
    settled_on: date | None = None
    withdrawn_on: date | None = None
    written_off_on: date | None = None
    accelerated_on: date | None = None
    frozen_on: date | None = None
    rescheduled: list[Rescheduled] = field(default_factory=list)
    arrears_pauses: list[Pause] = field(default_factory=list)
    transactions: list[Transaction] = field(default_factory=list)
    problems: dict[str, ProblemWithInput] = field(default_factory=dict)

    @property
    def left_to_pay(self) -> int:
        """Everything that the schedule still asks for, penalties included."""
        return sum(claim.open + claim.penalty_left(self.rule) for claim in self.claims)

    def first_open(self) -> int | None:
        """The place of the oldest instalment with something left, penalties aside."""
        return next((k for k, claim in enumerate(self.claims) if claim.open > 0), None)

    def future(self, on: date) -> int:
        """The place of the first instalment that is due after `on`; the number of all when there is none."""
        return next((k for k, c in enumerate(self.claims) if c.due_on > on and not c.extra), len(self.claims))

    def days_past_due(self, on: date) -> int:
        """Calendar days since the oldest due date that was missed, less those on which arrears were paused."""
        missed = min((c.due_on for c in self.claims if c.is_late(on)), default=None)
        if missed is None:
            return 0
        return days_between(missed, on, self.arrears_pauses)

    def count_lateness(self, to: date) -> None:
        """Bring penalties, and interest on overdue principal, up to `to`; note whose money had come by its day."""
        to = min(to, self.frozen_on or to)
        expected, aside = 0, sum(claim.aside for claim in self.claims)
        cap = self.rule.cap_total
        room = None if cap is None else cap - sum(claim.penalty_charged(self.rule) for claim in self.claims)
        bears = self.servicing.after_due is AfterDue.INTEREST_CONTINUES
        for claim in self.claims:
            expected += claim.expected
            aside -= claim.aside
            if claim.due_on >= to:
                continue
            if claim.spared is None:
                claim.spared = self.money_in - aside >= expected
            if bears:
                self._count_interest(claim, to)
            before = 0 if room is None else claim.penalty_charged(self.rule)
            claim.count_lateness(to, self.rule, self.pauses)
            if room is not None:
                room -= self._within(claim, before, room)

    def _within(self, claim: Claim, before: int, room: int) -> int:
        """Charge `claim` no more beyond `before` than the loan's cap leaves room for; what was charged."""
        charged = claim.penalty_charged(self.rule) - before
        if charged > room:
            claim.penalty_exact = Fraction(before + room)
        return min(charged, room)

    def _count_interest(self, claim: Claim, to: date) -> None:
        """Interest goes on, on overdue principal alone, by the contract's rate and day count."""
        since = max(claim.counted_to, claim.due_on)
        overdue = claim.left(PartKind.PRINCIPAL)
        if to <= since or overdue <= 0 or claim.spared:
            return
        years = year_fraction(self.terms.day_count, since, to)
        for first, last in self.calendar.pauses:
            start, end = max(first, since), min(last, to)
            years -= year_fraction(self.terms.day_count, start, end) if end > start else 0
        claim.late_exact += max(Fraction(0), years) * overdue * self.calendar.rate
        claim.late_interest = round_value(claim.late_exact, self.terms.rounding.mode)

    def earned(self, on: date) -> int:
        """Interest earned by `on`, due or not, without that on overdue principal."""
        return interest_earned(self.earnings, on, self.terms.day_count, self.terms.rounding.mode)

    def accrued(self, on: date) -> int:
        """Interest earned by `on` that has not fallen due."""
        fallen = sum(c.due[PartKind.INTEREST] for c in self.claims if c.due_on <= on)
        return max(0, self.earned(on) - fallen)

    def settled_dues(self, on: date) -> list[dict[PartKind, int]]:
        """What each instalment would ask for if the loan ended on `on`: interest earned, fees that fell due.

        What fell due by then stays. Interest earned since is laid on the instalments after it, the first ones first.
        """
        since = self.accrued(on)
        dues = []
        for claim in self.claims:
            due = claim.due
            if claim.due_on > on:
                interest = min(since, due[PartKind.INTEREST])
                since -= interest
                fee = min(claim.charges, due[PartKind.FEE])
                due = {PartKind.FEE: fee, PartKind.INTEREST: interest, PartKind.PRINCIPAL: due[PartKind.PRINCIPAL]}
            dues.append(due)
        return dues

    def pay_off_lines(self, on: date) -> list[Line]:
        """What would have to be paid on `on` to be done, part by part; penalties must be counted up to `on`."""
        lines: list[Line] = []
        for claim, due in zip(self.claims, self.settled_dues(on), strict=True):
            for kind in PAID_IN_ORDER:
                late = claim.late_interest if kind is PartKind.INTEREST else 0
                left = max(0, due[kind] + late - claim.waived[kind]) - claim.paid[kind]
                if left:
                    lines.append((kind, left, claim))
            if penalty := claim.penalty_left(self.rule):
                lines.append((PartKind.PENALTY, penalty, claim))
        return lines

    def part(self, kind: PartKind, minor: int, claim: Claim | None = None) -> Part:
        """A part of a transaction, for an instalment or for none."""
        n = None if claim is None else claim.instalment.n
        return Part(kind, Money(minor, self.terms.currency), n)

    def parts_of(self, lines: Iterable[Line]) -> list[Part]:
        """Lines as parts."""
        return [self.part(kind, minor, claim) for kind, minor, claim in lines]

    def lines(self, claims: Iterable[Claim], kinds: Sequence[PartKind] = PAID_IN_ORDER) -> list[Line]:
        """What is left of `kinds` of these instalments, one instalment after the other."""
        found: list[Line] = []
        for claim in claims:
            for kind in kinds:
                left = claim.penalty_left(self.rule) if kind is PartKind.PENALTY else claim.left(kind)
                if left > 0:
                    found.append((kind, left, claim))
        return found

    def lay(self, money: int, lines: Iterable[Line]) -> tuple[list[Part], int]:
        """Pay `lines` in their order with `money`; the parts that were paid, and what is left of it."""
        parts = []
        for kind, minor, claim in lines:
            take = min(money, minor)
            if take <= 0:
                break
            self.book(kind, take, claim)
            parts.append(self.part(kind, take, claim))
            money -= take
        return parts, money

    def book(self, kind: PartKind, minor: int, claim: Claim) -> None:
        """Count `minor` of `kind` as paid."""
        if kind is PartKind.PENALTY:
            claim.penalty_paid += minor
        else:
            claim.paid[kind] += minor

    def to_credit(self, money: int) -> Part:
        """Money that is the borrower's own, or, when negative, credit that is used."""
        self.credit += money
        return self.part(PartKind.CREDIT, money)

    def must_run(self, event: Happened) -> None:
        """Refuse `event` for a loan that has come to an end: its plan cannot change any more."""
        at = f"happened.{event.id}.kind"
        for day, why in (
            (self.written_off_on, "was written off"),
            (self.withdrawn_on, "was withdrawn"),
            (self.accelerated_on, "fell due as a whole"),
            (self.settled_on, "was settled"),
        ):
            if day is not None:
                raise ProblemWithInput(at, f"{event.kind} comes too late: the loan {why} on {day}")
