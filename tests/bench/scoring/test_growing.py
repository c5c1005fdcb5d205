"""A lender that learns is held against the card that it began with, on loans that came later."""

import numpy as np
import pytest

from bench.scoring import growing
from bench.scoring.cold_start_table import _row
from bench.scoring.worlds import Book, world


def said_by_the_card(_ended: Book, later: Book) -> np.ndarray:
    return 1 / (1 + np.exp(-later.card))


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, size in {"SIZES": (0, 50), "WORLDS": 2, "LOANS": 100, "ASKED": 200}.items():
        monkeypatch.setattr(growing, name, size)


@pytest.mark.usefixtures("small")
def test_the_card_beside_itself_differs_in_nothing() -> None:
    steps = list(growing.simulated(said_by_the_card))
    assert [step.loans for step in steps] == [0, 50, 100]
    assert all((step.apart.mean, step.apart.reach) == (0, 0) for step in steps)
    assert _row(steps[1]).startswith("| 50 | ")


def test_a_part_of_a_book_ends_where_the_next_begins() -> None:
    book = world(1, 60)
    ended, later = book.part(0, 40), book.part(40, 60)
    assert np.array_equal(np.concatenate([ended.card, later.card]), book.card)
    assert np.array_equal(np.concatenate([ended.table.bad, later.table.bad]), book.table.bad)
