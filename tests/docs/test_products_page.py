"""The page of products is true: its examples are answered, and every key that there is stands on it."""

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from bot.cli.requests import quote_in_country
from lending.down_payment import DownPayment
from lending.exact import FrozenModel
from lending.fees import Fee, PenaltyTerms, Tax
from lending.plan_rules import Grace, Method, Rounding, StubInterest
from lending.policy_pack import load_pack
from lending.product import Product
from lending.product_check import breaks, changes_with_the_payout, impossible
from lending.quote import BESIDE_TERMS
from lending.terms import Every, LoanTerms

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "products.md").read_text(encoding="utf-8")
BASE: dict[str, Any] = json.loads(re.findall(r"```json\n(.+?)```", PAGE, re.DOTALL)[0])
EXAMPLES = re.findall(r"\| `(\{\".+\})` \|$", PAGE, re.MULTILINE)
MODELS: tuple[type[FrozenModel], ...] = (
    LoanTerms,
    Product,
    Fee,
    Tax,
    PenaltyTerms,
    Grace,
    Rounding,
    Every,
    DownPayment,
)
NAMED_ELSEWHERE = {"principal", "currency", "disbursed_on", "unit", "n", "days", "fees", "included", "interest_payment"}
"""Keys of the request that all examples stand on, and parts of keys that are shown in their examples."""


@pytest.mark.parametrize("example", EXAMPLES)
def test_an_example_of_the_page_is_answered(example: str) -> None:
    change = json.loads(example)
    left_out = {"principal"} if "price" in change else {"count"} if "instalment" in change else set()
    asked = {key: value for key, value in BASE.items() if key not in left_out}
    assert quote_in_country(asked | change)["instalments"]


def test_a_rate_a_day_is_what_the_page_says() -> None:
    asked = {key: value for key, value in BASE.items() if key != "annual_rate_percent"} | {"daily_rate_percent": "0.05"}
    found = {
        count: LoanTerms.read(asked | {"day_count": count}).annual_rate_percent for count in ("act/365", "act/360")
    }
    assert [str(rate) for rate in found.values()] == ["18.25", "18.00"]


def test_every_key_stands_on_the_page() -> None:
    keys = {name for model in MODELS for name in model.model_fields} | set(BESIDE_TERMS)
    assert {key for key in keys if f"`{key}`" not in PAGE} - NAMED_ELSEWHERE == set()
    choices = [*Method, *StubInterest]
    assert [choice.value for choice in choices if f"`{choice.value}`" not in PAGE] == []


PRODUCTS = [tomllib.loads(example)["products"][0] for example in re.findall(r"```toml\n(.+?)```", PAGE, re.DOTALL)]


@pytest.mark.parametrize("example", PRODUCTS, ids=lambda example: example["code"])
def test_a_product_of_the_page_can_be_lent(example: dict[str, Any]) -> None:
    product = Product.read(example)
    assert list(impossible(product)) == []
    assert not changes_with_the_payout(product)
    assert list(breaks(product, load_pack("default"))) == []
