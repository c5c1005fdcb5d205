"""Pretend lenders whose expert scorecard is not quite right: other weights, interactions, and luck that no card sees.

Each world draws its own truth. People are rows of the card's own features. A loan is made where the card's probability
is below the cut-off, as a lender without data would do, so that only those outcomes are ever seen.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from bench.scoring.tables import Categories, Floats, Table
from scoring.applicant import OCCUPATIONS
from scoring.correction import Row
from scoring.features import REGISTRY
from scoring.scorecard import bad_log_odds, score_features, total_points
from scoring.settings import ScoringSettings

SETTINGS = ScoringSettings()
CARD = SETTINGS.scorecard
CUT_OFF = float(SETTINGS.pd_cut_off)
A_POINT = float(np.log(2.0)) / float(CARD.points_to_double)
LUCK = 0.6
"""Standard deviation, in log-odds, of what decides and nobody can know."""
WORSE_THAN_THOUGHT = 0.4
"""How much more risk there is than the card's base odds say, in log-odds."""

_READ = tuple(REGISTRY[table.feature] for table in CARD.features)
DIRECTIONS = {one.name: -one.direction for one in _READ if one.direction and one.kind != "category"}
"""The registry speaks of points, a table of risk."""


@dataclass(frozen=True)
class Book:
    """Loans with what the card alone says of each: log-odds of bad."""

    table: Table
    card: Floats

    def first(self, count: int) -> "Book":
        """The first so many."""
        return self.part(0, count)

    def part(self, start: int, end: int) -> "Book":
        """Loans from `start` up to `end`, in the order of the book."""
        return Book(self.table.rows(np.arange(start, min(end, len(self.table)))), self.card[start:end])


def world(number: int, loans: int) -> Book:
    """So many loans of one world that were granted by the card."""
    chance = np.random.default_rng([20_261_124, number])
    columns, jobs = _people(chance, loans * 3)
    rows = rows_of(columns, jobs)
    points = np.array([[score.points for score in score_features(row, CARD)] for row in rows], dtype=np.float64)
    card = card_log_odds(rows)
    truth = _truth(chance, points, columns)
    bad = (chance.random(len(rows)) < 1 / (1 + np.exp(-truth))).astype(np.int64)
    granted = np.flatnonzero(1 / (1 + np.exp(-card)) <= CUT_OFF)[:loans]
    assert len(granted) == loans, "too few people to lend to"
    table = Table("simulated", bad, columns, {"occupation": jobs}, DIRECTIONS)
    return Book(table.rows(granted), card[granted])


def card_log_odds(rows: Sequence[Row]) -> Floats:
    """What the shipped scorecard says of each row."""
    return np.array([bad_log_odds(total_points(score_features(row, CARD), CARD), CARD) for row in rows])


def rows_of(columns: dict[str, Floats], jobs: Categories) -> list[Row]:
    """The same people as the card reads them."""
    words = jobs.texts()
    return [
        {"occupation": words[at]}
        | {name: None if np.isnan(column[at]) else _exact(column[at]) for name, column in columns.items()}
        for at in range(len(words))
    ]


def _exact(value: float) -> Decimal:
    return Decimal(f"{value:.6f}")


def _people(chance: np.random.Generator, count: int) -> tuple[dict[str, Floats], Categories]:
    """People with ordinary incomes; half of them come for the first time."""
    new = chance.random(count) < 0.5
    debts = np.round(chance.beta(1.2, 6.0, count), 6)
    repaid = np.where(new, 0.0, chance.geometric(0.45, count))
    late = np.where(chance.random(count) < 0.65, 0, chance.geometric(0.12, count))
    promised = (chance.random(count) < 0.25) & ~new
    columns: dict[str, Floats] = {
        "occupation_months": _unknown(chance, np.round(chance.lognormal(3.2, 1.0, count)), 0.05),
        "income_verified": (chance.random(count) < 0.5).astype(np.float64),
        "debt_share": debts,
        "surplus_share": np.round(chance.normal(0.45, 0.16, count) - debts, 6),
        "amount_to_income": np.round(chance.lognormal(-0.3, 0.6, count), 6),
        "loans_repaid": repaid,
        "worst_days_late": np.where(new, np.nan, late),
        "early_payments": np.where(new, np.nan, chance.poisson(1.2, count)),
        "promises_kept_share": np.where(promised, chance.integers(0, 5, count) / 4, np.nan),
    }
    codes = chance.choice(len(OCCUPATIONS), count)
    return columns, Categories(codes.astype(np.int64), tuple(OCCUPATIONS))


def _unknown(chance: np.random.Generator, column: Floats, share: float) -> Floats:
    return np.where(chance.random(len(column)) < share, np.nan, column)


def _truth(chance: np.random.Generator, points: Floats, columns: dict[str, Floats]) -> Floats:
    """True log-odds of bad: each feature weighs from a fifth to twice what the expert thinks, and more is going on."""
    weights = np.exp(chance.uniform(np.log(0.2), np.log(2.0), points.shape[1]))
    said = bad_log_odds(CARD.start, CARD) - points @ weights * A_POINT
    short = np.nan_to_num(columns["occupation_months"], nan=24.0) < 12
    large = columns["amount_to_income"] > 1.0
    pressed = columns["debt_share"] > 0.2
    together = 0.9 * (short & large) + 0.9 * (pressed & large) - 0.5 * (short & ~large)
    return np.asarray(said + together + WORSE_THAN_THOUGHT + chance.normal(0.0, LUCK, len(said)))
