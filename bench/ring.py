"""A ring among honest people: how many of it are stopped before payout, and how many honest people are troubled.

Each person registers, hands in two pictures and asks; the fraud gate decides from what the book knows on that day, and
looks again when the money would leave, a day later, as the lender does. Stopped is who is referred or blocked at
either time, or whose further picture, asked for by a step-up, is found to be a copy. Troubled is every honest person
who got anything but a pass, a step-up too.
"""

import os
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from bench.ring_book import Book
from bench.ring_people import RING, Someone, honest_people, ring
from scoring.fraud import BLOCK, PASS, REFER, STEP_UP
from scoring.fraud_settings import FraudSettings

UNTIL_PAYOUT = 1
"""Days from a request to its payout: staff see id and selfie, the borrower reads the key facts and accepts."""
HONEST = ("honest", "household", "hostel")


@dataclass
class Tally:
    """Outcomes by group, and for the honest who were troubled the kinds that did it."""

    people: Counter[str] = field(default_factory=Counter)
    at_once: Counter[str] = field(default_factory=Counter)
    at_payout: Counter[str] = field(default_factory=Counter)
    by_proof: Counter[str] = field(default_factory=Counter)
    troubled: Counter[str] = field(default_factory=Counter)
    why: Counter[tuple[str, ...]] = field(default_factory=Counter)

    def stopped(self, group: str) -> int:
        """How many of a ring got no money."""
        return self.at_once[group] + self.at_payout[group] + self.by_proof[group]


class Days:
    """The simulation: events by day, each answered by the book as it then stands."""

    def __init__(self, book: Book, people: Sequence[Someone], reports: frozenset[str] = frozenset()) -> None:
        """`reports` names the rings whose members staff find to deceive once a case was opened."""
        self._book = book
        self._people = people
        self._by_number = {person.number: person for person in people}
        self._reports = reports
        self._settings = FraudSettings()
        self._known: set[int] = set()
        self._held: set[int] = set()
        self._troubled: set[int] = set()
        self.tally = Tally()

    def run(self) -> Tally:
        """Every day to the last payout."""
        for person in self._people:
            self.tally.people[person.group] += 1
        last = max(person.asked for person in self._people) + UNTIL_PAYOUT
        for day in range(last + 1):
            for person in self._people:
                if person.came == day:
                    self._comes(person, day)
            self._links_back(day)
            for person in self._people:
                if person.asked == day:
                    self._asks(person, day)
            for person in self._people:
                if person.asked + UNTIL_PAYOUT == day and person.number not in self._held:
                    self._pays(person, day)
        return self.tally

    def _comes(self, person: Someone, day: int) -> None:
        self._book.met(person, day)
        self._known.add(person.number)
        if person.brought_by in self._known:
            self._book.brought(person, self._by_number[person.brought_by], day)
        for purpose in ("id_card", "selfie"):
            self._book.hands_in(person, purpose, day)

    def _links_back(self, day: int) -> None:
        """The first of a ring opens the link of the last once that one is there: this closes the chain."""
        for person in self._people:
            by = person.brought_by
            if by is not None and not person.honest and by > person.number and self._by_number[by].came == day:
                self._book.brought(person, self._by_number[by], day)

    def _asks(self, person: Someone, day: int) -> None:
        self._book.asks(person, day)
        gate = self._book.gate(person, day, self._settings)
        if gate.outcome in (REFER, BLOCK):
            self._stop(person, day, self.tally.at_once, gate.parts)
        elif gate.outcome == STEP_UP:
            self._another_picture(person, day, gate.parts)

    def _another_picture(self, person: Someone, day: int, parts: Sequence[tuple[str, int]]) -> None:
        if person.honest:
            self._trouble(person, parts)
        self._book.hands_in(person, "second_selfie", day)
        if self._book.gate(person, day, self._settings, proofs=1).outcome != PASS:
            self._stop(person, day, self.tally.by_proof, parts)

    def _pays(self, person: Someone, day: int) -> None:
        gate = self._book.gate(person, day, self._settings, proofs=1)
        if gate.outcome != PASS:
            self._stop(person, day, self.tally.at_payout, gate.parts)

    def _stop(self, person: Someone, day: int, tally: Counter[str], parts: Sequence[tuple[str, int]]) -> None:
        tally[person.group] += 1
        self._held.add(person.number)
        if person.honest:
            self._trouble(person, parts)
        elif person.group in self._reports:
            self._book.found_to_deceive(person, day)

    def _trouble(self, person: Someone, parts: Sequence[tuple[str, int]]) -> None:
        """Counted once a person, however often they were troubled."""
        if person.number not in self._troubled:
            self._troubled.add(person.number)
            self.tally.troubled[person.group] += 1
            self.tally.why[tuple(kind for kind, _ in parts)] += 1


def rings(first: int, chance: Random) -> dict[str, tuple[str, list[Someone]]]:
    """Four rings of twenty that share nothing with each other, under their names."""
    kinds = (
        ("prepared", "all register within two days, then ask over five", {"together": True}),
        ("one by one", "each registers and asks on one day, over six days", {"together": False}),
        ("one by one, found", "the same, and staff find out whom they see", {"together": False}),
        ("chain alone", "as prepared, but the second half shares nothing but the chain", {"shares": False}),
    )
    made = {}
    for place, (name, words, how) in enumerate(kinds):
        made[name] = (words, ring(name, first + place * RING, chance, **{"together": True, **how}))
    return made


def simulate(honest: int, seed: int) -> tuple[Tally, dict[str, str]]:
    """So many honest people and the four rings; the tally, and what each ring is."""
    chance = Random(seed)
    made = rings(honest, chance)
    people = honest_people(honest, chance) + [member for _, members in made.values() for member in members]
    with TemporaryDirectory() as folder:
        book = Book(Path(folder), seed)
        try:
            tally = Days(book, people, frozenset({"one by one, found"})).run()
        finally:
            book.close()
    return tally, {name: words for name, (words, _) in made.items()}


def table(_peers: str) -> str:
    """Rings and honest people as rows. `RING_PEOPLE` and `RING_SEED` change the crowd (5,000, 1)."""
    honest, seed = int(os.environ.get("RING_PEOPLE", "5000")), int(os.environ.get("RING_SEED", "1"))
    tally, words = simulate(honest, seed)
    lines = [
        "| ring of 20 | at the request | by its second picture | before payout | stopped |",
        "|---|---:|---:|---:|---:|",
    ]
    for name, text in words.items():
        figures = (tally.at_once[name], tally.by_proof[name], tally.at_payout[name])
        lines.append(f"| {name}: {text} | {figures[0]} | {figures[1]} | {figures[2]} | {sum(figures)} |")
    lines += ["", f"| honest people of {honest:,} | people | troubled | share |", "|---|---:|---:|---:|"]
    for group in HONEST:
        lines.append(_row(group, tally.people[group], tally.troubled[group]))
    everybody = sum(tally.people[group] for group in HONEST), sum(tally.troubled[group] for group in HONEST)
    lines.append(_row("all", *everybody))
    lines += ["", *(f"{n} by {' + '.join(kinds)}" for kinds, n in tally.why.most_common(12))]
    return "\n".join(lines) + "\n"


def _row(group: str, people: int, troubled: int) -> str:
    return f"| {group} | {people:,} | {troubled} | {100 * troubled / max(1, people):.2f} % |"
