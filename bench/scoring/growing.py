"""The same lender with more and more loans that came to an end: what is known after 0, 50, 200, 1,000 and all of them.

At each size the model is learned from that many loans and asked about later ones, beside the scorecard alone. The card
was there first; learning must not make a lender worse than it was.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean, stdev

import numpy as np

from bench.scoring.calibration import Fit, by_rows, fit
from bench.scoring.comparison import STUDENT_T_95, Difference
from bench.scoring.features_mobile import read_mobile_loans
from bench.scoring.figures import figures
from bench.scoring.tables import Floats
from bench.scoring.worlds import Book, card_log_odds, rows_of, world

SIZES = (0, 50, 200, 1000)
WORLDS = 5
LOANS = 4_000
ASKED = 5_000
WINDOWS = 5
LATER = 0.3
"""The share of the mobile lender's loans, the last ones, that are asked about."""
DRAWS = 400
SEED = 3

Learn = Callable[[Book, Book], Floats]
"""Learns from the first book and gives the probability of bad for each loan of the second."""


@dataclass(frozen=True)
class Step:
    """At one size: figures of the card alone and of the model, and the model's less the card's."""

    loans: int
    bad: float
    auc: tuple[float, float]
    log_loss: tuple[float, float]
    fits: tuple[Fit, Fit]
    apart: Difference
    apart_log_loss: Difference


@dataclass(frozen=True)
class Asked:
    """One draw: loans to learn from, loans to be asked about, and what was said of those."""

    learned: Book
    later: Book
    pd: Floats

    @property
    def pair(self) -> tuple[Floats, Floats]:
        """The card's probabilities and the model's."""
        return 1 / (1 + np.exp(-self.later.card)), self.pd


def simulated(learn: Learn) -> Iterator[Step]:
    """Five worlds, each with its own truth; the interval is over worlds."""
    books = [world(number, LOANS + ASKED) for number in range(WORLDS)]
    for size in (*SIZES, LOANS):
        draws = []
        for book in books:
            learned, later = book.first(size), book.part(LOANS, LOANS + ASKED)
            draws.append(Asked(learned, later, learn(learned, later)))
        yield _step(draws, _over_worlds(draws, "auc"), _over_worlds(draws, "log_loss"))


def mobile(learn: Learn, data: Path) -> Iterator[Step]:
    """The mobile lender by time: learned from windows of earlier loans, asked about the last ones."""
    book = mobile_book(data)
    earlier = round(len(book.table) * (1 - LATER))
    later = book.part(earlier, len(book.table))
    for size in (*SIZES, earlier):
        starts = np.unique(np.linspace(0, earlier - size, WINDOWS if size else 1).astype(int))
        windows = [book.part(int(start), int(start) + size) for start in starts]
        draws = [Asked(window, later, learn(window, later)) for window in windows]
        yield _step(draws, _over_rows(draws, "auc"), _over_rows(draws, "log_loss"))


def mobile_book(data: Path) -> Book:
    """Current loans in the order in which they were asked for, with the shipped card's word on what it can know."""
    table = read_mobile_loans(data)
    assert table.when is not None
    table = table.rows(np.argsort(table.when, kind="stable"))
    late = table.numbers["days_late_worst"]
    known = {
        "loans_repaid": table.numbers["loans_closed"],
        "worst_days_late": np.floor(np.maximum(late, 0.0)),
    }
    jobs = table.categories["employment_status_clients"]
    rows = [{**row, "occupation": None} for row in rows_of(known, jobs)]
    return Book(table, card_log_odds(rows))


def _step(draws: Sequence[Asked], apart: Difference, apart_log_loss: Difference) -> Step:
    found = [[figures(one.later.table.bad, pd) for pd in one.pair] for one in draws]
    fits = [[fit(one.later.table.bad, pd, by_rows(pd)) for pd in one.pair] for one in draws]
    card, ours = (Fit(fmean(one[at].ece for one in fits), fmean(one[at].perfect for one in fits)) for at in (0, 1))
    return Step(
        len(draws[0].learned.table),
        fmean(float(one.learned.table.bad.sum()) for one in draws),
        (fmean(one[0].auc for one in found), fmean(one[1].auc for one in found)),
        (fmean(one[0].log_loss for one in found), fmean(one[1].log_loss for one in found)),
        (card, ours),
        apart,
        apart_log_loss,
    )


def _apart(one: Asked, figure: str, rows: slice | np.ndarray[tuple[int], np.dtype[np.int64]] = slice(None)) -> float:
    bad = one.later.table.bad[rows]
    card, ours = (figures(bad, pd[rows]).as_dict()[figure] for pd in one.pair)
    return ours - card


def _over_worlds(draws: Sequence[Asked], figure: str) -> Difference:
    apart = [_apart(one, figure) for one in draws]
    return Difference(fmean(apart), STUDENT_T_95[len(apart)] * stdev(apart) / len(apart) ** 0.5)


def _over_rows(draws: Sequence[Asked], figure: str) -> Difference:
    """The mean over the windows, and its spread when the later loans are drawn anew."""
    chance = np.random.default_rng(SEED)
    count = len(draws[0].later.table)
    drawn = [fmean(_apart(one, figure, rows) for one in draws) for rows in _drawn(chance, count)]
    return Difference(fmean(_apart(one, figure) for one in draws), 1.96 * stdev(drawn))


def _drawn(chance: np.random.Generator, count: int) -> Iterator[np.ndarray[tuple[int], np.dtype[np.int64]]]:
    for _ in range(DRAWS):
        yield chance.integers(count, size=count)
