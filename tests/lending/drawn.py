"""What tests draw: terms of any kind, and events of any kind that may happen to a loan, possible or not.

Each is drawn from a seeded generator that is handed in, so that a seed is a loan and its history.
"""

from contextlib import suppress
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from lending.change import Change
from lending.happened import Happened, Kind
from lending.money import Money
from lending.problems import ProblemWithInput
from lending.schedule import schedule
from lending.terms import LoanTerms, Method, PenaltyTerms

PENALTY = PenaltyTerms.read({"percent_per_day": "0.1", "grace_days": 3, "cap_per_instalment": "9", "cap_total": "30"})
IN_PARTS = [{"part": ["fee", "interest", "principal"]}, {"part": "penalty"}]
ALLOCATIONS: list[Any] = ["default", *([*IN_PARTS, {"instalment": ahead}] for ahead in ("next", "last", "reamortise"))]
COUNTS = ("30/360", "30e/360", "period", "act/360", "act/364", "act/365", "act/act_isda")
MOVES_MONEY = (Kind.PAYMENT, Kind.CHARGE, Kind.REFUND, Kind.DRAW)
MODES = ("half_even", "half_up", "up", "down", "ceiling", "floor")
DRAWN = (*(k for k in Kind if k not in (Kind.REVERSAL, Kind.RECOVERY)), Kind.PAYMENT, Kind.PAYMENT, Kind.DRAW)
"""Kinds of which an event is drawn; a reversal and a recovery need something before them."""


def terms_of(r: Random, plan: tuple[Method, str] | None = None) -> LoanTerms:
    """Terms of the method and day count of `plan`, or of any; drawn again where rounding leaves no loan."""
    while True:
        method = plan[0] if plan else r.choice(list(Method))
        count = r.randint(1, 18)
        start = date(2026, 11, 23) + timedelta(days=r.randint(0, 800))
        fees = [
            {"name": "service", "amount": "1.50", "when": "instalment"},
            {"name": "o", "percent": "2", "when": "disbursement"},
        ]
        request = {
            "principal": f"{r.choice([r.randint(100, 900), r.randint(1000, 200_000)])}.{r.randint(0, 99):02}",
            "currency": "CNY",
            "annual_rate_percent": str(r.randint(0, 60)),
            "method": method,
            "count": count,
            "every": {"unit": r.choice(["day", "week", "month"]), "n": r.randint(1, 3)},
            "disbursed_on": start.isoformat(),
            "first_due_on": r.choice([None, (start + timedelta(days=r.randint(1, 60))).isoformat()]),
            "day_count": plan[1] if plan else r.choice(COUNTS[-4:] if method is Method.DAILY_RATE else COUNTS),
            "grace": {} if method.repays_at_the_end else {"principal": r.choice([0, 0, r.randint(0, count - 1)])},
            "rounding": {"mode": r.choice(MODES)},
            "fees": r.choice([[], fees[:1], fees[1:], fees]),
        }
        with suppress(ProblemWithInput):
            terms = LoanTerms.read(request)
            schedule(terms)
            return terms


def change_of(r: Random, on: date) -> Change:
    """One thing that a reschedule can ask for, possible or not."""
    n = r.randint(1, 3)
    return r.choice(
        [
            Change(move_to=on + timedelta(days=r.randint(1, 40))),
            Change(skip=n),
            Change(skip=n, extend=n),
            Change(extend=n),
            Change(new_count=r.randint(1, 30)),
            Change(new_instalment=r.randint(1, 10**6)),
            Change(new_rate_percent=Decimal(r.randint(0, 40))),
            Change(re_age=True, new_count=r.choice([None, r.randint(1, 12)])),
        ]
    )


def event_of(r: Random, terms: LoanTerms, name: str, kind: Kind | None = None, days: int = 420) -> Happened:
    """One event of a kind, or of any but a reversal, some time in so many days."""
    kind = kind or r.choice(DRAWN)
    on = terms.disbursed_on + timedelta(days=r.choice([r.randint(0, min(days, 40)), r.randint(0, days)]))
    amount = Money(r.randint(1, terms.principal.minor), "CNY") if kind in MOVES_MONEY else None
    change = change_of(r, on) if kind is Kind.RESCHEDULE else None
    if kind is Kind.WITHDRAW:
        on = terms.disbursed_on + timedelta(days=r.randint(0, 16))
    if kind is Kind.RATE_CHANGE:
        notice = on - timedelta(days=r.randint(25, 60))
        change = Change(new_rate_percent=Decimal(r.randint(0, 40)), notice_on=notice)
    until = on + timedelta(days=r.randint(1, 60)) if kind.startswith("pause") else None
    part = r.choice(["penalty", "interest", "fee"]) if kind is Kind.WAIVER else None
    return Happened(name, on, kind, amount, part, on + timedelta(days=r.choice([0, 0, 5, 40])), change, until)
