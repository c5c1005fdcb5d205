"""Plays one outbox row on the Bot API and says what became of it, in the few words that the sender acts on.

Telegram's errors are many; what can be done about them is little: it is done, wait and try again, nobody knows, the
person cannot be reached, or it will never work.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any
from uuid import UUID

from telegram.error import BadRequest, ChatMigrated, Forbidden, RetryAfter, TelegramError, TimedOut

from bot.kept_lines import NotSent
from bot.outgoing import Outgoing, StoredPhoto
from bot.telegram_answer import ServerTrouble, pause_asked
from bot.telegram_api import Api, Upload

REPEATABLE = frozenset({"answer", "erase", "retire", "edit"})
"""Kinds whose second try changes nothing that the first did."""

UNCHANGED = "message is not modified"
ALREADY_SO = (
    UNCHANGED,
    "message to delete not found",
    "message can't be deleted",
    "message to edit not found",
    "message can't be edited",
    "query is too old",
    "query id is invalid",
    "message identifiers are not specified",
)
"""What Telegram says when the wish is fulfilled already, or can no longer be: the row is done either way."""

NOBODY_THERE = ("chat not found", "user not found", "peer_id_invalid", "user is deactivated")
LARGEST_ALBUM = 10
MOST_DELETED_AT_ONCE = 100


class Fate(StrEnum):
    """What became of one try."""

    DONE = "done"
    PAUSE = "pause"  # 429: the whole token keeps silent for `seconds`
    AGAIN_AT_ONCE = "again at once"  # never left
    AGAIN_LATER = "again later"  # Telegram is in trouble
    UNKNOWN = "unknown"  # sent, and nobody knows
    UNREACHABLE = "unreachable"  # 403: blocked, or gone
    NEVER = "never"  # 400: it will never work as it is
    MOVED = "moved"  # the group has a new number, in `chat_id`


@dataclass(frozen=True)
class Tried:
    """One try: its fate, the numbers of the messages it made, and the error's kind (never its text)."""

    fate: Fate
    message_ids: tuple[int, ...] = ()
    seconds: float = 0.0
    chat_id: int = 0
    error: str = ""


@dataclass
class Progress:
    """What of a row was done by earlier tries, so that a second try does not show the pictures again."""

    photos_sent: int = 0
    message_ids: list[int] = field(default_factory=list)


ReadPhoto = Callable[[StoredPhoto], Awaitable[bytes]]
SentAbout = Callable[[UUID, int], Awaitable[list[int]]]
"""The numbers of the messages that were sent to a chat about a case."""


class Delivery:
    """Plays rows. `read_photo` decrypts a stored picture at the moment of sending."""

    def __init__(self, api: Api, read_photo: ReadPhoto, sent_about: SentAbout) -> None:
        self._api = api
        self._read_photo = read_photo
        self._sent_about = sent_about

    async def play(self, row: Outgoing, progress: Progress) -> Tried:
        """One try. Raises only what reading a picture or the case's messages raises."""
        try:
            await self._photos(row, progress)
            result = await self._call(row)
        except TelegramError as error:
            return replace(judged(error, row.kind), message_ids=_shows_it_already(error, row))
        progress.message_ids.extend(numbers(result))
        return Tried(Fate.DONE, tuple(progress.message_ids))

    async def _call(self, row: Outgoing) -> Any:
        if row.kind == "erase" and "case_id" in row.params:
            return await self._erase_case(UUID(str(row.params["case_id"])), row.chat_id or 0)
        if row.document is None:
            return await self._api.call(row.method, row.params)
        file = Upload(row.document.name, row.document.text.encode())
        return await self._api.call(row.method, row.params, {"document": file})

    async def _erase_case(self, case_id: UUID, chat_id: int) -> bool:
        sent = await self._sent_about(case_id, chat_id)
        for start in range(0, len(sent), MOST_DELETED_AT_ONCE):
            some = sent[start : start + MOST_DELETED_AT_ONCE]
            await self._api.call("deleteMessages", {"chat_id": chat_id, "message_ids": some})
        return True

    async def _photos(self, row: Outgoing, progress: Progress) -> None:
        """The pictures before the words, ten at a time; forwarding them is switched off."""
        while progress.photos_sent < len(row.photos):
            some = row.photos[progress.photos_sent :][:LARGEST_ALBUM]
            base = {"chat_id": row.chat_id, "protect_content": True, **_thread(row)}
            pictures = [await self._read_photo(photo) for photo in some]
            result = await self._api.call(*_picture_call(base, pictures))
            progress.photos_sent += len(some)
            progress.message_ids.extend(numbers(result))


def _thread(row: Outgoing) -> dict[str, Any]:
    thread = row.params.get("message_thread_id")
    return {} if thread is None else {"message_thread_id": thread}


def _picture_call(base: dict[str, Any], pictures: list[bytes]) -> tuple[str, dict[str, Any], dict[str, Upload]]:
    if len(pictures) == 1:
        return "sendPhoto", base, {"photo": Upload("picture.jpg", pictures[0])}
    files = {f"picture{n}": Upload(f"picture{n}.jpg", content) for n, content in enumerate(pictures)}
    media = [{"type": "photo", "media": f"attach://{name}"} for name in files]
    return "sendMediaGroup", base | {"media": media}, files


def numbers(result: Any) -> list[int]:
    """The message numbers in an answer: of a message, of an album, or of nothing."""
    messages = result if isinstance(result, list) else [result]
    return [int(m["message_id"]) for m in messages if isinstance(m, dict) and "message_id" in m]


def _shows_it_already(error: TelegramError, row: Outgoing) -> tuple[int, ...]:
    """The message that a second edit, after a crash, finds as it should be: what it shows was delivered there."""
    number = row.params.get("message_id")
    return (int(number),) if number is not None and UNCHANGED in str(error).lower() else ()


def judged(error: TelegramError, kind: str) -> Tried:
    """What an error means for a row of this kind."""
    name = type(error).__name__
    if isinstance(error, RetryAfter):
        return Tried(Fate.PAUSE, seconds=pause_asked(error), error=name)
    if isinstance(error, ChatMigrated):
        return Tried(Fate.MOVED, chat_id=error.new_chat_id, error=name)
    if isinstance(error, NotSent):
        return Tried(Fate.AGAIN_AT_ONCE, error=name)
    if isinstance(error, ServerTrouble):
        return Tried(Fate.AGAIN_LATER, error=name)
    if isinstance(error, Forbidden):
        return Tried(Fate.DONE if kind == "answer" else Fate.UNREACHABLE, error=name)
    if isinstance(error, BadRequest):
        return Tried(_bad_request(str(error).lower(), kind), error=name)
    if isinstance(error, TimedOut) or type(error).__name__ in ("NetworkError", "TelegramError"):
        return Tried(Fate.AGAIN_LATER if kind in REPEATABLE else Fate.UNKNOWN, error=name)
    return Tried(Fate.AGAIN_LATER, error=name)


def _bad_request(text: str, kind: str) -> Fate:
    if kind in REPEATABLE and any(words in text for words in ALREADY_SO):
        return Fate.DONE
    return Fate.UNREACHABLE if any(words in text for words in NOBODY_THERE) else Fate.NEVER
