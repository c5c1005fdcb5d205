"""Whether something may be charged to a running loan: only what the accepted key facts named, and within the caps."""

from collections.abc import Iterator

from lending.breach import Breach, over
from lending.fee_amounts import charged
from lending.fees import Fee
from lending.happened import Kind
from lending.loan import Loan
from lending.money import Money, total
from lending.parts import PartKind
from lending.policy_pack import PolicyPack
from lending.problems import ProblemWithInput
from lending.rounding import EXACT

_CHARGED = (PartKind.FEE, PartKind.INTEREST, PartKind.PENALTY)


def check_posting(loan: Loan, kind: PartKind, amount: Money, pack: PolicyPack, name: str | None = None) -> list[Breach]:
    """Every limit that charging `amount` of `kind` to `loan` now would break; none is good.

    A fee needs its `name` from the accepted terms, costs no more than they say, its tax included, and comes no more
    often. Interest and penalties stay within what the accepted schedule and penalty terms make by the day the loan is
    looked at, so what is charged is among what the loan owes; a fee comes on top of that.
    """
    if kind not in _CHARGED:
        raise ProblemWithInput("kind", f"{kind} is not something that is charged")
    return [*_accepted(loan, kind, amount, name), *_running_cost(loan, kind, amount, pack)]


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


def _running_cost(loan: Loan, kind: PartKind, amount: Money, pack: PolicyPack) -> Iterator[Breach]:
    """All that was paid or fell due beyond the principal so far, with `amount`, against the cap on the total cost."""
    limit = pack.cap.total_cost_ratio
    if limit is None:
        return
    fallen = [i for i in loan.instalments if i.due_on <= loan.as_of]
    owed = {
        PartKind.FEE: sum(i.left.fee.minor for i in fallen),
        PartKind.INTEREST: sum(i.left.interest.minor for i in fallen),
        PartKind.PENALTY: loan.outstanding.penalty.minor,
    }
    owed[kind] = owed[kind] + amount.minor if kind is PartKind.FEE else max(owed[kind], amount.minor)
    at_the_start = loan.plan.cost - loan.plan.totals.interest - loan.plan.totals.fee
    paid = loan.paid.interest + loan.paid.fee + loan.paid.penalty
    whole = Money(at_the_start.minor + paid.minor + sum(owed.values()), loan.terms.currency)
    yield from over("cap.total_cost_ratio", limit, EXACT.divide(whole.major(), loan.terms.principal.major()))
