"""Bins and the card: what separates gets points, what does not gets none, and a given direction is always kept."""

import numpy as np
import pytest

from scoring.learning.binning import fine_bins
from scoring.learning.card_table import as_table, from_table
from scoring.learning.logistic import non_negative_ridge, ridge
from scoring.learning.metrics import auc
from scoring.learning.pooling import Counts, merge_neighbours, one_turn, pool
from scoring.learning.schema import Schema
from scoring.learning.settings import PointScale
from scoring.learning.woe_card import WoeCard, binned, fit_card
from tests.scoring.learning.pretend import borrowers


def fitted(rows: int = 3000, directions: tuple[int, ...] = (0, 0, 0, 0)) -> tuple[WoeCard, Schema, np.ndarray]:
    table, bad = borrowers(rows)
    schema = Schema.learn(table)
    matrix = schema.encode(table).matrix
    data = binned(matrix, (0, 0, 6, 0), directions)
    return fit_card(data, bad, np.arange(rows), np.random.default_rng(1)), schema, matrix


def test_pooling_gives_rising_rates_by_joining_what_falls():
    counts = [Counts(1, 10), Counts(3, 10), Counts(2, 10), Counts(6, 10)]
    assert pool(counts, 1) == [[0], [1, 2], [3]]
    assert pool(counts, -1) == [[0, 1, 2, 3]]


def test_one_turn_finds_where_a_rate_goes_down_and_up_again():
    counts = [Counts(6, 10), Counts(2, 10), Counts(1, 10), Counts(4, 10), Counts(8, 10)]
    assert one_turn(counts, -1) == [[0], [1], [2], [3], [4]]


def test_neighbours_that_chance_could_tell_apart_are_one_bin():
    counts = [Counts(100, 1000), Counts(103, 1000), Counts(300, 1000)]
    assert merge_neighbours(counts, [[0], [1], [2]]) == [[0, 1], [2]]


def test_fine_bins_give_a_frequent_value_its_own():
    bins = fine_bins(np.concatenate([np.zeros(900), np.arange(1.0, 101.0), [np.nan]]), 0)
    codes = bins.code(np.array([0.0, 1.0, 100.0, np.nan, 1e300, -5.0]))
    assert codes[0] == codes[5] == 0
    assert codes[1] > 0
    assert codes[3] == bins.count
    assert codes[4] == codes[2] == bins.count - 1


def test_ridge_regression_solves_a_problem_with_a_known_answer():
    columns = np.column_stack([np.ones(8), [0, 0, 0, 0, 1, 1, 1, 1]]).astype(float)
    bad = np.array([0.0, 0, 0, 1, 0, 1, 1, 1])
    free = ridge(columns, bad, np.zeros(2), np.zeros(2))
    assert free == pytest.approx([-np.log(3), 2 * np.log(3)], abs=1e-5)
    pulled = ridge(columns, bad, np.array([0.0, 1e6]), np.array([0.0, 0.25]))
    assert pulled[1] == pytest.approx(0.25, abs=1e-4)
    assert non_negative_ridge(columns, 1.0 - bad, np.array([0.0, 0.1]), np.zeros(2))[1] == 0.0


def test_the_card_separates_fresh_borrowers_and_gives_noise_next_to_nothing():
    card, _, matrix = fitted()
    fresh, truth = borrowers(3000, seed=6)
    assert auc(truth, card.log_odds(Schema.learn(fresh).encode(fresh).matrix)) > 0.72
    income, debts, job, noise = np.ptp(card.contributions(matrix), axis=0)
    assert noise < 0.5 < min(income, debts, job)


def test_a_given_direction_holds_in_every_bin():
    for way in (1, -1):
        card, _, _ = fitted(400, directions=(0, way, 0, way))
        for at in (1, 3):
            steps = np.diff(card.adds[at][: card.bins[at].count])
            assert (steps * way >= 0).all()


def test_contributions_and_start_are_the_log_odds():
    card, _, matrix = fitted()
    together = card.intercept + card.contributions(matrix).sum(axis=1)
    assert together == pytest.approx(card.log_odds(matrix))


def test_the_table_reads_back_to_the_same_bits():
    card, schema, matrix = fitted()
    again = from_table(as_table(card, schema, PointScale()), schema)
    assert np.array_equal(again.log_odds(matrix), card.log_odds(matrix))


def test_what_was_never_seen_is_neither_good_nor_bad():
    card, _, _ = fitted()
    stranger = np.array([[2000.0, 100.0, 6.0, 0.5]])
    assert card.contributions(stranger)[0, 2] == 0.0


def test_points_rise_by_twenty_when_the_odds_double():
    scale = PointScale()
    assert scale.whole_points(-np.log(50)) == 600
    assert scale.whole_points(-np.log(100)) == 620
