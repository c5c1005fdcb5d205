"""The choices of a product that shape its plan: method, grace, rounding, the last instalment, an odd first period."""

from __future__ import annotations

from enum import StrEnum

from pydantic import Field

from lending.exact import FrozenModel, PositiveDecimal
from lending.rounding import RoundingMode


class Method(StrEnum):
    """How principal and interest are spread over the instalments.

    `daily_rate` pays for the days used and no more: everything at the end, interest by actual days, and whoever pays
    some of it earlier pays less.
    """

    EQUAL_INSTALMENT = "equal_instalment"
    EQUAL_PRINCIPAL = "equal_principal"
    FLAT = "flat"
    INTEREST_ONLY = "interest_only"
    BULLET = "bullet"
    DAILY_RATE = "daily_rate"

    @property
    def pays_once(self) -> bool:
        """Whether there is one instalment at the very end, however many intervals the loan lasts."""
        return self in (Method.BULLET, Method.DAILY_RATE)

    @property
    def repays_at_the_end(self) -> bool:
        """Whether no principal is due before the last instalment."""
        return self.pays_once or self is Method.INTEREST_ONLY


class LastInstalment(StrEnum):
    """What the last instalment does with the cents that rounding leaves."""

    RESIDUAL = "residual"
    SMOOTH = "smooth"
    PLUG_INTEREST = "plug_interest"


LAST_INSTALMENT_OF = {
    Method.EQUAL_INSTALMENT: tuple(LastInstalment),
    Method.FLAT: tuple(LastInstalment),
    Method.EQUAL_PRINCIPAL: (LastInstalment.RESIDUAL, LastInstalment.SMOOTH),
}
"""The rules that make sense for a method; for the others `residual` is the only one, and nothing is left over."""


class StubInterest(StrEnum):
    """What an odd first period costs.

    `by_days`: its days, spread over all instalments. `added_to_first`: its days, the difference from a regular period
    due with the first instalment, so that the others are as if it were regular. `free`: never more than a regular
    period. `as_regular`: a regular period whatever its days, as where a due day is given and the amounts must not
    depend on the day of the payout.
    """

    BY_DAYS = "by_days"
    ADDED_TO_FIRST = "added_to_first"
    FREE = "free"
    AS_REGULAR = "as_regular"


class Grace(FrozenModel):
    """How many instalments at the start are without principal, pay their interest later, or bear none."""

    principal: int = Field(default=0, ge=0)
    interest_payment: int = Field(default=0, ge=0)
    interest_free: int = Field(default=0, ge=0)


class Rounding(FrozenModel):
    """How figures are rounded; multiples are in major units.

    `mode` is for everything; `interest_mode`, `instalment_mode` and `payment_mode` for one thing instead. Interest of a
    period goes to a multiple of `interest_multiple_of`, a level instalment of `instalment_multiple_of`, and with
    equal_principal what an instalment asks for in all of `payment_multiple_of`. The last instalment takes what is left.
    """

    mode: RoundingMode = RoundingMode.HALF_EVEN
    instalment_multiple_of: PositiveDecimal | None = None
    interest_mode: RoundingMode | None = None
    interest_multiple_of: PositiveDecimal | None = None
    instalment_mode: RoundingMode | None = None
    payment_mode: RoundingMode | None = None
    payment_multiple_of: PositiveDecimal | None = None
