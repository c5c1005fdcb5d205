"""Anything that can happen to a conversation, drawn by Hypothesis as plain values; `tests.journeys.doing` does it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from bot.telegram_in import OTHER_KINDS
from conversations.commands import COMMANDS, UNBOUND
from conversations.officer import HELD
from sandbox.other_kinds import KINDS as PLAYED_KINDS
from tests.people import Player

ANSWERS = (
    *("5000", "6", "3", "8000", "0", "2 years", "4071", "1234", "11010519491231002X", "6222020200012345670"),
    *("Lin Wang", "tomorrow", "2026-12-01", "12000/12", "5000/9", "yes", "no", "/9", "5000/", "six months"),
)
ODD = (
    *(
        "😀",
        "👩‍👩‍👧‍👦" * 20,
        "مرحبا بالعالم",
        "\u202e5000\u202c",
        "\u200b",
        "\u2066",
        "é" * 300,
        "１２３４",
        "٥٠٠٠",
        "四千五",
    ),
    *("NaN", "1e999", "-1", "0x10", "9" * 4096, "1" + "0" * 30, "0.0000001", "1,2,3.4.5", "∞", "½", "²", "۵", "౦"),
    *("</b><a href=tg://user?id=1>x</a>", "{amount}", "%s %(n)d {0}", "'; drop table person;--", "\x00", "\\u0000"),
    *("a:1:amount=5000", "claim::C-AAAAAA-11", "/", "//", "/start@harbour_bot", "/ start", "/START", "/9", "/\u200b"),
    *("line\nline\n" * 200, " x ", "\t", "C-7K2M9Q-41", "L-7K2M9Q-41", "31/02/2026", "32.13.2026", "0000-00-00"),
)
COMMAND_TEXTS = tuple(f"/{name}" for name in (*COMMANDS, "start@harbour_bot deep-link", "nonsense", "queue"))
FORGED = tuple(f"{name}::" for name in (*UNBOUND, *HELD, "claim", "a", "edit", "confirm", "take", "back", "go_on"))
FORGED_NOW = (
    *(
        "take 500000/99999",
        "take 500000/0",
        "take 99999999999/6",
        "take 500050/6",
        "take 500000/9999999999999",
        "take x/y",
        "take 5/٣",
    ),
    *("a term=99", "a term=x", "a since=7", "a household=0", "a amount=NaN", "a =", "a purpose=", "a selfie=no"),
    *("a selfie=yes", "a id_card=x", "a phone=13912345678", "a bureau=maybe", "a debts=0", "a occupation=king"),
    *("edit phone", "edit nothing", "edit id_card", "edit amount", "edit national_id", "confirm", "right", "changed"),
    *("wi nothing", "wi sum_day", "wi sum_day=x", "pick 2026-99-99", "pick 99999999999999999", "pick -1", "pick x"),
    *("again", "leave", "paythis x=y", "pick 0001-01-01", "pick 0", "wi sum_day=500000", "wi early", "wi months"),
    *("go_on", "back", "later", "promise_day x=2026-99-99", "promise_day =2026-12-01", "promise_day =0001-01-01"),
)
"""Actions of bound buttons with values that no button had; they are sent with the revision of the moment."""
PICTURES = ("id_card", "selfie", "too_dark", "tiny", "not_a_picture")
UNPLAYED: dict[str, dict[str, Any]] = {
    "game": {"title": "Chess", "description": "A game", "photo": []},
    "story": {"chat": {"id": 5, "type": "private", "first_name": "A"}, "id": 3},
    "paid_media": {"star_count": 5, "paid_media": []},
    "checklist": {"title": "To do", "tasks": []},
    "web_app_data": {"data": "{}", "button_text": "Open"},
    "users_shared": {"request_id": 1, "users": []},
    "chat_shared": {"request_id": 1, "chat_id": 5},
    "a_kind_of_next_year": {"is": "new"},
    "pinned_message": {"message_id": 1, "date": 0, "chat": {"id": 5, "type": "private", "first_name": "A"}},
}
assert set(OTHER_KINDS) <= {*UNPLAYED, *PLAYED_KINDS}


UNASKED: dict[str, Callable[[Player], dict[str, Any]]] = {
    "channel_post": lambda who: {"message_id": 5, "date": 1, "chat": {"id": -5, "type": "channel", "title": "News"}},
    "inline_query": lambda who: {"id": "1", "from": who.account.json(), "query": "loan", "offset": ""},
    "poll": lambda who: (
        {"id": "1", "question": "?", "options": [], "total_voter_count": 0, "is_closed": True}
        | {"is_anonymous": True, "type": "regular", "allows_multiple_answers": False}
    ),
    "message_reaction": lambda who: (
        {"chat": who._private().json(), "message_id": 1, "user": who.account.json()}
        | {"date": 1, "old_reaction": [], "new_reaction": [{"type": "emoji", "emoji": "👍"}]}
    ),
    "chat_join_request": lambda who: (
        {"chat": {"id": -5, "type": "channel", "title": "News"}, "from": who.account.json()}
        | {"user_chat_id": who.id, "date": 1}
    ),
    "something_new": lambda who: {"whatever": [1, None]},
    "message": lambda who: {"message_id": "not a number", "chat": None},
}


@dataclass(frozen=True)
class Happening:
    """One thing that happens: what (a key of ACTS), with which value, and a number that chooses among what is there."""

    what: str
    value: Any = None
    choice: int = 0


def _anything() -> st.SearchStrategy[Happening]:
    texts = st.one_of(
        st.sampled_from(COMMAND_TEXTS),
        st.sampled_from(ANSWERS),
        st.sampled_from(ODD),
        st.text(st.characters(codec="utf-8"), min_size=1, max_size=60),
        st.integers(-(10**20), 10**20).map(str),
    )
    numbers = st.integers(0, 10_000)
    any_data = st.one_of(
        st.sampled_from(FORGED),
        st.text(st.characters(codec="utf-8"), min_size=1, max_size=20),
    )
    simple = ("contact", "block", "unblock", "restart", "pay", "again", "chatter")
    return st.one_of(
        st.builds(Happening, st.just("text"), texts),
        st.builds(Happening, st.just("button"), st.none(), numbers),
        st.builds(Happening, st.just("button"), st.none(), st.integers(0, 12)),
        st.builds(Happening, st.just("button of another moment"), st.integers(0, 99), numbers),
        st.builds(Happening, st.just("forged button"), any_data, numbers),
        st.builds(Happening, st.just("forged for now"), st.sampled_from(FORGED_NOW)),
        st.builds(Happening, st.just("double tap"), st.none(), numbers),
        st.builds(Happening, st.just("pieces"), st.sampled_from(("word ", "😀", "字")), st.integers(2, 4)),
        st.builds(Happening, st.sampled_from(("photo", "document")), st.sampled_from(PICTURES)),
        st.builds(Happening, st.just("other"), st.sampled_from(PLAYED_KINDS)),
        st.builds(Happening, st.just("unplayed"), st.sampled_from(tuple(UNPLAYED))),
        st.builds(Happening, st.just("unasked"), st.sampled_from(tuple(UNASKED))),
        st.builds(Happening, st.just("edit"), texts, numbers),
        st.builds(Happening, st.just("transfer"), st.sampled_from(("1.00", "880.04", "99999.99")), numbers),
        st.builds(Happening, st.just("passing time"), st.sampled_from((1, 26, 24 * 8))),
        st.builds(Happening, st.sampled_from(simple)),
    )


ANYTHING = _anything()
