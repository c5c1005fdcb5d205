"""A loan as a fold over what happened to it: events in the order of their value dates, each changing the claims.

The default allocation: instalments that are due, the oldest first, in each fee, interest and principal; then
penalties; then instalments not yet due, in their order; what is left is credit. Money that is enough to be done
settles the loan at the pay-off figure of its day. Because events are ordered by value date, one that is booked late
replays all that followed, penalties included.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from lending.accrual import interest_earned
from lending.claims import Claim, LateRule, Pause
from lending.happened import Happened, Kind
from lending.money import Money
from lending.parts import PAID_IN_ORDER, Part, PartKind, Transaction
from lending.problems import ProblemWithInput
from lending.schedule import Schedule
from lending.terms import LoanTerms, PenaltyTerms


@dataclass(slots=True)
class Fold:
    """The running state. All amounts are in smallest units of the loan's currency."""

    terms: LoanTerms
    plan: Schedule
    rule: LateRule
    pauses: Sequence[Pause]
    claims: list[Claim]
    credit: int = 0
    money_in: int = 0
    settled_on: date | None = None
    transactions: list[Transaction] = field(default_factory=list)

    def play(self, event: Happened) -> None:
        """Let one event happen, after the lateness of the days before it."""
        self.count_lateness(event.on)
        parts = _PLAYS[Kind(event.kind)](self, event)
        amount = event.amount or Money(sum(p.amount.minor for p in parts), self.terms.currency)
        self.transactions.append(Transaction(event.id, event.on, event.kind, amount, tuple(parts)))
        for claim in self.claims:
            if claim.open > 0:
                claim.paid_on = None
            elif claim.paid_on is None and claim.expected > 0:
                claim.paid_on = event.on
        if self.left_to_pay:
            self.settled_on = None
        elif self.settled_on is None:
            self.settled_on = event.on

    @property
    def left_to_pay(self) -> int:
        """Everything that the schedule still asks for, penalties included."""
        return sum(claim.open + claim.penalty_left(self.rule) for claim in self.claims)

    def count_lateness(self, to: date) -> None:
        """Bring penalties up to `to`, and note which instalments had their money by their day."""
        expected = 0
        for claim in self.claims:
            expected += claim.expected
            if claim.due_on < to and claim.spared is None:
                claim.spared = self.money_in >= expected
            claim.count_lateness(to, self.rule, self.pauses)

    def settled_dues(self, on: date) -> list[dict[PartKind, int]]:
        """What each instalment would ask for if the loan ended on `on`: interest earned, fees that fell due.

        What fell due by then stays. The first instalment after it takes the interest earned since, the others none.
        """
        fallen = sum(c.due[PartKind.INTEREST] for c in self.claims if c.due_on <= on)
        since = max(0, interest_earned(self.plan, self.terms, on) - fallen)
        dues = []
        for claim in self.claims:
            due = dict(claim.due)
            if claim.due_on > on:
                due[PartKind.INTEREST], since = min(since, due[PartKind.INTEREST]), 0
                due[PartKind.FEE] = min(claim.charges, due[PartKind.FEE])
            dues.append(due)
        return dues

    def pay_off_parts(self, on: date) -> list[Part]:
        """What would have to be paid on `on` to be done, part by part; penalties must be counted up to `on`."""
        parts = []
        for claim, due in zip(self.claims, self.settled_dues(on), strict=True):
            for kind in PAID_IN_ORDER:
                left = max(0, due[kind] - claim.waived[kind]) - claim.paid[kind]
                parts.append(self._part(kind, left, claim))
            parts.append(self._part(PartKind.PENALTY, claim.penalty_left(self.rule), claim))
        return [part for part in parts if part.amount]

    def _part(self, kind: PartKind, minor: int, claim: Claim | None = None) -> Part:
        n = None if claim is None else claim.instalment.n
        return Part(kind, Money(minor, self.terms.currency), n)

    def _pay(self, event: Happened) -> list[Part]:
        money = _amount(event)
        self.money_in += money
        whole = self.pay_off_parts(event.on)
        needed = sum(part.amount.minor for part in whole)
        if money + self.credit >= needed:
            return self._settle(event.on, whole, money - needed)
        parts = self._fill_negative_credit(money)
        money -= sum(part.amount.minor for part in parts)
        due = [claim for claim in self.claims if claim.due_on <= event.on]
        for part in (*self._lines(due), *self._penalties(), *self._lines(self.claims[len(due) :])):
            take = min(money, part.amount.minor)
            if take > 0:
                parts.append(Part(part.kind, Money(take, self.terms.currency), part.n))
                money -= take
        self._book(parts)
        return [*parts, self._to_credit(money)] if money else parts

    def _fill_negative_credit(self, money: int) -> list[Part]:
        """A refund whose money was taken back later is owed again, before anything else."""
        owed = min(money, max(0, -self.credit))
        return [self._to_credit(owed)] if owed else []

    def _to_credit(self, money: int) -> Part:
        self.credit += money
        return self._part(PartKind.CREDIT, money)

    def _lines(self, claims: Sequence[Claim]) -> list[Part]:
        return [self._part(kind, claim.left(kind), claim) for claim in claims for kind in PAID_IN_ORDER]

    def _penalties(self) -> list[Part]:
        return [self._part(PartKind.PENALTY, claim.penalty_left(self.rule), claim) for claim in self.claims]

    def _book(self, parts: Sequence[Part]) -> None:
        for part in parts:
            if part.n is None:
                continue
            claim = self.claims[part.n - 1]
            if part.kind is PartKind.PENALTY:
                claim.penalty_paid += part.amount.minor
            else:
                claim.paid[part.kind] += part.amount.minor

    def _settle(self, on: date, whole: list[Part], left: int) -> list[Part]:
        """Pay everything that is needed to be done; interest and fees that will not be earned fall away."""
        for claim, due in zip(self.claims, self.settled_dues(on), strict=True):
            claim.due = due
        self._book(whole)
        return [*whole, self._to_credit(left)] if left else whole

    def _waive(self, event: Happened) -> list[Part]:
        """Give up what is owed of one part, the oldest first; never more than is owed."""
        kind = PartKind(event.of or PartKind.PENALTY)
        lines = (
            self._penalties() if kind is PartKind.PENALTY else [p for p in self._lines(self.claims) if p.kind is kind]
        )
        owed = sum(max(0, part.amount.minor) for part in lines)
        money = owed if event.amount is None else min(owed, event.amount.minor)
        parts = []
        for part in lines:
            take = min(money, part.amount.minor)
            if take > 0 and part.n is not None:
                money -= take
                parts.append(Part(kind, Money(take, self.terms.currency), part.n))
                self._book_waiver(self.claims[part.n - 1], kind, take)
        return parts

    def _book_waiver(self, claim: Claim, kind: PartKind, minor: int) -> None:
        if kind is PartKind.PENALTY:
            claim.penalty_waived += minor
        else:
            claim.waived[kind] += minor

    def _charge(self, event: Happened) -> list[Part]:
        """A charge falls due with the next instalment, the day itself included."""
        claim = next(claim for claim in self.claims if claim.due_on >= event.on)
        claim.due[PartKind.FEE] += _amount(event)
        claim.charges += _amount(event)
        return [self._part(PartKind.FEE, _amount(event), claim)]

    def _refund(self, event: Happened) -> list[Part]:
        """Credit goes back to the borrower."""
        self.money_in -= _amount(event)
        return [self._to_credit(-_amount(event))]


_PLAYS: dict[Kind, Callable[[Fold, Happened], list[Part]]] = {
    Kind.PAYMENT: Fold._pay,
    Kind.WAIVER: Fold._waive,
    Kind.CHARGE: Fold._charge,
    Kind.REFUND: Fold._refund,
}


def _amount(event: Happened) -> int:
    if event.amount is None:
        raise ProblemWithInput(f"happened.{event.id}.amount", "is missing")
    return event.amount.minor


def late_rule(terms: LoanTerms, penalty: PenaltyTerms | None) -> LateRule:
    """The penalty terms in smallest units; no terms, no penalty."""
    if penalty is None:
        return LateRule(Fraction(0), 0, 0, terms.rounding.mode)
    cap = penalty.cap_per_instalment
    cap_minor = None if cap is None else terms.money(cap, "penalty.cap_per_instalment").minor
    return LateRule(Fraction(penalty.percent_per_day) / 100, penalty.grace_days, cap_minor, terms.rounding.mode)


def fold(
    terms: LoanTerms,
    plan: Schedule,
    penalty: PenaltyTerms | None,
    played: Sequence[Happened],
    as_of: date,
    pauses: Sequence[Pause],
) -> Fold:
    """Play events (checked, none reversed, in the order of value dates) and count lateness up to `as_of`.

    `plan` is the schedule that `terms` make.
    """
    claims = [Claim.of(instalment) for instalment in plan.instalments]
    state = Fold(terms, plan, late_rule(terms, penalty), pauses, claims)
    for event in played:
        state.play(event)
    state.count_lateness(as_of)
    return state
