"""What the loans of the replay are: methods and day counts dealt out evenly, rare events drawn more often than others.

By chance alone the rarest of what must come a hundred times would need twice as many loans. A deck of 140 plans has
every day count twenty times and every method at least twenty times; five decks are the 700 loans of a full run.
"""

from random import Random

from lending.allocation import read_allocation
from lending.fees import Fee
from lending.happened import Happened, Kind
from lending.problems import ProblemWithInput
from lending.schedule import schedule
from lending.servicing import AfterDue, CreditLine, EarlyPayment, Floating, Servicing
from lending.terms import LoanTerms, Method
from tests.lending.drawn import ALLOCATIONS, COUNTS, event_of, terms_of

DECK = 140
CURRENCIES = ("CNY", "JPY", "KWD", "CLF")
"""With two, no, three and four decimals."""
VISIT = "visit"
"""What a charge is called: only what was agreed can be charged."""
FEES = [
    {"name": "service", "amount": "2", "when": "instalment"},
    {"name": "origination", "percent": "2", "when": "disbursement"},
]
SPREAD = tuple(method for method in Method if method is not Method.DAILY_RATE)
WEIGHTS = {
    Kind.PAYMENT: 4,
    Kind.REFUND: 3,
    Kind.CHARGE: 5,
    Kind.WAIVER: 5,
    Kind.RESCHEDULE: 8,
    Kind.RATE_CHANGE: 5,
    Kind.PAUSE_INTEREST: 4,
    Kind.PAUSE_ARREARS: 4,
    Kind.DRAW: 7,
    Kind.ACCELERATE: 5,
    Kind.WITHDRAW: 5,
    Kind.WRITE_OFF: 4,
}
"""How often each kind is tried, by how often it finds a loan that it can happen to."""
ENDS = (Kind.WITHDRAW, Kind.WRITE_OFF, Kind.WAIVER, Kind.PAYMENT, Kind.REFUND)
"""Kinds that may also come long after the last instalment; the others need one that has not fallen due."""


def dealt(nth: int) -> tuple[Method, str]:
    """The method and the day count of the nth loan. A daily rate counts actual days."""
    deck = [
        (method, count)
        for place, count in enumerate(COUNTS)
        for method in ([*SPREAD] * 4 if place < 3 else [*SPREAD] * 3 + [Method.DAILY_RATE] * 5)
    ]
    Random(nth // DECK).shuffle(deck)
    return deck[nth % DECK]


def drawn_terms(r: Random, nth: int) -> LoanTerms:
    """Terms in a currency of any number of decimals, with a charge that can be made at any time."""
    terms = _in_a_currency(r, terms_of(r, dealt(nth)))
    visit = Fee(name=VISIT, percent="100", when="event", event=VISIT, at_most=1200)
    return terms.model_copy(update={"fees": (*terms.fees, visit)})


def _in_a_currency(r: Random, terms: LoanTerms) -> LoanTerms:
    own = {"principal": str(r.randint(5_000, 900_000)), "currency": r.choice(CURRENCIES), "fees": r.choice([[], FEES])}
    data = terms.to_json() | own
    try:
        changed = LoanTerms.read(data)
        schedule(changed)
    except ProblemWithInput:
        return terms
    return terms if changed.currency == terms.currency else changed


def drawn_servicing(r: Random, terms: LoanTerms) -> Servicing:
    """How it is served; a third of the loans as they are by default, but for a rate that may float."""
    if r.random() < 0.3:
        return Servicing(floating=Floating(), residue_below="2")
    return Servicing(
        allocation=read_allocation(r.choice(ALLOCATIONS)),
        early_payment=r.choice(list(EarlyPayment)),
        after_due=r.choice(list(AfterDue)),
        line=CreditLine(limit=terms.principal.major() * 2) if r.random() < 0.8 else None,
        floating=Floating(),
        residue_below="2",
    )


def drawn_event(r: Random, terms: LoanTerms, name: str) -> Happened:
    """One event of any kind but a reversal, at a time when it may find the loan in the midst of its life."""
    kind = r.choices([*WEIGHTS], [*WEIGHTS.values()])[0]
    life = (schedule(terms).instalments[-1].due_on - terms.disbursed_on).days
    return event_of(r, terms, name, kind, 420 if kind in ENDS else max(life, 1))
