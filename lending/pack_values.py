"""Values of policy packs: each with its source, the day on which that was read, and how sure we are of it."""

from __future__ import annotations

from datetime import date, time
from typing import Generic, Literal, TypeVar

from pydantic import Field

from lending.exact import FrozenModel, NotNegativeDecimal

T = TypeVar("T")


class Sourced(FrozenModel, Generic[T]):
    """A value of a pack with its source, the day the source was read, and our confidence in it.

    A is read in the official text, B in a law firm's, newspaper's or other copy, C is not checked yet.
    """

    value: T
    source: str = Field(min_length=3)
    on: date
    confidence: Literal["A", "B", "C"]


Number = Sourced[NotNegativeDecimal]
Count = Sourced[int]
Flag = Sourced[bool]
Text = Sourced[str]
Texts = Sourced[tuple[str, ...]]
Hour = Sourced[time]
