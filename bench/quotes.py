"""How fast a loan is quoted and its yearly rate found, beside libraries that do a part of the same.

numpy-financial gives the level payment and the interest and principal of each period, in floats and unrounded; pyxirr
finds a rate of return, in compiled code. Ours is the whole quote: dated instalments to the cent, six-decimal rates.
"""

import json
import subprocess
import time
from collections.abc import Callable
from datetime import date
from decimal import Decimal

from lending.cost import yearly_rate
from lending.money import Money
from lending.schedule import schedule
from lending.terms import LoanTerms

ROUNDS = 400

PEER = """
import json, time
import numpy as np, numpy_financial as npf, pyxirr
def per_second(work, rounds=%d):
    work()
    begin = time.perf_counter()
    for _ in range(rounds): work()
    return rounds / (time.perf_counter() - begin)
periods = np.arange(1, 13)
def parts():
    return npf.ppmt(0.015, periods, 12, 5000), npf.ipmt(0.015, periods, 12, 5000)
flows = [5000.0] + [-458.4] * 12
print(json.dumps({
    "numpy-financial, parts of 12 periods": per_second(parts),
    "numpy-financial, irr": per_second(lambda: npf.irr(flows)),
    "pyxirr, irr": per_second(lambda: pyxirr.irr(flows)),
}))
"""


def per_second(work: Callable[[], object], rounds: int = ROUNDS) -> float:
    """Runs a second, after one that is not counted."""
    work()
    begin = time.perf_counter()
    for _ in range(rounds):
        work()
    return rounds / (time.perf_counter() - begin)


def ours() -> dict[str, float]:
    terms = LoanTerms(
        currency="CNY",
        principal=Money(500_000, "CNY"),
        annual_rate_percent=Decimal(18),
        count=12,
        disbursed_on=date(2026, 11, 23),
    )
    plan = schedule(terms)
    return {
        "microloan, schedule of 12 instalments": per_second(lambda: schedule(terms)),
        "microloan, cn_simple to six decimals": per_second(lambda: yearly_rate(plan, terms, "cn_simple")),
        "microloan, eu_aprc to six decimals": per_second(lambda: yearly_rate(plan, terms, "eu_aprc")),
    }


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
    return "\n".join(lines)
