"""`microloan quote`: a schedule and its cost, from a request and to an answer in plain JSON values.

Beside the terms of a loan a request can hold `apr` (conventions to answer), `pays_off` (an old loan's pay-off
figure), `penalty` (what lateness costs, for the worst case), `policy_pack` (whose caps the loan must keep) and
`pay_off_on` (days for which the figure to be done early is wanted).
"""

from collections.abc import Mapping
from typing import Any

from lending.agreed_instalment import with_count
from lending.caps import check_caps
from lending.cost import yearly_rate
from lending.exact import exact_decimal, iso_date, read_model
from lending.fee_amounts import ChargedFee
from lending.fees import PenaltyTerms
from lending.money import Money
from lending.pay_off import pay_off
from lending.policy_pack import load_pack
from lending.problems import ProblemWithInput
from lending.schedule import Instalment, Schedule, schedule
from lending.terms import LoanTerms
from lending.top_up import top_up
from lending.worst_case import event_fee, worst_cost

BESIDE_TERMS = ("apr", "pays_off", "penalty", "policy_pack", "pay_off_on")
"""Keys of a request that are not terms of the loan."""


def quote(request: Mapping[str, Any]) -> dict[str, Any]:
    """Answer a request for a quote; raises `ProblemWithInput` naming the key that is wrong and why.

    Amounts are text in major units, dates ISO text, rates text with six decimals.
    """
    if not isinstance(request, Mapping):
        raise ProblemWithInput("input", "must be an object with keys and values")
    wanted = _listed(request, "apr", 'of conventions, like ["eu_aprc"]')
    days = [iso_date(day, "pay_off_on") for day in _listed(request, "pay_off_on", 'of days, like ["2027-01-05"]')]
    asked = {key: value for key, value in request.items() if key not in BESIDE_TERMS}
    terms = LoanTerms.read(with_count(asked))
    penalty = None if request.get("penalty") is None else read_model(PenaltyTerms, request["penalty"], at="penalty")
    plan = schedule(terms)
    _check(terms, penalty, request.get("policy_pack"))
    answer = as_json(plan) | _beside(terms, plan, penalty)
    answer["apr_percent"] = {name: str(yearly_rate(plan, terms, name)) for name in wanted}
    if request.get("pays_off") is not None:
        amount = terms.money(exact_decimal(request["pays_off"], "pays_off"), "pays_off")
        answer["in_hand"] = str(top_up(terms, amount).in_hand)
    if days:
        answer["pay_off"] = [_pay_off(terms, day) for day in days]
    return answer


def _listed(request: Mapping[str, Any], key: str, what: str) -> list[str]:
    value = request.get(key, [])
    if not isinstance(value, list) or any(not isinstance(entry, str) for entry in value):
        raise ProblemWithInput(key, f"must be a list {what}")
    return value


def _check(terms: LoanTerms, penalty: PenaltyTerms | None, pack: object) -> None:
    """Refuse what breaks a cap of the pack that was named."""
    if pack is None:
        return
    late = penalty or PenaltyTerms.read({"percent_per_day": "0"})
    breaches = check_caps(terms, late, load_pack(str(pack)))
    if breaches:
        raise ProblemWithInput("policy_pack", "; ".join(str(breach) for breach in breaches))


def _beside(terms: LoanTerms, plan: Schedule, penalty: PenaltyTerms | None) -> dict[str, Any]:
    """What is told beside the schedule where the loan has it: tax, fees on events, the down payment, the costs."""
    worst = worst_cost(terms, penalty, plan)
    answer: dict[str, Any] = {"total_cost": str(plan.cost), "worst_case_cost": None if worst is None else str(worst)}
    if any(fee.tax for fee in terms.fees):
        answer["tax"] = str(plan.tax)
    if on_events := [fee for fee in terms.fees if fee.when == "event"]:
        answer["fees_on_events"] = [
            {"name": fee.name, "event": fee.event, "at_most": fee.times, "up_to": str(event_fee(fee, terms, plan))}
            for fee in on_events
        ]
    if terms.price is not None and terms.down_payment is not None:
        price = terms.money(terms.price, "price")
        answer |= {"price": str(price), "down_payment": str(terms.down_payment.of(price))}
    return answer


def _pay_off(terms: LoanTerms, day: Any) -> dict[str, str]:
    if day < terms.disbursed_on:
        raise ProblemWithInput("pay_off_on", "is before the money is paid out")
    figure = pay_off(terms, day)
    return {"on": day.isoformat(), "amount": str(figure.amount), "interest_saved": str(figure.interest_saved)}


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
        "fees": [_fee_json(fee) for fee in plan.fees],
        "received": str(plan.received),
    }


def _fee_json(fee: ChargedFee) -> dict[str, str]:
    answer = {"name": fee.name, "amount": str(fee.amount), "when": fee.when}
    if fee.tax:
        answer["tax"] = str(fee.tax)
    if fee.paid_to is not None:
        answer["paid_to"] = fee.paid_to
    return answer


def instalment_json(instalment: Instalment) -> dict[str, Any]:
    """One instalment with its parts; the tax in its fees only where there is some."""
    answer = {
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
    return answer | {"tax": str(instalment.tax)} if instalment.tax else answer


def _amounts(**parts: Money) -> dict[str, str]:
    return {name: str(amount) for name, amount in parts.items()}
