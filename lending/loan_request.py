"""`microloan loan`: a running loan, from its terms and what happened, to an answer in plain JSON values."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from pydantic import Field

from lending.event_order import in_order
from lending.exact import ExactDecimal, FrozenModel, IsoDate, read_model
from lending.happened import Happened, Kind
from lending.loan import Amounts, InstalmentState, Loan
from lending.money import Money
from lending.parts import PartKind, Transaction
from lending.pay_off import pay_off
from lending.problems import ProblemWithInput
from lending.quote import instalment_json
from lending.schedule import Instalment, schedule
from lending.terms import LoanTerms, PenaltyTerms

_NOT_YET = ("reschedule", "pause_interest", "withdraw", "write_off", "recovery")
_CHOICES = {"allocation": "default", "early_payment": "shorter_term", "after_due": "interest_stops"}
_KEYS = {"terms", "penalty", "happened", "as_of", *_CHOICES}


class _Entry(FrozenModel):
    """One entry of `happened` as it is written; `id` may be left out where nothing refers to it."""

    id: str | None = Field(default=None, min_length=1)
    on: IsoDate
    kind: str
    amount: ExactDecimal | None = None
    of: str | None = None
    booked_on: IsoDate | None = None


def loan(request: Mapping[str, Any]) -> dict[str, Any]:
    """Answer a request about a running loan; raises `ProblemWithInput` naming the key that is wrong and why."""
    found = read_loan(request)
    if found.credit.minor < 0 and not any(event.kind == Kind.REVERSAL for event in found.happened):
        raise ProblemWithInput("happened", "gives back more than the credit that there is")
    return as_json(found)


def read_loan(request: Mapping[str, Any]) -> Loan:
    """The loan that a request describes."""
    if not isinstance(request, Mapping):
        raise ProblemWithInput("input", "must be an object with keys and values")
    for key in request:
        if key not in _KEYS:
            raise ProblemWithInput(str(key), "is not a key that is known here")
    for key, known in _CHOICES.items():
        if request.get(key, known) != known:
            raise ProblemWithInput(key, f"{request[key]!r} is not known; known is {known}")
    terms = _terms(request.get("terms"))
    penalty = request.get("penalty")
    late = None if penalty is None else read_model(PenaltyTerms, penalty, at="penalty")
    happened = _happened(request.get("happened", []), terms)
    as_of = read_model(_AsOf, {"as_of": request["as_of"]} if "as_of" in request else {}).as_of
    in_order(happened, terms, schedule(terms), date.max, None)
    return Loan.from_happened(terms, late, happened, as_of)


def _terms(value: object) -> LoanTerms:
    """Terms as for a quote; the rates that a quote may ask for mean nothing here and are left out."""
    kept = {key: v for key, v in value.items() if key != "apr"} if isinstance(value, Mapping) else value
    return read_model(LoanTerms, kept, at="terms")


class _AsOf(FrozenModel):
    as_of: IsoDate


def _happened(entries: object, terms: LoanTerms) -> list[Happened]:
    if not isinstance(entries, list):
        raise ProblemWithInput("happened", "must be a list of events")
    return [_event(entry, n, terms) for n, entry in enumerate(entries)]


def _event(entry: object, n: int, terms: LoanTerms) -> Happened:
    at = f"happened.{n}"
    kind = entry.get("kind") if isinstance(entry, Mapping) else None
    if kind in _NOT_YET:
        raise ProblemWithInput(f"{at}.kind", f"{kind} cannot be played yet; {', '.join(Kind)} can")
    read = read_model(_Entry, entry, at=at)
    amount = None if read.amount is None else Money.parse(format(read.amount, "f"), terms.currency, f"{at}.amount")
    return Happened(read.id or f"#{n + 1}", read.on, read.kind, amount, read.of, read.booked_on)


def as_json(found: Loan) -> dict[str, Any]:
    """A loan in the form that `microloan loan` prints."""
    figure = pay_off(found, found.as_of)
    return {
        "as_of": found.as_of.isoformat(),
        "instalments": [
            _instalment_json(planned, state)
            for planned, state in zip(found.plan.instalments, found.instalments, strict=True)
        ],
        "outstanding": _by_part(found.outstanding),
        "pay_off": str(figure.amount),
        "interest_saved": str(figure.interest_saved),
        "days_past_due": found.days_past_due,
        "bucket": found.bucket,
        "credit": str(found.credit),
        "accrued": str(found.accrued),
        "settled_on": None if found.settled_on is None else found.settled_on.isoformat(),
        "transactions": [_transaction_json(t) for t in found.transactions],
    }


def _instalment_json(planned: Instalment, state: InstalmentState) -> dict[str, Any]:
    asked = {"principal": state.principal, "interest": state.interest, "fee": state.fee, "due": state.due}
    return {
        **instalment_json(planned),
        **{name: str(amount) for name, amount in asked.items()},
        "penalty": str(state.penalty),
        "paid": _by_part(state.paid),
        "waived": _by_part(state.waived),
        "overdue": str(state.overdue),
        "paid_on": None if state.paid_on is None else state.paid_on.isoformat(),
    }


def _by_part(amounts: Amounts) -> dict[str, str]:
    return {
        "principal": str(amounts.principal),
        "interest": str(amounts.interest),
        "fee": str(amounts.fee),
        "penalty": str(amounts.penalty),
        "total": str(amounts.total),
    }


def _transaction_json(transaction: Transaction) -> dict[str, Any]:
    currency = transaction.amount.currency
    sums = dict.fromkeys((kind.value for kind in PartKind), 0)
    for part in transaction.parts:
        sums[part.kind] += part.amount.minor
    answer: dict[str, Any] = {
        "id": transaction.id,
        "on": transaction.on.isoformat(),
        "kind": transaction.kind,
        "amount": str(transaction.amount),
        "parts": {kind: str(Money(minor, currency)) for kind, minor in sums.items()},
    }
    if transaction.reversed_by is not None:
        answer["reversed_by"] = transaction.reversed_by
    return answer
