"""How long a loan is asked for, in the words of its product: 14 days, 8 weeks, 6 half months, 12 months."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from lending.calendar import Unit, add


class TermUnit(StrEnum):
    """What a term is counted in. A half month is the time between the two days of a month on which instalments fall."""

    DAY = "day"
    WEEK = "week"
    HALF_MONTH = "half_month"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class Term:
    """So many of a unit. Terms of one product have one unit, so their counts can be compared."""

    count: int
    unit: TermUnit = TermUnit.MONTH

    def end(self, start: date) -> date:
        """About the last day of a loan that begins on `start`; an odd half month counts fifteen days."""
        match self.unit:
            case TermUnit.DAY:
                return add(start, Unit.DAY, self.count)
            case TermUnit.WEEK:
                return add(start, Unit.WEEK, self.count)
            case TermUnit.HALF_MONTH:
                return add(add(start, Unit.MONTH, self.count // 2), Unit.DAY, 15 * (self.count % 2))
        return add(start, Unit.MONTH, self.count)

    def plain(self) -> list[int | str]:
        """The term as JSON: [14, "day"]."""
        return [self.count, self.unit.value]

    @classmethod
    def of(cls, stored: Any) -> Term:
        """What `plain` gave; a bare number is months, as terms were kept before products had other units."""
        if isinstance(stored, int):
            return cls(stored)
        count, unit = stored
        return cls(int(count), TermUnit(unit))

    def __str__(self) -> str:
        unit = self.unit.value.replace("_", " ")
        return f"{self.count} {unit}" if self.count == 1 else f"{self.count} {unit}s"
