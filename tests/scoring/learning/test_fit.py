"""A fit learns what is there, says what it noticed, gives the same bits again, and refuses what teaches nothing."""

import numpy as np
import pytest

from lending.problems import ProblemWithInput
from scoring.learning.documents import documents, from_documents
from scoring.learning.fit import fit
from scoring.learning.fitted import FittedModel
from scoring.learning.metrics import auc
from scoring.learning.reasons import adverse
from scoring.learning.settings import FALLS, RISES, FitSettings
from scoring.learning.table import Floats, Table
from tests.scoring.learning.pretend import borrowers

TABLE, BAD = borrowers(600)
FRESH, LATER = borrowers(2000, seed=6)
SETTINGS = FitSettings(seed=3, monotone={"income": FALLS, "debts": RISES})


def with_column(name: str, values: Floats | list[str | None]) -> Table:
    return Table((*TABLE.columns, *Table.of({name: values}).columns), TABLE.rows)


@pytest.fixture(scope="module")
def model() -> FittedModel:
    return fit(TABLE, BAD, SETTINGS)


def test_fresh_borrowers_are_told_apart_with_honest_probabilities(model: FittedModel):
    pd = model.pd(FRESH)
    assert auc(LATER, pd) > 0.71
    assert abs(pd.mean() - LATER.mean()) < 0.05
    assert abs(model.metrics["cross_fitted"]["auc"] - auc(LATER, pd)) < 0.08


def test_a_known_direction_holds_for_every_borrower(model: FittedModel):
    people = FRESH.take(np.arange(40))
    for name, way in SETTINGS.monotone.items():
        grid = [model.log_odds(changed(people, name, value)) for value in (100.0, 500.0, 1200.0, 5000.0)]
        assert (np.diff(np.array(grid), axis=0) * way >= -1e-9).all()


def changed(table: Table, name: str, value: float) -> Table:
    same = Table.of({name: np.full(table.rows, value)}).columns[0]
    return Table(tuple(same if column.name == name else column for column in table.columns), table.rows)


def test_the_same_seed_gives_the_same_bytes_and_files_give_the_same_bits(model: FittedModel):
    once, again = documents(model, {}), documents(fit(TABLE, BAD, SETTINGS), {})
    assert once == again
    read = from_documents(once)
    assert np.array_equal(read.log_odds(FRESH), model.log_odds(FRESH))
    assert np.array_equal(read.contributions(FRESH)[0], model.contributions(FRESH)[0])


def test_contributions_add_up_to_the_calibrated_log_odds(model: FittedModel):
    parts, base = model.contributions(FRESH)
    assert base + parts.sum(axis=1) == pytest.approx(model.log_odds(FRESH))
    worst = adverse(parts, model.schema.names, 2)
    poor = int(np.argmax(model.log_odds(FRESH)))
    assert set(worst[poor]) <= {"income", "debts", "job"}


def test_strange_rows_get_a_sound_score_and_are_noted(model: FittedModel):
    odd = Table.of(
        {
            "noise": np.array([0.5, 0.5]),
            "job": ["astronaut", None],
            "income": ["much", "1200"],
            "debts": np.array([np.inf, np.nan]),
        }
    )
    found = model.schema.encode(odd)
    assert [note.split(":")[0] for note in found.notes] == ["income", "job"]
    assert not any("much" in note or "astronaut" in note for note in found.notes)
    assert np.isfinite(model.log_odds(odd)).all()


def test_a_missing_column_is_named(model: FittedModel):
    with pytest.raises(ProblemWithInput, match="debts: the table has no such column"):
        model.log_odds(TABLE.without(["debts"]))


def test_identifiers_and_constants_are_left_out_and_repeated_people_stay_together():
    people = [f"P{at % 400}" for at in range(TABLE.rows)]
    found = fit(with_column("person", list(people)), BAD, FitSettings())
    assert "person" not in found.schema.names
    assert any("200 rows repeat one" in note for note in found.notes)
    same = fit(with_column("country", np.ones(TABLE.rows)), BAD, FitSettings())
    assert "country: the same in all rows, left out" in same.notes


@pytest.mark.parametrize("leak", [BAD * 3.0 + 1.0, ["late" if bad else None for bad in BAD]])
def test_the_outcome_under_another_name_is_suspected(leak: Floats | list[str | None]):
    found = fit(with_column("arrears", leak), BAD, FitSettings())
    assert [note for note in found.notes if note.startswith("arrears: alone it has an AUC of 1.000")]


def test_twenty_rows_are_learnt_from_with_a_warning_and_next_to_nothing_is_believed():
    few = TABLE.take(np.r_[np.flatnonzero(BAD == 1)[:7], np.flatnonzero(BAD == 0)[:13]])
    found = fit(few, np.r_[np.ones(7), np.zeros(13)], FitSettings())
    assert any("no fitted model is stable" in note for note in found.notes)
    assert 0.15 < found.pd(FRESH).mean() < 0.6
    assert np.ptp(found.pd(FRESH)) < 0.7


@pytest.mark.parametrize(
    ("rows", "bad", "why"),
    [
        (30, np.zeros(30), "all rows are good"),
        (30, np.ones(30), "all rows are bad"),
        (12, np.r_[np.ones(6), np.zeros(6)], "too few to learn from"),
        (30, np.r_[np.ones(2), np.zeros(28)], "too few to learn from"),
        (30, np.full(30, 2.0), "must be 1 for bad"),
        (30, np.ones(29), "29 values for 30 rows"),
    ],
)
def test_a_target_that_teaches_nothing_is_refused(rows: int, bad: Floats, why: str):
    with pytest.raises(ProblemWithInput, match=why):
        fit(TABLE.take(np.arange(rows)), bad)


@pytest.mark.parametrize(("name", "why"), [("job", "holds categories"), ("height", "no such column")])
def test_a_direction_needs_a_column_of_numbers(name: str, why: str):
    with pytest.raises(ProblemWithInput, match=why):
        fit(TABLE, BAD, FitSettings(monotone={name: RISES}))


def test_a_table_without_anything_to_learn_from_is_refused():
    with pytest.raises(ProblemWithInput, match="no column is left"):
        fit(Table.of({"country": ["CN"] * 60}), np.tile([1.0, 0.0, 0.0], 20))


def test_a_changed_or_missing_file_is_named(model: FittedModel):
    found = documents(model, {})
    with pytest.raises(ProblemWithInput, match=r"scorecard.json: is not the file"):
        from_documents({**found, "scorecard.json": found["scorecard.json"].replace("0", "1", 1)})
    with pytest.raises(ProblemWithInput, match=r"schema.json: is missing"):
        from_documents({name: text for name, text in found.items() if name != "schema.json"})
