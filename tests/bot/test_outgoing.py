"""The body of an outbox row survives its trip through the database."""

from uuid import UUID

import pytest

from bot.outgoing import Outgoing, StoredPhoto, TextFile

ONE = UUID(int=1)


def test_a_call_with_everything_attached_reads_back_equal() -> None:
    contract = Outgoing(
        "message",
        "sendDocument",
        {
            "chat_id": 7,
            "caption": "合同",
            "reply_markup": {"inline_keyboard": [[{"text": "a", "callback_data": "b::"}]]},
        },
        document=TextFile("contract.txt", "全文"),
        photos=(StoredPhoto(ONE, UUID(int=2), "ab/cd"),),
        important=True,
        evidence=True,
        case_id=ONE,
    )
    assert Outgoing.from_json(contract.to_json()) == contract


def test_a_plain_message_reads_back_equal_and_knows_its_chat() -> None:
    hello = Outgoing("message", "sendMessage", {"chat_id": 7, "text": "hello"})
    assert Outgoing.from_json(hello.to_json().encode()) == hello
    assert hello.chat_id == 7


def test_a_kind_that_the_sender_does_not_know_is_refused() -> None:
    with pytest.raises(ValueError, match="kind"):
        Outgoing("telegram", "sendMessage", {})
