"""`microloan loan`: a running loan, from its terms and what happened, to an answer in plain JSON values."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from lending.event_order import in_order
from lending.exact import FrozenModel, IsoDate, read_model
from lending.happened_request import SERVICING_KEYS, read_happened, read_servicing
from lending.loan import Amounts, InstalmentState, Loan
from lending.money import Money
from lending.parts import PartKind, Transaction
from lending.pay_off import pay_off
from lending.problems import ProblemWithInput
from lending.quote import instalment_json
from lending.schedule import Instalment
from lending.terms import LoanTerms, PenaltyTerms

_KEYS = {"terms", "penalty", "happened", "as_of"} | SERVICING_KEYS


def loan(request: Mapping[str, Any]) -> dict[str, Any]:
    """Answer a request about a running loan; raises `ProblemWithInput` naming the key that is wrong and why."""
    return as_json(read_loan(request))


def read_loan(request: Mapping[str, Any]) -> Loan:
    """The loan that a request describes; an event that was impossible when it was written is refused."""
    if not isinstance(request, Mapping):
        raise ProblemWithInput("input", "must be an object with keys and values")
    for key in request:
        if key not in _KEYS:
            raise ProblemWithInput(str(key), "is not a key that is known here")
    terms = _terms(request.get("terms"))
    penalty = request.get("penalty")
    late = None if penalty is None else read_model(PenaltyTerms, penalty, at="penalty")
    servicing = read_servicing(request, terms)
    happened = read_happened(request.get("happened", []), terms)
    as_of = read_model(_AsOf, {"as_of": request["as_of"]} if "as_of" in request else {}).as_of
    in_order(happened, terms, date.max, None)
    found = Loan.from_happened(terms, late, happened, as_of, servicing=servicing)
    found.check_as_written()
    return found


def _terms(value: object) -> LoanTerms:
    """Terms as for a quote; the rates that a quote may ask for mean nothing here and are left out."""
    kept = {key: v for key, v in value.items() if key != "apr"} if isinstance(value, Mapping) else value
    return read_model(LoanTerms, kept, at="terms")


class _AsOf(FrozenModel):
    as_of: IsoDate


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
        "transactions": [_transaction_json(t, found) for t in found.transactions],
        **_what_else(found),
    }


def _what_else(found: Loan) -> dict[str, Any]:
    """What only some loans have: a key is there when there is something to say."""
    ended, arrears = found.ended, found.arrears
    days = {
        "withdrawn_on": ended.withdrawn_on,
        "written_off_on": ended.written_off_on,
        "accelerated_on": ended.accelerated_on,
        "rescheduled_on": arrears.rescheduled_on,
        "cured_on": arrears.cured_on,
    }
    amounts = {
        "drawn": ended.drawn,
        "recovered": ended.recovered,
        "fees_refunded": ended.fees_refunded,
        "given_up": ended.given_up,
    }
    return {name: day.isoformat() for name, day in days.items() if day is not None} | {
        name: str(amount) for name, amount in amounts.items() if amount
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
        **({"extra": True} if state.extra else {}),
    }


def _by_part(amounts: Amounts) -> dict[str, str]:
    return {
        "principal": str(amounts.principal),
        "interest": str(amounts.interest),
        "fee": str(amounts.fee),
        "penalty": str(amounts.penalty),
        "total": str(amounts.total),
    }


def _transaction_json(transaction: Transaction, found: Loan) -> dict[str, Any]:
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
    for problem in found.problems:
        if problem.event_id == transaction.id:
            answer["without_effect"] = problem.reason
    return answer
