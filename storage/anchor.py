"""The newest entry of the journal that this machine has seen, kept in a file beside the books.

A database whose end was lost, or whose file was replaced by an older copy, is consistent in itself: nothing in it can
tell. So the head of the journal is written down outside it, before money leaves and at every check, and a start asks
whether the books still hold it. The file says an id and a hash, and nothing about anybody.
"""

import json
import os
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from sqlalchemy import Connection, func, select

from storage.schema import journal

NAME = "journal.anchor"


@dataclass(frozen=True)
class Anchor:
    """An entry of the journal: its id, and the hash that proves what it says."""

    entry: UUID
    leaf_hash: bytes


def head(connection: Connection) -> Anchor | None:
    """The newest entry; None for an empty journal."""
    last = select(func.max(journal.c.sequence)).scalar_subquery()
    row = connection.execute(select(journal.c.id, journal.c.leaf_hash).where(journal.c.sequence == last)).one_or_none()
    return None if row is None else Anchor(row.id, bytes(row.leaf_hash))


def is_held(connection: Connection, anchor: Anchor) -> bool:
    """Whether the journal still has this entry, saying what it said."""
    found = connection.execute(select(journal.c.leaf_hash).where(journal.c.id == anchor.entry)).scalar_one_or_none()
    return found is not None and bytes(found) == anchor.leaf_hash


def read(folder: Path) -> Anchor | None:
    """What was written down; None where nothing was, or where it cannot be read as what `write` writes."""
    try:
        said = json.loads((folder / NAME).read_text(encoding="utf-8"))
        return Anchor(UUID(said["entry"]), bytes.fromhex(said["leaf_hash"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def write(folder: Path, anchor: Anchor) -> None:
    """Puts the anchor in the place of the older one, on the disk before it returns. Raises OSError."""
    text = json.dumps({"entry": anchor.entry.hex, "leaf_hash": anchor.leaf_hash.hex()})
    fresh = folder / f"{NAME}.new"
    with fresh.open("w", encoding="utf-8") as file:
        file.write(text + "\n")
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(folder / NAME)


def forget(folder: Path) -> None:
    """For a place that other books are brought to: what was seen of the lost ones is no measure for them."""
    (folder / NAME).unlink(missing_ok=True)
