"""Finding pictures that were handed in before, by somebody else: the same file, or one that looks the same.

The hash of a picture is 64 bits under a secret mask, which keeps distances. It is cut into four pieces; a picture that
looks the same has a piece that is equal or differs in one bit, so a look-up asks for 68 values and compares what it
finds. With thousands of pictures 64 bits do not tell cards of one layout apart: a finer hash of 512 bits confirms.
"""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, bindparam, or_, select, update

from storage.blind import PIECES, distance, pieces
from storage.hot import Hot, adding
from storage.schema import document, picture_piece, picture_twin
from storage.upsert import insert_if_new

ALIKE_BITS = 6
"""Without a finer hash on both sides, pictures are the same where at most this many of 64 bits differ."""
PERHAPS_BITS = 10
"""With one, so many may differ;"""
DETAIL_BITS = 76
"""where of the 512 finer ones no more than this differ too, the pictures look alike,"""
SAME_BITS = 48
"""and where so few do, they are the same. `docs/fraud.md` has the distances that these are chosen by."""

_ALL = 2**64 - 1
_NEIGHBOURS = (0, *(1 << bit for bit in range(16)))
_VALUES = [picture_piece.c.value == bindparam(f"v{n}") for n in range(len(_NEIGHBOURS))]
_NEAR = Hot(
    select(picture_piece.c.document_id, picture_piece.c.looks).where(
        picture_piece.c.piece == bindparam("piece"), or_(*_VALUES)
    )
)
_FOUND = (document.c.id, document.c.person_id, document.c.purpose, document.c.picture_hash, document.c.picture_detail)
_DOCUMENT = Hot(select(*_FOUND).where(document.c.id == bindparam("found", type_=document.c.id.type)))
_SAME_FILE = Hot(select(*_FOUND).where(document.c.content_index == bindparam("content")))


@dataclass(frozen=True)
class Picture:
    """One picture as it is compared: what it was handed in for, the keyed hash of its file, its masked hash and the
    finer one, "" or None where there is none.
    """

    person_id: UUID
    document_id: UUID
    purpose: str
    content: str
    looks: str
    detail: str | None


@dataclass(frozen=True, order=True)
class Twin:
    """Another person's picture that is the same as this one, or looks alike."""

    other_id: UUID
    purpose: str
    same: bool


def make_findable(connection: Connection, picture: Picture) -> None:
    """Notes who handed in this picture before, then lets it be found itself."""
    for twin in twins(connection, picture):
        _note(connection, picture.person_id, twin.other_id, picture.purpose, twin.same)
        _note(connection, twin.other_id, picture.person_id, twin.purpose, twin.same)
    if len(picture.looks) == 16:
        common = {"document_id": picture.document_id, "looks": _signed(picture.looks)}
        rows = [{"piece": n, "value": value, **common} for n, value in enumerate(pieces(picture.looks))]
        adding(picture_piece).run_many(connection, rows)


def _note(connection: Connection, person_id: UUID, other_id: UUID, purpose: str, same: bool) -> None:
    row = {"person_id": person_id, "other_id": other_id, "purpose": purpose, "same": same}
    if not insert_if_new(connection, picture_twin, row) and same:
        known = [picture_twin.c[name] == row[name] for name in ("person_id", "other_id", "purpose")]
        connection.execute(update(picture_twin).where(*known).values(same=True))


def twins(connection: Connection, picture: Picture) -> tuple[Twin, ...]:
    """Pictures of other people that are the same as this one or look alike, in a fixed order."""
    found: dict[UUID, Twin] = {}
    for row in _SAME_FILE.all(connection, content=picture.content) if picture.content else ():
        found[row.id] = Twin(row.person_id, row.purpose, same=True)
    for row in _near(connection, picture) if len(picture.looks) == 16 else ():
        same = _compared(picture, row.picture_hash, row.picture_detail)
        if same is not None and row.id not in found:
            found[row.id] = Twin(row.person_id, row.purpose, same)
    return tuple(sorted({twin for twin in found.values() if twin.other_id != picture.person_id}))


def _near(connection: Connection, picture: Picture) -> list[Any]:
    mine = int(picture.looks, 16)
    near: set[UUID] = set()
    for piece, value in zip(range(PIECES), pieces(picture.looks), strict=True):
        values = {f"v{n}": value ^ flip for n, flip in enumerate(_NEIGHBOURS)}
        for row in _NEAR.all(connection, piece=piece, **values):
            if ((mine ^ row.looks) & _ALL).bit_count() <= PERHAPS_BITS:
                near.add(row.document_id)
    return [_DOCUMENT.one(connection, found=document_id) for document_id in near]


def _compared(picture: Picture, looks: str, detail: str | None) -> bool | None:
    """Whether it is the same picture; None where it does not even look alike."""
    if not (picture.detail and detail):
        return True if distance(picture.looks, looks) <= ALIKE_BITS else None
    apart = distance(picture.detail, detail)
    return apart <= SAME_BITS if apart <= DETAIL_BITS else None


def _signed(looks: str) -> int:
    """The hash as the databases keep whole numbers of 64 bits."""
    value = int(looks, 16)
    return value - 2**64 if value >= 2**63 else value
