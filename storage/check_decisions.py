"""Every decision made again from its stored inputs, where the versions that made it are at hand."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, Row, select

from scoring.decide import replay
from storage.finding import Finding
from storage.look import Look
from storage.schema import decision
from storage.sealing import DoesNotOpen
from storage.vault import Vault, about

CHECK = "a decision can be made again"


def check_decisions(connection: Connection, vault: Vault, look: Look) -> Iterator[Finding]:
    """Replays each decision of the versions at hand; those of erased people and of other versions are passed over."""
    if look.scoring is None or look.pack is None:
        return
    with connection.execute(select(decision).execution_options(yield_per=500)) as rows:
        for row in rows:
            try:
                inputs = vault.unseal_json(row.person_id, about("decision", "inputs", row.id), row.inputs)
            except DoesNotOpen:
                yield Finding(CHECK, row.id.hex, "its inputs do not open")
                continue
            if inputs is not None and _is_ours(row, look):
                yield from _again(row, inputs, look)


def _is_ours(row: Row[Any], look: Look) -> bool:
    """Whether the very settings that it was made with are the ones at hand."""
    assert look.scoring is not None
    assert look.pack is not None
    versions = row.result.get("versions", {})
    model = look.correction.model_version if look.correction is not None else "none"
    ours = {"model": model, "scorecard": look.scoring.fingerprint, "policy": look.pack.version}
    if look.fraud is not None:
        ours["fraud"] = look.fraud.version
    return bool(versions == ours)


def _again(row: Row[Any], inputs: dict[str, Any], look: Look) -> Iterator[Finding]:
    assert look.scoring is not None
    assert look.pack is not None
    try:
        made = replay(inputs, look.scoring, look.pack, look.correction, look.fraud).to_json()
    except Exception as problem:
        yield Finding(CHECK, row.id.hex, type(problem).__name__)
        return
    if made != row.result:
        differs = sorted(key for key in made.keys() | row.result.keys() if made.get(key) != row.result.get(key))
        yield Finding(CHECK, row.id.hex, "differs in " + ", ".join(differs))
