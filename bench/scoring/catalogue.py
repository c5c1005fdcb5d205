"""The tables that are compared on: where each is, what went bad in it, what may not be a feature, what is known of it.

What may not be a feature is a name of the row, the future, and what the description of the data calls protected.
Directions are what anybody who lends would say before seeing a row; where nothing is sure, none is given.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bench.scoring.features_mobile import read_mobile_loans
from bench.scoring.tables import Table, categories, is_numeric, numbers, read_columns


@dataclass(frozen=True)
class Source:
    """One file. `nominal` are numbers that only name something; in `negative_is_missing` minus one means unknown."""

    name: str
    file: str
    target: str
    bad_value: str
    dropped: tuple[str, ...] = ()
    nominal: tuple[str, ...] = ()
    negative_is_missing: tuple[str, ...] = ()
    riskier: tuple[str, ...] = ()
    safer: tuple[str, ...] = ()

    def read(self, folder: Path) -> Table:
        """The table from the file in `folder`."""
        texts = read_columns(folder / self.file)
        bad = np.array([text == self.bad_value for text in texts.pop(self.target)], dtype=np.int64)
        kept = {name: column for name, column in texts.items() if name not in self.dropped}
        named = {name for name, column in kept.items() if name in self.nominal or not is_numeric(column)}
        measured = {name: numbers(column) for name, column in kept.items() if name not in named}
        for name in self.negative_is_missing:
            measured[name] = np.where(measured[name] < 0, np.nan, measured[name])
        words = {name: categories(kept[name]) for name in kept if name in named}
        directions = dict.fromkeys(self.riskier, 1) | dict.fromkeys(self.safer, -1)
        return Table(self.name, bad, measured, words, directions)


GERMAN = Source(
    "german",
    "german.csv.gz",
    "creditability",
    "bad",
    dropped=("personal_status_and_sex", "age_in_years", "foreign_worker"),
    riskier=("duration_in_month", "installment_rate_in_percentage_of_disposable_income"),
)
TAIWAN = Source(
    "taiwan",
    "taiwan.csv.gz",
    "default_next_month",
    "1",
    dropped=("ID", "SEX", "AGE", "MARRIAGE"),
    nominal=("EDUCATION",),
    riskier=("PAY_0", "PAY_2", "PAY_3", "PAY_4", "PAY_5", "PAY_6"),
    safer=("LIMIT_BAL", *(f"PAY_AMT{month}" for month in range(1, 7))),
)
GMSC = Source(
    "gmsc",
    "gmsc.csv.gz",
    "SeriousDlqin2yrs",
    "1",
    riskier=(
        "NumberOfTime30-59DaysPastDueNotWorse",
        "NumberOfTime60-89DaysPastDueNotWorse",
        "NumberOfTimes90DaysLate",
        "RevolvingUtilizationOfUnsecuredLines",
    ),
    safer=("MonthlyIncome",),
)
APPLICATION_FRAUD = Source(
    "application_fraud",
    "application_fraud.csv.gz",
    "fraud_bool",
    "1",
    dropped=("customer_age_category", "customer_age", "month"),
    nominal=("payment_type", "employment_status", "housing_status", "source", "device_os"),
    negative_is_missing=(
        "prev_address_months_count",
        "current_address_months_count",
        "bank_months_count",
        "session_length_in_minutes",
        "device_distinct_emails_8w",
    ),
)
CARD_FRAUD = Source("card_fraud", "card_fraud_sample.csv.gz", "Class", "1")

TABLES: dict[str, Callable[[Path], Table]] = {
    "german": GERMAN.read,
    "mobile_loans": read_mobile_loans,
    "card_fraud": CARD_FRAUD.read,
    "application_fraud": APPLICATION_FRAUD.read,
    "taiwan": TAIWAN.read,
    "gmsc": GMSC.read,
}
"""Small tables first, so that the first figures come soon."""

BASE_RATE_IS_MADE = ("card_fraud",)
"""Tables whose share of bad rows was chosen by who made them: how well probabilities fit says nothing there."""

NOISY = ("german", "mobile_loans", "application_fraud", "card_fraud")
"""Tables with so few bad rows that a hundredth of AUC is noise."""


def files_of(name: str) -> tuple[str, ...]:
    """The files that a table is made of."""
    if name == "mobile_loans":
        return tuple(f"mobile_loans_{part}.csv.gz" for part in ("current", "previous", "customers"))
    sources = (GERMAN, TAIWAN, GMSC, APPLICATION_FRAUD, CARD_FRAUD)
    return tuple(source.file for source in sources if source.name == name)
