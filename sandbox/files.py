"""The files of the sandbox: what people and bots uploaded, kept in memory, found by file id or download path."""

import base64
import hashlib
import mimetypes
from dataclasses import dataclass
from typing import Any

from sandbox.model import Json, present

MAX_DOWNLOAD = 20 << 20
MAX_UPLOAD = 50 << 20
MAX_PHOTO = 10 << 20


@dataclass(frozen=True)
class Upload:
    """A file as it came in: its name, its bytes, and the type the sender named."""

    name: str
    data: bytes
    mime: str | None = None

    @property
    def type(self) -> str:
        return self.mime or mimetypes.guess_type(self.name)[0] or "application/octet-stream"


@dataclass(frozen=True)
class StoredFile:
    """A file Telegram keeps. `path` is what getFile answers; `kind` is photo, document, voice, sticker or video."""

    id: str
    unique_id: str
    path: str
    kind: str
    data: bytes
    name: str
    mime: str
    width: int | None = None
    height: int | None = None

    def json(self) -> Json:
        """The file as a Bot API `File`; above 20 MB it has no path, since it cannot be downloaded."""
        shown: dict[str, Any] = {"file_id": self.id, "file_unique_id": self.unique_id, "file_size": len(self.data)}
        return shown | ({"file_path": self.path} if len(self.data) <= MAX_DOWNLOAD else {})

    def size_json(self) -> Json:
        """The picture as a Bot API `PhotoSize`."""
        ids = {"file_id": self.id, "file_unique_id": self.unique_id, "file_size": len(self.data)}
        return ids | present({"width": self.width, "height": self.height})


class FileStore:
    """Every file by id and by path. Ids are made from a counter, so that the same run gives the same ids."""

    def __init__(self) -> None:
        self.by_id: dict[str, StoredFile] = {}
        self.by_path: dict[str, StoredFile] = {}
        self.photos: dict[str, list[Json]] = {}
        """Id of any size of a photo -> all its sizes, as Bot API `PhotoSize`s."""

    def add(self, kind: str, upload: Upload, size: tuple[int, int] | None = None) -> StoredFile:
        number = len(self.by_id)
        digest = hashlib.sha256(f"{number}:{kind}".encode() + upload.data[:64]).digest()
        suffix = "." + upload.name.rsplit(".", 1)[1] if "." in upload.name else ""
        stored = StoredFile(
            id="AgAC" + base64.urlsafe_b64encode(digest).decode().rstrip("=") + f"{number:06d}",
            unique_id="AQAD" + base64.urlsafe_b64encode(digest[:9]).decode().rstrip("="),
            path=f"{kind}s/file_{number}{suffix if suffix.isascii() and '/' not in suffix else ''}",
            kind=kind,
            data=upload.data,
            name=upload.name,
            mime=upload.type,
            width=size[0] if size else None,
            height=size[1] if size else None,
        )
        self.put(stored)
        return stored

    def put(self, stored: StoredFile) -> None:
        """Keeps a file under its id and its path."""
        self.by_id[stored.id] = stored
        self.by_path[stored.path] = stored
