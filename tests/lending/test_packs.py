"""The data of the packs: every number has its source, and the default pack is the strictest where that has a sense."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from lending.policy_pack import load_pack, pack_names

TODAY = date(2026, 11, 23)
OWN = "our own choice: the default pack's"
PLACES = [name for name in pack_names() if name != "default"]

LOWER = [
    "cap.all_in_percent",
    "cap.nominal_percent_per_month",
    "cap.effective_percent_per_month",
    "cap.daily_percent",
    "cap.daily_percent_long",
    "cap.late_percent",
    "cap.penalty_percent_per_day",
    "cap.penalty_percent_per_month",
    "cap.default_fee",
    "cap.total_cost_ratio",
    "cap.benchmark.multiple",
    "product.max_amount",
    "product.max_tenor_days",
    "affordability.all_debts_to_income",
    "affordability.unverified_cap",
    "early_repayment.fee_percent",
    "deadlines.adverse_action_days",
    "deadlines.human_review_days",
    "deadlines.complaint_ack_hours",
    "deadlines.complaint_days",
    "collection.weekday_to",
    "collection.weekend_to",
    "collection.per_day",
    "collection.per_7_days",
    "collection.per_30_days",
    "collection.debit_retries",
    "multi_loan.max_active",
    "multi_loan.max_lenders",
    "multi_loan.rollover_max",
    "fees_deducted_from_principal",
    "early_repayment.fee_allowed",
    "social_data",
    "collection.third_parties",
]
HIGHER = [
    "product.min_tenor_days",
    "product.min_age",
    "product.student_ban",
    "affordability.residual_per_head",
    "affordability.unverified_cut",
    "disclosure.validity_working_days",
    "disclosure.validity_short_working_days",
    "disclosure.min_read_seconds",
    "withdrawal.days",
    "withdrawal.fee_refund",
    "payout_delay_hours",
    "collection.weekday_from",
    "collection.weekend_from",
    "collection.record_calls",
    "multi_loan.gap_days",
    "cap.late_within_contract",
    "cap.in_duplum",
    "licence.required",
    "marketing_needs_opt_in",
    "deadlines.human_review",
]
FEWER = ["funding_modes"]
MORE = ["product.purpose_denylist"]
FIRST_IS_STRICTER = {
    "cap.penalty_base": ["overdue_principal", "overdue_principal_and_interest"],
    "after_due_interest": ["stops", "continues"],
}
WITHOUT_ORDER = {
    "currencies": "what a pack fits is no limit",
    "notes": "words for the operator",
    "yearly_rate": "conventions show one price in different ways",
    "reckoning": "the product names them",
    "cap.benchmark": "its own rate and day; the multiple is compared",
    "cap.monthly_for": "says which loans a rate is for",
    "cap.daily_long_after_months": "says which loans a rate is for",
    "affordability.basis": "whose income, and whose debts with it",
    "licence.kind": "a name",
    "disclosure.form": "a name",
    "disclosure.language": "a choice of two, both readable",
    "deadlines.adverse_action_max_reasons": "more reasons tell more and stress less",
    "deadlines.ombudsman": "a name",
    "retention_years": "one law says how long at least, another how long at most",
    "data_region": "a place",
}
LOOSER: dict[tuple[str, str], str] = {
    ("cn_microloan", "product.max_amount"): "sums of money do not pass from one currency to another",
    ("eu", "product.max_amount"): "sums of money do not pass from one currency to another",
    ("uk_hcstc", "cap.default_fee"): "sums of money do not pass from one currency to another",
    ("uk_hcstc", "product.max_tenor_days"): "names the kind of loan that the pack is for, and protects nobody",
    ("uk_hcstc", "cap.late_within_contract"): "late_percent bounds lateness at 24 % a year for every loan",
    ("cn_microloan", "cap.benchmark.multiple"): "a ceiling of one country's own rate, in force from 2027-12-31",
    ("cn_microloan", "fees_deducted_from_principal"): "the yearly rate counts what is received, so it is paid for",
    ("id", "cap.daily_percent_long"): "the default's daily rate is for every term, and no higher",
    ("id", "cap.penalty_percent_per_day"): "24 % a year for lateness is 0.066 % a day",
    ("id", "product.purpose_denylist"): "the pack is for consumers; a business has other ceilings there",
    ("eu", "early_repayment.fee_percent"): "the default allows no fee at all",
    **{(name, "licence.required"): "the default does not know who grants a licence there" for name in PLACES},
}


def ranks(path: str) -> Callable[[Any], Any] | None:
    """A key by which a smaller value is the stricter one; None where there is no order."""
    if path in LOWER:
        return lambda value: value
    if path in HIGHER:
        return lambda value: -(value.hour * 60 + value.minute) if hasattr(value, "hour") else -value
    return FIRST_IS_STRICTER[path].index if path in FIRST_IS_STRICTER else None


def is_at_least_as_strict(path: str, ours: Any, theirs: Any) -> bool:
    """Whether the first value protects a borrower as well as the second."""
    if ours is None:
        return False
    if path in FEWER:
        return set(ours) <= set(theirs)
    if path in MORE:
        return set(ours) >= set(theirs)
    rank = ranks(path)
    assert rank is not None, path
    return bool(rank(ours) <= rank(theirs))


def has_no_order(path: str) -> bool:
    if path in LOWER:
        return False
    return any(path == known or path.startswith(f"{known}.") for known in WITHOUT_ORDER)


@pytest.mark.parametrize("name", PLACES)
def test_the_default_pack_is_at_least_as_strict_as_every_other(name: str) -> None:
    """Where it is not, the table says why, and nothing stands in the table that is not so."""
    ours = {path: found.value for path, found in load_pack("default").values()}
    looser = {
        (name, path)
        for path, found in load_pack(name).values()
        if not has_no_order(path) and not is_at_least_as_strict(path, ours.get(path), found.value)
    }
    assert looser == {key for key in LOOSER if key[0] == name}


def test_lateness_under_the_default_pack_is_below_the_daily_limit_of_every_other() -> None:
    ours = load_pack("default").cap.late_percent
    assert ours is not None
    limits = [pack.cap.penalty_percent_per_day for pack in map(load_pack, PLACES)]
    assert any(limits)
    assert all(ours.value / 365 <= limit.value for limit in limits if limit is not None)


@pytest.mark.parametrize("name", pack_names())
def test_every_number_has_its_source_its_day_and_how_sure_we_are(name: str) -> None:
    pack = load_pack(name)
    assert (pack.name, pack.version.startswith(name)) == (name, True)
    for path, found in pack.values():
        assert len(found.source) > 8, path
        assert found.on <= TODAY, path
        assert (found.confidence == "C") is (path in pack.unverified()), path


@pytest.mark.parametrize("name", PLACES)
def test_what_is_taken_from_the_default_pack_is_what_the_default_pack_says_and_unchecked(name: str) -> None:
    ours = {path: found.value for path, found in load_pack("default").values()}
    taken = [(path, v) for path, v in load_pack(name).values() if v.source == OWN or v.source.startswith(f"{OWN};")]
    assert taken
    assert [path for path, found in taken if found.value != ours[path] or found.confidence != "C"] == []


@pytest.mark.parametrize(
    ("name", "path", "value"),
    [
        ("cn_microloan", "cap.all_in_percent", "24"),
        ("cn_microloan", "cap.benchmark.multiple", "4"),
        ("in", "affordability.all_debts_to_income", "0.50"),
        ("ph", "cap.effective_percent_per_month", "12"),
        ("id", "cap.daily_percent", "0.3"),
        ("ng", "retention_years.loan", "5"),
        ("uk_hcstc", "cap.daily_percent", "0.8"),
        ("eu", "withdrawal.days", "14"),
        ("ke", "cap.in_duplum", "True"),
    ],
)
def test_a_pack_holds_the_number_that_its_place_is_known_for(name: str, path: str, value: str) -> None:
    assert str(dict(load_pack(name).values())[path].value) == value


def test_the_regulator_s_own_text_was_read_only_where_it_was() -> None:
    read = {name: [path for path, v in load_pack(name).values() if v.confidence == "A"] for name in PLACES}
    assert [name for name, paths in read.items() if paths] == ["uk_hcstc"]
    assert {"cap.daily_percent", "cap.default_fee", "cap.total_cost_ratio"} <= set(read["uk_hcstc"])


def test_a_place_whose_ceiling_is_by_the_day_or_month_has_no_yearly_one_beside_it() -> None:
    """A yearly rate of 24 % would make 0.8 % a day a dead letter."""
    yearly = {name for name in PLACES if load_pack(name).cap.all_in_percent is not None}
    assert set(PLACES) - yearly == {"id", "uk_hcstc"}
    assert load_pack("ph").cap.monthly_for is not None
