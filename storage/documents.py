"""Where encrypted files lie, and how they are read again. The worker process writes them (`storage.sealed_file`)."""

import os
from pathlib import Path
from uuid import UUID

from storage.sealed_file import open_file, wrapped_key
from storage.vault import Vault, document_about


def path_for(document_id: UUID) -> str:
    """Where the file of this document lies, below the document folder; spread over 256 folders by its last bytes."""
    name = document_id.hex
    return f"{name[-2:]}/{name}.sealed"


def write_new(folder: Path, path: str, content: bytes) -> None:
    """Writes sealed content so that after a crash the file is whole or not there."""
    target = folder / path
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_suffix(".draft")
    with draft.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(target)
    parent = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(parent)
    finally:
        os.close(parent)


def read(vault: Vault, folder: Path, person_id: UUID, document_id: UUID, path: str) -> bytes | None:
    """The file's content; None after its person was erased.

    Raises FileNotFoundError, and DoesNotOpen when the file was changed or belongs to another document.
    """
    content = (folder / path).read_bytes()
    key = vault.document_key(person_id, document_id, wrapped_key(content))
    return None if key is None else open_file(key, content, document_about(document_id))
