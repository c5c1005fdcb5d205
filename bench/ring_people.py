"""The people of the ring's simulation: honest ones, some of whom share with their household, and rings of cheats.

What honest people do to look suspicious is in it: families that come in one week, a shopkeeper who brings dozens, a
hostel with one address, people who correct their income after a no. Everything is drawn from one seed.
"""

from dataclasses import dataclass
from random import Random

SHARED = ("phone", "payout_account", "address")
DAYS = 60
RING = 20
HOSTEL = 40
"""How many of 5,000 live in a hostel and give its address; not counted as households."""


@dataclass
class Someone:
    """One person: what they give, who brought them, when they come and when they ask, how fast they answer.

    `group` is honest, household, hostel, or the name of a ring. `copies` is the number of the picture that a cheat
    hands in copies of, None for one's own. `corrected` is how often means are told otherwise after a no.
    """

    number: int
    group: str
    came: int
    asked: int
    phone: str
    payout_account: str
    address: str
    answer_ms: int
    brought_by: int | None = None
    copies: int | None = None
    corrected: int = 0
    honest: bool = True


def honest_people(count: int, chance: Random) -> list[Someone]:
    """So many honest people, a tenth of them in households that share; in the order in which they come."""
    people = [_someone(n, "honest", chance.randrange(DAYS), chance) for n in range(count)]
    _households(people[: count // 10], chance)
    for person in people[count // 10 : count // 10 + max(3, count * HOSTEL // 5000)]:
        person.group, person.address = "hostel", "hostel"
    for person in chance.sample(people, count // 20):
        person.corrected = chance.choice((1, 1, 1, 2))
    _referrals(people, chance)
    return people


def ring(
    name: str, first: int, chance: Random, *, together: bool, shares: bool = True, size: int = RING
) -> list[Someone]:
    """A ring: the first half hands in copies of two pictures and has accounts of its own, the others have pictures of
    their own and, where it `shares`, one account for every three or four. Each is brought by the one before, the first
    by the last. `together` is whether all register before the first asks, as who prepares does; else each asks at once.
    """
    start = chance.randrange(DAYS // 3, DAYS // 2)
    members = []
    for n in range(size):
        came = start + n * 2 // size if together else start + n * 6 // size
        member = _someone(first + n, name, came, chance)
        member.asked = start + 2 + n * 5 // size if together else came
        member.honest, member.brought_by = False, first + (n - 1) % size
        if n < size // 2:
            member.copies = n % 2
        elif shares:
            member.payout_account = f"{name}-{n % 3}"
        members.append(member)
    return members


def _someone(number: int, group: str, day: int, chance: Random) -> Someone:
    return Someone(
        number,
        group,
        day,
        day + (0 if chance.random() < 0.8 else chance.randrange(4)),
        phone=f"86139{number:08}",
        payout_account=f"6222{number:012}",
        address=f"{number} Harbour Road",
        answer_ms=max(1500, round(chance.lognormvariate(8.7, 0.5))),
    )


def _households(people: list[Someone], chance: Random) -> None:
    """Two to five who share a phone, an address or an account, or several of them; a third come in one week."""
    left = list(people)
    while len(left) > 1:
        size = min(len(left), chance.choices((2, 3, 4, 5), (55, 25, 13, 7))[0])
        family, left = left[:size], left[size:]
        if len(left) == 1:
            family, left = [*family, left[0]], []
        shared = [kind for kind in SHARED if chance.random() < 0.5] or [chance.choice(SHARED)]
        in_one_week = chance.random() < 0.33
        for person in family:
            person.group = "household"
            for kind in shared:
                setattr(person, kind, getattr(family[0], kind))
            if in_one_week:
                person.came = min(DAYS - 1, family[0].came + chance.randrange(6))
                person.asked = person.came


def _referrals(people: list[Someone], chance: Random) -> None:
    """Three in ten were brought by somebody who came before; one shopkeeper brought one in a hundred."""
    order = sorted(people, key=lambda person: (person.came, person.number))
    for place, person in enumerate(order):
        if place and chance.random() < 0.3:
            person.brought_by = order[chance.randrange(place)].number
        if place > len(order) // 50 and chance.random() < 0.01:
            person.brought_by = order[len(order) // 50].number
