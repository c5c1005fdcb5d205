"""How a pack is chosen: its currency, its licence, what is about to end, and what its operator is told."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bot.configuration import Sections, house
from bot.configuration_check import check
from bot.policy_rules import pack_of, policy_rules, policy_warnings
from bot.sections import PolicySection
from bot.toml_lines import Path as KeyPath
from lending.policy_pack import load_pack, pack_names
from tests.bot.test_configuration import changed, remarks, shipped

TODAY = date(2026, 11, 23)
LICENCE: dict[str, Any] = {
    "licence": "ML-2026-17",
    "licence_kind": "micro-loan company",
    "licence_valid_until": "2029-12-31",
}
CHINA = (
    'pack = "default"',
    'pack = "cn_microloan"\nlicence_kind = "micro-loan company"\nlicence_valid_until = 9998-12-31',
)
NUMBER = ('licence = ""', 'licence = "ML-2026-17"')


def sections() -> Sections:
    return shipped().configuration.sections


def broken(currency: str = "CNY", **policy: Any) -> list[tuple[KeyPath, str]]:
    section = PolicySection.model_validate(policy)
    return list(policy_rules(section, currency, sections().products))


def test_a_lender_in_china_is_told_that_telegram_is_blocked_and_that_ids_cross_the_border(tmp_path: Path) -> None:
    checked = check(changed(tmp_path, CHINA, NUMBER), {})
    told = [str(remark) for remark in checked.warnings if remark.key == "policy.pack"]
    assert any("Telegram is blocked on the mainland" in line for line in told)
    assert any("cross-border transfer" in line for line in told)
    lender = house(checked.configuration)
    assert (lender.pack.name, lender.withdrawal_days) == ("cn_microloan", 14)


@pytest.mark.parametrize("name", pack_names())
def test_every_unchecked_number_of_the_pack_in_use_is_named(name: str) -> None:
    pack = load_pack(name)
    told = [why for _, why in policy_warnings(PolicySection(pack=name), TODAY) if "confidence C" in why]
    assert len(told) == 1
    assert told[0].startswith(f"{len(pack.unverified())} numbers")
    assert all(path in told[0] for path in pack.unverified())


@pytest.mark.parametrize(
    ("pack", "currency"),
    [("in", "INR"), ("ph", "PHP"), ("id", "IDR"), ("ke", "KES"), ("ng", "NGN"), ("uk_hcstc", "GBP"), ("eu", "EUR")],
)
def test_a_pack_of_another_place_is_refused_with_the_currency_that_it_is_for(pack: str, currency: str) -> None:
    said = f"the pack '{pack}' is for loans in {currency}, and the lender lends in CNY: choose the pack of the place"
    assert next(why for where, why in broken(pack=pack, **LICENCE) if where == ("policy", "pack")).startswith(said)
    assert [where for where, _ in broken(pack=pack, currency=currency, **LICENCE) if where[0] == "policy"] == []


def test_the_refusal_reaches_the_operator_with_its_key(tmp_path: Path) -> None:
    told = remarks(tmp_path, ('pack = "default"', 'pack = "ke"'))
    assert any(line.startswith("policy.pack: the pack 'ke' is for loans in KES") for line in told)


@pytest.mark.parametrize("name", [name for name in pack_names() if name != "default"])
def test_a_pack_that_needs_a_licence_lends_without_none(name: str) -> None:
    currency = load_pack(name).currencies.value[0]

    def keys(**policy: Any) -> list[str]:
        return [str(where[-1]) for where, _ in broken(currency=currency, pack=name, **policy) if where[0] == "policy"]

    assert keys() == ["licence"]
    assert keys(licence="X-1") == ["licence_kind"]
    assert keys(licence="X-1", licence_kind="lender") == ["licence_valid_until"]
    assert keys(**LICENCE) == []


def test_an_ended_licence_lets_the_program_run_and_be_repaid_and_says_that_nothing_is_lent() -> None:
    policy = PolicySection.model_validate({"pack": "cn_microloan", **LICENCE, "licence_valid_until": "2026-11-22"})
    assert broken(**policy.model_dump()) == []
    told = [why for where, why in policy_warnings(policy, TODAY) if where[-1] == "licence_valid_until"]
    assert told == ["is past: every request is declined until the licence is renewed"]


@pytest.mark.parametrize(("until", "warned"), [("2027-01-21", True), ("2027-01-22", False)])
def test_a_licence_that_ends_soon_is_warned_of(until: str, warned: bool) -> None:
    """Sixty days from 23 November are until 21 January."""
    policy = PolicySection.model_validate({"pack": "cn_microloan", **LICENCE, "licence_valid_until": until})
    assert any("the licence ends" in why for _, why in policy_warnings(policy, TODAY)) is warned


def test_the_operator_confirms_the_benchmark_or_is_reminded_of_it() -> None:
    confirmed: dict[str, Any] = {"benchmark": [{"since": "2026-11-20", "percent": "2.9"}]}
    policy = PolicySection.model_validate({"pack": "cn_microloan", **confirmed})
    rule = pack_of(policy).cap.benchmark
    assert rule is not None
    assert str(rule.limit_on(TODAY)) == "11.6"
    assert not [why for where, why in policy_warnings(policy, TODAY) if where[-1] == "benchmark"]
    forgotten = list(policy_warnings(PolicySection(pack="cn_microloan"), TODAY))
    assert "the last one known is 3.0 % of 2026-01-01" in forgotten[-1][1]
    assert [where for where, _ in broken(pack="default", **confirmed)] == [("policy", "benchmark")]


def test_a_product_over_a_cap_of_the_chosen_pack_is_refused_at_its_key(tmp_path: Path) -> None:
    fee = ("fees = []", 'fees = [{ name = "set-up", percent = "0.1", when = "disbursement" }]')
    told = remarks(tmp_path, CHINA, NUMBER, fee)
    assert any(line.startswith("products[1].fees: fees_deducted_from_principal") for line in told), told
