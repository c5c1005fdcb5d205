"""Sayings become calls of the Bot API, words made, in the reader's language."""

import hashlib
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest

from bot.contract import Papers
from bot.outgoing import Outgoing, StoredPhoto
from bot.render import Reader, Rendered, Renderer
from conversations.say import (
    BLANK,
    Button,
    Erase,
    EraseCase,
    Evidence,
    Invoice,
    P,
    RetireButtons,
    Say,
    Saying,
    Toast,
)
from lending.money import Money
from tests.bot.words import catalogue_of

NOON = datetime(2026, 11, 23, 4, tzinfo=UTC)
LIN = Reader("en", "Asia/Shanghai", chat_id=7, person_id=UUID(int=7))
CASE = UUID(int=3)


@pytest.fixture
def renderer(tmp_path: Path) -> Renderer:
    words = catalogue_of(
        tmp_path, hello="Hello <b>{name}</b>", yes="Yes", more="{text}", keyboard__contact="Share", big="{text} end"
    )
    return Renderer(words, Papers(), "CNY", "provider:TEST")


def render(renderer: Renderer, saying: Saying, now: datetime = NOON) -> Rendered:
    return renderer.render(saying, LIN, 5, now, {CASE: StoredPhoto(CASE, UUID(int=7), "ab/cd")})


def one(renderer: Renderer, saying: Saying, now: datetime = NOON) -> Outgoing:
    (call,) = render(renderer, saying, now).calls
    return call


def test_a_message_has_its_lines_and_its_buttons_with_our_data(renderer: Renderer) -> None:
    say = Say(
        (P("hello", name="Lin & Co"), BLANK, P("yes")),
        ((Button(P("yes"), "go", "x"), Button(P("yes"), "menu", bound=False)),),
    )
    call = one(renderer, say)
    assert (call.kind, call.method, call.params["chat_id"]) == ("message", "sendMessage", 7)
    assert call.params["text"] == "Hello <b>Lin &amp; Co</b>\n\nYes"
    assert call.params["reply_markup"] == {
        "inline_keyboard": [
            [{"text": "Yes", "callback_data": "go:5:x"}, {"text": "Yes", "callback_data": "menu::"}],
        ]
    }


def test_an_edit_replaces_the_message_and_its_buttons(renderer: Renderer) -> None:
    call = one(renderer, Say((P("yes"),), edits=44))
    assert (call.kind, call.method, call.params["message_id"]) == ("edit", "editMessageText", 44)
    assert "reply_markup" not in call.params


def test_the_keyboard_that_asks_for_a_phone_number_still_has_a_way_back(renderer: Renderer) -> None:
    board = one(renderer, Say((P("yes"),), keyboard="contact")).params["reply_markup"]
    assert board["keyboard"] == [[{"text": "Share", "request_contact": True}], [{"text": "/back"}, {"text": "/help"}]]
    assert one(renderer, Say((P("yes"),), keyboard="remove")).params["reply_markup"] == {"remove_keyboard": True}


def test_a_message_cannot_have_two_kinds_of_keyboard_nor_say_nothing(renderer: Renderer) -> None:
    with pytest.raises(ValueError, match="not both"):
        render(renderer, Say((P("yes"),), ((Button(P("yes"), "go"),),), keyboard="remove"))
    with pytest.raises(ValueError, match="says something"):
        render(renderer, Say((BLANK,)))


def test_a_long_text_is_sent_in_parts_and_the_last_carries_the_buttons(renderer: Renderer) -> None:
    lines = tuple(P("more", text="word " * 150) for _ in range(12))
    first, *_, last = render(renderer, Say(lines, ((Button(P("yes"), "go"),),))).calls
    assert len(first.params["text"]) <= 4096
    assert "reply_markup" not in first.params
    assert last.params["reply_markup"]["inline_keyboard"]


def test_a_disclosure_is_hashed_over_the_very_text_that_is_sent(renderer: Renderer) -> None:
    rendered = render(renderer, Say((P("hello", name="Lin"),), evidence=Evidence("key_facts", CASE), important=True))
    (call,) = rendered.calls
    assert rendered.sha256 == hashlib.sha256(call.params["text"].encode()).hexdigest()
    assert call.evidence
    assert call.important


def test_a_message_about_a_case_can_be_found_again_and_is_not_to_be_forwarded(renderer: Renderer) -> None:
    call = one(renderer, Say((P("yes"),), chat_id=99, case_id=CASE, photos=(CASE,)))
    assert call.case_id == CASE
    assert call.params["protect_content"]
    assert [photo.path for photo in call.photos] == ["ab/cd"]
    erase = one(renderer, EraseCase(CASE, 99))
    assert (erase.kind, erase.params) == ("erase", {"chat_id": 99, "case_id": str(CASE)})


def test_a_reply_at_night_makes_no_sound(renderer: Renderer) -> None:
    assert "disable_notification" not in one(renderer, Say((P("yes"),))).params
    assert one(renderer, Say((P("yes"),)), datetime(2026, 11, 23, 15, tzinfo=UTC)).params["disable_notification"]


def test_the_other_things_a_bot_can_do(renderer: Renderer) -> None:
    toast = one(renderer, Toast("q1", P("hello", name="a < b"), alert=True))
    assert toast.params == {"callback_query_id": "q1", "text": "Hello a < b", "show_alert": True}
    assert one(renderer, Toast("q1")).params == {"callback_query_id": "q1"}
    assert one(renderer, Erase(5)).params == {"chat_id": 7, "message_id": 5}
    assert one(renderer, RetireButtons(5)).method == "editMessageReplyMarkup"
    invoice = one(renderer, Invoice(P("yes"), P("hello", name="Lin"), Money(87763, "CNY"), "pay-1"))
    assert invoice.params["prices"] == [{"label": "Yes", "amount": 87763}]
    assert invoice.params["provider_token"] == "provider:TEST"
