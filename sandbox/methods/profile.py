"""How a bot presents itself: commands, names and descriptions per language, the menu button."""

import re

from sandbox.answers import bad_request
from sandbox.commands import scope_key
from sandbox.formatting.span import length
from sandbox.methods.call import Call, method
from sandbox.methods.target import chat_to_read
from sandbox.model import Json

COMMAND = re.compile(r"/?([a-z0-9_]{1,32})")
LANGUAGE = re.compile(r"[a-z]{2}|")
SCOPES = frozenset(
    (
        "default",
        "all_private_chats",
        "all_group_chats",
        "all_chat_administrators",
        "chat",
        "chat_administrators",
        "chat_member",
    )
)
MAX_COMMANDS = 100


@method("setMyCommands")
async def set_my_commands(call: Call) -> bool:
    commands = call.given.json("commands", list, "can't parse commands JSON object") or []
    if len(commands) > MAX_COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    call.bot.commands[_key(call)] = [_command(command) for command in commands]
    return True


@method("deleteMyCommands")
async def delete_my_commands(call: Call) -> bool:
    call.bot.commands.pop(_key(call), None)
    return True


@method("getMyCommands")
async def get_my_commands(call: Call) -> list[Json]:
    return call.bot.commands.get(_key(call), [])


def _key(call: Call) -> tuple[str, str]:
    scope = call.given.json("scope", dict, "can't parse BotCommandScope JSON object")
    if scope is not None and scope.get("type") not in SCOPES:
        raise bad_request("can't parse BotCommandScope: Unsupported type specified")
    return scope_key(scope), _language(call)


def _language(call: Call) -> str:
    code = call.given.text("language_code")
    if not LANGUAGE.fullmatch(code):
        raise bad_request("invalid language code specified")
    return code


def _command(command: object) -> Json:
    if not isinstance(command, dict):
        raise bad_request("can't parse BotCommand: expected an Object")
    found = COMMAND.fullmatch(str(command.get("command", "")))
    if found is None:
        raise bad_request("BOT_COMMAND_INVALID")
    description = str(command.get("description", "")).strip()
    if not 1 <= length(description) <= 256:
        raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    return {"command": found[1], "description": description}


@method("setMyName")
async def set_my_name(call: Call) -> bool:
    return _set(call, call.bot.names, "name", 64)


@method("setMyDescription")
async def set_my_description(call: Call) -> bool:
    return _set(call, call.bot.descriptions, "description", 512)


@method("setMyShortDescription")
async def set_my_short_description(call: Call) -> bool:
    return _set(call, call.bot.short_descriptions, "short_description", 120)


@method("getMyName")
async def get_my_name(call: Call) -> Json:
    return {"name": _get(call, call.bot.names, call.bot.first_name)}


@method("getMyDescription")
async def get_my_description(call: Call) -> Json:
    return {"description": _get(call, call.bot.descriptions, "")}


@method("getMyShortDescription")
async def get_my_short_description(call: Call) -> Json:
    return {"short_description": _get(call, call.bot.short_descriptions, "")}


def _set(call: Call, texts: dict[str, str], name: str, longest: int) -> bool:
    """Sets the text of a language; an empty one takes it away."""
    text, language = call.given.text(name).strip(), _language(call)
    if length(text) > longest:
        raise bad_request(f"{name.replace('_', ' ')} is too long")
    if text:
        texts[language] = text
    else:
        texts.pop(language, None)
    return True


def _get(call: Call, texts: dict[str, str], otherwise: str) -> str:
    return texts.get(_language(call)) or texts.get("") or otherwise


@method("setChatMenuButton")
async def set_chat_menu_button(call: Call) -> bool:
    button = call.given.json("menu_button", dict, "can't parse MenuButton JSON object") or {"type": "default"}
    if button.get("type") not in ("default", "commands", "web_app"):
        raise bad_request("can't parse MenuButton: Unsupported type specified")
    call.bot.menu_buttons[_menu_chat(call)] = button
    return True


@method("getChatMenuButton")
async def get_chat_menu_button(call: Call) -> Json:
    chat = _menu_chat(call)
    return call.bot.menu_buttons.get(chat) or call.bot.menu_buttons.get(None) or {"type": "commands"}


def _menu_chat(call: Call) -> int | None:
    return chat_to_read(call).id if call.given.text("chat_id") else None
