"""What is learned about deceit: what is usual (for the anomaly), and a correction from cases that staff confirmed.

It lies in a directory of its own, with a card of the same form as a credit model's. Whatever is wrong with it, the
weighted rules decide alone.
"""

import json
from dataclasses import dataclass
from pathlib import Path

from scoring.correction import Correction
from scoring.fingerprint import fingerprint
from scoring.fraud_anomaly import Anomaly
from scoring.fraud_row import FraudRow
from scoring.fraud_settings import FraudSettings

ANOMALY = "anomaly.json"


@dataclass(frozen=True)
class FraudModel:
    """What was learned, under its version. Either part may be missing."""

    version: str
    anomaly: Anomaly | None = None
    correction: Correction | None = None

    def seen(self, row: FraudRow) -> dict[str, int | None]:
        """The row with the anomaly as one more figure, unknown where nothing was fitted."""
        return {**row, "anomaly": None if self.anomaly is None else round(self.anomaly.distance(row))}


@dataclass(frozen=True)
class LoadedFraud:
    """A model, or None and in `why_not` one line that says why there is none."""

    model: FraudModel | None
    why_not: str = ""


def read_fraud_model(path: Path, settings: FraudSettings) -> LoadedFraud:
    """What was learned about deceit in the directory `path`, or why there is nothing that can be used."""
    from scoring.model_files import CARD, read_correction

    if not path.is_dir():
        return LoadedFraud(None, "there is no model of deceit; the rules decide alone")
    try:
        content = (path / ANOMALY).read_text(encoding="utf-8") if (path / ANOMALY).is_file() else ""
        anomaly = Anomaly.from_json(json.loads(content)) if content else None
    except Exception as broken:  # any failure of the file must leave the rules deciding
        return LoadedFraud(None, f"what is usual cannot be read ({type(broken).__name__}); the rules decide alone")
    if not (path / CARD).is_file():
        return LoadedFraud(FraudModel("anomaly", anomaly) if anomaly else None)
    loaded = read_correction(path, fingerprint(settings), fraud=True)
    if loaded.correction is None:
        return LoadedFraud(None, loaded.why_not)
    return LoadedFraud(FraudModel(loaded.correction.model_version, anomaly, loaded.correction))
