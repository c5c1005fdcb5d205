"""Papers are whole files of their own: every figure in them, nothing loaded, nothing smuggled in."""

import re
from pathlib import Path
from typing import Any

import pytest

from bot.contract import Papers, masked
from conversations.say import BLANK, Attachment
from tests.bot.words import speaking

ROWS = [
    {"n": 1, "due_on": "2026-12-23", "principal": [80263, "CNY"], "interest": [7500, "CNY"], "fee": [0, "CNY"],
     "due": [87763, "CNY"], "balance": [419737, "CNY"]},
    {"n": 2, "due_on": "2027-01-23", "principal": [419737, "CNY"], "interest": [6296, "CNY"], "fee": [0, "CNY"],
     "due": [426033, "CNY"], "balance": [0, "CNY"]},
]  # fmt: skip


def terms(**changed: Any) -> dict[str, Any]:
    return {
        "lender": "Harbour Microcredit",
        "licence": "No. 12",
        "number": "L-7K2M9Q-41",
        "principal": [500000, "CNY"],
        "received": [500000, "CNY"],
        "disbursed_on": "2026-11-23",
        "annual_rate_percent": "18",
        "rates": {"cn_simple": "18.00", "cn_irr_compound": "19.56", "eu_aprc": "19.57"},
        "instalments": ROWS,
        "total_interest": [13796, "CNY"],
        "total_fees": [0, "CNY"],
        "total_due": [513796, "CNY"],
        "late": {"grace_days": 4, "percent_per_day": "0.05", "cap": [2000, "CNY"]},
        "withdrawal_days": 14,
        "complaints": {"days": 15, "escalation": "The Ombudsman, 12378"},
        **changed,
    }


def contract(**changed: Any) -> dict[str, Any]:
    signed = {
        "borrower": "林 晓",
        "national_id": "310101199001011234",
        "payout_account": "6222020200012345678",
        "accepted_at": "2026-11-23T10:00:00+00:00",
    }
    return terms(**{**signed, **changed})


def paper(template: str, values: dict[str, Any], language: str = "en") -> str:
    return Papers().file(Attachment(template, BLANK, values), speaking(language)).text


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_a_contract_names_every_instalment_every_rate_and_who_agreed_when(language: str) -> None:
    text = paper("contract", contract(), language)
    for figure in ("L-7K2M9Q-41", "877.63", "4,260.33", "5,137.96", "137.96", "林 晓", "0.05", "20.00", "12378"):
        assert figure in text
    assert len(re.findall(r"18\.00 ?%", text)) == 2
    assert len(re.findall(r"19\.5[67] ?%", text)) == 2
    assert "18:00 (UTC+08:00)" in text
    assert "14" in text


def test_a_contract_shows_only_the_ends_of_identity_and_account_numbers() -> None:
    text = paper("contract", contract())
    assert "310***********1234" in text
    assert "199001" not in text
    assert "622************5678" in text
    assert masked("12345") == "***45"


def test_a_paper_loads_nothing_and_a_value_cannot_become_markup() -> None:
    text = paper("contract", contract(borrower="<script>alert(1)</script>$number"))
    assert "<script" not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;$number" in text
    assert not re.search(r"(src|href|url)\s*[=(]", text)


def test_a_paper_with_a_hole_in_it_is_never_made() -> None:
    values = contract()
    del values["total_due"]
    with pytest.raises(ValueError, match="total_due"):
        paper("contract", values)
    with pytest.raises(ValueError, match="colour"):
        paper("contract", contract(colour="red"))


def test_the_fee_column_stands_only_where_instalments_carry_fees() -> None:
    assert "<th>Fee</th>" not in paper("key_facts", terms(valid_until="2026-11-30T10:00:00+00:00"))
    rows = [{**row, "fee": [150, "CNY"]} for row in ROWS]
    fees = [{"name": "Service", "amount": [150, "CNY"], "when": "instalment"}]
    text = paper("key_facts", terms(instalments=rows, fees=fees, valid_until="2026-11-30T10:00:00+00:00"))
    assert "<th>Fee</th>" in text
    assert "Service: 1.50" in text


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_the_privacy_notice_says_its_version_and_how_long_things_are_kept(language: str) -> None:
    complaints = {"days": 15, "escalation": "12378"}
    values = {"lender": "Harbour", "version": "2026-11", "retention_years": 5, "complaints": complaints}
    text = paper("privacy_notice", values, language)
    assert "2026-11" in text
    assert "12378" in text


def test_a_lender_without_a_licence_has_no_empty_line_for_one() -> None:
    assert "Licence" not in paper("contract", contract(licence=""))
    licensed = Papers(licence="MC-7").file(
        Attachment("contract", BLANK, {k: v for k, v in contract().items() if k != "licence"}), speaking("en")
    )
    assert "<th>Licence</th><td>MC-7</td>" in licensed.text


def test_a_lenders_own_template_goes_before_the_one_that_comes_with_the_program(tmp_path: Path) -> None:
    own = tmp_path / "en"
    own.mkdir()
    (own / "contract-personal.html").write_text("$borrower owes $lender $principal")
    made = Papers((tmp_path,)).file(Attachment("contract", BLANK, contract(product="personal")), speaking("en"))
    assert made.text == "林 晓 owes Harbour Microcredit 5,000.00"
