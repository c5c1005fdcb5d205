"""Whether something may be charged to a running loan: only what the accepted key facts named, and within the caps."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

from lending.breach import Breach, over
from lending.fee_amounts import charged
from lending.fees import LATE, Fee
from lending.happened import Kind
from lending.loan import Loan
from lending.money import Money, total
from lending.pack_caps import Cap
from lending.parts import PartKind
from lending.policy_pack import PolicyPack
from lending.problems import ProblemWithInput
from lending.rate_caps import daily_limit
from lending.rounding import EXACT

_CHARGED = (PartKind.FEE, PartKind.INTEREST, PartKind.PENALTY)


def check_posting(
    loan: Loan, kind: PartKind, amount: Money, pack: PolicyPack | None, name: str | None = None
) -> list[Breach]:
    """Every limit that charging `amount` of `kind` to `loan` now would break; none is good.

    Without a `pack` (that of the loan is no longer known) what was accepted is the limit.

    A fee needs its `name` from the accepted terms, costs no more than they say, its tax included, and comes no more
    often. Interest and penalties stay within what the accepted schedule and penalty terms make by the day the loan is
    looked at, so what is charged is among what the loan owes; a fee comes on top of that.
    """
    if kind not in _CHARGED:
        raise ProblemWithInput("kind", f"{kind} is not something that is charged")
    agreed = list(_accepted(loan, kind, amount, name))
    if pack is None:
        return agreed
    cap = pack.cap
    return [
        *agreed,
        *_running_cost(loan, kind, amount, cap),
        *_by_the_day(loan, kind, amount, name, cap),
        *_for_lateness(loan, kind, amount, name, cap),
        *_in_duplum(loan, kind, amount, cap),
    ]


def _accepted(loan: Loan, kind: PartKind, amount: Money, name: str | None) -> Iterator[Breach]:
    if kind is PartKind.FEE:
        fee = next((fee for fee in loan.terms.fees if fee.name == name), None)
        if fee is None:
            yield Breach("accepted.fees", "the fees of the key facts", f"a fee named {name!r}")
        else:
            yield from _fee(loan, fee, amount)
        return
    owed = loan.outstanding.interest if kind is PartKind.INTEREST else loan.outstanding.penalty
    if amount > owed:
        yield Breach(f"accepted.{kind}", str(owed), str(amount))


def _fee(loan: Loan, fee: Fee, amount: Money) -> Iterator[Breach]:
    """A fee on an event: its amount, and how often; any other: what the schedule has of it."""
    if fee.when != "event":
        planned = [f.amount for i in loan.plan.instalments for f in i.fees if f.name == fee.name]
        most = total(planned + [f.amount for f in loan.plan.fees if f.name == fee.name], loan.terms.currency)
    else:
        most = fee_now(loan, fee)
        before = times_charged(loan, fee.name)
        if before >= fee.times:
            yield Breach("accepted.fees", f"{fee.times} times {fee.name}", f"{before + 1} times")
    if amount > most:
        yield Breach("accepted.fees", str(most), str(amount))


def fee_now(loan: Loan, fee: Fee) -> Money:
    """What `fee` on an event comes to on the day the loan is looked at, its tax included."""
    following = next((i for i in loan.instalments if i.due_on >= loan.as_of), loan.instalments[-1])
    bases = {
        "principal": loan.terms.principal,
        "outstanding": loan.outstanding.principal,
        "instalment": following.principal + following.interest,
    }
    return charged(fee, loan.terms, bases[fee.of]).amount


def times_charged(loan: Loan, name: str) -> int:
    """How often the fee `name` was charged and not taken back."""
    charges = [t for t in loan.transactions if t.kind == Kind.CHARGE and t.reversed_by is None]
    named = {event.id for event in loan.happened if event.of == name}
    return sum(t.id in named for t in charges)


def _running_cost(loan: Loan, kind: PartKind, amount: Money, cap: Cap) -> Iterator[Breach]:
    """All that was paid or fell due beyond the principal so far, with `amount`, against the cap on the total cost."""
    limit = cap.total_cost_ratio
    if limit is None:
        return
    at_the_start = loan.plan.cost - loan.plan.totals.interest - loan.plan.totals.fee
    paid = loan.paid.interest + loan.paid.fee + loan.paid.penalty
    whole = Money(at_the_start.minor + paid.minor + sum(_owed_with(loan, kind, amount).values()), loan.terms.currency)
    yield from over("cap.total_cost_ratio", limit, EXACT.divide(whole.major(), loan.terms.principal.major()))


def _owed_with(loan: Loan, kind: PartKind, amount: Money) -> dict[PartKind, int]:
    """What has fallen due and is unpaid, in smallest units: a fee comes on top, interest and penalty are among it."""
    fallen = [i for i in loan.instalments if i.due_on <= loan.as_of]
    owed = {
        PartKind.FEE: sum(i.left.fee.minor for i in fallen),
        PartKind.INTEREST: sum(i.left.interest.minor for i in fallen),
        PartKind.PENALTY: loan.outstanding.penalty.minor,
    }
    owed[kind] = owed[kind] + amount.minor if kind is PartKind.FEE else max(owed[kind], amount.minor)
    return owed


def _is_for_lateness(loan: Loan, kind: PartKind, name: str | None) -> bool:
    late = {fee.name for fee in loan.terms.fees if fee.event == LATE}
    return kind is PartKind.PENALTY or (kind is PartKind.FEE and name in late)


def _by_the_day(loan: Loan, kind: PartKind, amount: Money, name: str | None, cap: Cap) -> Iterator[Breach]:
    """Interest and fees so far, over the principal of each day so far as it was agreed; lateness has its own caps.

    What was paid ahead of its time is not charged before its day: it comes back when the loan is paid off early.
    """
    limit = daily_limit(loan.plan, loan.terms, cap)
    so_far = _principal_days(loan)
    if limit is None or not so_far or _is_for_lateness(loan, kind, name):
        return
    start = loan.plan.cost - loan.plan.totals.interest - loan.plan.totals.fee
    owed = _owed_with(loan, kind, amount)
    fallen = [i.paid for i in loan.instalments if i.due_on <= loan.as_of]
    charged = start.minor + sum(paid.interest.minor + paid.fee.minor for paid in fallen)
    whole = charged + owed[PartKind.FEE] + owed[PartKind.INTEREST] - _charged_for_lateness(loan)
    yield from over("cap.daily_percent", limit, EXACT.divide(Decimal(whole * 100), Decimal(so_far)))


def _principal_days(loan: Loan) -> int:
    """Smallest units of principal by the agreed plan, summed over the days until the loan is looked at."""
    balance, since, so_far = loan.terms.principal, loan.terms.disbursed_on, 0
    for instalment in loan.plan.instalments:
        until = min(instalment.due_on, loan.as_of)
        so_far += balance.minor * max((until - since).days, 0)
        balance, since = min(instalment.balance, loan.terms.principal), until
    return so_far


def _charged_for_lateness(loan: Loan) -> int:
    """Smallest units of the fees that were charged because the loan was late, and not taken back."""
    late = {fee.name for fee in loan.terms.fees if fee.event == LATE}
    named = {event.id for event in loan.happened if event.of in late}
    charges = [t for t in loan.transactions if t.kind == Kind.CHARGE and t.reversed_by is None and t.id in named]
    return sum(t.amount.minor for t in charges if t.amount is not None)


def _for_lateness(loan: Loan, kind: PartKind, amount: Money, name: str | None, cap: Cap) -> Iterator[Breach]:
    """Charges for lateness in the life of the loan; what a daily rate makes of lateness is interest and not counted."""
    rated = kind is PartKind.PENALTY and loan.penalty is not None and bool(loan.penalty.percent_per_day)
    if cap.default_fee is None or not _is_for_lateness(loan, kind, name) or rated:
        return
    before = _charged_for_lateness(loan)
    if loan.penalty is not None and not loan.penalty.percent_per_day:
        owed = loan.outstanding.penalty.minor
        owed = max(owed, amount.minor) if kind is PartKind.PENALTY else owed
        before += loan.paid.penalty.minor + owed
    whole = Money(before + (amount.minor if kind is PartKind.FEE else 0), loan.terms.currency)
    yield from over("cap.default_fee", cap.default_fee, whole.major())


def _in_duplum(loan: Loan, kind: PartKind, amount: Money, cap: Cap) -> Iterator[Breach]:
    """Unpaid interest and penalty of a loan in arrears, against the principal that was owed when they began."""
    if not cap.in_duplum.value or not loan.days_past_due or kind is PartKind.FEE:
        return
    owed = _owed_with(loan, kind, amount)
    unpaid = Money(owed[PartKind.INTEREST] + owed[PartKind.PENALTY], loan.terms.currency)
    principal = loan.at(loan.as_of - timedelta(days=loan.days_past_due)).outstanding.principal
    if unpaid > principal:
        yield Breach("cap.in_duplum", str(principal), str(unpaid))
