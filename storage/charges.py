"""The last gate before the books: no charge is written that the borrower did not agree to, or that is over a cap.

Whoever wrote the facts, a person's turn, a member of staff or the clock, they come by here. What was agreed and the
version of the policy pack stand with each loan, so nothing has to be handed in, and no path can forget it. A pack of
that version that no longer ships leaves what was agreed as the limit: it was within the caps when it was signed.

What is refused raises `PostingRefused`, and with it the whole turn: nothing of it is written.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, bindparam, func, or_, select

from lending.acceptance_check import check_acceptance
from lending.book_figures import INCOME, effect
from lending.breach import Breach, PostingRefused
from lending.conduct_caps import Standing
from lending.event_check import check_event, without_benchmark
from lending.facts import Fact
from lending.facts.applications import OfferAccepted
from lending.facts.effect import Effect
from lending.facts.loans import PaymentAllocated, PayoutConfirmed, PayoutOrdered
from lending.happened_fact import happened_of
from lending.loan import Loan
from lending.money import Money
from lending.policy_pack import pack_of_version
from lending.schedule import schedule
from lending.servicing import read_servicing
from lending.terms import LoanTerms, PenaltyTerms
from storage import hot, positions
from storage.hot import Hot
from storage.schema import loan

Served = Effect | PaymentAllocated
CHARGED = tuple(name for name in INCOME if name != "credit")
"""The figures of a loan that are income, or tax on it: what a borrower is charged."""
_STANDING = ("accepted", "paying_out", "running", "written_off")
_OTHERS = Hot(
    select(func.count().label("n")).where(
        loan.c.person_id == bindparam("person_id"),
        or_(*(loan.c.state == state for state in _STANDING)),
        loan.c.id != bindparam("this_id"),
    )
)


def check_charges(connection: Connection, facts: Sequence[Fact]) -> None:
    """Looks at the facts of a turn after their rows were written. Raises PostingRefused."""
    breaches: list[Breach] = []
    served: dict[UUID, list[Served]] = {}
    for fact in facts:
        if isinstance(fact, Effect | PaymentAllocated):
            served.setdefault(fact.loan_id, []).append(fact)
        elif isinstance(fact, OfferAccepted):
            breaches += _accepted(connection, fact)
        elif isinstance(fact, PayoutOrdered | PayoutConfirmed):
            breaches += _kept_back(connection, fact)
    for loan_id, of_loan in served.items():
        breaches += _served(connection, loan_id, of_loan)
    if breaches:
        raise PostingRefused(breaches)


def _accepted(connection: Connection, f: OfferAccepted) -> Iterator[Breach]:
    """Held to the version that is being signed. The benchmark of the day is the operator's, and held in the turn."""
    pack = pack_of_version(f.pack)
    if pack is not None:
        known = pack.model_copy(update={"cap": without_benchmark(pack.cap)})
        running = _OTHERS.one(connection, person_id=f.person_id, this_id=f.loan_id).n
        agreed = (LoanTerms.read(f.terms), PenaltyTerms.read(f.penalty), read_servicing(f.servicing))
        yield from check_acceptance(*agreed, Standing(running), f.dated.booked_on, known)


def _kept_back(connection: Connection, f: PayoutOrdered | PayoutConfirmed) -> Iterator[Breach]:
    """From the money that is paid out no more is kept back than the fees that were agreed."""
    row = hot.of(loan, "id").one(connection, value=f.loan_id)
    received = schedule(LoanTerms.read(row.terms)).received
    if f.amount < received:
        yield Breach("accepted.fees", f"a payout of {received}", str(f.amount))


def _served(connection: Connection, loan_id: UUID, facts: Sequence[Served]) -> Iterator[Breach]:
    """Each event by itself, and then what all of them post against what the loan's fold makes of them."""
    row = hot.of(loan, "id").one(connection, value=loan_id)
    terms, penalty, happened, servicing = positions.ground_of(connection, row)
    pack = pack_of_version(row.pack)
    events = {event.id: event for fact in facts if (event := happened_of(fact)) is not None}
    last = max([terms.disbursed_on, *(event.on for event in happened)])

    def standing(count: int, day: date) -> Loan:
        return Loan.from_happened(terms, penalty, happened[:count], day, servicing=servicing)

    known = len(happened) - len(events)
    start = before = standing(known, last)
    for count, event in enumerate(happened[known:], start=known + 1):
        after = standing(count, last)
        yield from check_event(before, after, events[event.id], pack)
        before = after
    yield from _beyond(effect(start, before), facts)


def _beyond(folded: Mapping[str, int], facts: Sequence[Served]) -> Iterator[Breach]:
    """What is posted as charged is at most what the loan says was."""
    posted = dict.fromkeys(CHARGED, 0)
    for fact in facts:
        for name, minor in _posted(fact).items():
            posted[name] = posted.get(name, 0) + minor
    for name in CHARGED:
        if posted[name] > max(0, folded.get(name, 0)):
            yield Breach(f"accepted.{name}", str(folded.get(name, 0)), f"{posted[name]} smallest units")


def _posted(fact: Served) -> Mapping[str, Any]:
    if isinstance(fact, PaymentAllocated):
        tax = {name: money.minor if money else 0 for name, money in _tax(fact)}
        parts = {"interest": fact.interest.minor, "fee": fact.fee.minor, "penalty": fact.penalty.minor}
        return {name: minor - tax.get(f"{name}_tax", 0) for name, minor in parts.items()} | tax
    return {name: minor for name, minor in fact.effect.items() if name in CHARGED}


def _tax(fact: PaymentAllocated) -> tuple[tuple[str, Money | None], ...]:
    return ("fee_tax", fact.fee_tax), ("penalty_tax", fact.penalty_tax)
