"""Folds, calibration, blending and encoding each keep their promise on their own."""

import numpy as np
import pytest

from scoring.learning.blend import weights
from scoring.learning.calibration import Calibration, choose, fit_calibration
from scoring.learning.encoding import cross_fitted, fit_encoding
from scoring.learning.folds import stratified
from scoring.learning.logistic import mean_loss, sigmoid
from scoring.learning.table import Floats


def drawn(rows: int, seed: int = 3) -> tuple[Floats, Floats]:
    """True log-odds, and outcomes drawn from them."""
    chance = np.random.default_rng(seed)
    truth = chance.normal(-1.0, 1.2, rows)
    return truth, (chance.random(rows) < sigmoid(truth)).astype(np.float64)


def test_folds_share_the_bad_rows_evenly_and_keep_a_person_together():
    _, bad = drawn(1000)
    fold = stratified(bad, 5, np.random.default_rng(1))
    assert np.ptp([bad[fold == at].sum() for at in range(5)]) <= 1
    people = np.arange(1000) // 3
    together = stratified(bad, 5, np.random.default_rng(1), people)
    assert all(len(set(together[people == person])) == 1 for person in range(333))


def test_a_calibrated_score_is_left_alone():
    truth, bad = drawn(5000)
    assert choose(truth, bad, np.random.default_rng(1))[0].kind == "none"


def test_a_score_that_is_too_sure_is_stretched_back():
    truth, bad = drawn(5000)
    chosen, losses = choose(truth * 2.5 + 1.0, bad, np.random.default_rng(1))
    assert chosen.kind in ("platt", "beta")
    assert chosen.apply(np.array([1.0, -4.0])) == pytest.approx([0.0, -2.0], abs=0.2)
    assert losses["platt"] < losses["none"]


def test_a_score_bent_at_one_end_is_unbent_by_beta():
    truth, bad = drawn(20_000)
    bent = np.where(truth < -1, truth * 3 + 2, truth)
    chosen, losses = choose(bent, bad, np.random.default_rng(1))
    assert losses["beta"] < losses["platt"]
    assert mean_loss(bad, chosen.apply(bent)) < mean_loss(bad, truth) + 0.002


@pytest.mark.parametrize("kind", ["none", "platt", "beta", "isotonic"])
def test_every_calibration_keeps_the_order_and_survives_its_file(kind: str):
    truth, bad = drawn(3000)
    made = fit_calibration(kind, truth * 1.5, bad)
    grid = np.linspace(-30, 30, 400)
    assert (np.diff(made.apply(grid)) >= -1e-12).all()
    assert np.array_equal(Calibration.from_json(made.as_json()).apply(grid), made.apply(grid))


def test_the_better_candidate_counts_more_and_a_useless_one_not_at_all():
    truth, bad = drawn(4000)
    chance = np.random.default_rng(9)
    good, worse = truth + chance.normal(0, 0.3, 4000), truth + chance.normal(0, 1.5, 4000)
    found, _ = weights(np.column_stack([good, worse, chance.normal(-1, 1, 4000)]), bad, chance)
    assert found.sum() == pytest.approx(1.0)
    assert found[0] > 0.8
    assert found[2] == 0.0


def test_with_few_rows_equal_candidates_count_alike():
    truth, bad = drawn(60)
    chance = np.random.default_rng(9)
    columns = truth[:, None] + chance.normal(0, 0.8, (60, 2))
    assert weights(columns, bad, chance)[0] == pytest.approx([0.5, 0.5], abs=0.2)


def test_a_rows_own_outcome_is_not_in_its_encoding():
    chance = np.random.default_rng(4)
    codes = chance.integers(0, 200, 1000).astype(np.float64)[:, None]
    bad = (chance.random(1000) < 0.3).astype(np.float64)
    honest = cross_fitted(codes, bad, {0: 200}, chance)[:, 0]
    leaking = fit_encoding(codes, bad, {0: 200}).apply(codes)[:, 0]
    assert np.corrcoef(leaking, bad)[0, 1] > 0.2
    assert np.corrcoef(honest, bad)[0, 1] < 0.1


def test_a_new_level_is_average_and_a_missing_one_stays_missing():
    made = fit_encoding(np.array([[0.0], [0.0], [1.0]]), np.array([1.0, 1.0, 0.0]), {0: 2})
    found = made.apply(np.array([[0.0], [1.0], [2.0], [np.nan]]))[:, 0]
    assert found[0] > found[2] > found[1]
    assert found[2] == 0.0
    assert np.isnan(found[3])
