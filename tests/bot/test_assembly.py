"""A run's parts: what lies in the data folder is used, and what is broken in it stops nobody."""

import json
from pathlib import Path

from bot.assembly import MODEL, correction
from bot.configuration_check import load
from tests.scoring.test_model_files import trained, write

CONFIG = Path(__file__).resolve().parents[2] / "config.toml"


__all__ = ["trained"]


def test_a_model_in_the_data_folder_is_used_when_it_corrects_this_scorecard(trained: str, tmp_path: Path) -> None:
    configured = load(CONFIG, {"MICROLOAN_DATA": str(tmp_path)})
    (tmp_path / MODEL).mkdir()
    write(tmp_path / MODEL, trained, scorecard=configured.sections.scoring.scorecard.fingerprint)
    found = correction(configured)
    assert found is not None
    assert found.model_version


def test_without_a_model_the_scorecard_decides_alone(tmp_path: Path) -> None:
    assert correction(load(CONFIG, {"MICROLOAN_DATA": str(tmp_path)})) is None


def test_a_model_that_is_not_what_its_card_says_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / MODEL).mkdir()
    (tmp_path / MODEL / "card.json").write_text(json.dumps({"version": "1", "scorecard": "another"}))
    assert correction(load(CONFIG, {"MICROLOAN_DATA": str(tmp_path)})) is None
