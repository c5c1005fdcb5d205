"""One named row of figures for the fraud gate: what its rules, its anomaly and its learned correction see.

None of them is an input of the credit score: their use in the registry is fraud alone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import fields

from lending.evidence import FraudEvidence
from lending.records import PersonalLink
from scoring.features import FRAUD, REGISTRY

FraudRow = Mapping[str, int | None]
"""Whole numbers by name; None is not known."""

LINKS = {
    "national_id": "shared_national_id",
    "picture": "shared_picture",
    "picture_alike": "picture_alike",
    "payout_account": "shared_account",
    "phone": "shared_phone",
    "address": "shared_address",
}
"""Kinds of links, with the name of their feature."""

_OF_EVIDENCE = tuple(f.name for f in fields(FraudEvidence) if f.name in REGISTRY and FRAUD in REGISTRY[f.name].uses)
NAMES = (*LINKS.values(), *_OF_EVIDENCE)
"""The row's columns, in order."""


def fraud_row(links: Sequence[PersonalLink], evidence: FraudEvidence) -> FraudRow:
    """The figures of one person; a kind that is shared with nobody is nothing."""
    counts = {link.kind: link.others for link in links}
    shared = {name: max(0, counts.get(kind, 0)) for kind, name in LINKS.items()}
    return {**shared, **{name: getattr(evidence, name) for name in _OF_EVIDENCE}}
