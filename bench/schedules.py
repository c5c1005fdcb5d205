"""How fast plans of every kind are quoted and their yearly rates solved, beside libraries that do a part of the same.

The second part is the close of a day over a book of loans (`bench/daily_close.py`).

numpy-financial makes the level payment and the parts of each period in floats, unrounded and undated; pyxirr solves for
a rate in compiled code. Ours is the whole of it: dated instalments to the cent, fees, taxes, six-decimal rates.
"""

import json
import subprocess
from collections.abc import Callable
from typing import Any

from bench import daily_close
from bench.quotes import per_second
from lending.cost import CONVENTIONS, yearly_rate
from lending.quote import quote
from lending.schedule import schedule
from lending.terms import LoanTerms

ROUNDS = 200
BASE: dict[str, Any] = {
    "principal": "5000.00",
    "currency": "CNY",
    "annual_rate_percent": "18",
    "count": 12,
    "disbursed_on": "2026-11-23",
}
KINDS: dict[str, dict[str, Any]] = {
    "equal instalments, monthly": {},
    "equal principal": {"method": "equal_principal"},
    "flat": {"method": "flat"},
    "52 weeks, actual days": {"every": {"unit": "week"}, "count": 52, "day_count": "act/364"},
    "twice a month, odd start": {"every": {"unit": "month", "days": [5, 20]}, "count": 24},
    "a season without principal": {"months_without_principal": [1, 2]},
    "days in leap years": {"day_count": "act/act_isda"},
    "fees with tax": {
        "fees": [
            {"name": "set-up", "percent": "2", "when": "disbursement", "tax": {"percent": "6"}},
            {"name": "service", "amount": "1.50", "when": "instalment", "tax": {"percent": "6"}},
        ]
    },
    "360 months": {"count": 360},
}
"""What is quoted, by the changes to a plain loan of 5,000.00 over twelve months."""

PEER = """
import json, time, datetime
import numpy as np, numpy_financial as npf, pyxirr
def per_second(work, rounds=%d):
    work()
    begin = time.perf_counter()
    for _ in range(rounds): work()
    return rounds / (time.perf_counter() - begin)
def parts(n):
    periods = np.arange(1, n + 1)
    return npf.pmt(0.015, n, 5000), npf.ppmt(0.015, periods, n, 5000), npf.ipmt(0.015, periods, n, 5000)
flows = [5000.0] + [-458.4] * 12
days = [datetime.date(2026 + (10 + k) // 12, (10 + k) %% 12 + 1, 23) for k in range(13)]
print(json.dumps({
    "numpy-financial: payment and parts, 12 months": per_second(lambda: parts(12)),
    "numpy-financial: payment and parts, 360 months": per_second(lambda: parts(360)),
    "numpy-financial: irr, 12 flows": per_second(lambda: npf.irr(flows)),
    "pyxirr: irr, 12 flows": per_second(lambda: pyxirr.irr(flows)),
    "pyxirr: xirr, 12 dated flows": per_second(lambda: pyxirr.xirr(days, flows)),
}))
"""


def ours() -> dict[str, float]:
    """Plans a second by kind, whole requests a second, and rates a second by convention."""
    found = {}
    for name, changes in KINDS.items():
        terms = LoanTerms.read(BASE | changes)
        found[f"plan: {name}"] = per_second(_planning(terms), ROUNDS)
    asked = BASE | {"apr": ["eu_aprc"]}
    found["request with its rate, from JSON values to JSON values"] = per_second(lambda: quote(asked), ROUNDS)
    terms = LoanTerms.read(BASE)
    plan = schedule(terms)
    for convention in CONVENTIONS:
        found[f"rate: {convention}"] = per_second(lambda c=convention: yearly_rate(plan, terms, c), ROUNDS)
    return found


def _planning(terms: LoanTerms) -> Callable[[], object]:
    return lambda: schedule(terms)


def peers(python: str) -> dict[str, float]:
    """The peers' figures, from a process of their own environment; none where there is no such environment."""
    if not python:
        return {}
    done = subprocess.run([python, "-c", PEER % ROUNDS], capture_output=True, text=True, check=True)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def table(python: str) -> str:
    rows = {**ours(), **peers(python)}
    lines = ["| what | a second |", "| --- | ---: |"]
    lines += [f"| {name} | {figure:,.0f} |" for name, figure in rows.items()]
    if not python:
        lines.append("\nskipped: the peers, whose environment is made by `make bench`")
    return "\n".join([*lines, "", daily_close.table(python)])
