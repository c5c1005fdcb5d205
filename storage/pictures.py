"""Finding pictures that were handed in before, by somebody else: the same file, or one that looks the same.

The hash of a picture is 64 bits under a secret mask, which keeps distances. It is cut into four pieces; a picture that
looks the same has a piece that is equal or differs in one bit, so a look-up asks for 68 values and compares what it
finds. With many pictures 64 bits are not enough to tell cards of one layout apart: a finer hash of 256 bits confirms.
"""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Connection, bindparam, or_, select

from storage.blind import PIECES, distance, pieces
from storage.hot import Hot, adding
from storage.schema import document, picture_piece, picture_twin
from storage.upsert import insert_if_new

ALIKE_BITS = 6
"""Without a finer hash, two pictures are the same where at most this many of 64 bits differ."""
PERHAPS_BITS = 10
"""With one, so many may differ,"""
DETAIL_BITS = 44
"""and of the 256 finer ones so many. Of near-copies that were cropped by up to three in a hundred a side 97 in 100 are
within both; of 20,000 pairs of different pictures none came nearer than 59 finer bits (`bench/ring_pictures.py`)."""

_ALL = 2**64 - 1
_NEIGHBOURS = (0, *(1 << bit for bit in range(16)))
_VALUES = [picture_piece.c.value == bindparam(f"v{n}") for n in range(len(_NEIGHBOURS))]
_NEAR = Hot(
    select(picture_piece.c.document_id, picture_piece.c.looks).where(
        picture_piece.c.piece == bindparam("piece"), or_(*_VALUES)
    )
)
_DOCUMENT = Hot(
    select(document.c.person_id, document.c.picture_hash, document.c.picture_detail).where(
        document.c.id == bindparam("found", type_=document.c.id.type)
    )
)
_SAME_FILE = Hot(select(document.c.person_id).where(document.c.content_index == bindparam("content")))


@dataclass(frozen=True)
class Picture:
    """One picture as it is compared: the keyed hash of its file, its masked hash and the finer one, "" or None where
    there is none."""

    person_id: UUID
    document_id: UUID
    content: str
    looks: str
    detail: str | None


def make_findable(connection: Connection, picture: Picture) -> None:
    """Notes who handed in this picture before, then lets it be found itself."""
    for other in sorted(twins(connection, picture)):
        pair = (picture.person_id, other)
        for one, two in (pair, pair[::-1]):
            insert_if_new(connection, picture_twin, {"person_id": one, "other_id": two})
    if len(picture.looks) == 16:
        common = {"document_id": picture.document_id, "looks": _signed(picture.looks)}
        rows = [{"piece": n, "value": value, **common} for n, value in enumerate(pieces(picture.looks))]
        adding(picture_piece).run_many(connection, rows)


def twins(connection: Connection, picture: Picture) -> set[UUID]:
    """The other people who handed in the same file, or a picture that looks the same."""
    found = {row.person_id for row in _SAME_FILE.all(connection, content=picture.content)} if picture.content else set()
    if len(picture.looks) == 16:
        found |= _alike(connection, picture)
    return found - {picture.person_id}


def _alike(connection: Connection, picture: Picture) -> set[UUID]:
    mine = int(picture.looks, 16)
    near: set[UUID] = set()
    for piece, value in zip(range(PIECES), pieces(picture.looks), strict=True):
        values = {f"v{n}": value ^ flip for n, flip in enumerate(_NEIGHBOURS)}
        for row in _NEAR.all(connection, piece=piece, **values):
            if ((mine ^ row.looks) & _ALL).bit_count() <= PERHAPS_BITS:
                near.add(row.document_id)
    found = (_DOCUMENT.one(connection, found=document_id) for document_id in near)
    return {row.person_id for row in found if _same(picture, row.picture_hash, row.picture_detail)}


def _same(picture: Picture, looks: str, detail: str | None) -> bool:
    apart = distance(picture.looks, looks)
    if picture.detail and detail:
        return apart <= PERHAPS_BITS and distance(picture.detail, detail) <= DETAIL_BITS
    return apart <= ALIKE_BITS


def _signed(looks: str) -> int:
    """The hash as the databases keep whole numbers of 64 bits."""
    value = int(looks, 16)
    return value - 2**64 if value >= 2**63 else value
