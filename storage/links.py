"""Who is linked to whom: by a keyed hash that two people share, by a picture, or because one stands behind the other.

Only hashes and numbers are read. What leaves this floor is how many others share what; which others stays here.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Connection, and_, bindparam, select

from lending.records import PersonalLink
from storage.blind import PERSONAL_KINDS
from storage.hot import Hot
from storage.pictures import Twin
from storage.schema import blind_index, picture_twin, vouching

HOUSEHOLD_KINDS = frozenset({"phone", "payout_account", "address"})
"""What people who live together share."""
CROWD = 8
"""An address that more others than this give is a hostel or a barracks, and says nothing about who knows whom."""
MOST = 200
"""So many others are looked at for one hash: beyond it more says nothing more."""

_MINE, _THEIRS = blind_index.alias("mine"), blind_index.alias("theirs")
_SHARED = Hot(
    select(_THEIRS.c.kind, _THEIRS.c.person_id)
    .join_from(_MINE, _THEIRS, and_(_THEIRS.c.kind == _MINE.c.kind, _THEIRS.c.value == _MINE.c.value))
    .where(
        _MINE.c.person_id == bindparam("whose"),
        _MINE.c.kind == bindparam("kind"),
        _THEIRS.c.person_id != bindparam("whose"),
    )
    .order_by(_THEIRS.c.person_id)
    .limit(MOST)
)
_TWINS = Hot(
    select(picture_twin.c.other_id, picture_twin.c.purpose, picture_twin.c.same)
    .where(picture_twin.c.person_id == bindparam("whose"))
    .limit(MOST)
)
_BEHIND = Hot(select(vouching.c.by_id).where(vouching.c.person_id == bindparam("whose")).limit(MOST))
_BEHIND_IN = Hot(
    select(vouching.c.by_id).where(vouching.c.how == bindparam("how"), vouching.c.person_id == bindparam("whose"))
)
_BROUGHT = Hot(select(vouching.c.person_id).where(vouching.c.by_id == bindparam("whose")).limit(MOST))


@dataclass(frozen=True)
class Circle:
    """The people one link away, and by what: kinds of hashes, "picture", "picture_alike", or "vouching"."""

    kinds: Mapping[UUID, frozenset[str]]

    @property
    def counts(self) -> tuple[PersonalLink, ...]:
        """How many others share what; kinds shared with nobody are left out."""
        counted = {kind: len(self.by(kind)) for kind in (*PERSONAL_KINDS, "picture", "picture_alike")}
        return tuple(PersonalLink(kind, others) for kind, others in counted.items() if others)

    def by(self, kind: str) -> frozenset[UUID]:
        """The others who share this kind."""
        return frozenset(other for other, kinds in self.kinds.items() if kind in kinds)

    @property
    def near(self) -> frozenset[UUID]:
        """Those who can be thought to know the person: all but who shares a crowded address and nothing else."""
        crowded = len(self.by("address")) > CROWD
        only_address = frozenset({"address"})
        return frozenset(other for other, kinds in self.kinds.items() if not (crowded and kinds == only_address))

    @property
    def household(self) -> frozenset[UUID]:
        """Those who share what a household shares, and nothing that nobody shares honestly."""
        shared = HOUSEHOLD_KINDS | {"vouching", "picture_alike"}
        return frozenset(o for o in self.near if self.kinds[o] <= shared and self.kinds[o] & HOUSEHOLD_KINDS)

    @property
    def strangers(self) -> frozenset[UUID]:
        """Those who share an id or a picture, which no two honest people do."""
        return self.by("national_id") | self.by("picture")


def circle(connection: Connection, person_id: UUID, twins: Collection[Twin] = ()) -> Circle:
    """Everybody one link away from the person; `twins` handed in a picture of theirs that is not stored yet."""
    kinds: dict[UUID, set[str]] = {}
    for kind in PERSONAL_KINDS:
        for row in _SHARED.all(connection, whose=person_id, kind=kind):
            kinds.setdefault(row.person_id, set()).add(kind)
    for other, kind in _pictured(connection, person_id, twins).items():
        kinds.setdefault(other, set()).add(kind)
    for row in _BEHIND.all(connection, whose=person_id):
        kinds.setdefault(row.by_id, set()).add("vouching")
    for row in _BROUGHT.all(connection, whose=person_id):
        kinds.setdefault(row.person_id, set()).add("vouching")
    kinds.pop(person_id, None)
    return Circle({other: frozenset(found) for other, found in kinds.items()})


def _pictured(connection: Connection, person_id: UUID, twins: Collection[Twin]) -> dict[UUID, str]:
    """Who handed in the person's pictures: one that is the same, or two that look alike, are no chance; one may be."""
    alike: dict[UUID, set[str]] = {}
    for twin in twins:
        alike.setdefault(twin.other_id, set()).update({"now", "same"} if twin.same else {"now"})
    for row in _TWINS.all(connection, whose=person_id):
        alike.setdefault(row.other_id, set()).update({row.purpose, "same"} if row.same else {row.purpose})
    return {o: "picture" if "same" in how or len(how) > 1 else "picture_alike" for o, how in alike.items()}


def ring(connection: Connection, how: str, person_id: UUID) -> int:
    """How many people the shortest closed chain of vouching through the person has; 0 where there is none.

    The chain is walked from the person to who stands behind them, and so on, over at most `MOST` people.
    """
    seen, frontier, length = {person_id}, [person_id], 0
    while frontier and len(seen) <= MOST:
        length += 1
        behind = [row.by_id for one in frontier for row in _BEHIND_IN.all(connection, how=how, whose=one)]
        if person_id in behind:
            return length
        frontier = list(dict.fromkeys(other for other in behind if other not in seen))
        seen.update(frontier)
    return 0
