"""Every kind of update becomes exactly one event."""

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest

from bot.telegram_in import language_of, person_key, read_update, to_event
from conversations.event import (
    Edited,
    Event,
    InvoicePaid,
    Pressed,
    ReachTold,
    Said,
    SentFile,
    SentOther,
    SharedContact,
    Who,
)
from lending.money import Money

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
HOUSE: Any = SimpleNamespace(staff_group=-100, languages=("en", "zh_CN"))
LI_NA = {"id": 1001, "is_bot": False, "first_name": "Li Na", "language_code": "zh-hans"}
PRIVATE = {"id": 1001, "type": "private", "first_name": "Li Na"}


def heard(**update: Any) -> Event:
    read = read_update({"update_id": 77, **update})
    assert read is not None
    return to_event(read, HOUSE, NOW)


def message(chat: dict[str, Any] = PRIVATE, **content: Any) -> dict[str, Any]:
    return {"message_id": 5, "date": 1795435200, "chat": chat, "from": LI_NA, **content}


def test_typed_words_keep_their_message_number_and_who_said_them() -> None:
    event = heard(message=message(text="5000"))
    assert event == Event("tg:77", NOW, Said("5000", 5), Who(1001, 1001, "private", "zh_CN", "Li Na"))


def test_a_pressed_button_is_read_from_its_data() -> None:
    press = {"id": "q1", "from": LI_NA, "chat_instance": "c", "message": message(text="?"), "data": "accept:3:x:y"}
    assert heard(callback_query=press).what == Pressed("accept", 3, "x:y", 5, "q1")
    press["data"] = "made by somebody else"
    assert heard(callback_query=press).what == Pressed("", None, "", 5, "q1")


def test_a_button_on_a_message_too_old_to_see_still_has_its_number() -> None:
    gone = {"message_id": 4, "date": 0, "chat": PRIVATE}
    press = {"id": "q1", "from": LI_NA, "chat_instance": "c", "message": gone, "data": "a::"}
    assert heard(callback_query=press).what == Pressed("a", None, "", 4, "q1")


@pytest.mark.parametrize(("user_id", "own"), [(1001, True), (1002, False), (None, False)])
def test_only_the_senders_own_contact_card_counts_as_theirs(user_id: int | None, own: bool) -> None:
    card = {"phone_number": "+8613800138000", "first_name": "Li"} | ({"user_id": user_id} if user_id else {})
    assert heard(message=message(contact=card)).what == SharedContact("+8613800138000", own)


def test_the_largest_size_of_a_photo_is_taken_with_its_album() -> None:
    sizes = [
        {"file_id": "big", "file_unique_id": "b", "width": 1280, "height": 960, "file_size": 200_000},
        {"file_id": "small", "file_unique_id": "s", "width": 90, "height": 67, "file_size": 1_000},
    ]
    photo = message(photo=sizes, media_group_id="g")
    assert heard(message=photo).what == SentFile("photo", "big", 200_000, "image/jpeg", "g")


def test_a_document_keeps_its_type_and_a_gif_is_no_document() -> None:
    file = {"file_id": "d", "file_unique_id": "u", "mime_type": "application/pdf", "file_size": 9}
    assert heard(message=message(document=file)).what == SentFile("document", "d", 9, "application/pdf", "")
    gif = {**file, "width": 1, "height": 1, "duration": 1}
    assert heard(message=message(document=file, animation=gif)).what == SentOther("animation")


def test_a_paid_invoice_is_money_in_whole_smallest_units() -> None:
    paid = {
        "currency": "CNY",
        "total_amount": 88849,
        "invoice_payload": "pay:L-1",
        "telegram_payment_charge_id": "ch-1",
        "provider_payment_charge_id": "p-1",
    }
    event = heard(message=message(successful_payment=paid))
    assert event.what == InvoicePaid("ch-1", "pay:L-1", Money(88849, "CNY"))


@pytest.mark.parametrize(("status", "reachable"), [("kicked", False), ("member", True)])
def test_blocking_the_bot_and_letting_it_in_again_is_told(status: str, reachable: bool) -> None:
    bot = {"id": 9, "is_bot": True, "first_name": "bot"}
    until = {"until_date": 0} if status == "kicked" else {}
    other = {"status": "member" if status == "kicked" else "left", "user": bot}
    new = {"status": status, "user": bot, **until}
    change = {"chat": PRIVATE, "from": LI_NA, "date": 1, "old_chat_member": other, "new_chat_member": new}
    assert heard(my_chat_member=change).what == ReachTold(reachable)


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        ({"dice": {"emoji": "🎲", "value": 3}}, "dice"),
        ({"location": {"latitude": 1.0, "longitude": 2.0}}, "location"),
        ({"voice": {"file_id": "v", "file_unique_id": "v", "duration": 1}}, "voice"),
        ({"new_chat_title": "x"}, "service"),
        ({}, "service"),
    ],
)
def test_anything_else_a_person_sends_is_named(content: dict[str, Any], kind: str) -> None:
    assert heard(message=message(**content)).what == SentOther(kind)


def test_the_staff_group_is_told_from_any_other_group() -> None:
    for chat_id, kind in ((-100, "staff"), (-7, "other")):
        group = {"id": chat_id, "type": "supergroup", "title": "g"}
        who = heard(message=message(chat=group, text="hello")).who
        assert who == Who(1001, chat_id, kind, "zh_CN", "Li Na")


def test_an_edit_a_channels_post_and_a_new_kind_are_events_too() -> None:
    assert heard(edited_message=message(text="6000")).what == Edited()
    post = {"message_id": 1, "date": 1, "chat": {"id": -5, "type": "channel", "title": "c"}, "text": "news"}
    event = heard(channel_post=post)
    assert (event.what, event.who) == (SentOther("channel_post"), None)
    assert heard(brand_new_kind={"a": 1}).what == SentOther("unknown")


def test_an_update_the_library_cannot_read_is_none_and_no_error() -> None:
    assert read_update({"update_id": 78, "message": {"chat": "?"}}) is None


def test_a_tap_and_a_text_of_one_person_wait_in_the_same_queue() -> None:
    group = {"id": -100, "type": "supergroup", "title": "g"}
    press = {"id": "q", "from": LI_NA, "chat_instance": "c", "message": message(chat=group, text="?"), "data": "a::"}
    tap, text = (
        read_update({"update_id": 1, "callback_query": press}),
        read_update({"update_id": 2, "message": message()}),
    )
    assert tap is not None
    assert text is not None
    assert person_key(tap) == person_key(text) == 1001


@pytest.mark.parametrize(
    ("code", "language"), [("zh-hans", "zh_CN"), ("ZH", "zh_CN"), ("en-GB", "en"), ("sw", ""), (None, ""), ("", "")]
)
def test_telegrams_language_code_finds_the_offered_language(code: str | None, language: str) -> None:
    assert language_of(code, ("en", "zh_CN")) == language
