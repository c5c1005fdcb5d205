"""`microloan quote`: a schedule and its cost, from a request and to an answer in plain JSON values."""

from collections.abc import Mapping
from typing import Any

from lending.cost import yearly_rate
from lending.money import Money
from lending.problems import ProblemWithInput
from lending.schedule import Instalment, Schedule, schedule
from lending.terms import LoanTerms


def quote(request: Mapping[str, Any]) -> dict[str, Any]:
    """Answer a request for a quote; raises `ProblemWithInput` naming the key that is wrong and why.

    Amounts are text in major units, dates ISO text, rates text with six decimals.
    """
    if not isinstance(request, Mapping):
        raise ProblemWithInput("input", "must be an object with keys and values")
    wanted = _conventions(request.get("apr", []))
    terms = LoanTerms.read({key: value for key, value in request.items() if key != "apr"})
    plan = schedule(terms)
    answer = as_json(plan)
    answer["apr_percent"] = {name: str(yearly_rate(plan, terms, name)) for name in wanted}
    return answer


def _conventions(value: object) -> list[str]:
    if not isinstance(value, list) or any(not isinstance(name, str) for name in value):
        raise ProblemWithInput("apr", 'must be a list of conventions, like ["eu_aprc"]')
    return value


def as_json(plan: Schedule) -> dict[str, Any]:
    """A schedule in the form that `microloan quote` prints."""
    return {
        "instalments": [instalment_json(i) for i in plan.instalments],
        "totals": {
            "principal": str(plan.totals.principal),
            "interest": str(plan.totals.interest),
            "fee": str(plan.totals.fee),
            "due": str(plan.totals.due),
        },
        "fees": [{"name": fee.name, "amount": str(fee.amount), "when": fee.when} for fee in plan.fees],
        "received": str(plan.received),
    }


def instalment_json(instalment: Instalment) -> dict[str, Any]:
    """One instalment with its parts."""
    return {
        "n": instalment.n,
        "due_on": instalment.due_on.isoformat(),
        **_amounts(
            principal=instalment.principal,
            interest=instalment.interest,
            fee=instalment.fee,
            due=instalment.due,
            balance=instalment.balance,
        ),
    }


def _amounts(**parts: Money) -> dict[str, str]:
    return {name: str(amount) for name, amount in parts.items()}
