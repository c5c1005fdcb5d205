"""One row per current loan of the mobile lender, from its three files: the request, earlier loans and the profile.

Only an earlier loan that was closed before the current one was asked for is looked at: what came after is the future.
When somebody was born and where somebody lives are left out, since no score of ours may know them.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import fmean, pstdev

import numpy as np

from bench.scoring.tables import Table, categories, read_columns, records

DAY = 86_400.0
RECENT = 3
"""How many of the last loans count as recent."""

PROFILE = ("bank_account_type", "bank_name_clients", "employment_status_clients", "level_of_education_clients")

Record = Mapping[str, str]
Row = dict[str, float]

DIRECTIONS = {
    "late_share": 1,
    "late_recent_share": 1,
    "days_late_mean": 1,
    "days_late_worst": 1,
    "days_late_last": 1,
    "days_late_recent_mean": 1,
    "first_payment_late_last": 1,
    "loan_number": -1,
    "loans_closed": -1,
    "early_share": -1,
}
"""What any lender would say: who was later before is the greater risk, and who repaid more often is the lesser."""


@dataclass(frozen=True)
class Earlier:
    """One earlier loan. Moments are seconds, lateness is days (negative is early), durations are days."""

    asked: float
    closed: float
    days_late: float
    first_payment_late: float
    amount: float
    price: float
    term: float

    @property
    def took(self) -> float:
        """Days from the request to the last payment."""
        return (self.closed - self.asked) / DAY


def read_mobile_loans(folder: Path) -> Table:
    """The table of the current loans in `folder`."""
    current = list(records(read_columns(folder / "mobile_loans_current.csv.gz")))
    earlier = by_customer(records(read_columns(folder / "mobile_loans_previous.csv.gz")))
    profiles = {one["customerid"]: one for one in records(read_columns(folder / "mobile_loans_customers.csv.gz"))}
    rows = [row_of(loan, earlier.get(loan["customerid"], ())) for loan in current]
    known = [profiles.get(loan["customerid"], {}) for loan in current]
    words = {name: categories([one.get(name, "") for one in known]) for name in PROFILE}
    bad = np.array([loan["good_bad_flag"] == "Bad" for loan in current], dtype=np.int64)
    when = np.array([moment(loan["creationdate"]) for loan in current])
    columns = {name: np.array([row.get(name, np.nan) for row in rows]) for name in _names(rows)}
    return Table("mobile_loans", bad, columns, words, DIRECTIONS, when)


def _names(rows: Iterable[Row]) -> list[str]:
    return list(dict.fromkeys(name for row in rows for name in row))


def moment(text: str) -> float:
    """A moment of the files as seconds; they name no zone, and the same one is meant throughout."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()


def by_customer(loans: Iterable[Record]) -> dict[str, list[Earlier]]:
    """Everybody's earlier loans, in the order in which they were closed."""
    found: dict[str, list[Earlier]] = defaultdict(list)
    for loan in loans:
        found[loan["customerid"]].append(_earlier(loan))
    return {who: sorted(theirs, key=lambda one: (one.closed, one.asked)) for who, theirs in found.items()}


def _earlier(loan: Record) -> Earlier:
    asked, closed = moment(loan["creationdate"]), moment(loan["closeddate"])
    term = float(loan["termdays"])
    amount = float(loan["loanamount"])
    late = (closed - asked) / DAY - term
    first_late = (moment(loan["firstrepaiddate"]) - moment(loan["firstduedate"])) / DAY
    return Earlier(asked, closed, late, first_late, amount, float(loan["totaldue"]) / amount - 1, term)


def row_of(loan: Record, earlier: Sequence[Earlier]) -> Row:
    """The numbers of one current loan; what cannot be known of it is not in the row."""
    asked = moment(loan["creationdate"])
    closed = [one for one in earlier if one.closed < asked]
    amount, due = float(loan["loanamount"]), float(loan["totaldue"])
    row = {
        "amount": amount,
        "total_due": due,
        "price": due / amount - 1,
        "term": float(loan["termdays"]),
        "loan_number": float(loan["loannumber"]),
        "referred": float(loan["referred"]),
        "loans_closed": float(len(closed)),
        "loans_not_seen_closed": float(loan["loannumber"]) - 1 - len(closed),
    }
    return row | _repaid(closed) | _compared(asked, amount, closed) if closed else row


def _repaid(closed: Sequence[Earlier]) -> Row:
    """How earlier loans were repaid."""
    late = [one.days_late for one in closed]
    recent = late[-RECENT:]
    return {
        "days_late_mean": fmean(late),
        "days_late_worst": max(late),
        "days_late_spread": pstdev(late),
        "days_late_last": late[-1],
        "days_late_recent_mean": fmean(recent),
        "late_share": fmean(days > 0 for days in late),
        "late_recent_share": fmean(days > 0 for days in recent),
        "early_share": fmean(days < -1 for days in late),
        "first_payment_late_last": closed[-1].first_payment_late,
        "first_payment_late_mean": fmean(one.first_payment_late for one in closed),
        "took_last_over_term": closed[-1].took / closed[-1].term,
    }


def _compared(asked: float, amount: float, closed: Sequence[Earlier]) -> Row:
    """The request beside earlier loans, and how long ago they were."""
    amounts = [one.amount for one in closed]
    last = closed[-1]
    return {
        "amount_last": last.amount,
        "amount_largest": max(amounts),
        "amount_over_last": amount / last.amount,
        "amount_over_largest": amount / max(amounts),
        "term_last": last.term,
        "price_last": last.price,
        "days_since_closed": (asked - last.closed) / DAY,
        "days_since_first_asked": (asked - min(one.asked for one in closed)) / DAY,
    }
