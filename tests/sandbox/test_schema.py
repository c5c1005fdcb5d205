"""The schema check itself: it must find what is missing, wrong, null or unknown, or it proves nothing."""

import pytest

from tests import bot_api_schema
from tests.bot_api_schema import check, check_answer

needs_schema = pytest.mark.skipif(
    bot_api_schema.schema() is None, reason="no Bot API schema: name one in MICROLOAN_BOT_API_SCHEMA"
)
PERSON = {"id": 1, "is_bot": False, "first_name": "Amina"}
CHAT = {"id": 1, "type": "private", "first_name": "Amina"}
MESSAGE = {"message_id": 1, "date": 1, "chat": CHAT, "from": PERSON, "text": "hello"}


@needs_schema
def test_right_objects_pass() -> None:
    assert check("Update", {"update_id": 5, "message": MESSAGE}) == []
    assert check("ChatMember", {"status": "member", "user": PERSON}) == []
    assert check("CallbackQuery", {"id": "1", "from": PERSON, "chat_instance": "2", "message": MESSAGE}) == []
    assert check_answer("sendMessage", MESSAGE) == []
    assert check_answer("answerCallbackQuery", True) == []


@needs_schema
@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"text": None}, "Message.text: null"),
        ({"text": 5}, "Message.text: 5 is not String"),
        ({"date": True}, "Message.date: True is not Integer"),
        ({"chat": {"id": 1}}, "Message.chat.type: missing"),
        ({"colour": "red"}, "Message.colour: unknown field"),
        ({"photo": PERSON}, "Message.photo: not an array"),
        ({"photo": [{"file_id": "a"}]}, "Message.photo[0].file_unique_id: missing"),
    ],
)
def test_wrong_objects_are_found(change: dict[str, object], error: str) -> None:
    assert error in check("Message", MESSAGE | change)


@needs_schema
def test_a_subtype_is_known_by_its_fixed_field() -> None:
    assert check("ChatMember", {"status": "owner", "user": PERSON})
    assert check("ChatMember", {"status": "kicked", "user": PERSON})
