"""Whatever a bot sends, the Bot API answers or refuses; it never raises, and what it answers is well formed."""

import asyncio
from datetime import UTC, datetime
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.clock import VirtualClock
from sandbox.bot_api import BotApi
from sandbox.files import Upload
from sandbox.methods.call import METHODS
from sandbox.people import People
from sandbox.world import World
from tests.inspector import Inspector
from tests.sandbox.conftest import TOKEN

VALUES: list[Any] = [
    "",
    "1",
    "-1",
    "<b>",
    "HTML",
    "XTR",
    "typing",
    "en",
    "attach://file",
    None,
    True,
    0,
    3,
    1.5,
    10**20,
    [],
    {},
    [1, "a", None, {}],
    "[1, {}]",
    '{"type": "bold", "offset": 0, "length": 1}',
    [{"type": "text_mention", "offset": 0, "length": 1, "user": 5}],
    {"inline_keyboard": [[{"text": "a", "callback_data": "b"}, 5], {}]},
    {"inline_keyboard": [[{"text": "a", "web_app": 5}]]},
    {"keyboard": [["a", {"text": 5}]]},
    {"remove_keyboard": True},
    {"message_id": "x"},
    {"type": "photo", "media": "attach://file"},
    [{"type": "photo", "media": 5}, {"type": "photo"}],
    [{"label": "a", "amount": 5}],
    [{"command": "a", "description": 5}],
    [{"type": "emoji", "emoji": "❤"}],
]


class Drawn(dict[str, Any]):
    """Parameters that come into being, or turn out to be absent, when the method reads them."""

    def __init__(self, data: st.DataObject, given: dict[str, Any]) -> None:
        super().__init__(given)
        self._data = data

    def get(self, name: str, default: Any = None) -> Any:
        if name not in self:
            self[name] = self._data.draw(st.sampled_from(VALUES), name)
        return self[name]


async def play(method: str, data: st.DataObject) -> None:
    world = World(VirtualClock(datetime(2026, 3, 2, 9, tzinfo=UTC)))
    world.observer = Inspector()
    bot = world.last_bot = world.register_bot(TOKEN)
    amina = world.add_person("Amina")
    group = world.add_group("Staff", [amina], bot, forum=True)
    await People(world).say(amina.id, "hello")
    api = BotApi(world)
    own = await api.call(TOKEN, "sendMessage", {"chat_id": amina.id, "text": "own"})
    chat = data.draw(st.sampled_from([amina.id, group.id, "", 5, "@somebody"]), "chat")
    given = {"chat_id": chat, "from_chat_id": amina.id, "message_id": own.result["message_id"], "timeout": 0}
    answer = await api.call(TOKEN, method, Drawn(data, given), {"file": Upload("a.txt", b"bytes")})
    assert answer.status in (200, 400, 403, 409), answer.body
    await world.close()


@settings(max_examples=600, deadline=None)
@given(st.sampled_from(sorted(name for name in METHODS if name != "setwebhook")), st.data())
def test_any_parameters_are_answered_or_refused(method: str, data: st.DataObject) -> None:
    asyncio.run(play(method, data))
