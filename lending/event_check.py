"""Whether one more event of a loan may be written: what it charges was agreed, and stays within the caps.

An event is looked at with the loan before and after it. A charge is held against the accepted key facts. Money that
came is held against them by the part that it pays: interest and penalties are income when they are received, so that
is when they are posted. A new plan may not cost more than the pack lets a loan cost, nor a higher rate than was agreed.
"""

from collections.abc import Iterator
from decimal import Decimal

from lending.breach import Breach, over
from lending.happened import MONEY_IN, Happened, Kind
from lending.loan import Loan
from lending.money import Money
from lending.pack_caps import Cap
from lending.parts import PartKind
from lending.policy_pack import PolicyPack
from lending.posting_check import check_posting, times_charged
from lending.problems import Problem
from lending.rate_caps import rates
from lending.rounding import EXACT
from lending.schedule import schedule

PLANS_ANEW = (Kind.RESCHEDULE, Kind.RATE_CHANGE, Kind.DRAW)
"""Events after which another plan is in force."""


def check_event(before: Loan, after: Loan, event: Happened, pack: PolicyPack | None) -> list[Breach]:
    """Every limit that `event` would break, the loan being `before` without it and `after` with it; none is good.

    Without a `pack` (that of the loan is no longer known) only what was accepted is held.
    """
    if event.kind == Kind.CHARGE:
        return [*_charge(before, event, pack)]
    if event.kind in MONEY_IN:
        return [*_received(before, after, event, pack)]
    if event.kind in PLANS_ANEW:
        return [*_rate(before, event, pack), *_cost(after, pack)]
    return []


def _charge(before: Loan, event: Happened, pack: PolicyPack | None) -> Iterator[Breach]:
    """The charge on its day, and how often it was made on any day."""
    amount = event.amount or Money.zero(before.terms.currency)
    found = check_posting(before.at(event.on), PartKind.FEE, amount, pack, event.of)
    yield from found
    fee = next((fee for fee in before.terms.fees if fee.name == event.of and fee.when == "event"), None)
    times = times_charged(before, event.of or "")
    if fee is not None and times >= fee.times and not any(breach.rule == "accepted.fees" for breach in found):
        yield Breach("accepted.fees", f"{fee.times} times {fee.name}", f"{times + 1} times")


def _received(before: Loan, after: Loan, event: Happened, pack: PolicyPack | None) -> Iterator[Breach]:
    """What it pays of interest and of penalties, as far as that was owed on its day.

    Interest of days whose instalment is still to come is no charge yet: ceilings by the day are held on due dates.
    """
    then = before.at(event.on)
    fallen = sum(i.left.interest.minor for i in then.instalments if i.due_on <= then.as_of)
    for kind, owed, now, was in (
        (PartKind.INTEREST, fallen, after.paid.interest, before.paid.interest),
        (PartKind.PENALTY, then.outstanding.penalty.minor, after.paid.penalty, before.paid.penalty),
    ):
        posted = min(now.minor - was.minor, owed)
        if posted > 0:
            yield from check_posting(then, kind, Money(posted, then.terms.currency), pack)


def _rate(before: Loan, event: Happened, pack: PolicyPack | None) -> Iterator[Breach]:
    """A rate above the agreed one is for floating rates only, and only where such a loan could have been made."""
    new = event.change.new_rate_percent if event.change is not None else None
    agreed = before.terms.annual_rate_percent
    if new is None or new <= agreed:
        return
    if event.kind != Kind.RATE_CHANGE:
        yield Breach("accepted.rate", f"{agreed} %", f"{new} %")
    elif pack is not None:
        terms = before.terms.model_copy(update={"annual_rate_percent": new})
        try:
            yield from rates(schedule(terms), terms, without_benchmark(pack.cap))
        except Problem as impossible:
            yield Breach("accepted.rate", f"{agreed} %", f"{new} %, which makes no loan ({impossible})")


def _cost(after: Loan, pack: PolicyPack | None) -> Iterator[Breach]:
    """All that the loan costs by its plan and has cost by lateness, over the principal that was lent."""
    limit = pack.cap.total_cost_ratio if pack is not None else None
    if limit is None:
        return
    kept = after.plan.cost.minor - after.plan.totals.interest.minor - after.plan.totals.fee.minor
    planned = sum(i.interest.minor + i.fee.minor for i in after.instalments)
    late = after.paid.penalty.minor + after.outstanding.penalty.minor
    lent = after.terms.principal.minor + after.ended.drawn.minor
    yield from over("cap.total_cost_ratio", limit, EXACT.divide(Decimal(max(0, kept) + planned + late), Decimal(lent)))


def without_benchmark(cap: Cap) -> Cap:
    """The ceilings without the one that follows a benchmark, which the operator knows and a loan's version does not."""
    return cap.model_copy(update={"benchmark": None})
