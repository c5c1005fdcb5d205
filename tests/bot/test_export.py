"""What `microloan export` writes: the trial balance as accountants read it."""

from datetime import date

import pytest

from bot.__main__ import main
from bot.cli.export import as_json
from lending.chart import Account
from lending.money import Money
from storage.trial_balance import Line


def test_debits_and_credits_stand_apart_and_are_positive() -> None:
    lines = (
        Line(Account.BANK, "pool", Money(9_505_000, "CNY")),
        Line(Account.LOAN_PRINCIPAL, "", Money(500_000, "CNY")),
        Line(Account.CAPITAL, "", Money(-10_000_000, "CNY")),
        Line(Account.FEES, "", Money(-5_000, "CNY")),
    )
    told = as_json(date(2026, 11, 30), "booking", lines)
    assert [(row["debit"], row["credit"]) for row in told["accounts"]] == [
        ("95050.00", None),
        ("5000.00", None),
        (None, "100000.00"),
        (None, "50.00"),
    ]


def test_a_day_that_is_none_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["export", "trial-balance", "--as-of", "31.12.2026"])
    assert ended.value.code == 2
    assert "must be a day like 2026-12-31" in capsys.readouterr().err
