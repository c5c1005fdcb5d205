"""What cannot be handled is kept, is answered in words, and never stands in the way of what comes after it."""

import json
from typing import Any

import pytest
from sqlalchemy import func, select

import bot.turn
from storage.schema import failed_event
from tests.lender import PlayedLender

SHAPES: dict[str, Any] = {
    "no date": {"message_id": 5},
    "a number for a text": {"message_id": 6, "date": 1, "text": {"of": "another kind"}},
    "entities of no kind": {"message_id": 7, "date": 1, "text": "hello", "entities": "none"},
}


def update(number: int, sender: int, part: dict[str, Any], chat: int | None = None) -> dict[str, Any]:
    who = {"id": sender, "is_bot": False, "first_name": "Lin", "language_code": "en"}
    kind = "private" if chat is None else "supergroup"
    return {"update_id": number, "message": {**part, "from": who, "chat": {"id": chat or sender, "type": kind}}}


@pytest.mark.parametrize("shape", SHAPES)
async def test_an_update_of_no_known_shape_is_answered_once(lender: PlayedLender, shape: str) -> None:
    lin = await lender.person("Lin")
    await lin.says("/start")
    raw = update(999_000_001, lin.id, SHAPES[shape])
    for _ in range(2):
        await lender.lender.intake.update(json.loads(json.dumps(raw)))
        await lender.rest()
    assert len(lin.sees()) == 1
    assert len(await lin.says("/status")) == 1


async def test_one_without_a_sender_is_done_and_nobody_is_written_to(lender: PlayedLender) -> None:
    await lender.lender.intake.update({"update_id": 999_000_002, "message": {"chat": "none", "from": None}})
    await lender.lender.intake.update({"update_id": 999_000_003, "message": ["not", "an", "object"]})
    await lender.rest()
    assert await lender.findings() == []


async def test_in_a_group_nobody_is_answered_for_a_shape_that_is_not_known(lender: PlayedLender) -> None:
    wei = lender.people["Wei"]
    raw = update(999_000_004, wei.id, SHAPES["no date"], lender.house.staff_group)
    await lender.lender.intake.update(raw)
    await lender.rest()
    assert wei.sees() == []


async def test_a_turn_that_always_raises_is_kept_told_and_passed_by(
    lender: PlayedLender, monkeypatch: pytest.MonkeyPatch
) -> None:
    lin, bo = await lender.person("Lin"), await lender.person("Bo")
    real = bot.turn.step  # type: ignore[attr-defined]

    def poisoned(session: Any, event: Any, *rest: Any) -> Any:
        if getattr(event.what, "text", "") == "poison":
            raise LookupError("always")
        return real(session, event, *rest)

    monkeypatch.setattr(bot.turn, "step", poisoned)
    for _ in range(5):
        (told,) = await lin.says("poison")
        assert "Something went wrong on our side" in told.text
    assert len(await lin.says("/status")) == 1
    assert len(await bo.says("/start")) == 1
    kept = select(func.count()).select_from(failed_event)
    assert await lender.lender.writer.run_bookkeeping(lambda c: c.execute(kept).scalar_one()) == 5
    assert sum("program fault" in text for text in lender.people["Wei"].read()) == 5
    assert await lender.findings() == []
