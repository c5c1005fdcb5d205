"""A trained correction is used when it is whole, and left out, with a reason, when anything about it is wrong."""

import hashlib
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from scoring.applicant import OCCUPATIONS
from scoring.model_files import NOT_NEEDED, lightgbm, load_correction, read_correction
from tests.scoring.people import SETTINGS, codes, decided, lin, yuan

FEATURES = ["occupation", "occupation_months", "debt_share"]
ROOT = Path(__file__).resolve().parents[2]


def write(folder: Path, model: str, **differs: Any) -> Path:
    card = {
        "version": "challenger-7",
        "scorecard": SETTINGS.scorecard.fingerprint,
        "model_file": "model.txt",
        "sha256": hashlib.sha256(model.encode()).hexdigest(),
        "features": FEATURES,
        "categories": {"occupation": list(OCCUPATIONS)},
    }
    (folder / "model.txt").write_text(model, encoding="utf-8")
    (folder / "card.json").write_text(json.dumps({**card, **differs}), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def trained() -> str:
    """A small booster that learned what the card does not say: how much riskier a short time at work is."""
    chance = np.random.default_rng(7)
    rows = np.column_stack([chance.integers(0, 6, 2000), chance.integers(0, 80, 2000), chance.random(2000)])
    card = np.full(2000, -2.0)
    truth = card + np.where(rows[:, 1] < 30, 1.5, -1.5)
    bad = (chance.random(2000) < 1 / (1 + np.exp(-truth))).astype(float)
    library = lightgbm()
    data = library.Dataset(rows, bad, init_score=card, feature_name=FEATURES)
    quiet = {"objective": "binary", "num_leaves": 4, "verbose": -1, "num_threads": 1, "deterministic": True}
    return str(library.train(quiet, data, 30).model_to_string())


def test_a_correction_adds_its_log_odds_to_the_card(trained: str, tmp_path: Path):
    correction = load_correction(write(tmp_path, trained), SETTINGS.scorecard.fingerprint)
    assert correction is not None
    row: dict[str, Any] = {"occupation": "employed", "occupation_months": 6, "debt_share": None}
    assert correction.log_odds(row) > 0.5
    assert correction.log_odds({**row, "occupation_months": 60}) < 0
    assert sum(correction.contributions(row).values()) == pytest.approx(correction.log_odds(row))


def test_a_corrected_decision_says_its_model_and_its_reasons(trained: str, tmp_path: Path):
    correction = load_correction(write(tmp_path, trained))
    newcomer = lin(occupation_months=6, debts=yuan(400))
    alone, corrected = decided(newcomer), decided(newcomer, correction)
    assert corrected.points < alone.points
    assert corrected.versions["model"] == "challenger-7"
    assert codes(corrected)[:2] == ["credit_points", "factor_occupation_time"]
    assert decided(lin(occupation_months=60), correction).points > decided(lin(occupation_months=60)).points


@pytest.mark.parametrize(
    ("differs", "why"),
    [
        ({"sha256": "0" * 64}, "not the one that its card describes"),
        ({"scorecard": "another"}, "another scorecard"),
        ({"features": ["occupation", "age", "debt_share"]}, "may not use"),
        ({"features": FEATURES[:2]}, "columns"),
        ({"model_file": "gone.txt"}, "FileNotFoundError"),
    ],
)
def test_a_model_that_does_not_fit_is_left_out_with_a_reason(
    trained: str, tmp_path: Path, differs: dict[str, Any], why: str
):
    loaded = read_correction(write(tmp_path, trained, **differs), SETTINGS.scorecard.fingerprint)
    assert loaded.correction is None
    assert why in loaded.why_not


def test_a_corrupt_model_or_card_is_left_out(trained: str, tmp_path: Path):
    assert read_correction(write(tmp_path, "tree\nnothing")).correction is None
    (tmp_path / "card.json").write_text("{", encoding="utf-8")
    assert "cannot be used" in read_correction(tmp_path).why_not


def test_without_a_model_the_library_is_never_imported(tmp_path: Path):
    probe = (
        "import sys; from pathlib import Path; from scoring.model_files import load_correction;"
        f"assert load_correction(Path({str(tmp_path)!r})) is None; assert 'lightgbm' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", probe], cwd=ROOT, check=True)


def test_where_the_large_libraries_are_installed_a_decision_loads_none(trained: str, tmp_path: Path):
    model, installed = tmp_path / "model", tmp_path / "installed"
    model.mkdir()
    for name in NOT_NEEDED:
        (installed / name).mkdir(parents=True)
        (installed / name / "__init__.py").write_text("raise SystemExit('it was imported')")
    probe = (
        f"import sys; sys.path.insert(0, {str(installed)!r}); from pathlib import Path;"
        "from scoring.model_files import load_correction; from tests.scoring.people import decided, lin;"
        f"correction = load_correction(Path({str(write(model, trained))!r})); assert correction is not None;"
        "assert decided(lin(), correction).versions['model'] == 'challenger-7';"
        f"assert not [name for name in {NOT_NEEDED!r} if name in sys.modules]"
    )
    subprocess.run([sys.executable, "-c", probe], cwd=ROOT, check=True)


def test_where_the_library_cannot_be_imported_the_card_decides_alone(
    trained: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setitem(sys.modules, "lightgbm", None)
    assert "ModuleNotFoundError" in read_correction(write(tmp_path, trained)).why_not
