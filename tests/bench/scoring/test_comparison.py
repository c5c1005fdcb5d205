"""Who is better is said with ranks that share places and with intervals that know how folds overlap."""

import pytest

from bench.scoring.comparison import difference, mean_ranks, ranks
from bench.scoring.contestants import CONTESTANTS
from bench.scoring.kept import sources


def test_the_best_has_the_first_place_and_equals_share_theirs() -> None:
    found = {"a": 0.8, "b": 0.7, "c": 0.7, "d": 0.6}
    assert ranks(found, less_is_better=False) == {"a": 1, "b": 2.5, "c": 2.5, "d": 4}
    assert ranks(found, less_is_better=True) == {"a": 4, "b": 2.5, "c": 2.5, "d": 1}


def test_only_who_is_on_every_table_is_ranked_over_them() -> None:
    found = mean_ranks([{"a": 0.9, "b": 0.8, "c": 0.85}, {"a": 0.6, "b": 0.7}], less_is_better=False)
    assert found == {"a": 1.5, "b": 1.5}


def test_the_interval_is_wider_than_that_of_independent_samples() -> None:
    found = difference([0.81, 0.79, 0.80, 0.82, 0.78], [0.80] * 5, folds=5)
    assert found.mean == pytest.approx(0)
    assert found.reach == pytest.approx(2.776 * 0.0158114 * (1 / 5 + 1 / 4) ** 0.5, rel=1e-4)


def test_what_a_tuned_peer_depends_on_is_part_of_the_key_of_its_predictions() -> None:
    found = sources("bench.scoring.peers.lightgbm_trees")
    assert {"bench.scoring.peers.search", "bench.scoring.folds", "bench.scoring.tables"} <= found


def test_everybody_is_named_once() -> None:
    names = [one.name for one in CONTESTANTS]
    assert len(names) == len(set(names))
