"""Everything that Telegram says in a journey is as the Bot API has it; what is not is found, whoever caused it."""

from pathlib import Path

import pytest

from tests import bot_api_schema
from tests.eavesdropper import Eavesdropper, shape_of
from tests.lender import PlayedLender
from tests.preludes import prelude

METHODS = frozenset(
    {
        *("sendMessage", "sendDocument", "sendMediaGroup", "sendInvoice", "editMessageText", "editMessageReplyMarkup"),
        *("deleteMessage", "deleteMessages", "answerCallbackQuery", "answerPreCheckoutQuery", "getFile"),
    }
)
"""What the lender calls in the life of a loan."""
KINDS = frozenset({"message", "callback_query", "pre_checkout_query", "edited_message", "my_chat_member"})


async def test_every_answer_and_update_of_a_whole_journey_is_of_the_bot_api(lender: PlayedLender) -> None:
    lin = await lender.person("Lin")
    await prelude(lender, "-- Lin has repaid a loan --")
    await lin.edits(lin.own_message("5000"), "6000")
    await lin.sends("sticker")
    await lin.blocks()
    await lin.unblocks()
    heard = lender.overheard.heard
    print(f"\n{heard.total()} answers and updates checked: {dict(heard)}")
    assert {name for kind, name in heard if kind == "update"} == KINDS
    assert {name for kind, name in heard if kind == "answer"} >= METHODS
    lender.overheard.agreed()


WRONG = {
    "a field that is missing": {"message_id": 1, "date": 0},
    "a field of another type": {"message_id": "one", "date": 0, "chat": {"id": 1, "type": "private"}},
}
WRONG_BY_SCHEMA = {
    "a null": {"message_id": 1, "date": 0, "chat": {"id": 1, "type": "private"}, "text": None},
    "an unknown field": {"message_id": 1, "date": 0, "chat": {"id": 1, "type": "private"}, "mood": "good"},
}


@pytest.mark.parametrize("what", [*WRONG, *WRONG_BY_SCHEMA])
def test_what_is_not_of_the_bot_api_is_found_out(what: str) -> None:
    if what in WRONG_BY_SCHEMA and bot_api_schema.schema() is None:
        pytest.skip("without a Bot API schema beside the repository only aiogram's models are asked")
    ears = Eavesdropper()
    ears("answer", "sendMessage", (WRONG | WRONG_BY_SCHEMA)[what])
    with pytest.raises(AssertionError, match="sendMessage"):
        ears.agreed()


def test_a_shape_that_was_right_is_not_taken_for_another() -> None:
    message = {"message_id": 1, "chat": {"id": 1, "type": "private"}, "photo": [{"width": 1}, {"width": 2}]}
    assert shape_of(message) == shape_of(message | {"message_id": 2})
    assert shape_of(message) != shape_of(message | {"message_id": "2"})
    assert shape_of(message) != shape_of(message | {"chat": {"id": 1, "type": "channel"}})
    assert shape_of(message) != shape_of(message | {"photo": [{"width": 1}, {"height": 2}]})


async def test_every_played_lender_is_overheard_and_cannot_close_over_something_wrong(tmp_path: Path) -> None:
    played = await PlayedLender.open(tmp_path / "data")
    played.world.observe("answer", "getMe", {"id": "me"})
    with pytest.raises(AssertionError, match="getMe"):
        await played.close()
