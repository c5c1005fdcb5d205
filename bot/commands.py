"""What Telegram shows around the chat: the command menus and the bot's description, by scope and language.

Everybody sees the borrower's commands, each member of staff their own. In the staff group there are none: what is said
there is between staff. They are set at every start: Telegram keeps them, and the same again changes nothing.
"""

from collections.abc import Iterator
from typing import Any

import structlog
from telegram.error import TelegramError

from bot.render import Renderer
from bot.telegram_api import Api
from conversations.context import House, StaffMember
from conversations.say import P, Phrase

log = structlog.get_logger("commands")

BORROWER: dict[str, Phrase] = {
    "start": P("menu.start"),
    "status": P("menu.status"),
    "pay": P("menu.pay"),
    "loans": P("menu.loans"),
    "documents": P("menu.documents"),
    "help": P("menu.help"),
    "complaint": P("menu.complaint"),
    "language": P("menu.language"),
    "back": P("menu.back"),
    "cancel": P("menu.cancel"),
    "mydata": P("menu.mydata"),
}
STAFF: dict[str, Phrase] = {"queue": P("menu.queue"), "language": P("menu.language")}

Call = tuple[str, dict[str, Any]]


async def announce_commands(api: Api, house: House, speaker: Renderer) -> None:
    """Sets everything; what Telegram refuses is logged, since nobody is kept from borrowing by a missing menu."""
    for method, params in calls(house, speaker):
        try:
            await api.call(method, params)
        except TelegramError as error:
            log.warning("a menu could not be set", method=method, error=type(error).__name__)


def calls(house: House, speaker: Renderer) -> Iterator[Call]:
    """Every call there is to make, the most general first."""
    for language in house.languages:
        for code in _codes(language, house):
            yield from _descriptions(language, code, house, speaker)
            yield _menu(BORROWER, {"type": "all_private_chats"}, language, code, speaker)
    for member in house.staff:
        yield _own(member, speaker)


def _own(member: StaffMember, speaker: Renderer) -> Call:
    """A member of staff reads one language, whatever their Telegram speaks."""
    return _menu(STAFF, {"type": "chat", "chat_id": member.telegram_id}, member.language, "", speaker)


def _codes(language: str, house: House) -> tuple[str, ...]:
    """Telegram's codes for a language: the first offered is also for everybody without one of the others."""
    code = language.split("_")[0].lower()
    return ("", code) if language == house.languages[0] else (code,)


def _menu(menu: dict[str, Phrase], scope: dict[str, Any], language: str, code: str, speaker: Renderer) -> Call:
    words = speaker.words(language, "UTC")
    listed = [{"command": name, "description": words.plain(text)} for name, text in menu.items()]
    return "setMyCommands", {"commands": listed, "scope": scope, "language_code": code}


def _descriptions(language: str, code: str, house: House, speaker: Renderer) -> Iterator[Call]:
    words = speaker.words(language, "UTC")
    name = house.name.get(language, house.name[house.languages[0]])
    yield "setMyName", {"name": name[:64], "language_code": code}
    long = words.plain(P("bot.description", lender=name))
    yield "setMyDescription", {"description": long[:512], "language_code": code}
    short = words.plain(P("bot.short_description"))
    yield "setMyShortDescription", {"short_description": short[:120], "language_code": code}
