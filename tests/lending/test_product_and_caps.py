"""Products make terms within their bounds, and no offer or posting passes the caps of a policy pack."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lending.caps import check_caps, check_posting, unverified_warnings, worst_penalty
from lending.cost import yearly_rate
from lending.parts import PartKind
from lending.payday import first_payday
from lending.policy_pack import load_pack, read_pack
from lending.problems import ProblemWithInput
from lending.product import Product
from lending.schedule import schedule
from lending.terms import PenaltyTerms
from tests.lending.builders import LATE, lins_loan, lins_terms, paid, yuan

PERSONAL: dict[str, Any] = {
    "code": "personal",
    "name": {"en": "Personal loan", "zh_CN": "个人借款"},
    "currency": "CNY",
    "min_amount": "500",
    "max_amount": "20000",
    "amount_step": "100",
    "months": {"min": 1, "max": 12},
    "penalty": {"percent_per_day": "0.05", "grace_days": 4, "cap_per_instalment": "20.00"},
    "annual_rate_percent": {"A": "12", "D": "21"},
}


def test_a_product_makes_the_terms_that_lin_is_offered() -> None:
    terms = Product.read(PERSONAL).terms(yuan("5000"), 6, Decimal(18), date(2026, 11, 23))
    assert schedule(terms) == schedule(lins_terms())


def test_a_product_is_stored_and_read_back_the_same() -> None:
    product = Product.read(PERSONAL)
    assert Product.read(product.to_json()) == product
    assert (str(product.minimum), product.rate_for("A"), product.rate_for("Z")) == ("500.00", Decimal(12), None)


@pytest.mark.parametrize(
    ("payday", "first"),
    [(23, date(2026, 12, 23)), (5, date(2027, 1, 5)), (8, date(2026, 12, 8)), (31, date(2026, 12, 31))],
)
def test_a_first_payday_leaves_at_least_fifteen_days(payday: int, first: date) -> None:
    assert first_payday(date(2026, 11, 23), payday) == first


@pytest.mark.parametrize(
    ("principal", "months", "field"), [("400", 6, "principal"), ("550", 6, "principal"), ("5000", 13, "months")]
)
def test_a_product_lends_nothing_outside_its_bounds(principal: str, months: int, field: str) -> None:
    with pytest.raises(ProblemWithInput) as refused:
        Product.read(PERSONAL).terms(yuan(principal), months, Decimal(12), date(2026, 11, 23))
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"max_amount": "100"}, "products.max_amount: must not be less"),
        ({"amount_step": "300"}, "products.amount_step: must divide"),
        ({"months": [6, 3]}, "products.months: must rise"),
        ({"colour": "red"}, "products.colour: is not a key"),
        ({"annual_rate_percent": {"A": 12.5}}, "products.annual_rate_percent.A: must be text"),
    ],
)
def test_a_product_that_cannot_be_is_refused_by_key(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(ProblemWithInput) as refused:
        Product.read(PERSONAL | changes)
    assert str(refused.value).startswith(message)


def test_the_default_pack_holds_the_strictest_numbers() -> None:
    pack = load_pack("default")
    assert pack.cap.all_in_percent is not None
    assert (pack.cap.all_in_percent.value, pack.withdrawal.days.value, pack.multi_loan.max_active.value) == (24, 14, 1)
    assert pack.affordability.all_debts_to_income.value == Decimal("0.30")
    hours = [
        pack.collection.weekday_from,
        pack.collection.weekday_to,
        pack.collection.weekend_from,
        pack.collection.weekend_to,
    ]
    assert [h.value.hour for h in hours] == [8, 19, 9, 19]
    assert set(pack.funding_modes.value) == {"own_capital", "institutional"}


def test_an_operator_is_told_of_every_number_that_is_not_checked() -> None:
    pack = load_pack("default")
    assert "withdrawal.days" in pack.unverified()
    assert len(unverified_warnings(pack)) == len(pack.unverified())


@pytest.mark.parametrize("name", ["atlantis", "../default", ""])
def test_a_pack_that_does_not_exist_is_refused(name: str) -> None:
    with pytest.raises(ProblemWithInput, match="is not a pack that ships"):
        load_pack(name)


def test_a_pack_with_an_unknown_key_or_broken_toml_is_refused() -> None:
    with pytest.raises(ProblemWithInput, match="pack: is not TOML"):
        read_pack("name = ")
    with pytest.raises(ProblemWithInput, match=r"pack\.moon: is not a key"):
        read_pack("moon = 1")


def test_an_offer_within_every_limit_breaks_none() -> None:
    assert check_caps(lins_terms(), LATE, load_pack("default")) == []


def test_the_rate_is_held_against_the_cap_with_its_fees() -> None:
    """18 % is 19.56 % compound; a fee of 2 % kept back brings it to 27.8 %."""
    terms = lins_terms(fees=[{"name": "set-up", "percent": "2", "when": "disbursement"}])
    breaches = check_caps(terms, LATE, load_pack("default"))
    assert [b.rule for b in breaches] == ["cap.all_in_percent"]


@pytest.mark.parametrize(
    ("penalty", "rules"),
    [
        ({"percent_per_day": "0.07", "cap_per_instalment": "20"}, ["cap.late_percent"]),
        ({"percent_per_day": "0.05"}, ["cap.total_cost_ratio"]),
        ({"percent_per_day": "0.05", "cap_per_instalment": "900"}, ["cap.total_cost_ratio"]),
        ({"percent_per_day": "0"}, []),
    ],
)
def test_the_worst_lateness_counts_at_the_offer(penalty: dict[str, str], rules: list[str]) -> None:
    breaches = check_caps(lins_terms(), PenaltyTerms.read(penalty), load_pack("default"))
    assert [b.rule for b in breaches] == rules


@given(st.integers(0, 40), st.integers(1, 24), st.integers(0, 30))
@settings(deadline=None)
def test_an_offer_that_passes_never_costs_more_than_the_cap(percent: int, count: int, fee: int) -> None:
    fees = [{"name": "set-up", "percent": str(fee), "when": "disbursement"}] if fee else []
    terms = lins_terms(annual_rate_percent=str(percent), count=count, fees=fees)
    if not check_caps(terms, LATE, load_pack("default")) and percent + fee:
        assert yearly_rate(schedule(terms), terms, "eu_aprc") <= 24
        worst = worst_penalty(terms, LATE, schedule(terms))
        assert worst is not None
        assert schedule(terms).cost + worst <= terms.principal


def test_nothing_is_charged_that_the_key_facts_did_not_name() -> None:
    loan, pack = lins_loan(paid("877.63", date(2026, 12, 23)), as_of=date(2027, 1, 30)), load_pack("default")
    assert [b.rule for b in check_posting(loan, PartKind.FEE, yuan("3"), pack, "visit")] == ["accepted.fees"]
    assert check_posting(loan, PartKind.PENALTY, yuan("1.22"), pack) == []
    assert [b.rule for b in check_posting(loan, PartKind.PENALTY, yuan("1.23"), pack)] == ["accepted.penalty"]
    assert "cap.total_cost_ratio" in [b.rule for b in check_posting(loan, PartKind.INTEREST, yuan("5000"), pack)]
