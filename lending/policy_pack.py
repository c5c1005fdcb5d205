"""Policy packs: what the law of a place limits, as data.

Every number says where it comes from, on what day that was read, and how sure we are: A read in the official text,
B in a law firm's, newspaper's or other copy, C not checked yet. An operator is warned of every C. A loan keeps the
version of the pack that it was signed under.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache
from hashlib import sha256
from importlib import resources
from typing import Any, Literal

from pydantic import Field

from lending.exact import FrozenModel, read_model
from lending.pack_caps import BenchmarkCap, BenchmarkRate, Cap, SmallLoan
from lending.pack_sections import (
    Affordability,
    Collection,
    Deadlines,
    Disclosure,
    EarlyRepayment,
    LicenceRule,
    MultiLoan,
    ProductLimits,
    Reckoning,
    Retention,
    Withdrawal,
    YearlyRate,
)
from lending.pack_values import Count, Flag, Number, Sourced, Text, Texts
from lending.problems import ProblemWithInput

__all__ = [
    "Affordability",
    "BenchmarkCap",
    "BenchmarkRate",
    "Cap",
    "Collection",
    "Count",
    "Flag",
    "Number",
    "PolicyPack",
    "ProductLimits",
    "SmallLoan",
    "Sourced",
    "load_pack",
    "pack_names",
    "read_pack",
]


class PolicyPack(FrozenModel):
    """All limits of one jurisdiction, in one version.

    `currencies` are those that its amounts are in; empty where it fits every one. `notes` are what an operator must
    know beside the numbers; `check-config` says them.
    """

    name: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    version: str = Field(min_length=1, max_length=64)
    title: str
    valid_from: date
    currencies: Texts
    notes: Texts
    yearly_rate: YearlyRate
    reckoning: Reckoning
    cap: Cap
    product: ProductLimits
    affordability: Affordability
    funding_modes: Sourced[tuple[Literal["own_capital", "institutional", "members", "public"], ...]]
    licence: LicenceRule
    fees_deducted_from_principal: Flag
    after_due_interest: Sourced[Literal["stops", "continues"]]
    early_repayment: EarlyRepayment
    social_data: Flag
    marketing_needs_opt_in: Flag
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
        return tuple(sorted(path for path, found in self.values() if found.confidence == "C"))

    def values(self) -> Iterator[tuple[str, Sourced[Any]]]:
        """Every value of the pack under its path, like "cap.all_in_percent"."""
        return _values(self, "")

    def as_used(self, confirmed: Sequence[BenchmarkRate] = (), licence_until: date | None = None) -> PolicyPack:
        """The pack with what the operator says: rows of the benchmark that they confirmed, the last day of the licence.

        Rows stand before the pack's own of the same day. What the operator says is a part of the version, after a
        plus, because a decision follows from it.
        """
        if not confirmed and licence_until is None:
            return self
        cap, rule = self.cap, self.cap.benchmark
        if rule is not None:
            days = {row.since for row in confirmed}
            table = sorted((*(row for row in rule.table if row.since not in days), *confirmed), key=lambda r: r.since)
            cap = cap.model_copy(update={"benchmark": rule.model_copy(update={"table": tuple(table)})})
        licence = self.licence.model_copy(update={"valid_until": licence_until})
        said = repr(([(row.since, row.percent.value) for row in confirmed], licence_until))
        version = f"{self.version}+{sha256(said.encode()).hexdigest()[:10]}"
        return self.model_copy(update={"cap": cap, "licence": licence, "version": version})

    def is_of(self, version: str) -> bool:
        """Whether a loan of that version was signed under these numbers; what the operator said since counts by day."""
        return version.partition("+")[0] == self.version.partition("+")[0]


def _values(model: FrozenModel, path: str) -> Iterator[tuple[str, Sourced[Any]]]:
    for name in type(model).model_fields:
        value, here = getattr(model, name), f"{path}.{name}".lstrip(".")
        if isinstance(value, Sourced):
            yield here, value
        elif isinstance(value, FrozenModel):
            yield from _values(value, here)
        elif isinstance(value, tuple):
            for row in value:
                yield from _values(row, f"{here}.{row.since}" if isinstance(row, BenchmarkRate) else here)


def pack_names() -> tuple[str, ...]:
    """The packs that ship with the program, the default first."""
    files = (file.name for file in resources.files("lending.packs").iterdir())
    names = sorted(name.removesuffix(".toml") for name in files if name.endswith(".toml"))
    return tuple(sorted(names, key=lambda name: name != "default"))


def load_pack(name: str) -> PolicyPack:
    """The pack that ships under `name`, like "default"; an unknown name is refused."""
    known = re.fullmatch(r"[a-z][a-z0-9_]*", name) is not None
    file = resources.files("lending.packs").joinpath(f"{name}.toml" if known else "default.toml")
    if not known or not file.is_file():
        listed = ", ".join(pack_names())
        raise ProblemWithInput("pack", f"{name!r} is not a pack that ships with the program; there are {listed}")
    return read_pack(file.read_text(encoding="utf-8"))


@cache
def pack_of_version(version: str) -> PolicyPack | None:
    """The pack that ships with the program under this very version; None for an older or an unknown one."""
    return next((pack for pack in map(load_pack, pack_names()) if pack.is_of(version)), None)


def read_pack(text: str) -> PolicyPack:
    """A pack from the text of a TOML file, the form an operator writes their own in."""
    try:
        return read_model(PolicyPack, tomllib.loads(text), at="pack")
    except tomllib.TOMLDecodeError as broken:
        raise ProblemWithInput("pack", f"is not TOML: {broken}") from None
