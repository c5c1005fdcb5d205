"""Loans of every kind that lived through anything, written as facts: one history a seed, on a database of the test's.

The histories are drawn as those of `tests/lending` are. Each event is written by `lending.served`, as whoever serves a
loan would write it, and booked in the order of its booking date.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from random import Random
from uuid import UUID

from lending.allocation import read_allocation
from lending.facts import Dated, Fact
from lending.facts.applications import ApplicationMade, OfferAccepted, OfferMade
from lending.facts.loans import PaymentReceived, PayoutConfirmed, PayoutOrdered
from lending.facts.people import PersonMet
from lending.happened import MONEY_IN, Happened, Kind
from lending.loan import Loan
from lending.money import Money
from lending.problems import ProblemWithInput
from lending.schedule import schedule
from lending.served import About, served, state_of
from lending.servicing import AfterDue, CreditLine, EarlyPayment, Floating, Servicing
from lending.terms import LoanTerms, PenaltyTerms
from tests.lending.test_servicing_properties import ALLOCATIONS, event_of, terms_of
from tests.storage.borrower import NOON, new_id

PENALTY = PenaltyTerms.read({"percent_per_day": "0.1", "grace_days": 3, "cap_per_instalment": "9", "cap_total": "30"})
CURRENCIES = ("CNY", "JPY", "KWD", "CLF")
"""With two, no, three and four decimals."""
SEEN: Counter[str] = Counter()


@dataclass
class Lived:
    """A loan, the facts of its life in the order of writing, and the loan as it was before each."""

    person_id: UUID
    loan_id: UUID
    terms: LoanTerms
    servicing: Servicing
    loan: Loan
    facts: list[tuple[Fact, ...]] = field(default_factory=list)


def drawn_terms(r: Random) -> LoanTerms:
    """Terms of any kind, in a currency of any number of decimals."""
    terms = terms_of(r)
    currency = r.choice(CURRENCIES)
    if currency != "CNY":
        data = terms.to_json() | {"currency": currency, "principal": str(r.randint(5_000, 900_000)), "fees": []}
        try:
            changed = LoanTerms.read(data)
            schedule(changed)
        except ProblemWithInput:
            return terms
        return changed
    return terms


def drawn_servicing(r: Random, terms: LoanTerms) -> Servicing:
    """How it is served; half of the loans as they are by default, but for a rate that may float."""
    if r.random() < 0.3:
        return Servicing(floating=Floating())
    return Servicing(
        allocation=read_allocation(r.choice(ALLOCATIONS)),
        early_payment=r.choice(list(EarlyPayment)),
        after_due=r.choice(list(AfterDue)),
        line=CreditLine(limit=terms.principal.major() * 2) if r.random() < 0.8 else None,
        floating=Floating(),
        residue_below="2",
    )


def started(r: Random, person_id: UUID | None = None) -> Lived:
    """A loan that was just paid out."""
    terms = drawn_terms(r)
    servicing = drawn_servicing(r, terms)
    loan = Loan.from_happened(terms, PENALTY, (), terms.disbursed_on, servicing=servicing)
    lived = Lived(person_id or new_id(), new_id(), terms, servicing, loan)
    lived.facts = [until_running(lived, met=person_id is None)]
    SEEN.update([terms.method.value, terms.day_count.value])
    return lived


def until_running(lived: Lived, *, met: bool) -> tuple[Fact, ...]:
    """The least that a loan needs to run."""
    day = Dated.on(lived.terms.disbursed_on)
    plan = schedule(lived.terms)
    person, application, offer, payout = (lived.person_id, new_id(), new_id(), new_id())
    known = {"dated": day, "person_id": person}
    terms = {"terms": lived.terms.to_json(), "penalty": PENALTY.to_json(), "pack": "p", "product": "any"}
    principal = plan.totals.principal
    amount = plan.received
    return (
        *([PersonMet(**known, telegram_id=person.int % 2**50, language="en", timezone="UTC", branch="main")] * met),
        ApplicationMade(
            **known,
            application_id=application,
            ref=f"A{application.int % 10**12}",
            branch="main",
            product="any",
            principal=principal,
            months=6,
            purpose="stock",
            answers={},
        ),
        OfferMade(
            **known,
            offer_id=offer,
            application_id=application,
            principal=principal,
            valid_until=NOON,
            **terms,
        ),
        OfferAccepted(
            **known,
            offer_id=offer,
            application_id=application,
            loan_id=lived.loan_id,
            loan_ref=f"L{lived.loan_id.int % 10**12}",
            branch="main",
            principal=principal,
            message_id=1,
            servicing=lived.servicing.to_json(),
            **terms,
        ),
        PayoutOrdered(
            **known,
            payout_id=payout,
            loan_id=lived.loan_id,
            key=str(payout),
            rail="pool",
            amount=amount,
            account=None,
            payee=None,
        ),
        PayoutConfirmed(
            **known,
            payout_id=payout,
            loan_id=lived.loan_id,
            rail="pool",
            provider_id=str(payout),
            principal=principal,
            fees=principal - amount,
            amount=amount,
        ),
    )


def happens(lived: Lived, event: Happened) -> tuple[Fact, ...]:
    """The facts of one more event, which the loan lives through; none for one that cannot be."""
    event = replace(event, id=str(new_id()))
    if event.amount is not None:
        event = replace(event, amount=Money(event.amount.minor, lived.terms.currency))
    state = state_of(lived.loan)
    if event.kind == Kind.PAYMENT and state != "running":
        event = replace(event, kind=Kind.RECOVERY.value)
    if event.kind == Kind.RECOVERY and state == "running":
        return ()
    about = About(Dated(event.on, event.written_on), lived.loan_id, lived.person_id, receipt=f"R{event.id[-12:]}")
    try:
        facts = served(lived.loan, event, about)
    except ProblemWithInput:
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


def history(r: Random, lived: Lived, count: int) -> Sequence[tuple[Fact, ...]]:
    """So many events of any kind, some of them taken back later."""
    terms = lived.terms
    booked = terms.disbursed_on
    for n in range(count):
        event = _drawn(r, terms, f"e{n}")
        booked = max(booked, event.written_on)
        if r.random() < 0.2:
            event = _taking_back(r, lived, event)
        if state_of(lived.loan) == "written_off" and r.random() < 0.5:
            money = Money(r.randint(1, terms.principal.minor), terms.currency)
            event = Happened("rec", max(event.on, lived.loan.as_of), Kind.RECOVERY, money)
        happens(lived, replace(event, booked_on=max(booked, event.on)))
    if lived.servicing.residue_below is not None and state_of(lived.loan) == "running":
        rest = sum(part.amount.minor for part in lived.loan.pay_off_parts) - lived.loan.credit.minor
        if rest > 1:
            money = Money(rest - 1, terms.currency)
            happens(lived, Happened("all but one", max(booked, lived.loan.as_of), Kind.PAYMENT, money))
    return lived.facts


RARE = (
    *(Kind.CHARGE, Kind.RESCHEDULE, Kind.RATE_CHANGE, Kind.PAUSE_INTEREST, Kind.PAUSE_ARREARS, Kind.ACCELERATE),
    *(Kind.DRAW, Kind.DRAW, Kind.DRAW, Kind.WITHDRAW, Kind.WRITE_OFF, Kind.WAIVER),
)
"""Kinds that only a loan in the midst of its life takes, and that are so drawn more often."""


def _drawn(r: Random, terms: LoanTerms, name: str) -> Happened:
    wanted = r.choice(RARE) if r.random() < 0.6 else None
    while True:
        event = event_of(r, terms, name)
        if wanted is None or event.kind == wanted:
            return event


def _taking_back(r: Random, lived: Lived, event: Happened) -> Happened:
    """One of the things that happened is taken back instead, a payment rather than anything else."""
    back = {h.of for h in lived.loan.happened if h.kind == Kind.REVERSAL}
    able = [h for h in lived.loan.happened if h.kind != Kind.REVERSAL and h.id not in back]
    paid = [h for h in able if h.kind in MONEY_IN]
    if not able:
        return event
    of = r.choice(paid or able)
    return Happened("back", max(of.on, event.on), Kind.REVERSAL, of=of.id)
