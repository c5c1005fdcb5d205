"""The rail to the pretend bank: orders, look-ups, and what arrives signed."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest

from lending.money import Money
from payments.rail import Answer, Lost, NoticeRefused, PayoutOrder, PayoutStatus
from payments.sandbox_bank import SandboxBank
from payments.signature import sign

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
KEY = b"notice-key"
ORDER = PayoutOrder("pay:L-1:1", Money(500000, "CNY"), "6222 0000", "Li Na", "L-1")


class Line:
    """A transport that gives the answers it was told to, and remembers what it was asked."""

    def __init__(self, *answers: Answer | Lost) -> None:
        self.answers = list(answers)
        self.asked: list[tuple[str, Mapping[str, Any] | None]] = []

    async def post(self, path: str, body: Mapping[str, Any]) -> Answer:
        return self._next(path, body)

    async def get(self, path: str) -> Answer:
        return self._next(path, None)

    def _next(self, path: str, body: Mapping[str, Any] | None) -> Answer:
        self.asked.append((path, body))
        answer = self.answers.pop(0)
        if isinstance(answer, Lost):
            raise answer
        return answer


def bank(*answers: Answer | Lost) -> tuple[SandboxBank, Line]:
    line = Line(*answers)
    return SandboxBank(line, [KEY]), line


async def test_an_order_carries_the_key_and_the_amount_in_major_units() -> None:
    rail, line = bank(Answer(200, {"status": "done", "id": "B7"}))
    answer = await rail.order_payout(ORDER)
    assert (answer.status, answer.provider_id) == (PayoutStatus.DONE, "B7")
    path, body = line.asked[0]
    assert path == "/sandbox/bank/payouts"
    assert body is not None
    assert (body["key"], body["amount"], body["currency"]) == ("pay:L-1:1", "5000.00", "CNY")


@pytest.mark.parametrize(
    "answer",
    [
        Answer(504, {"error": "the bank did not answer"}),
        Answer(409, {"error": "key used"}),
        Answer(500, None),
        Answer(200, {"status": "perhaps"}),
        Answer(200, ["done"]),
        Lost(sent=True),
        Lost(sent=False),
    ],
)
async def test_whatever_is_not_a_plain_word_is_unclear(answer: Answer | Lost) -> None:
    rail, _ = bank(answer)
    assert (await rail.order_payout(ORDER)).status is PayoutStatus.UNCLEAR


async def test_a_look_up_names_the_key_in_the_path_and_may_find_nothing() -> None:
    rail, line = bank(Answer(200, {"status": "unknown"}))
    assert (await rail.ask("pay:L-1/1")).status is PayoutStatus.UNKNOWN
    assert line.asked[0][0] == "/sandbox/bank/payouts/pay%3AL-1%2F1"


def notice(**changed: Any) -> bytes:
    body = {
        "event_id": "t-1",
        "kind": "transfer",
        "amount": "888.49",
        "currency": "CNY",
        "reference": "L-7K2M9Q-41",
        "payer": "P1001",
        "value_date": "2026-11-23",
        "booked_at": "2026-11-23T11:59:00+00:00",
    }
    body.update(changed)
    return json.dumps({key: value for key, value in body.items() if value is not None}).encode()


def signed(body: bytes, key: bytes = KEY) -> dict[str, str]:
    stamp = str(int(NOW.timestamp()))
    return {"x-microloan-timestamp": stamp, "x-microloan-signature": sign(key, stamp, body)}


def test_a_genuine_notice_becomes_money_with_its_days() -> None:
    told = bank()[0].read_notice(signed(notice()), notice(), NOW)
    assert told.amount == Money(88849, "CNY")
    assert (told.event_id, told.reference, told.value_date.isoformat()) == ("t-1", "L-7K2M9Q-41", "2026-11-23")


def test_a_forged_notice_is_refused_before_it_is_read() -> None:
    with pytest.raises(NoticeRefused) as refused:
        bank()[0].read_notice(signed(b"{", b"other"), b"{", NOW)
    assert refused.value.status == 401
    assert "signature" in str(refused.value)


@pytest.mark.parametrize(
    ("body", "line"),
    [
        (notice(amount=None), "amount: missing"),
        (notice(amount="-5.00"), "amount: must be above zero"),
        (notice(amount="1.001"), "amount: has more than the 2 decimals that CNY has"),
        (notice(amount=5), "amount"),
        (notice(event_id=""), "event_id: must have 1 to 100 characters"),
        (notice(booked_at="2026-11-23T11:59:00"), "booked_at: has no time zone"),
        (notice(value_date="23/11/2026"), "the body is not a notice"),
        (b"{", "the body is not a notice"),
        (b"[]", "the body is not a notice"),
        (b"[" * 100_000, "the body is not a notice"),
    ],
)
def test_a_garbled_notice_is_refused_in_one_line(body: bytes, line: str) -> None:
    with pytest.raises(NoticeRefused) as refused:
        bank()[0].read_notice(signed(body), body, NOW)
    assert refused.value.status == 400
    assert str(refused.value).startswith(line)
