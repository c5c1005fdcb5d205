"""What every fact is: something that has happened, frozen, with the day it counts from and the day it was written.

A fact names the person whose key encrypts its personal fields. Which fields are personal is said where the field is
declared, with `personal()`, so that nobody has to remember a second list.
"""

import dataclasses
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID


@dataclass(frozen=True)
class Dated:
    """The two days of a fact: `value_date`, from which it counts, and `booked_on`, when it was written."""

    value_date: date
    booked_on: date

    @classmethod
    def on(cls, day: date) -> "Dated":
        return cls(day, day)


@dataclass(frozen=True, kw_only=True)
class Fact:
    """Something that has happened. `person_id` is whose key encrypts its personal fields, if it has any."""

    dated: Dated
    person_id: UUID | None = None


def personal() -> Any:
    """Declares a field whose value is stored encrypted under the person's key, and read back as None after erasure."""
    return dataclasses.field(metadata={"personal": True})


def personal_fields(fact_type: type[Fact]) -> frozenset[str]:
    """The names of a fact's personal fields."""
    return frozenset(f.name for f in dataclasses.fields(fact_type) if f.metadata.get("personal"))
