"""What Telegram shows around the chat is set for everybody in their language, and fits Telegram's limits."""

from typing import Any

from telegram.error import BadRequest

from bot.catalogue import Catalogue
from bot.commands import announce_commands, calls
from bot.contract import Papers
from bot.render import Renderer
from conversations.commands import COMMANDS
from tests.bot.played import PlayedApi
from tests.house import house

SPEAKER = Renderer(Catalogue.load(), Papers(()), "CNY")


def made(**changed: Any) -> list[tuple[str, dict[str, Any]]]:
    return list(calls(house(**changed), SPEAKER))


def test_borrowers_see_commands_that_work_in_both_languages() -> None:
    menus = {
        params["language_code"]: params["commands"]
        for method, params in made()
        if method == "setMyCommands" and params["scope"]["type"] == "all_private_chats"
    }
    assert set(menus) == {"", "en", "zh"}
    for menu in menus.values():
        assert {entry["command"] for entry in menu} <= set(COMMANDS)
    status = {code: next(e["description"] for e in menu if e["command"] == "status") for code, menu in menus.items()}
    assert status == {"": "Where things stand", "en": "Where things stand", "zh": "查看当前进度"}


def test_each_member_of_staff_sees_their_own_commands_in_their_own_chat() -> None:
    own = [params for _, params in made() if params.get("scope", {}).get("type") == "chat"]
    assert [params["scope"]["chat_id"] for params in own] == [member.telegram_id for member in house().staff]
    assert own[0]["commands"][0]["command"] == "queue"


def test_everything_fits_the_limits_of_telegram() -> None:
    for method, params in made():
        assert len(params.get("description", "")) <= 512, method
        assert len(params.get("short_description", "")) <= 120, method
        for entry in params.get("commands", ()):
            assert 1 <= len(entry["description"]) <= 256
            assert 1 <= len(entry["command"]) <= 32


async def test_a_menu_that_telegram_refuses_keeps_nobody_from_the_others() -> None:
    api = PlayedApi(setMyName=[BadRequest("name is taken")])
    await announce_commands(api, house(), SPEAKER)
    assert len(api.calls) == len(made())
