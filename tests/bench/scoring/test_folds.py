"""Everybody is measured on the same folds, and each row is asked about once."""

import numpy as np

from bench.scoring.folds import FOLDS, folds_of

BAD = np.array([1] * 13 + [0] * 88)


def test_each_row_is_asked_about_once_and_never_learned_from_in_that_fold() -> None:
    folds = list(folds_of(BAD))
    assert sorted(np.concatenate([fold.test for fold in folds]).tolist()) == list(range(len(BAD)))
    for fold in folds:
        assert not set(fold.train) & set(fold.test)
        assert len(fold.train) + len(fold.test) == len(BAD)


def test_each_fold_has_its_share_of_bad_rows() -> None:
    shares = [int(BAD[fold.test].sum()) for fold in folds_of(BAD)]
    assert max(shares) - min(shares) <= 1
    sizes = [len(fold.test) for fold in folds_of(BAD)]
    assert max(sizes) - min(sizes) <= 1


def test_folds_are_the_same_every_time_and_drawn_anew_in_a_repeat() -> None:
    once, again = list(folds_of(BAD)), list(folds_of(BAD, repeats=2))
    assert all(np.array_equal(a.test, b.test) for a, b in zip(once, again[:FOLDS], strict=True))
    assert not np.array_equal(again[0].test, again[FOLDS].test)
    assert [fold.number for fold in again] == list(range(2 * FOLDS))
