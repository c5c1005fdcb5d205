"""Products in the configuration: every kind can be written, and what cannot be lent is named by its key."""

from datetime import date
from pathlib import Path

import pytest

from bot.configuration import house
from bot.configuration_check import ConfigurationMistakes, check

SHIPPED = (Path(__file__).resolve().parents[2] / "config.toml").read_text(encoding="utf-8")
PENALTY = (
    'penalty = { percent_per_day = "0.05", grace_days = 4, base = "overdue_principal", cap_per_instalment = "20.00" }'
)


def written(folder: Path, *changes: tuple[str, str]) -> Path:
    """The configuration that ships, with these texts replaced."""
    text = SHIPPED
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    path = folder / "config.toml"
    path.write_text(text, encoding="utf-8")
    return path


def mistakes(folder: Path, *changes: tuple[str, str]) -> list[str]:
    with pytest.raises(ConfigurationMistakes) as refused:
        check(written(folder, *changes), {})
    return [f"{remark.key}: {remark.text}" for remark in refused.value.remarks]


METHOD = 'method = "equal_instalment"'


@pytest.mark.parametrize(
    "added",
    [
        METHOD + '\nevery = { unit = "week", n = 2 }\nmonths = [1, 2, 3]',
        METHOD + '\nevery = { unit = "day", n = 10 }\nmonths = [1, 2]',
        METHOD + '\nevery = { unit = "month", days = [5, 20] }\nstub_interest = "as_regular"\nmonths = [6]',
        METHOD + '\nmonths_without_principal = [1, 2]\npayday = 25\nstub_interest = "as_regular"\nmonths = [12]',
        'method = "daily_rate"\nevery = { unit = "day", n = 30 }\nmonths = [1, 2, 3]',
        'method = "bullet"\nmonths = [3]',
    ],
)
def test_products_of_every_kind_can_be_configured(tmp_path: Path, added: str) -> None:
    """At 18 %: a short first period that costs a whole one brings 21 % above the cap of 24 %."""
    actual = '"act/365"' if '"day"' in added or '"week"' in added else '"30/360"'
    changes = [
        ("months = { min = 1, max = 12 }\n", ""),
        ('D = "21", E = "21"', 'D = "18", E = "18"'),
        (METHOD, added),
        ('day_count = "30/360"', f"day_count = {actual}"),
    ]
    configuration = check(written(tmp_path, *changes), {}).configuration
    assert configuration.sections.products[0].code == "personal"


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ((METHOD, 'method = "daily_rate"'), "products[1].day_count: must count actual days"),
        ((METHOD, METHOD + "\ngrace = { principal = 1 }"), "products[1].grace.principal: must leave at least one"),
        ((METHOD, METHOD + "\npayday = 25"), "products[1].stub_interest: must be as_regular, and valid_days at most 7"),
        ((METHOD, METHOD + '\ncountry = "CN"'), "products[1].country: does nothing while payments_on_non_working_days"),
        (
            (METHOD, METHOD + '\ncountry = "XX"\npayments_on_non_working_days = "next"'),
            "products[1].country: has no calendar of public holidays",
        ),
        (("fees = []", 'fees = [{ name = "x", amount = "600", when = "disbursement" }]'), "products[1].fees: deducted"),
        (
            ("fees = []", 'fees = [{ name = "x", percent = "3", when = "disbursement" }]'),
            "products[1].annual_rate_percent.A: cap.all_in_percent:",
        ),
        (
            (PENALTY, PENALTY.replace('"0.05"', '"0.1"')),
            "products[1].penalty: cap.late_percent: 36.5 is over the limit",
        ),
        ((PENALTY, PENALTY.replace('"0.05"', '"-1"')), "products[1].penalty.percent_per_day: must not be negative"),
        (("months = { min = 1, max = 12 }", "months = [0]"), "products[1].months: must rise from 1"),
        (('currency = "CNY"\nmin_amount', 'currency = "XYZ"\nmin_amount'), "products[1].currency: 'XYZ' is not a curr"),
        (('min_amount = "500"', 'min_amount = "-500"'), "products[1].min_amount: must be more than zero"),
    ],
)
def test_a_product_that_cannot_be_lent_is_named_by_its_key(
    tmp_path: Path, changes: tuple[str, str], found: str
) -> None:
    assert any(line.startswith(found) for line in mistakes(tmp_path, changes)), mistakes(tmp_path, changes)


def test_days_that_no_government_has_announced_are_warned_of(tmp_path: Path) -> None:
    country = METHOD + '\ncountry = "CN"\npayments_on_non_working_days = "next"'
    checked = check(written(tmp_path, (METHOD, country)), {})
    assert any("which weekend days are worked is not announced" in remark.text for remark in checked.warnings)
    products = house(checked.configuration, date(2026, 9, 1)).products
    assert date(2026, 10, 1) in products[0].non_working_days
