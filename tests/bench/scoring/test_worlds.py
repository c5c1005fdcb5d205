"""The pretend lenders are worth learning from: the card is of use there, and is not the truth."""

import numpy as np

from bench.scoring.figures import figures
from bench.scoring.worlds import CUT_OFF, DIRECTIONS, world


def test_the_card_orders_its_loans_but_thinks_them_safer_than_they_are() -> None:
    book = world(1, 1500)
    said = 1 / (1 + np.exp(-book.card))
    assert said.max() <= CUT_OFF
    assert figures(book.table.bad, said).auc > 0.55
    assert book.table.bad.mean() > said.mean() * 1.3


def test_a_world_is_the_same_every_time_and_unlike_another() -> None:
    one, again, other = world(1, 300), world(1, 300), world(2, 300)
    assert np.array_equal(one.table.bad, again.table.bad)
    assert not np.array_equal(one.table.bad, other.table.bad)


def test_more_time_at_work_is_less_risk_and_more_debt_is_more() -> None:
    assert DIRECTIONS["occupation_months"] == -1
    assert DIRECTIONS["debt_share"] == 1
    assert "occupation" not in DIRECTIONS
