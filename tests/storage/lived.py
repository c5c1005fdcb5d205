"""Loans of every kind that lived through anything, written as facts: one history a seed, on a database of the test's.

The histories are drawn as those of `tests/lending` are. Each event is written by `lending.served`, as whoever serves a
loan would write it, and booked in the order of its booking date.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from random import Random
from uuid import UUID

from lending.facts import Dated, Fact
from lending.facts.loans import PaymentReceived
from lending.happened import MONEY_IN, Happened, Kind
from lending.loan import Loan
from lending.money import Money
from lending.problems import Problem
from lending.served import About, served, state_of
from lending.servicing import Servicing
from lending.terms import LoanTerms
from tests.lending.drawn import PENALTY
from tests.storage.begun import HITCHES, begun, talked
from tests.storage.borrower import new_id
from tests.storage.dealt import VISIT, drawn_event, drawn_servicing, drawn_terms

SEEN: Counter[str] = Counter()
TRIES = 2


@dataclass
class Lived:
    """A loan, the facts of its life in the order of writing, and the loan as it was before each."""

    person_id: UUID
    loan_id: UUID
    terms: LoanTerms
    servicing: Servicing
    loan: Loan
    facts: list[tuple[Fact, ...]] = field(default_factory=list)
    talks: bool = False
    """Whether promises and reminders are among them."""


def started(r: Random, nth: int, person_id: UUID | None = None) -> Lived:
    """A loan that was just paid out, at the first try or not; its plan is that of the nth."""
    terms = drawn_terms(r, nth)
    servicing = drawn_servicing(r, terms)
    loan = Loan.from_happened(terms, PENALTY, (), terms.disbursed_on, servicing=servicing)
    lived = Lived(person_id or new_id(), new_id(), terms, servicing, loan)
    lived.facts = [begun(lived.person_id, lived.loan_id, terms, servicing, HITCHES[nth % 6])]
    lived.talks = nth % 6 == 3
    SEEN.update([terms.method.value, terms.day_count.value])
    return lived


def happens(lived: Lived, event: Happened) -> tuple[Fact, ...]:
    """The facts of one more event, which the loan lives through; none for one that cannot be."""
    event = replace(event, id=str(new_id()))
    if event.amount is not None:
        event = replace(event, amount=Money(event.amount.minor, lived.terms.currency))
    if event.kind == Kind.CHARGE:
        event = replace(event, of=VISIT)
    state = state_of(lived.loan)
    if event.kind == Kind.PAYMENT and state != "running":
        event = replace(event, kind=Kind.RECOVERY.value)
    if event.kind == Kind.RECOVERY and state == "running":
        return ()
    about = About(Dated(event.on, event.written_on), lived.loan_id, lived.person_id, receipt=f"R{event.id[-12:]}")
    try:
        facts = served(lived.loan, event, about)
    except Problem:
        return ()
    if event.kind in MONEY_IN:
        facts = (_received(lived, event), *facts)
    lived.loan = lived.loan.with_event(event, max([lived.loan.as_of, event.written_on, event.on]))
    lived.facts.append(facts)
    SEEN.update(type(fact).__name__ for fact in facts)
    return facts


def _received(lived: Lived, event: Happened) -> Fact:
    assert event.amount is not None
    return PaymentReceived(
        dated=Dated(event.on, event.written_on),
        person_id=lived.person_id,
        payment_id=UUID(event.id),
        receipt=f"R{event.id[-12:]}",
        rail="pool",
        external_id=event.id,
        amount=event.amount,
        reference=None,
        payer=None,
    )


def history(r: Random, lived: Lived, count: int, every: int = 1) -> Sequence[tuple[Fact, ...]]:
    """So many events of any kind, some of them taken back later. What cannot be is drawn once more.

    They are booked on every day, or only on some: then loans have many days of booking in common.
    """
    booked = lived.terms.disbursed_on
    for n in range(count):
        for attempt in range(TRIES):
            event = _drawn(r, lived, f"e{n}-{attempt}")
            on = max(booked, event.written_on)
            on += timedelta(days=-on.toordinal() % every)
            if happens(lived, replace(event, booked_on=on)):
                booked = on
                break
    if r.random() < 0.6 and state_of(lived.loan) == "running":
        _all_but_one(lived, max(booked, lived.loan.as_of))
    if lived.talks:
        lived.facts.append(talked(lived.person_id, lived.loan_id, lived.loan.as_of, lived.terms.principal))
    return lived.facts


def _drawn(r: Random, lived: Lived, name: str) -> Happened:
    event = drawn_event(r, lived.terms, name)
    if r.random() < 0.2:
        return _taking_back(r, lived, event)
    if state_of(lived.loan) == "written_off" and r.random() < 0.5:
        money = Money(r.randint(1, lived.terms.principal.minor), lived.terms.currency)
        return Happened(name, max(event.on, lived.loan.as_of), Kind.RECOVERY, money)
    return event


def _all_but_one(lived: Lived, on: date) -> None:
    """All that is owed but the smallest amount there is: a rest that nobody asks for."""
    rest = sum(part.amount.minor for part in lived.loan.at(on).pay_off_parts) - lived.loan.credit.minor
    if rest > 1:
        happens(lived, Happened("all but one", on, Kind.PAYMENT, Money(rest - 1, lived.terms.currency)))


def _taking_back(r: Random, lived: Lived, event: Happened) -> Happened:
    """One of the things that happened is taken back instead, a payment rather than anything else."""
    back = {h.of for h in lived.loan.happened if h.kind == Kind.REVERSAL}
    able = [h for h in lived.loan.happened if h.kind != Kind.REVERSAL and h.id not in back]
    paid = [h for h in able if h.kind in MONEY_IN]
    if not able:
        return event
    of = r.choice(paid or able)
    return Happened("back", max(of.on, event.on), Kind.REVERSAL, of=of.id)
