"""Our module as a contestant: its own table type, the known directions, everything else as it comes."""

import numpy as np

from bench.scoring.tables import Floats, Table
from bench.scoring.worlds import Book
from scoring.learning.credibility import fit_beside_card
from scoring.learning.fit import fit
from scoring.learning.settings import FitSettings
from scoring.learning.table import Table as Learned

SEED = 1


def learned(table: Table) -> Learned:
    """The rows as our module takes them."""
    words = {name: column.texts() for name, column in table.categories.items()}
    return Learned.of({**table.numbers, **words})


def microloan(train: Table, test: Table, seed: int) -> Floats:
    """One call of `fit` on the training rows; it chooses by validating inside them."""
    model = fit(learned(train), train.bad.astype(np.float64), FitSettings(seed=seed, monotone=dict(train.directions)))
    return np.asarray(model.pd(learned(test)))


def after(ended: Book, later: Book) -> Floats:
    """What our module says of `later` loans once some have `ended`, where an expert scorecard was there first."""
    settings = FitSettings(seed=SEED, monotone=dict(ended.table.directions))
    model = fit_beside_card(learned(ended.table), ended.table.bad.astype(np.float64), ended.card, settings)
    return np.asarray(model.pd(learned(later.table), later.card))


PEERS = {"microloan": microloan}
