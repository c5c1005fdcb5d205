"""Where encrypted files lie, and how they are read again. The worker process writes them (`storage.sealed_file`).

They lie in a folder; where several processes serve one lender and share nothing but the database, they are taken there.
"""

import os
from pathlib import Path
from uuid import UUID

from sqlalchemy import Connection, delete, select

from storage.hot import adding
from storage.schema import sealed_file
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
    return opened(vault, (folder / path).read_bytes(), person_id, document_id)


def opened(vault: Vault, content: bytes, person_id: UUID, document_id: UUID) -> bytes | None:
    """What a sealed file holds; None after its person was erased. Raises DoesNotOpen."""
    key = vault.document_key(person_id, document_id, wrapped_key(content))
    return None if key is None else open_file(key, content, document_about(document_id))


def put_in_database(connection: Connection, path: str, content: bytes) -> None:
    """Takes a sealed file into the database, under the path it had in the folder; as there, the latest one stays."""
    connection.execute(delete(sealed_file).where(sealed_file.c.path == path))
    adding(sealed_file).run(connection, {"path": path, "content": content})


def from_database(connection: Connection, path: str) -> bytes:
    """The sealed file again. Raises FileNotFoundError."""
    query = select(sealed_file.c.content).where(sealed_file.c.path == path)
    content = connection.execute(query).scalar_one_or_none()
    if content is None:
        raise FileNotFoundError(path)
    return bytes(content)
