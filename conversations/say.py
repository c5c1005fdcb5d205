"""What can be said: phrases by key with typed parameters, buttons, attachments, and the other things a bot can do.

Nothing here is words: the renderer makes them, in the turn, in the reader's language. Keys are literals, so that the
extractor of the catalogues finds every one.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, Union
from uuid import UUID

from lending.money import Money


@dataclass(frozen=True)
class Percent:
    """A rate to be shown with two decimals and its sign: Percent(Decimal("18")) is 18.00 %."""

    value: Decimal


@dataclass(frozen=True)
class ShortDate:
    """A day near enough to be shown without its year: 23 Jan."""

    value: date


@dataclass(frozen=True)
class WeekDate:
    """A day shown with its weekday, without its year: Saturday 23 January."""

    value: date


Value = Union[str, int, Money, Percent, Decimal, date, datetime, ShortDate, WeekDate, "Phrase", tuple["Phrase", ...]]


@dataclass(frozen=True)
class Phrase:
    """One catalogue entry with its parameters. A tuple of phrases as parameter is rendered line by line.

    A parameter named `n` chooses the plural form. Text parameters are escaped by the renderer.
    """

    key: str
    params: Mapping[str, Value] = field(default_factory=dict)


def P(key: str, /, **params: Value) -> Phrase:  # noqa: N802 - reads as a word in the flows, and is the extractor's keyword
    """A phrase: `P("offer.receive", amount=offer.principal)`."""
    return Phrase(key, params)


class MessageClass(StrEnum):
    """What kind of message this is; the contact rules differ by it."""

    REPLY = "reply"  # replies and receipts: always, silent at night
    LEGAL = "legal"  # legal notices: in hours, never counted
    REMINDER = "reminder"  # due reminders: in hours, own opt-out
    COLLECTION = "collection"  # in hours, counted, opt-out
    MARKETING = "marketing"  # opt-in only
    STAFF = "staff"  # to staff


@dataclass(frozen=True)
class Button:
    """An inline button. `action` is what the press means, `argument` what it is about; see conversations.buttons.

    `bound` ties it to the session's revision: pressed after the conversation moved on, it is recognised as old.
    """

    label: Phrase
    action: str
    argument: str = ""
    bound: bool = True


@dataclass(frozen=True)
class Attachment:
    """A file rendered in the turn: `template` names the lender's template, `values` are JSON the template shows."""

    template: str
    name: Phrase
    values: dict[str, Any]


@dataclass(frozen=True)
class Evidence:
    """This message is proof of a disclosure: its words are hashed into the journal. `kind`: key_facts or contract."""

    kind: str
    subject: UUID


@dataclass(frozen=True)
class Say:
    """One message to one chat. `chat_id` None means the person whose turn it is.

    `lines` are paragraphs, one a line; an empty phrase key is an empty line. `edits` replaces that message instead of
    sending a new one. `keyboard`: "" leaves the reply keyboard, "contact" asks for the phone, "remove" takes it away.
    `photos` are stored documents, shown before the text. `important` messages (money, contract, staff) are sent again
    when the outcome of a send is unknown. `person` is whose key encrypts the text, where not the reader's. `case_id` is
    the case a message to staff is about, so that `EraseCase` finds it again.
    """

    lines: tuple[Phrase, ...]
    buttons: tuple[tuple[Button, ...], ...] = ()
    chat_id: int | None = None
    language: str | None = None
    edits: int | None = None
    keyboard: str = ""
    attachment: Attachment | None = None
    photos: tuple[UUID, ...] = ()
    evidence: Evidence | None = None
    message_class: MessageClass = MessageClass.REPLY
    important: bool = False
    person: UUID | None = None
    case_id: UUID | None = None


@dataclass(frozen=True)
class Toast:
    """The answer to a button press: a short line, or with `alert` a window; None only stops the spinner."""

    query_id: str
    text: Phrase | None = None
    alert: bool = False


@dataclass(frozen=True)
class Erase:
    """Delete a message: a typed PIN, a file handed over. `case_messages` deletes all that was sent about that case."""

    message_id: int
    chat_id: int | None = None


@dataclass(frozen=True)
class EraseCase:
    """Delete everything the bot sent to this chat about the case (on hand-over)."""

    case_id: UUID
    chat_id: int


@dataclass(frozen=True)
class RetireButtons:
    """Take the inline buttons off a message whose question is answered."""

    message_id: int
    chat_id: int | None = None


@dataclass(frozen=True)
class Invoice:
    """A Telegram invoice for one payment; `payload` comes back with it."""

    title: Phrase
    description: Phrase
    amount: Money
    payload: str


Saying = Say | Toast | Erase | EraseCase | RetireButtons | Invoice

BLANK = Phrase("")
