"""A fitted model as texts by file name, and back: what a model directory holds.

`scorecard.json` is the card as a table, `schema.json` the columns, `model.json` how card, trees and calibration are put
together, `metrics.json` what inner validation measured, `trees-*.txt` the boosters, and `card.json` says what the model
is: data, versions, choice and why, and the SHA-256 of every other file. The same model gives the same bytes.
"""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

import numpy as np

from lending.problems import ProblemWithInput
from scoring.learning.boost import Member
from scoring.learning.calibration import Calibration
from scoring.learning.card_table import as_table, from_table, scale_from
from scoring.learning.encoding import TargetEncoding
from scoring.learning.fitted import Bag, FittedModel
from scoring.learning.linear import LinearModel
from scoring.learning.schema import Schema
from scoring.model_files import lightgbm

FORMAT = 1
CARD = "card.json"


def documents(model: FittedModel, about: Mapping[str, Any]) -> dict[str, str]:
    """Every file of the model by its name; `about` goes into the card: which data, which versions."""
    trees = {_file(bag, at): one.text() for bag in model.bags for at, one in enumerate(bag.members)}
    found = {
        "scorecard.json": _text(as_table(model.card, model.schema, model.scale)),
        "schema.json": _text(model.schema.as_json()),
        "model.json": _text(_assembly(model)),
        "metrics.json": _text(model.metrics),
        **trees,
    }
    card = {
        "format": FORMAT,
        **about,
        "version": fingerprint(found),
        "choice": model.choice,
        "notes": list(model.notes),
        "files": {name: hashlib.sha256(text.encode()).hexdigest() for name, text in sorted(found.items())},
    }
    return {**found, CARD: _text(card)}


def fingerprint(found: Mapping[str, str]) -> str:
    """A short name for exactly this model: the hash of all its files."""
    whole = hashlib.sha256()
    for name in sorted(found):
        whole.update(hashlib.sha256(found[name].encode()).digest())
    return whole.hexdigest()[:16]


def from_documents(found: Mapping[str, str]) -> FittedModel:
    """The model of these files; `ProblemWithInput` names the one that is missing or not what the card describes."""
    card = _json(found, CARD)
    if card.get("format") != FORMAT:
        raise ProblemWithInput(CARD, f"is not the card of a model of format {FORMAT}")
    for name, digest in card["files"].items():
        if name not in found:
            raise ProblemWithInput(name, "is missing from the model's directory")
        if hashlib.sha256(found[name].encode()).hexdigest() != digest:
            raise ProblemWithInput(name, "is not the file that the model's card describes")
    table, whole = _json(found, "scorecard.json"), _json(found, "model.json")
    schema = Schema.from_json(_json(found, "schema.json"))
    return FittedModel(
        schema,
        from_table(table, schema),
        float(whole["card_weight"]),
        LinearModel.from_json(whole["linear"]),
        float(whole["linear_weight"]),
        tuple(_bag(one, found) for one in whole["bags"]),
        Calibration.from_json(whole["calibration"]),
        scale_from(table),
        card["choice"],
        tuple(card["notes"]),
        _json(found, "metrics.json"),
    )


def _assembly(model: FittedModel) -> dict[str, Any]:
    bags = [
        {"name": bag.name, "weight": bag.weight, "start": bag.start, "members": [_member(bag, at) for at in _each(bag)]}
        for bag in model.bags
    ]
    return {
        "card_weight": model.card_weight,
        "linear_weight": model.linear_weight,
        "linear": model.linear.as_json(),
        "bags": bags,
        "calibration": model.calibration.as_json(),
    }


def _each(bag: Bag) -> range:
    return range(len(bag.members))


def _member(bag: Bag, at: int) -> dict[str, Any]:
    encoding = bag.members[at].encoding
    tables = {} if encoding is None else {str(place): table.tolist() for place, table in encoding.tables.items()}
    return {"file": _file(bag, at), "encoded": encoding is not None, "encoding": tables}


def _file(bag: Bag, at: int) -> str:
    return f"trees-{bag.name}-{at:02d}.txt"


def _bag(given: Mapping[str, Any], found: Mapping[str, str]) -> Bag:
    members = tuple(_read_member(one, found) for one in given["members"])
    return Bag(given["name"], float(given["weight"]), given["start"], members)


def _read_member(given: Mapping[str, Any], found: Mapping[str, str]) -> Member:
    booster = lightgbm().Booster(model_str=found[given["file"]])
    tables = {int(place): np.array(table, dtype=np.float64) for place, table in given["encoding"].items()}
    return Member(booster, int(booster.current_iteration()), TargetEncoding(tables) if given["encoded"] else None)


def _json(found: Mapping[str, str], name: str) -> Any:
    if name not in found:
        raise ProblemWithInput(name, "is missing: this is not the directory of a model")
    try:
        return json.loads(found[name])
    except json.JSONDecodeError as error:
        raise ProblemWithInput(name, f"is not JSON ({error.msg.lower()} in line {error.lineno})") from None


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"
