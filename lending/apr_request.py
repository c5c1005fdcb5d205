"""`microloan apr`: a yearly rate from cash flows, from a request and to an answer in plain JSON values.

Times are given as `t` (years as a fraction, like "1/12") or as dates `on`. A regular run of equal amounts is written
once, with `first`, `step` and `count`; a run of different amounts as `amounts` with `first` and `step`.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from lending.apr import (
    MOST_FLOWS,
    DatedFlow,
    Flow,
    UnitFlow,
    cn_irr_compound,
    cn_simple,
    eu_aprc,
    in_rbi,
    us_actuarial,
    xirr_act365,
)
from lending.exact import exact_decimal, iso_date
from lending.intervals import european_years
from lending.problems import ProblemWithInput

_BY_YEARS: dict[str, Callable[[Sequence[Flow]], Decimal]] = {
    "eu_aprc": eu_aprc,
    "cn_simple": cn_simple,
    "cn_irr_compound": cn_irr_compound,
    "in_rbi": in_rbi,
}
_CONVENTIONS = (*_BY_YEARS, "xirr_act365", "us_actuarial")
_UNITS = ("year", "month", "week", "day")
_FRACTION = re.compile(r"[0-9]{1,9}(/[0-9]{1,9}|\.[0-9]{1,12})?")


def apr(request: Mapping[str, Any]) -> dict[str, str]:
    """Answer a request for a rate: {"apr_percent": "6.434412"}, six decimals, half up.

    Raises `ProblemWithInput` naming the key that is wrong, `NoSingleRate` where the flows have no single rate.
    """
    if not isinstance(request, Mapping):
        raise ProblemWithInput("input", "must be an object with keys and values")
    convention = request.get("convention")
    if convention not in _CONVENTIONS:
        raise ProblemWithInput("convention", f"must be one of {', '.join(_CONVENTIONS)}")
    if convention == "us_actuarial":
        rate = _american(request)
    elif convention == "xirr_act365":
        _only(request, {"convention", "flows"}, "")
        rate = xirr_act365([_dated(flow, at) for at, flow in _list(request, "flows")])
    else:
        rate = _BY_YEARS[convention](_in_years(request))
    return {"apr_percent": str(rate)}


def _only(data: Mapping[str, Any], known: set[str], at: str) -> None:
    """Refuse keys that are not known here, and say which."""
    unknown = [key for key in data if key not in known]
    if unknown:
        raise ProblemWithInput(f"{at}{unknown[0]}", "is not a key that is known here")


def _list(data: Mapping[str, Any], key: str) -> list[tuple[str, Mapping[str, Any]]]:
    """The objects of a list, each with the path that names it in errors."""
    items = data.get(key)
    if not isinstance(items, list) or not items:
        raise ProblemWithInput(key, "must be a list with at least one flow")
    if any(not isinstance(item, Mapping) for item in items):
        raise ProblemWithInput(key, "must be a list of objects")
    return [(f"{key}.{n}.", item) for n, item in enumerate(items)]


def _needed(data: Mapping[str, Any], key: str, at: str) -> Any:
    if key not in data:
        raise ProblemWithInput(f"{at}{key}", "is missing")
    return data[key]


def _fraction(value: object, field: str) -> Fraction:
    text = str(value) if isinstance(value, int) and not isinstance(value, bool) else value
    if not isinstance(text, str) or not _FRACTION.fullmatch(text):
        raise ProblemWithInput(field, 'must be a fraction as text, like "1/12"')
    try:
        return Fraction(text)
    except ZeroDivisionError:
        raise ProblemWithInput(field, "must not be divided by zero") from None


def _whole(value: object, field: str, least: int, most: int = MOST_FLOWS) -> int:
    text = str(value)
    if isinstance(value, bool) or not re.fullmatch(r"[0-9]{1,6}", text) or not least <= int(text) <= most:
        raise ProblemWithInput(field, f"must be a whole number from {least} to {most}")
    return int(text)


def _dated(flow: Mapping[str, Any], at: str) -> DatedFlow:
    _only(flow, {"amount", "on"}, at)
    amount = exact_decimal(_needed(flow, "amount", at), f"{at}amount")
    return DatedFlow(amount, iso_date(_needed(flow, "on", at), f"{at}on"))


def _in_years(request: Mapping[str, Any]) -> list[Flow]:
    """Flows with times in years; dates are counted in whole `unit`s and days, as the European remark (c) does."""
    _only(request, {"convention", "flows", "unit"}, "")
    unit = request.get("unit", "month")
    if unit not in _UNITS:
        raise ProblemWithInput("unit", f"must be one of {', '.join(_UNITS)}")
    listed = _list(request, "flows")
    dated = [_dated(flow, at) for at, flow in listed if "on" in flow]
    if dated and len(dated) != len(listed):
        raise ProblemWithInput("flows", "must all have dates, or none of them")
    if dated:
        start: date = min(flow.on for flow in dated)
        return [Flow(flow.amount, european_years(start, flow.on, unit)) for flow in dated]
    return [flow for at, item in listed for flow in _run(item, at)]


def _run(item: Mapping[str, Any], at: str) -> list[Flow]:
    """The flows that one entry of the list stands for."""
    _only(item, {"amount", "amounts", "t", "first", "step", "count"}, at)
    if "t" in item:
        _only(item, {"amount", "t"}, at)
        return [Flow(exact_decimal(_needed(item, "amount", at), f"{at}amount"), _fraction(item["t"], f"{at}t"))]
    first = _fraction(_needed(item, "first", at), f"{at}first")
    step = _fraction(_needed(item, "step", at), f"{at}step")
    return [Flow(amount, first + k * step) for k, amount in enumerate(_amounts(item, at))]


def _amounts(item: Mapping[str, Any], at: str) -> list[Decimal]:
    if "amounts" not in item:
        count = _whole(_needed(item, "count", at), f"{at}count", 1)
        return [exact_decimal(_needed(item, "amount", at), f"{at}amount")] * count
    _only(item, {"amounts", "first", "step"}, at)
    if not isinstance(item["amounts"], list):
        raise ProblemWithInput(f"{at}amounts", "must be a list of amounts")
    return [exact_decimal(amount, f"{at}amounts") for amount in item["amounts"]]


def _american(request: Mapping[str, Any]) -> Decimal:
    _only(request, {"convention", "advances", "payments", "unit_periods_per_year"}, "")
    per_year = exact_decimal(_needed(request, "unit_periods_per_year", ""), "unit_periods_per_year")
    advances = [flow for at, item in _list(request, "advances") for flow in _unit_run(item, at)]
    payments = [flow for at, item in _list(request, "payments") for flow in _unit_run(item, at)]
    return us_actuarial(advances, payments, per_year)


def _unit_run(item: Mapping[str, Any], at: str) -> list[UnitFlow]:
    """`count` equal flows, one every unit period from `t` and the fraction `f`."""
    _only(item, {"amount", "t", "f", "count"}, at)
    amount = exact_decimal(_needed(item, "amount", at), f"{at}amount")
    if amount <= 0:
        raise ProblemWithInput(f"{at}amount", "must be more than zero")
    t = _whole(_needed(item, "t", at), f"{at}t", 0)
    f = _fraction(item.get("f", "0"), f"{at}f")
    if f >= 1:
        raise ProblemWithInput(f"{at}f", "must be less than one unit period")
    return [UnitFlow(amount, t + k, f) for k in range(_whole(item.get("count", 1), f"{at}count", 1))]
