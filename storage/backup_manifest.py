"""What a backup says of itself: a small JSON file, plain, so that backups can be listed without any key.

It holds sizes, hashes, counts and instants; nothing of anybody. Its own checksum tells whether it is whole. What it
says is believed only as far as the restored books bear it out.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from storage.backup_pack import BackupDamaged, Piece
from storage.schema.types import canonical

FORMAT = 1
"""Of the whole backup. A later program reads this one; an older one refuses a later format."""
FILE = "manifest.json"


@dataclass(frozen=True)
class Head:
    """How far the books had come: journal entries, the newest one's hash in hexadecimal, and when the last event was
    handled.
    """

    entries: int = 0
    newest: str = ""
    last_event_at: datetime | None = None


@dataclass(frozen=True)
class Manifest:
    """One backup. `kind` is books or keys, `engine` sqlite or postgresql, `schema` the revision of its tables.

    `documents` and `document_bytes` count the encrypted files beside it, whose list has the SHA-256 `documents_sha256`.
    """

    kind: str
    name: str
    made_at: datetime
    program: str
    engine: str
    schema: str
    pieces: tuple[Piece, ...]
    head: Head = Head()
    documents: int = 0
    document_bytes: int = 0
    documents_sha256: str = ""
    seconds: float = 0.0

    @property
    def bytes(self) -> int:
        """What the backup takes on the disk; files that it shares with earlier ones counted in."""
        return sum(piece.bytes for piece in self.pieces) + self.document_bytes

    def piece(self, name: str) -> Piece:
        """Raises BackupDamaged where there is none of this name."""
        found = next((piece for piece in self.pieces if piece.name == name), None)
        if found is None:
            raise BackupDamaged(f"{self.name}: has no piece {name}")
        return found


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """The last file that a backup gets."""
    said = json.loads(json.dumps({"format": FORMAT, **asdict(manifest)}, default=_instant))
    (folder / FILE).write_text(json.dumps({**said, "checksum": _checksum(said)}, indent=1) + "\n", encoding="utf-8")


def read_manifest(folder: Path) -> Manifest:
    """Raises BackupDamaged."""
    path = folder / FILE
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
        checksum, form = said.pop("checksum"), said.pop("format")
        if form != FORMAT:
            raise BackupDamaged(f"{path}: is of format {form}, which this program does not know")
        if checksum != _checksum({"format": form, **said}):
            raise BackupDamaged(f"{path}: is not what was written")
        return _manifest(said)
    except FileNotFoundError:
        raise BackupDamaged(f"{folder}: has no {FILE}; it is no backup, or was never finished") from None
    except (ValueError, KeyError, TypeError, AttributeError):
        raise BackupDamaged(f"{path}: is not what was written") from None


def _manifest(said: Mapping[str, Any]) -> Manifest:
    head, last = said["head"], said["head"]["last_event_at"]
    made = {
        "made_at": datetime.fromisoformat(said["made_at"]),
        "pieces": tuple(Piece(**{**piece, "columns": tuple(piece["columns"])}) for piece in said["pieces"]),
        "head": Head(head["entries"], head["newest"], datetime.fromisoformat(last) if last else None),
    }
    return Manifest(**{**said, **made})


def _checksum(said: Mapping[str, Any]) -> str:
    return hashlib.sha256(canonical(said).encode()).hexdigest()


def _instant(value: object) -> str:
    assert isinstance(value, datetime)
    return value.isoformat()
