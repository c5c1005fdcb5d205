"""Cutting rows into folds that are alike in their bad rate, and drawing a part where there are more than enough."""

import numpy as np

from scoring.learning.table import Floats, Numbers


def stratified(bad: Floats, count: int, chance: np.random.Generator, groups: Numbers | None = None) -> Numbers:
    """The fold of each row, 0 to `count` - 1: bad groups and good groups are each dealt out evenly, shuffled.

    `groups` numbers what must stay together (several loans of one person); without it each row stands alone.
    """
    of_row = np.arange(len(bad)) if groups is None else groups
    members, place = np.unique(of_row, return_inverse=True)
    any_bad = np.zeros(len(members))
    np.maximum.at(any_bad, place, bad)
    order = chance.permutation(len(members))
    order = order[np.argsort(-any_bad[order], kind="stable")]
    fold = np.empty(len(members), dtype=np.int64)
    fold[order] = np.arange(len(members)) % count
    return fold[place]


def at_most(rows: Numbers, bad: Floats, enough: int, chance: np.random.Generator) -> Numbers:
    """These row numbers, or where there are more than `enough` a part of them with the same bad rate, in order."""
    if len(rows) <= enough:
        return rows
    drawn = stratified(bad[rows], -(-len(rows) // enough), chance) == 0
    return np.asarray(rows[drawn])
