"""What people send besides text, photos and documents: stickers, voice, places... in Bot API shape.

A bot has to bear all of these at any moment, so the sandbox can produce them.
"""

import copy

from sandbox.files import FileStore, Upload
from sandbox.model import Json, Person

BYTES = b"OggS" + bytes(60)
"""What stands in the files of these kinds; no bot should look inside."""

PLACE: Json = {"latitude": 31.2304, "longitude": 121.4737}
OPTIONS = [{"persistent_id": str(n), "text": text, "voter_count": 0} for n, text in enumerate(("Yes", "No"))]
PLAIN: dict[str, Json] = {
    "location": {"location": PLACE},
    "venue": {"location": PLACE, "venue": {"location": PLACE, "title": "Market hall", "address": "1 Market Street"}},
    "dice": {"dice": {"emoji": "🎲", "value": 4}},
    "poll": {
        "poll": {
            "id": "5000000001",
            "question": "Shall we?",
            "options": OPTIONS,
            "total_voter_count": 0,
            "is_closed": False,
            "is_anonymous": True,
            "type": "regular",
            "allows_multiple_answers": False,
            "allows_revoting": False,
            "members_only": False,
        }
    },
}
"""Kinds without a file -> their content."""

FILES: dict[str, tuple[str, str, Json]] = {
    "sticker": (
        "sticker.webp",
        "image/webp",
        {"type": "regular", "width": 512, "height": 512, "is_animated": False, "is_video": False},
    ),
    "voice": ("voice.oga", "audio/ogg", {"duration": 3, "mime_type": "audio/ogg"}),
    "video": ("video.mp4", "video/mp4", {"duration": 3, "width": 640, "height": 480, "mime_type": "video/mp4"}),
    "video_note": ("note.mp4", "video/mp4", {"duration": 3, "length": 240}),
    "audio": ("song.mp3", "audio/mpeg", {"duration": 60, "mime_type": "audio/mpeg"}),
    "animation": ("cat.mp4", "video/mp4", {"duration": 2, "width": 320, "height": 240, "mime_type": "video/mp4"}),
}
"""Kinds with a file -> its name, its type, and what else their content says."""

KINDS = (*FILES, *PLAIN, "contact_of")


def other_content(kind: str, files: FileStore, about: Person, emoji: str = "😀") -> Json:
    """The content of a message of this kind; `about` is whose contact a shared contact is.

    Raises ValueError for a kind the sandbox does not make.
    """
    if kind == "contact_of":
        return {"contact": contact_json(about)}
    if kind in PLAIN:
        return copy.deepcopy(PLAIN[kind])
    if kind not in FILES:
        raise ValueError(f"kind: {kind!r} is not one of {', '.join(KINDS)}")
    name, mime, shape = FILES[kind]
    stored = files.add(kind, Upload(name, BYTES, mime))
    file: Json = {"file_id": stored.id, "file_unique_id": stored.unique_id, "file_size": len(stored.data)}
    content: Json = {kind: file | shape | ({"emoji": emoji} if kind == "sticker" else {})}
    if kind == "animation":  # a GIF comes as a document too, for bots that know no animations
        content["document"] = file | {"mime_type": mime, "file_name": name}
    return content


def contact_json(person: Person) -> Json:
    """A person's contact as Telegram shares it: the number in digits alone, and the id that says whose it is."""
    last = {"last_name": person.last_name} if person.last_name else {}
    number = "".join(filter(str.isdigit, person.phone or "")) or f"13800{person.id:06d}"
    return {"phone_number": number, "first_name": person.first_name, **last, "user_id": person.id}
