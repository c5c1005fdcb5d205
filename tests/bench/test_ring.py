"""A small ring among few honest people: it is stopped, they are not troubled; and what the crowd is made of."""

from pathlib import Path
from random import Random

from bench.ring import Days
from bench.ring_book import Book
from bench.ring_people import SHARED, honest_people, ring
from bench.ring_pictures import card, near_copy, selfie
from bot.picture_check import judge
from storage.pictures import DETAIL_BITS, PERHAPS_BITS


def test_a_ring_is_stopped_and_honest_people_are_not_troubled(tmp_path: Path) -> None:
    chance = Random(11)
    members = ring("ring", 24, chance, together=True, size=10)
    people = honest_people(24, chance) + members
    for number, person in enumerate(people[:6]):
        person.group, person.phone, person.payout_account = (
            "household",
            people[number // 3].phone,
            f"family {number // 3}",
        )
    book = Book(tmp_path, 11)
    tally = Days(book, people).run()
    book.close()
    assert tally.stopped("ring") == 10
    assert sum(tally.troubled.values()) == 0


def test_near_copies_are_near_and_other_peoples_pictures_are_far() -> None:
    drawn = [draw(Random(f"{n}")) for n in range(4) for draw in (card, selfie)]
    hashes = [judge(picture, "id_card") for picture in drawn]
    copies = [judge(near_copy(picture, Random(n)), "id_card") for n, picture in enumerate(drawn)]
    pairs = zip(hashes, copies, strict=True)
    near = [
        _apart(one.picture_hash, copy.picture_hash) <= PERHAPS_BITS
        and _apart(one.picture_detail, copy.picture_detail) <= DETAIL_BITS
        for one, copy in pairs
    ]
    assert sum(near) >= 7
    others = [(a, b) for n, a in enumerate(hashes) for b in hashes[:n]]
    assert min(_apart(a.picture_detail, b.picture_detail) for a, b in others) > DETAIL_BITS


def test_a_tenth_of_the_honest_share_with_their_household() -> None:
    people = honest_people(1000, Random(2))
    families = [person for person in people if person.group == "household"]
    assert len(families) == 100
    for person in families:
        alike = [o for o in families if o is not person and any(getattr(o, k) == getattr(person, k) for k in SHARED)]
        assert 1 <= len(alike) <= 5


def _apart(one: int | None, other: int | None) -> int:
    assert one is not None
    assert other is not None
    return (one ^ other).bit_count()
