"""Policy packs: what the law of a place limits, as data.

Every number says where it comes from, on what day that was read, and how sure we are: A read in the official text,
B in a law firm's, newspaper's or other copy, C not checked yet. An operator is warned of every C. A loan keeps the
version of the pack that it was signed under.
"""

from __future__ import annotations

import re
import tomllib
from datetime import date, time
from importlib import resources
from typing import Generic, Literal, TypeVar

from pydantic import Field

from lending.exact import FrozenModel, NotNegativeDecimal, read_model
from lending.problems import ProblemWithInput

T = TypeVar("T")


class Sourced(FrozenModel, Generic[T]):
    """A value of a pack with its source, the day the source was read, and our confidence in it."""

    value: T
    source: str = Field(min_length=3)
    on: date
    confidence: Literal["A", "B", "C"]


Number = Sourced[NotNegativeDecimal]
Count = Sourced[int]
Flag = Sourced[bool]
Text = Sourced[str]
Hour = Sourced[time]


class YearlyRate(FrozenModel):
    """Which yearly rate is shown first, which others beside it, and with how many decimals."""

    convention: Text
    also: Sourced[tuple[str, ...]]
    display_decimals: Count


class Cap(FrozenModel):
    """Ceilings on the price. Rates in percent; None where the place has no such limit.

    `all_in_percent` is held against the compound yearly rate of all cash flows; `late_percent` against late interest
    and penalty together, as a simple yearly rate of what is overdue; `total_cost_ratio` against everything paid beyond
    the principal, lateness included, over the principal.
    """

    all_in_percent: Number | None = None
    late_percent: Number | None = None
    total_cost_ratio: Number | None = None
    nominal_percent_per_month: Number | None = None
    effective_percent_per_month: Number | None = None
    daily_percent: Number | None = None
    default_fee: Number | None = None
    penalty_percent_per_month: Number | None = None
    penalty_base: Sourced[Literal["overdue_principal"]] | None = None


class ProductLimits(FrozenModel):
    """What may be lent to whom. Amounts in major units."""

    max_amount: Number | None = None
    max_tenor_days: Count | None = None
    min_tenor_days: Count | None = None
    min_age: Count
    student_ban: Flag
    purpose_denylist: Sourced[tuple[str, ...]]


class Affordability(FrozenModel):
    """How much of an income all debts may take. Ratios of one; `residual_per_head` in major units a month.

    `unverified_cut` is the share of an unproven income that is not counted, `unverified_cap` the most lent on it.
    """

    all_debts_to_income: Number
    residual_per_head: Number
    unverified_cut: Number
    unverified_cap: Number


class Withdrawal(FrozenModel):
    """The days in which a borrower may change their mind, and whether fees come back."""

    days: Count
    fee_refund: Flag


class Disclosure(FrozenModel):
    """The form of the key facts, and how long they stand."""

    form: Text
    validity_working_days: Count
    min_read_seconds: Count


class Deadlines(FrozenModel):
    """Days within which a borrower is answered."""

    adverse_action_days: Count
    adverse_action_max_reasons: Count
    human_review_days: Count
    complaint_ack_hours: Count
    complaint_days: Count


class Collection(FrozenModel):
    """When and how often a borrower may be contacted about a debt, in the borrower's own time zone."""

    weekday_from: Hour
    weekday_to: Hour
    weekend_from: Hour
    weekend_to: Hour
    per_day: Count
    per_7_days: Count
    per_30_days: Count
    third_parties: Flag


class Retention(FrozenModel):
    """Years that records are kept after they were last needed."""

    application: Count
    loan: Count
    kyc: Count
    collection: Count


class MultiLoan(FrozenModel):
    """How many loans one person may have, and how soon again."""

    max_active: Count
    rollover_max: Count
    gap_days: Count


class LicenceRule(FrozenModel):
    """Whether a lender must show a licence to lend under this pack, and of what kind."""

    required: Flag
    kind: Text


class PolicyPack(FrozenModel):
    """All limits of one jurisdiction, in one version."""

    name: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    version: str = Field(min_length=1)
    title: str
    valid_from: date
    yearly_rate: YearlyRate
    cap: Cap
    product: ProductLimits
    affordability: Affordability
    funding_modes: Sourced[tuple[Literal["own_capital", "institutional", "members", "public"], ...]]
    licence: LicenceRule
    fees_deducted_from_principal: Flag
    after_due_interest: Sourced[Literal["stops", "continues"]]
    early_repayment_fee: Flag
    social_data: Flag
    disclosure: Disclosure
    withdrawal: Withdrawal
    payout_delay_hours: Count
    deadlines: Deadlines
    collection: Collection
    retention_years: Retention
    multi_loan: MultiLoan
    data_region: Text

    def unverified(self) -> tuple[str, ...]:
        """The paths of every value that is not checked against a source (confidence C)."""
        return tuple(sorted(_unverified(self, "")))


def _unverified(model: FrozenModel, path: str) -> list[str]:
    found = []
    for name in type(model).model_fields:
        value, here = getattr(model, name), f"{path}.{name}".lstrip(".")
        if isinstance(value, Sourced):
            found += [here] if value.confidence == "C" else []
        elif isinstance(value, FrozenModel):
            found += _unverified(value, here)
    return found


def load_pack(name: str) -> PolicyPack:
    """The pack that ships under `name`, like "default"; an unknown name is refused."""
    known = re.fullmatch(r"[a-z][a-z0-9_]*", name) is not None
    file = resources.files("lending.packs").joinpath(f"{name}.toml" if known else "default.toml")
    if not known or not file.is_file():
        raise ProblemWithInput("pack", f"{name!r} is not a pack that ships with the program")
    return read_pack(file.read_text(encoding="utf-8"))


def read_pack(text: str) -> PolicyPack:
    """A pack from the text of a TOML file, the form an operator writes their own in."""
    try:
        return read_model(PolicyPack, tomllib.loads(text), at="pack")
    except tomllib.TOMLDecodeError as broken:
        raise ProblemWithInput("pack", f"is not TOML: {broken}") from None
