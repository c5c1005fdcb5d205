"""The facts that one more event of a loan makes: what happened with its effect on the books, and the loan's new state.

    facts = served(loan, event, About(dated, loan_id, person_id, receipt="R-7"))

Whoever serves a loan (a payment, a member of staff, a job) calls this and hands the facts to storage; so the books of a
loan always are what its fold says.
"""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from lending.book_figures import effect
from lending.breach import PostingRefused
from lending.event_check import check_event
from lending.facts.base import Dated, Fact
from lending.facts.loans import LoanSettled, PaymentAllocated
from lending.facts.servicing import LoanStands, ResidueGivenUp
from lending.happened import MONEY_IN, Happened, Kind
from lending.happened_fact import fact_of
from lending.loan import Loan
from lending.money import Money
from lending.policy_pack import PolicyPack
from lending.problems import ProblemWithInput

PARTS = ("interest", "fee", "penalty", "credit")
"""What a payment pays beside principal; a fee and a penalty have their tax in them."""


@dataclass(frozen=True)
class About:
    """What the facts of an event say beside it: whose loan, when, over which rail, under which receipt.

    `pack` is the policy pack to whose caps the event is held: that which the loan was signed under, where it is known.
    """

    dated: Dated
    loan_id: UUID
    person_id: UUID | None = None
    rail: str = "pool"
    receipt: str = ""
    pack: PolicyPack | None = None


def state_of(loan: Loan) -> str:
    """running, settled or written_off."""
    if loan.settled:
        return "settled"
    return "written_off" if loan.ended.written_off_on is not None else "running"


def served(loan: Loan, event: Happened, about: About) -> tuple[Fact, ...]:
    """The facts of `event`, the next of `loan`; the id of an event is a UUID.

    The loan is looked at on the last of its days, so that a backdated event counts with all that followed it. Raises
    `ProblemWithInput` for an event that cannot be, and for one that would make money that moved later impossible, and
    `PostingRefused` for a charge that was not agreed or is over a cap.
    """
    last = max([loan.as_of, event.on, *(h.on for h in loan.happened)])
    before, after = loan.at(last), loan.with_event(event, last)
    _check(event, before, after)
    if breaches := check_event(before, after, event, about.pack):
        raise PostingRefused(breaches)
    found = [*_what(before, after, event, about)]
    was, now = state_of(before), state_of(after)
    if was != now:
        common: dict[str, Any] = {"dated": about.dated, "loan_id": about.loan_id, "person_id": about.person_id}
        found.append(LoanSettled(**common) if now == "settled" else LoanStands(state=now, **common))
    return tuple(found)


def _check(event: Happened, before: Loan, after: Loan) -> None:
    for problem in after.problems:
        if problem.event_id == event.id:
            raise ProblemWithInput(problem.field, problem.reason)
    if effect(before, after).get("cash", 0) != _moved(event, before):
        reason = "comes too late: money that moved after it would have no ground"
        raise ProblemWithInput(f"happened.{event.id}.on", reason)


def _moved(event: Happened, before: Loan) -> int:
    """The money that comes in with an event, or, negative, goes out."""
    if event.kind == Kind.REVERSAL:
        taken = next((h for h in before.happened if h.id == event.of), None)
        return -_moved(taken, before) if taken else 0
    sign = 1 if event.kind in MONEY_IN else -1 if event.kind in (Kind.REFUND, Kind.DRAW) else 0
    return sign * event.amount.minor if event.amount and sign else 0


def _what(before: Loan, after: Loan, event: Happened, about: About) -> tuple[Fact, ...]:
    changes = effect(before, after)
    common: dict[str, Any] = {
        "dated": about.dated,
        "person_id": about.person_id,
        "loan_id": about.loan_id,
        "event_id": UUID(event.id),
        "currency": before.terms.currency,
    }
    if event.kind == Kind.PAYMENT:
        return _paid(event, changes, about, common)
    if event.kind == Kind.RECOVERY:
        common["receipt"] = about.receipt
    elif event.kind in (Kind.REFUND, Kind.DRAW):
        common["rail"] = about.rail
    elif event.kind == Kind.REVERSAL:
        common["of_payment"] = any(h.id == event.of and h.kind in MONEY_IN for h in before.happened)
    return (fact_of(event, effect=changes, **common),)


def _paid(event: Happened, changes: dict[str, int], about: About, common: dict[str, Any]) -> tuple[Fact, ...]:
    """A payment pays parts that add up to it; what else changed with it is a fact of its own."""
    assert event.amount is not None, "a payment has an amount"
    tax = {name: changes.get(name, 0) for name in ("fee_tax", "penalty_tax")}
    parts = {name: changes.get(name, 0) + tax.get(f"{name}_tax", 0) for name in PARTS}
    parts["principal"] = event.amount.minor - sum(parts.values())
    rest = {name: minor for name, minor in changes.items() if name not in parts | tax and name != "cash"}
    principal = changes.get("principal", 0) + parts["principal"]
    rest |= {"principal": principal} if principal else {}
    taxed = {name: minor for name, minor in tax.items() if minor}
    named = {name: Money(minor, common["currency"]) for name, minor in (parts | taxed).items()}
    laid = PaymentAllocated(
        dated=about.dated,
        person_id=about.person_id,
        payment_id=common["event_id"],
        loan_id=about.loan_id,
        receipt=about.receipt,
        amount=event.amount,
        **named,
    )
    return (laid, ResidueGivenUp(effect=rest, **common)) if rest else (laid,)
