"""A plain private text is read without the library's objects, and exactly as the library would have read it."""

from typing import Any

import pytest

from bot.telegram_in import person_key, read_update, to_event
from bot.telegram_text import text_event
from tests.bot.test_telegram_in import HOUSE, LI_NA, NOW, PRIVATE, message

STAFF = {"id": -100, "type": "supergroup", "title": "Staff"}
COMMAND = [{"type": "bot_command", "offset": 0, "length": 6}]
NOT_A_NUMBER: Any = "5"


def update(said: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"update_id": 77, "message": said, **more}


@pytest.mark.parametrize(
    "said",
    [
        message(text="5000"),
        message(text="/start", entities=COMMAND),
        message(text="你好 \u202e\ud83d\ude00"),
        message(text=""),
        message(text="5000") | {"from": {**LI_NA, "username": "li", "last_name": "Na", "is_premium": True}},
        message(text="5000") | {"from": {"id": 1001, "is_bot": False, "first_name": "Li Na"}},
        message(text="5000") | {"from": {**LI_NA, "language_code": "pt-br"}},
        message(text="5000", chat={**PRIVATE, "username": "li", "last_name": "Na"}),
    ],
)
def test_a_plain_text_is_read_as_the_library_reads_it(said: dict[str, Any]) -> None:
    event = text_event(update(said), HOUSE, NOW)
    read = read_update(update(said))
    assert read is not None
    assert event == to_event(read, HOUSE, NOW)
    assert event is not None
    assert event.who is not None
    assert event.who.telegram_id == person_key(read)


@pytest.mark.parametrize(
    "raw",
    [
        update(message(text="5000", chat=STAFF)),
        update(message(text="5000", chat={**PRIVATE, "id": 1002})),
        update(message(text="5000", reply_to_message=message(text="?"))),
        update(message(text="5000", via_bot={**LI_NA, "is_bot": True})),
        update(message(text="5000", edit_date=1795435201)),
        update(message(text="5000") | {"from": {**LI_NA, "is_bot": True}}),
        update(message(text="5000") | {"from": {**LI_NA, "language_code": 5}}),
        update(message(text=5000)),
        update(message(text="5000") | {"message_id": NOT_A_NUMBER}),
        update(message(contact={"phone_number": "+8613800138000", "first_name": "Li"})),
        update(message(text="5000"), something_newer=1),
        {"update_id": 77, "edited_message": message(text="5000")},
        {"update_id": 77, "message": ["?"]},
        {"update_id": 77},
    ],
)
def test_everything_else_is_left_to_the_library(raw: dict[str, Any]) -> None:
    assert text_event(raw, HOUSE, NOW) is None
