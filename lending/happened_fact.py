"""Which event of a loan's fold each fact is: the one map between what is journalled and what is folded.

A loan can so be folded from its facts alone (`happened`), and the tables hold the same events as the journal.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from lending.change import Change
from lending.facts import servicing
from lending.facts.base import Fact
from lending.facts.loans import PaymentAllocated
from lending.happened import Happened, Kind


def change_to_json(change: Change) -> dict[str, Any]:
    """A change of the plan as JSON: only what it asks for."""
    found = {
        "move_to": change.move_to and change.move_to.isoformat(),
        "skip": change.skip,
        "extend": change.extend,
        "new_count": change.new_count,
        "new_instalment": change.new_instalment,
        "new_rate_percent": None if change.new_rate_percent is None else str(change.new_rate_percent),
        "re_age": change.re_age,
        "notice_on": change.notice_on and change.notice_on.isoformat(),
    }
    return {name: value for name, value in found.items() if value not in (None, 0, False)}


def change_from_json(data: Mapping[str, Any]) -> Change:
    """The change again."""

    def day(name: str) -> date | None:
        return date.fromisoformat(data[name]) if name in data else None

    rate = data.get("new_rate_percent")
    return Change(
        move_to=day("move_to"),
        skip=data.get("skip", 0),
        extend=data.get("extend", 0),
        new_count=data.get("new_count"),
        new_instalment=data.get("new_instalment"),
        new_rate_percent=None if rate is None else Decimal(rate),
        re_age=data.get("re_age", False),
        notice_on=day("notice_on"),
    )


def _simply(kind: Kind) -> Callable[[Any], dict[str, Any]]:
    return lambda _f: {"kind": kind}


def _of_money(kind: Kind) -> Callable[[Any], dict[str, Any]]:
    return lambda f: {"kind": kind, "amount": f.amount}


def _of_change(kind: Kind) -> Callable[[Any], dict[str, Any]]:
    return lambda f: {"kind": kind, "change": change_from_json(f.change)}


def _until(kind: Kind) -> Callable[[Any], dict[str, Any]]:
    return lambda f: {"kind": kind, "until": f.until}


HAPPENED: Mapping[type[Fact], Callable[[Any], dict[str, Any]]] = {
    PaymentAllocated: lambda f: {"id": str(f.payment_id), "kind": Kind.PAYMENT, "amount": f.amount},
    servicing.RecoveryReceived: _of_money(Kind.RECOVERY),
    servicing.ChargeMade: lambda f: {"kind": Kind.CHARGE, "amount": f.amount, "of": f.name},
    servicing.ChargeWaived: lambda f: {"kind": Kind.WAIVER, "amount": f.amount, "of": f.part},
    servicing.LoanRescheduled: _of_change(Kind.RESCHEDULE),
    servicing.RateChanged: _of_change(Kind.RATE_CHANGE),
    servicing.InterestPaused: _until(Kind.PAUSE_INTEREST),
    servicing.ArrearsPaused: _until(Kind.PAUSE_ARREARS),
    servicing.LoanAccelerated: _simply(Kind.ACCELERATE),
    servicing.LoanWithdrawn: _simply(Kind.WITHDRAW),
    servicing.LoanWrittenOff: _simply(Kind.WRITE_OFF),
    servicing.RefundMade: _of_money(Kind.REFUND),
    servicing.DrawingMade: _of_money(Kind.DRAW),
    servicing.PaymentReversed: lambda f: {"kind": Kind.REVERSAL, "of": str(f.payment_id)},
    servicing.EventTakenBack: lambda f: {"kind": Kind.REVERSAL, "of": str(f.of)},
}
"""Facts that are an event of a loan. Others say something of it that its fold knows by itself, or nothing."""


def happened_of(fact: Fact) -> Happened | None:
    """The event that a fact is; None for one that does not happen to a loan's fold."""
    make = HAPPENED.get(type(fact))
    if make is None:
        return None
    values = make(fact)
    name = values.pop("id", None) or str(getattr(fact, "event_id"))  # noqa: B009 - facts of the table have one
    kind = Kind(values.pop("kind")).value
    return Happened(id=name, on=fact.dated.value_date, kind=kind, booked_on=fact.dated.booked_on, **values)


def happened(facts: Iterable[Fact], loan_id: UUID) -> tuple[Happened, ...]:
    """All that happened to one loan, in the order of writing."""
    mine = (happened_of(fact) for fact in facts if getattr(fact, "loan_id", None) == loan_id)
    return tuple(event for event in mine if event is not None)


def fact_of(event: Happened, **about: Any) -> Fact:
    """The fact that an event of the fold is; `about` are its other fields: dated, loan_id, event_id, currency, ...

    Money events take the rail or the receipt from `about` too; a reversal is a payment's where `about` names one.
    """
    kind, amount = Kind(event.kind), event.amount
    named: dict[str, Any] = {}
    if kind is Kind.REVERSAL:
        of = UUID(event.of)
        if about.pop("of_payment", False):
            return servicing.PaymentReversed(payment_id=of, **about)
        return servicing.EventTakenBack(of=of, **about)
    if kind in (Kind.CHARGE, Kind.WAIVER):
        named = {"name" if kind is Kind.CHARGE else "part": event.of or "penalty", "amount": amount}
    elif amount is not None:
        named = {"amount": amount}
    if event.change is not None and kind is not Kind.DRAW:
        named["change"] = change_to_json(event.change)
    if event.until is not None:
        named["until"] = event.until
    return _FACTS[kind](**named, **about)


_FACTS: Mapping[Kind, Callable[..., Fact]] = {
    Kind.CHARGE: servicing.ChargeMade,
    Kind.WAIVER: servicing.ChargeWaived,
    Kind.RESCHEDULE: servicing.LoanRescheduled,
    Kind.RATE_CHANGE: servicing.RateChanged,
    Kind.PAUSE_INTEREST: servicing.InterestPaused,
    Kind.PAUSE_ARREARS: servicing.ArrearsPaused,
    Kind.ACCELERATE: servicing.LoanAccelerated,
    Kind.WITHDRAW: servicing.LoanWithdrawn,
    Kind.WRITE_OFF: servicing.LoanWrittenOff,
    Kind.REFUND: servicing.RefundMade,
    Kind.DRAW: servicing.DrawingMade,
    Kind.RECOVERY: servicing.RecoveryReceived,
}
