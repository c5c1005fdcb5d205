"""Every figure is what a person works out by hand."""

import numpy as np
import pytest

from lending.problems import ProblemWithInput
from scoring.learning.metrics import auc, ece, figures, log_loss

BAD = np.array([1.0, 0.0, 1.0, 0.0, 0.0])
PD = np.array([0.9, 0.8, 0.6, 0.3, 0.1])


def test_auc_counts_the_pairs_in_the_right_order_and_ties_half():
    assert auc(BAD, PD) == pytest.approx(5 / 6)
    assert auc(np.array([1.0, 0.0, 0.0]), np.array([0.5, 0.5, 0.1])) == pytest.approx(0.75)
    assert auc(BAD, np.full(5, 0.4)) == pytest.approx(0.5)


def test_the_figures_of_five_loans_are_those_worked_out_by_hand():
    found = figures(BAD, PD)
    assert found["gini"] == pytest.approx(2 / 3)
    assert found["ks"] == pytest.approx(2 / 3)
    assert found["brier"] == pytest.approx((0.01 + 0.64 + 0.16 + 0.09 + 0.01) / 5)
    assert found["pr_auc"] == pytest.approx(0.5 * 1 + 0.5 * 2 / 3)
    assert found["tpr_at_5fpr"] == pytest.approx(0.5)
    assert found["log_loss"] == pytest.approx(-np.log([0.9, 0.2, 0.6, 0.7, 0.9]).mean())


def test_one_false_alarm_in_twenty_is_still_within_five_percent():
    bad = np.array([1.0, 0.0, 1.0] + [0.0] * 19)
    assert figures(bad, np.linspace(0.9, 0.1, 22))["tpr_at_5fpr"] == 1.0
    assert figures(bad[:-1], np.linspace(0.9, 0.1, 21))["tpr_at_5fpr"] == 0.5


def test_calibration_error_is_the_mean_gap_over_bins_of_equal_mass():
    bad = np.array([0.0, 0.0, 1.0, 1.0])
    assert ece(bad, np.array([0.1, 0.1, 0.8, 0.8]), bins=2) == pytest.approx((0.1 + 0.2) / 2)
    assert ece(bad, np.full(4, 0.5), bins=1) == pytest.approx(0.0)


def test_a_sure_and_wrong_score_costs_much_but_not_infinitely():
    assert 30 < log_loss(np.array([1.0]), np.array([0.0])) < 40


def test_one_class_alone_cannot_be_measured():
    with pytest.raises(ProblemWithInput, match="both classes"):
        figures(np.ones(4), np.full(4, 0.3))
