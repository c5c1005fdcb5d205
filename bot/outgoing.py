"""The body of an outbox row: one call of the Bot API, as JSON, with what has to be attached when it is sent.

The renderer makes it inside the turn, storage keeps it encrypted, the sender plays it. The sender adds nothing to the
words, so what lies in the outbox is what the person was told.
"""

import json
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

KINDS = ("message", "answer", "erase", "retire", "edit", "invoice")
"""What the sender plays. `payout` and `work` rows have bodies of their own."""
COMPACT = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=str).encode
"""Made once: a copy of every part, and an encoder for every row, cost as much as the whole of rendering."""


@dataclass(frozen=True)
class TextFile:
    """A file whose whole content is text (a contract), sent as UTF-8."""

    name: str
    text: str


@dataclass(frozen=True)
class StoredPhoto:
    """A stored, encrypted picture: `path` is below the document folder; decrypted only at the moment of sending."""

    document_id: UUID
    person_id: UUID
    path: str


@dataclass(frozen=True)
class Outgoing:
    """One call: `method` of the Bot API with `params` as JSON (nested values as they are, not as strings).

    `kind` is one of KINDS. `photos` go out just before it. `document` makes the call a `sendDocument`: `params` then
    hold a `caption`. `important` is sent again when nobody knows whether it arrived; `evidence` asks for a `Delivered`
    event with the message's number. A `deleteMessages` of kind erase with `params["case_id"]` instead of
    `message_ids` deletes whatever was sent to the chat about that case.
    """

    kind: str
    method: str
    params: dict[str, Any]
    document: TextFile | None = None
    photos: tuple[StoredPhoto, ...] = ()
    important: bool = False
    evidence: bool = False
    case_id: UUID | None = field(default=None)

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"kind: {self.kind} is not one of {', '.join(KINDS)}")

    @property
    def chat_id(self) -> int | None:
        """The chat it goes to; None for the answer to a button, which goes to nobody's chat."""
        chat = self.params.get("chat_id")
        return int(chat) if chat is not None else None

    def to_json(self) -> str:
        """Compact JSON; `from_json` reads it back equal."""
        document, photos = self.document and vars(self.document), [vars(photo) for photo in self.photos]
        return COMPACT({**vars(self), "document": document, "photos": photos})

    @classmethod
    def from_json(cls, text: str | bytes) -> "Outgoing":
        """Reads what `to_json` wrote; ValueError or TypeError on anything else."""
        raw = json.loads(text)
        document, case_id = raw.pop("document", None), raw.pop("case_id", None)
        photos = tuple(
            StoredPhoto(UUID(p["document_id"]), UUID(p["person_id"]), p["path"]) for p in raw.pop("photos", ())
        )
        return cls(
            **raw,
            document=TextFile(**document) if document else None,
            photos=photos,
            case_id=UUID(case_id) if case_id else None,
        )
