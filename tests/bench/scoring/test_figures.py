"""The figures are what their names say, on rows small enough to count by hand."""

import numpy as np
import pytest

from bench.scoring.calibration import by_rows, by_width, ece, fit
from bench.scoring.figures import figures

BAD = np.array([1, 0, 1, 0, 0])
SAID = np.array([0.9, 0.8, 0.7, 0.2, 0.1])


def test_auc_is_the_share_of_pairs_in_the_right_order() -> None:
    assert figures(BAD, SAID).auc == pytest.approx(5 / 6)


def test_rows_that_are_said_alike_count_as_half_a_pair() -> None:
    assert figures(BAD, np.full(5, 0.4)).auc == pytest.approx(0.5)


def test_ks_is_the_widest_gap_between_bad_rows_found_and_good_rows_troubled() -> None:
    assert figures(BAD, SAID).ks == pytest.approx(1 - 1 / 3)


def test_average_precision_weighs_the_precision_at_each_bad_row() -> None:
    assert figures(BAD, SAID).pr_auc == pytest.approx((1 / 1 + 2 / 3) / 2)


def test_what_is_caught_is_counted_only_while_one_good_row_in_twenty_is_troubled() -> None:
    assert figures(BAD, SAID).tpr_at_5fpr == pytest.approx(1 / 2)


def test_brier_and_log_loss_are_means_over_rows() -> None:
    found = figures(BAD, SAID)
    assert found.brier == pytest.approx((0.01 + 0.64 + 0.09 + 0.04 + 0.01) / 5)
    assert found.log_loss == pytest.approx(-np.mean(np.log([0.9, 0.2, 0.7, 0.8, 0.9])))


def test_what_is_no_probability_is_refused() -> None:
    with pytest.raises(ValueError, match="probability"):
        figures(BAD, np.array([0.9, 0.8, np.nan, 0.2, 0.1]))


def test_one_outcome_alone_has_no_figures() -> None:
    with pytest.raises(ValueError, match="both outcomes"):
        figures(np.ones(5, dtype=np.int64), SAID)


def test_a_perfect_model_is_within_its_own_chance_and_a_shifted_one_is_not() -> None:
    chance = np.random.default_rng(4)
    risk = chance.beta(2, 6, 4000)
    bad = (chance.random(4000) < risk).astype(np.int64)
    shifted = np.clip(risk + 0.06, 0, 1)
    for bins in (by_rows, by_width):
        assert fit(bad, risk, bins(risk)).holds
        assert not fit(bad, shifted, bins(shifted)).holds


def test_a_thousand_rows_of_a_perfect_model_seem_about_three_points_off() -> None:
    chance = np.random.default_rng(5)
    risk = chance.beta(1.5, 3.5, 1000)
    found = [ece((chance.random(1000) < risk).astype(np.int64), risk, by_rows(risk)) for _ in range(200)]
    assert np.median(found) == pytest.approx(0.031, abs=0.006)
