"""A book of loans made straight into the tables, for measuring a day's close: as large as asked for, and varied.

Made in bulk: people, loans, what was paid on them, and their positions. Not made: applications, offers and payouts, and
the journal and postings of all that, which a close does not read; so such a book does not verify, and is thrown away.
Some hundreds of kinds of loan (method, day count, interval, length, amount, rate, how far behind, how it is served) are
folded once each, and the book repeats them. The close works on each loan alone and knows nothing of that.
"""

from collections import defaultdict
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from random import Random
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Table

from lending.happened import Happened, Kind
from lending.position import position
from lending.problems import ProblemWithInput
from lending.schedule import schedule
from lending.servicing import AfterDue, Servicing
from lending.terms import LoanTerms, PenaltyTerms
from storage.hot import driver_of
from storage.positions import values_of
from storage.schema import loan, loan_event, loan_position, person

PENALTY = PenaltyTerms.read({"percent_per_day": "0.05", "grace_days": 4, "cap_per_instalment": "20.00"})
KINDS = 250
"""How many kinds of loan there are of those that something happens to, and twice as many of the others."""
CHUNK = 2_000
COUNTS = ("30/360", "act/365", "act/360", "period", "act/act_isda")
METHODS = ("equal_instalment", "equal_principal", "flat", "interest_only", "bullet")
INTERVALS = (("month", 1), ("month", 1), ("month", 1), ("week", 1), ("week", 2))
SERVED = (Servicing(), Servicing(), Servicing(), Servicing(after_due=AfterDue.INTEREST_CONTINUES))
PRODUCTS = ("small", "weekly", "shop")


@dataclass(frozen=True)
class Sort:
    """One kind of loan as rows: columns of the loan, its events, its position on the evening before."""

    loan: dict[str, Any]
    events: tuple[dict[str, Any], ...]
    position: dict[str, Any]


def sorts(day: date, seed: int = 4) -> tuple[list[Sort], list[Sort]]:
    """Kinds of loan to which something happens by itself on `day`, and kinds to which nothing does."""
    r = Random(seed)
    busy: list[Sort] = []
    quiet: list[Sort] = []
    while len(busy) < KINDS or len(quiet) < 2 * KINDS:
        wanted = len(quiet) >= 2 * KINDS
        with suppress(ProblemWithInput):
            found = _sort(r, day, on_the_day=wanted)
            into, most = (busy, KINDS) if found.position["next_on"] <= day else (quiet, 2 * KINDS)
            if len(into) < most:
                into.append(found)
    return busy, quiet


def _sort(r: Random, day: date, *, on_the_day: bool) -> Sort:
    unit, n = r.choice(INTERVALS)
    count = r.randint(3, 24)
    begun = day - timedelta(days=r.randint(8, 200))
    if on_the_day:
        begun = day - timedelta(days=7 * r.randint(2, 12)) if unit == "week" else begun.replace(day=min(day.day, 28))
        begun -= timedelta(days=r.choice([0, 0, 0, 1, 1]))
    terms = LoanTerms.read(
        {
            "principal": f"{r.randint(500, 20_000)}.{r.randint(0, 99):02}",
            "currency": "CNY",
            "annual_rate_percent": str(r.randint(4, 24)),
            "method": r.choice(METHODS),
            "count": count,
            "every": {"unit": unit, "n": n},
            "disbursed_on": begun.isoformat(),
            "day_count": r.choice(COUNTS),
        }
    )
    plan = schedule(terms)
    due = [i for i in plan.instalments if i.due_on < day]
    paid = due[: len(due) - r.choice([0, 0, 0, 0, 0, 1, 1, 2, 3, 4])] if due else []
    happened = [Happened(f"p{i.n}", i.due_on, Kind.PAYMENT, i.due) for i in paid]
    served = r.choice(SERVED)
    found = position(terms, PENALTY, happened, day - timedelta(days=1), served, plan)
    if found.next_on is None:
        raise ProblemWithInput("count", "is over")
    row: dict[str, Any] = {
        "terms": terms.to_json(),
        "servicing": served.to_json(),
        "principal_minor": terms.principal.minor,
        "disbursed_on": terms.disbursed_on,
        "accepted_on": terms.disbursed_on,
        "product": r.choice(PRODUCTS),
        "bucket": None if found.bucket == "current" else found.bucket,
        "suspended": "own" if found.days_past_due >= 90 else None,
    }
    events = tuple(_event(place, event) for place, event in enumerate(happened, 1))
    return Sort(row, events, values_of(found, row["bucket"], row["suspended"]))


def _event(place: int, event: Happened) -> dict[str, Any]:
    assert event.amount is not None
    return {
        "place": place,
        "external_key": event.id,
        "kind": event.kind,
        "on_day": event.on,
        "booked_on": event.on,
        "amount_minor": event.amount.minor,
        "currency": event.amount.currency,
        "part": None,
        "change": None,
        "until_day": None,
    }


def number(kind: int, n: int) -> UUID:
    """An id that nobody else has: ids of loans come in the order of writing, as those of version 7 do."""
    return UUID(int=kind << 96 | 0x7 << 76 | 0b10 << 62 | n)


class Stamp:
    """Rows of a table that differ in a few columns: the others are turned into what the driver wants once."""

    def __init__(self, connection: Connection, table: Table, row: dict[str, Any], varies: tuple[str, ...]) -> None:
        names = [c.name for c in table.columns if c.name in row or c.name in varies]
        self.sql = f"insert into {table.name} ({', '.join(names)}) values ({', '.join('?' * len(names))})"
        self._places = [names.index(name) for name in varies]
        self._fixed = [_bound(connection, table, name, row.get(name)) for name in names]

    def row(self, *varying: object) -> list[Any]:
        """One row, with values that are the driver's own already."""
        made = self._fixed.copy()
        for place, value in zip(self._places, varying, strict=True):
            made[place] = value
        return made


def _bound(connection: Connection, table: Table, name: str, value: object) -> Any:
    process = table.c[name].type.dialect_impl(connection.dialect).bind_processor(connection.dialect)
    return process(value) if process else value


@dataclass(frozen=True)
class _Stamps:
    """Of one kind of loan."""

    loan: Stamp
    events: tuple[Stamp, ...]
    position: Stamp


def _stamps(connection: Connection, sort: Sort) -> _Stamps:
    about = {"product": sort.loan["product"], "currency": "CNY"}
    return _Stamps(
        Stamp(connection, loan, _loan(sort), ("id", "ref", "offer_id", "application_id", "person_id")),
        tuple(Stamp(connection, loan_event, event, ("loan_id",)) for event in sort.events),
        Stamp(connection, loan_position, sort.position | about, ("loan_id",)),
    )


def fill(connection: Connection, size: int, share: float, kinds: tuple[list[Sort], list[Sort]], begin: int = 0) -> None:
    """Writes loans number `begin` to `size` into SQLite; of `share` of them something happens on the day.

    One borrower in ten has two loans. References are not checked while this runs: the connection must not check them.
    """
    busy, quiet = ([_stamps(connection, sort) for sort in some] for some in kinds)
    someone = Stamp(connection, person, _person(), ("id", "telegram_id"))
    every = max(1, round(1 / share))
    cursor = driver_of(connection).cursor()
    numbered = iter(range(begin, size))
    while chunk := list(islice(numbered, CHUNK)):
        into: dict[str, list[list[Any]]] = defaultdict(list)
        for n in chunk:
            kind = busy[n // every % len(busy)] if n % every == 0 else quiet[n % len(quiet)]
            whose, mine = (number(1, n - 1 if n % 10 == 9 else n).bytes, number(2, n).bytes)
            if n % 10 != 9:
                into[someone.sql].append(someone.row(whose, n))
            rest = (f"L{n}", number(3, n).bytes, number(4, n).bytes, whose)
            into[kind.loan.sql].append(kind.loan.row(mine, *rest))
            for event in kind.events:
                into[event.sql].append(event.row(mine))
            into[kind.position.sql].append(kind.position.row(mine))
        for sql, rows in into.items():
            cursor.executemany(sql, rows)


def _person() -> dict[str, Any]:
    return {
        "language": "en",
        "timezone": "UTC",
        "branch": "main",
        "reachable": True,
        "registered": True,
        "identity": "verified",
        "pin_failures": 0,
        "notice_version": "",
        "stopped_classes": [],
        "met_on": date(2026, 1, 1),
        "pin_set": False,
    }


def _loan(sort: Sort) -> dict[str, Any]:
    return sort.loan | {
        "branch": "main",
        "currency": "CNY",
        "penalty": PENALTY.to_json(),
        "pack": "bench",
        "state": "running",
        "accepted_at": datetime(2026, 1, 1, tzinfo=UTC),
    }
