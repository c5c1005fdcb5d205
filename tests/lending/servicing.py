"""Ann's loan, as `microloan loan` is asked about it: figures so round that every one can be worked out by hand.

1,200.00 at 12 % in four equal parts of principal, paid out on 1 January 2027. A month is 1 %, a day 1/3000: 0.40 a day
on 1,200, 0.30 on 900, 0.20 on 600, 0.10 on 300. Due on 1 February 312.00 (interest 12), on 1 March 309.00 (9), on
1 April 306.00 (6), on 1 May 303.00 (3). Lateness: 2 free days, then 0.1 % a day of the overdue principal, at most 5.00.
"""

import io
import json
import sys
from contextlib import redirect_stderr, redirect_stdout
from typing import Any

from bot.__main__ import main

TERMS: dict[str, Any] = {
    "principal": "1200.00",
    "currency": "EUR",
    "annual_rate_percent": "12",
    "method": "equal_principal",
    "count": 4,
    "disbursed_on": "2027-01-01",
}
PENALTY = {"percent_per_day": "0.1", "grace_days": 2, "cap_per_instalment": "5.00"}
LIN: dict[str, Any] = {
    "principal": "5000.00",
    "currency": "CNY",
    "annual_rate_percent": "18",
    "method": "equal_instalment",
    "count": 6,
    "disbursed_on": "2026-11-23",
}
LIN_PENALTY = {"percent_per_day": "0.05", "grace_days": 4, "cap_per_instalment": "20.00"}
"""Lin's loan is the one in the messages: 5,000.00 over 6 months at 18 %, paid out on 23 November 2026."""
FEB, MAR, APR, MAY = ("2027-02-01", "2027-03-01", "2027-04-01", "2027-05-01")
IN_PARTS = [{"part": ["fee", "interest", "principal"]}, {"part": "penalty"}]
"""The default allocation, to which a rule for money ahead of its time is added."""


class Refused(Exception):
    """The command said no: its one line, without its own name."""


def asked(command: str, request: dict[str, Any]) -> dict[str, Any]:
    """What `microloan` answers to a request on its standard input. Raises `Refused`."""
    said, wrong, terminal = io.StringIO(), io.StringIO(), sys.stdin
    sys.stdin = io.TextIOWrapper(io.BytesIO(json.dumps(request).encode()))
    try:
        with redirect_stdout(said), redirect_stderr(wrong):
            status = main([command])
    finally:
        sys.stdin = terminal
    if status:
        raise Refused(wrong.getvalue().strip().removeprefix(f"microloan {command}: "))
    answer: dict[str, Any] = json.loads(said.getvalue())
    return answer


def happens(kind: str, on: str, **more: Any) -> dict[str, Any]:
    """One event as it is written in a request."""
    return {"kind": kind, "on": on, **more}


def pays(on: str, amount: str, **more: Any) -> dict[str, Any]:
    """A payment."""
    return happens("payment", on, amount=amount, **more)


LIN_PAID = pays("2026-12-23", "877.63")


def ann(*happened: dict[str, Any], as_of: str, terms: dict[str, Any] | None = None, **choices: Any) -> dict[str, Any]:
    """What `microloan loan` answers about Ann's loan on a day; `terms` change hers."""
    request = {"terms": TERMS | (terms or {}), "penalty": PENALTY, "happened": list(happened), "as_of": as_of}
    return asked("loan", request | choices)


def dues(answer: dict[str, Any]) -> list[tuple[str, str]]:
    """The day and the whole amount of every instalment."""
    return [(i["due_on"], i["due"]) for i in answer["instalments"]]


def parts(answer: dict[str, Any], place: int = -1) -> dict[str, str]:
    """The parts of a transaction that are not nothing."""
    return {kind: amount for kind, amount in answer["transactions"][place]["parts"].items() if amount != "0.00"}
