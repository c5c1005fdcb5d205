"""The facts beside a loan's own life: how it came to run, at the first payout or not, and what was said about it."""

from datetime import date
from uuid import UUID

from lending.facts import Dated, Fact
from lending.facts.applications import ApplicationMade, OfferAccepted, OfferMade
from lending.facts.loans import (
    PayoutConfirmed,
    PayoutOrdered,
    PayoutRefused,
    PayoutUnclear,
    PromiseEnded,
    PromiseMade,
    ReminderGiven,
    ReminderWithheld,
)
from lending.facts.people import PersonMet
from lending.money import Money
from lending.schedule import schedule
from lending.servicing import Servicing
from lending.term import Term
from lending.terms import LoanTerms
from tests.lending.drawn import PENALTY
from tests.storage.borrower import NOON, new_id

HITCHES = (None, "refused", None, None, "unclear", None)
"""What comes between a payout and the money, by turns: a refusal and another order, or no answer and then the money."""


def met(person_id: UUID, on: date) -> PersonMet:
    """A person who wrote for the first time."""
    known = {"dated": Dated.on(on), "person_id": person_id, "language": "en", "timezone": "UTC", "branch": "main"}
    return PersonMet(**known, telegram_id=person_id.int % 2**50)


def begun(
    person_id: UUID, loan_id: UUID, terms: LoanTerms, servicing: Servicing, hitch: str | None = None
) -> tuple[Fact, ...]:
    """The least that a loan needs to run, once its borrower was met."""
    day = Dated.on(terms.disbursed_on)
    application, offer = new_id(), new_id()
    plan = schedule(terms)
    known = {"dated": day, "person_id": person_id}
    signed = {"terms": terms.to_json(), "penalty": PENALTY.to_json(), "pack": "p", "product": "any"}
    lent = {"branch": "main", "principal": plan.totals.principal}
    return (
        ApplicationMade(
            **known,
            **lent,
            application_id=application,
            ref=f"A{application.int % 10**12}",
            product="any",
            term=Term(6),
            purpose="stock",
            answers={},
        ),
        OfferMade(
            **known,
            **signed,
            offer_id=offer,
            application_id=application,
            principal=plan.totals.principal,
            valid_until=NOON,
        ),
        OfferAccepted(
            **known,
            **signed,
            **lent,
            offer_id=offer,
            application_id=application,
            loan_id=loan_id,
            loan_ref=f"L{loan_id.int % 10**12}",
            message_id=1,
            servicing=servicing.to_json(),
        ),
        *paid_out(day, person_id, loan_id, plan.totals.principal, plan.received, hitch),
    )


def paid_out(
    day: Dated, person_id: UUID, loan_id: UUID, principal: Money, amount: Money, hitch: str | None
) -> tuple[Fact, ...]:
    """The order and the money, and what came between them."""
    known = {"dated": day, "person_id": person_id, "loan_id": loan_id}
    payouts = [new_id(), new_id()] if hitch == "refused" else [new_id()]
    to = {"rail": "pool", "amount": amount, "account": None, "payee": None}
    orders: list[Fact] = [PayoutOrdered(**known, **to, payout_id=payout, key=str(payout)) for payout in payouts]
    if hitch == "refused":
        orders.insert(1, PayoutRefused(**known, payout_id=payouts[0], rail="pool", amount=amount, reason="closed"))
    if hitch == "unclear":
        orders.append(PayoutUnclear(**known, payout_id=payouts[0]))
    done = {"payout_id": payouts[-1], "rail": "pool", "provider_id": str(payouts[-1])}
    return (*orders, PayoutConfirmed(**known, **done, principal=principal, fees=principal - amount, amount=amount))


def talked(person_id: UUID, loan_id: UUID, on: date, amount: Money) -> tuple[Fact, ...]:
    """A promise that was broken, and a reminder that had to wait: words, which change no loan."""
    known = {"dated": Dated.on(on), "person_id": person_id, "loan_id": loan_id}
    promise = new_id()
    return (
        PromiseMade(**known, promise_id=promise, pay_on=on, amount=amount),
        ReminderWithheld(**known, instalment=1, kind="0", why="promised"),
        PromiseEnded(**known, promise_id=promise, kept=False),
        ReminderGiven(**known, instalment=1, kind="0"),
    )
