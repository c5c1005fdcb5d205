"""The sections of a policy pack beside the ceilings on the price: who may be lent to, how, and what they are owed."""

from __future__ import annotations

from datetime import date
from typing import Literal

from lending.exact import FrozenModel
from lending.pack_values import Count, Flag, Hour, Number, Sourced, Text, Texts


class YearlyRate(FrozenModel):
    """Which yearly rate is shown first, which others beside it, and with how many decimals."""

    convention: Text
    also: Texts
    display_decimals: Count


class Reckoning(FrozenModel):
    """Which day counts and which roundings the place prescribes; `any` leaves them to the product, which names them."""

    day_count: Text
    rounding: Text


class ProductLimits(FrozenModel):
    """What may be lent to whom. Amounts in major units; None where the place has no such limit."""

    max_amount: Number | None = None
    max_tenor_days: Count | None = None
    min_tenor_days: Count | None = None
    min_age: Count
    student_ban: Flag
    purpose_denylist: Texts


class Affordability(FrozenModel):
    """How much of an income all debts may take. Ratios of one; `residual_per_head` in major units a month.

    `basis` says whose income and debts are counted. `unverified_cut` is the share of an unproven income that is not
    counted, `unverified_cap` the most lent on it. The two amounts are None where the pack's place names none: sums of
    money do not pass from one currency to another, so there the lender's own settings stand alone.
    """

    all_debts_to_income: Number
    basis: Sourced[Literal["person", "household"]]
    residual_per_head: Number | None = None
    unverified_cut: Number
    unverified_cap: Number | None = None


class EarlyRepayment(FrozenModel):
    """Whether paying early may cost a fee, and the most that it may be, in percent of what is paid early."""

    fee_allowed: Flag
    fee_percent: Number | None = None


class Withdrawal(FrozenModel):
    """The days in which a borrower may change their mind, and whether fees come back."""

    days: Count
    fee_refund: Flag


class Disclosure(FrozenModel):
    """The form of the key facts, how long they stand (in working days), and in whose language they are.

    `validity_short_working_days` is for terms of less than seven days.
    """

    form: Text
    validity_working_days: Count
    validity_short_working_days: Count
    min_read_seconds: Count
    language: Sourced[Literal["borrower", "official"]]


class Deadlines(FrozenModel):
    """Days within which a borrower is answered, and where they turn when they were not."""

    adverse_action_days: Count
    adverse_action_max_reasons: Count
    human_review: Flag
    human_review_days: Count
    complaint_ack_hours: Count
    complaint_days: Count
    ombudsman: Text


class Collection(FrozenModel):
    """When and how often a borrower may be contacted about a debt, in the borrower's own time zone.

    `debit_retries` is how often a debit that failed may be tried in all before it is agreed on anew.
    """

    weekday_from: Hour
    weekday_to: Hour
    weekend_from: Hour
    weekend_to: Hour
    per_day: Count
    per_7_days: Count
    per_30_days: Count
    third_parties: Flag
    record_calls: Flag
    debit_retries: Count


class Retention(FrozenModel):
    """Years that records are kept after they were last needed, by class."""

    application: Count
    loan: Count
    kyc: Count
    collection: Count


class MultiLoan(FrozenModel):
    """How many loans one person may have, with us and with how many lenders, how often rolled over, how soon again."""

    max_active: Count
    max_lenders: Count | None = None
    rollover_max: Count
    gap_days: Count


class LicenceRule(FrozenModel):
    """Whether a lender must show a licence to lend under this pack, and of what kind.

    `valid_until` is the last day of the licence that the lender has: the operator's word, not the pack's.
    """

    required: Flag
    kind: Text
    valid_until: date | None = None

    def allows(self, day: date) -> bool:
        """Whether anything may be lent on `day`."""
        return not self.required.value or (self.valid_until is not None and day <= self.valid_until)
