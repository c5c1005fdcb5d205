"""Sayings into calls of the Bot API: the words are made here, inside the turn, and never again.

What the renderer gives back goes into the outbox as it is, so the stored row is what the person was told, and the hash
of a disclosure is the hash of the very text that is sent.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from bot.catalogue import Catalogue
from bot.contract import Papers
from bot.formats import Words
from bot.outgoing import Outgoing, StoredPhoto, TextFile
from bot.render_keyboard import markup
from bot.render_split import split, units
from conversations.say import Erase, EraseCase, Invoice, MessageClass, RetireButtons, Say, Saying, Toast

CAPTION_LIMIT = 1024
NIGHT_BEGINS, NIGHT_ENDS = 21, 8
"""Local hours between which a reply comes without a sound."""


@dataclass(frozen=True)
class Reader:
    """Who reads a saying. `chat_id` is the private chat; `here` the chat of the message they acted on, if another."""

    language: str
    timezone: str
    chat_id: int
    person_id: UUID | None = None
    here: int | None = None

    @property
    def acted_in(self) -> int:
        return self.chat_id if self.here is None else self.here


@dataclass(frozen=True)
class Rendered:
    """The calls of one saying, in order. `sha256` is of the disclosed words, `language` what they were said in."""

    calls: tuple[Outgoing, ...]
    language: str
    sha256: str = ""


@dataclass(frozen=True)
class Renderer:
    """Renders for one lender. `home` is its currency, `invoice_token` the payment provider's."""

    catalogue: Catalogue
    papers: Papers
    home: str
    invoice_token: str = ""

    def words(self, language: str, timezone: str) -> Words:
        return Words(self.catalogue, language, timezone, self.home)

    def render(
        self,
        saying: Saying,
        reader: Reader,
        revision: int,
        now: datetime,
        photos: Mapping[UUID, StoredPhoto] | None = None,
    ) -> Rendered:
        """The saying as calls. `revision` is the session's after the turn; `photos` are the stored pictures at hand."""
        if isinstance(saying, Say):
            return self._say(saying, reader, revision, now, photos or {})
        words = self.words(reader.language, reader.timezone)
        return Rendered((self._other(saying, reader, words),), reader.language)

    def _other(
        self, saying: Toast | Erase | EraseCase | RetireButtons | Invoice, reader: Reader, words: Words
    ) -> Outgoing:
        match saying:
            case Toast(query_id, text, alert):
                shown = {"text": words.plain(text)[:200], "show_alert": alert} if text else {}
                return Outgoing("answer", "answerCallbackQuery", {"callback_query_id": query_id, **shown})
            case Erase(message_id, chat_id):
                where = {"chat_id": chat_id or reader.acted_in, "message_id": message_id}
                return Outgoing("erase", "deleteMessage", where)
            case EraseCase(case_id, chat_id):
                return Outgoing(
                    "erase", "deleteMessages", {"chat_id": chat_id, "case_id": str(case_id)}, case_id=case_id
                )
            case RetireButtons(message_id, chat_id):
                where = {"chat_id": chat_id or reader.acted_in, "message_id": message_id}
                return Outgoing("retire", "editMessageReplyMarkup", where)
            case Invoice():
                return Outgoing("invoice", "sendInvoice", self._invoice(saying, reader, words), important=True)

    def _invoice(self, invoice: Invoice, reader: Reader, words: Words) -> dict[str, Any]:
        title = words.plain(invoice.title)[:32]
        return {
            "chat_id": reader.chat_id,
            "title": title,
            "description": words.plain(invoice.description)[:255],
            "payload": invoice.payload,
            "currency": invoice.amount.currency,
            "prices": [{"label": title, "amount": invoice.amount.minor}],
            "provider_token": self.invoice_token,
        }

    def _say(
        self, say: Say, reader: Reader, revision: int, now: datetime, photos: Mapping[UUID, StoredPhoto]
    ) -> Rendered:
        words = self.words(say.language or reader.language, reader.timezone)
        text = "\n".join(words.html(line) for line in say.lines).strip("\n")
        paper = self.papers.file(say.attachment, words) if say.attachment else None
        chat_id = say.chat_id or (reader.chat_id if say.edits is None else reader.acted_in)
        calls = self._calls(say, chat_id, text, paper)
        if say.photos:
            calls[0] = replace(calls[0], photos=tuple(photos[p] for p in say.photos))
        if board := markup(say, words, revision):
            calls[-1].params["reply_markup"] = board
        if say.message_class is MessageClass.REPLY and _is_night(now, words.timezone):
            for call in calls:
                call.params["disable_notification"] = True
        if say.evidence is not None:
            calls[-1] = replace(calls[-1], evidence=True)
        disclosed = paper.text if paper else text
        sha256 = hashlib.sha256(disclosed.encode()).hexdigest() if say.evidence else ""
        return Rendered(tuple(calls), words.language, sha256)

    def _calls(self, say: Say, chat_id: int, text: str, paper: TextFile | None) -> list[Outgoing]:
        """The texts in order, the attachment last but for a long text, which follows it; an edit replaces its first."""
        where: dict[str, Any] = {"chat_id": chat_id, **({"protect_content": True} if say.case_id else {})}
        parts = split(text) if text else ()
        captioned = paper is not None and len(parts) <= 1 and units(text) <= CAPTION_LIMIT
        calls: list[Outgoing] = []
        if paper is not None:
            caption = {"caption": text, "parse_mode": "HTML"} if captioned and text else {}
            calls.append(self._message(say, "sendDocument", {**where, **caption}, paper))
        for part in () if captioned else parts:
            shown = {**where, "text": part, "parse_mode": "HTML", "link_preview_options": {"is_disabled": True}}
            calls.append(self._message(say, "sendMessage", shown))
        if not calls:
            raise ValueError("a message says something")
        if say.edits is not None and calls[0].method == "sendMessage":
            edited = {**calls[0].params, "message_id": say.edits}
            edited.pop("protect_content", None)
            calls[0] = replace(calls[0], kind="edit", method="editMessageText", params=edited)
        return calls

    def _message(self, say: Say, method: str, params: dict[str, Any], paper: TextFile | None = None) -> Outgoing:
        return Outgoing("message", method, params, document=paper, important=say.important, case_id=say.case_id)


def _is_night(now: datetime, timezone: str) -> bool:
    hour = now.astimezone(ZoneInfo(timezone)).hour
    return hour >= NIGHT_BEGINS or hour < NIGHT_ENDS
