"""Reply markups: inline keyboards, reply keyboards, their removal, forced replies, with Telegram's limits."""

from typing import Any

from sandbox.answers import bad_request
from sandbox.methods.call import Call
from sandbox.model import Chat, Json

MAX_BUTTONS = 100
MAX_IN_ROW = 8
MAX_CALLBACK_BYTES = 64
ACTIONS = (
    "callback_data",
    "url",
    "web_app",
    "login_url",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat",
    "copy_text",
    "callback_game",
    "pay",
)
LOOKS = ("style", "icon_custom_emoji_id")
REQUESTS = ("request_contact", "request_location", "request_poll", "request_users", "request_chat", "web_app")


def markup_of(call: Call, chat: Chat) -> tuple[Json | None, Json | None]:
    """The call's inline keyboard, and its other markup (reply keyboard, removal, forced reply); at most one."""
    markup = call.given.json("reply_markup", dict, "object expected as reply markup")
    if not markup:
        return None, None
    if "inline_keyboard" in markup:
        return inline_keyboard(markup), None
    if "keyboard" in markup:
        return None, _reply_keyboard(markup, chat)
    if markup.get("remove_keyboard") or markup.get("force_reply"):
        return None, markup
    return None, None


def inline_only(call: Call) -> Json | None:
    """The call's inline keyboard; refused when it brings another markup, which an edit cannot."""
    markup = call.given.json("reply_markup", dict, "object expected as reply markup")
    if not markup:
        return None
    if "inline_keyboard" not in markup:
        raise bad_request("inline keyboard expected")
    return inline_keyboard(markup)


def inline_keyboard(markup: Json) -> Json | None:
    """The keyboard as Telegram keeps it: empty rows gone, only known fields; None when nothing is left."""
    rows = _rows(markup["inline_keyboard"], "inline keyboard")
    kept = [[_inline_button(button) for button in row] for row in rows]
    _check_size(kept)
    return {"inline_keyboard": kept} if kept else None


def callback_data(keyboard: Json | None) -> set[str]:
    """All callback data of an inline keyboard."""
    rows = keyboard["inline_keyboard"] if keyboard else []
    return {button["callback_data"] for row in rows for button in row if "callback_data" in button}


def _inline_button(button: Any) -> Json:
    wrong = "can't parse inline keyboard button: "
    if not isinstance(button, dict):
        raise bad_request(wrong + "InlineKeyboardButton must be an Object")
    text = button.get("text")
    if not isinstance(text, str) or not text.strip():
        raise bad_request(
            wrong + "Text must be non-empty" if isinstance(text, str) else wrong + 'Can\'t find field "text"'
        )
    action = next((name for name in ACTIONS if button.get(name) is not None), None)
    if action is None:
        raise bad_request(wrong + "Text buttons are unallowed in the inline keyboard")
    value = button[action]
    fits = isinstance(value, str) and 1 <= len(value.encode()) <= MAX_CALLBACK_BYTES
    if action == "callback_data" and not fits:
        raise bad_request("BUTTON_DATA_INVALID")
    if action == "url" and (not isinstance(value, str) or ("." not in value and "://" not in value)):
        raise bad_request(f"inline keyboard button URL '{value}' is invalid: Wrong HTTP URL")
    address = value.get("url") if isinstance(value, dict) else None
    if action == "web_app" and not str(address).startswith("https://"):
        raise bad_request("inline keyboard button Web App URL is invalid: Only HTTPS links are allowed")
    return {"text": text, action: value} | {look: button[look] for look in LOOKS if button.get(look)}


def _reply_keyboard(markup: Json, chat: Chat) -> Json:
    rows = _rows(markup["keyboard"], "reply keyboard")
    kept = [[_reply_button(button, chat) for button in row] for row in rows]
    if not kept:
        raise bad_request("reply markup is empty")
    _check_size(kept)
    return markup | {"keyboard": kept}


def _reply_button(button: Any, chat: Chat) -> Json:
    shown = {"text": button} if isinstance(button, str) else button
    if not isinstance(shown, dict) or not isinstance(shown.get("text"), str) or not shown["text"].strip():
        raise bad_request("can't parse keyboard button: Can't find field \"text\"")
    if not chat.private and shown.get("request_contact"):
        raise bad_request("phone number can be requested in private chats only")
    if not chat.private and shown.get("request_location"):
        raise bad_request("location can be requested in private chats only")
    return {name: shown[name] for name in ("text", *REQUESTS, *LOOKS) if shown.get(name)}


def _rows(rows: Any, name: str) -> list[list[Any]]:
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad_request(f"can't parse {name} markup JSON object")
    return [row for row in rows if row]


def _check_size(rows: list[list[Json]]) -> None:
    if sum(map(len, rows)) > MAX_BUTTONS or any(len(row) > MAX_IN_ROW for row in rows):
        raise bad_request("reply markup is too long")
