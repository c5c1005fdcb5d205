"""Photos, documents and albums: sending them, and finding and fetching files."""

from sandbox.answers import ApiError, bad_request
from sandbox.files import MAX_DOWNLOAD, MAX_PHOTO, MAX_UPLOAD, FileStore, StoredFile, Upload
from sandbox.methods.call import Call, method
from sandbox.methods.outgoing import caption_of, checked_caption, send
from sandbox.methods.target import chat_to_write
from sandbox.model import Json, present
from sandbox.photos import NoPicture, add_photo

LARGEST_ALBUM = 10


@method("sendPhoto")
async def send_photo(call: Call) -> Json:
    chat = chat_to_write(call)
    content = _media(call, "photo", call.given.text("photo"), call.given.upload("photo"))
    return send(call, chat, content | caption_of(call).content("caption")).json()


@method("sendDocument")
async def send_document(call: Call) -> Json:
    chat = chat_to_write(call)
    content = _media(call, "document", call.given.text("document"), call.given.upload("document"))
    return send(call, chat, content | caption_of(call).content("caption")).json()


@method("sendMediaGroup")
async def send_media_group(call: Call) -> list[Json]:
    chat = chat_to_write(call)
    media = call.given.json("media", list, "can't parse media JSON object") or []
    if not 2 <= len(media) <= LARGEST_ALBUM:
        raise bad_request("group send failed: 2-10 items expected" if media else "there are no media in the request")
    if len({item.get("type") for item in media if isinstance(item, dict)}) > 1:
        raise bad_request("document can't be mixed with other media types")
    contents = [input_media(call, item) for item in media]
    group = f"{call.world.now()}{chat.last_id + 1:06d}"
    return [send(call, chat, content | {"media_group_id": group}).json() for content in contents]


def input_media(call: Call, media: object) -> Json:
    """An `InputMedia` object as content of a message. Raises ApiError for a type other than photo and document."""
    if not isinstance(media, dict):
        raise bad_request("can't parse InputMedia: expected an Object")
    kind, value = str(media.get("type", "")), str(media.get("media", ""))
    if kind not in ("photo", "document"):
        raise bad_request("can't parse InputMedia: type must be photo or document")
    caption = call.format(
        str(media.get("caption") or ""), str(media.get("parse_mode") or ""), media.get("caption_entities")
    )
    return _media(call, kind, value, call.given.attached(value)) | checked_caption(caption).content("caption")


def _media(call: Call, kind: str, value: str, upload: Upload | None) -> Json:
    if upload is not None:
        return store(call.world.files, kind, upload)
    if not value:
        raise bad_request(f"there is no {kind} in the request")
    if "://" in value:
        raise bad_request("failed to get HTTP URL content")
    stored = call.world.files.by_id.get(value)
    if stored is None:
        raise bad_request("wrong file identifier/HTTP URL specified")
    if stored.kind != kind:
        raise bad_request(f"can't use file of type {stored.kind.title()} as {kind.title()}")
    return {"photo": call.world.files.photos[value]} if kind == "photo" else {"document": document_json(stored)}


def store(files: FileStore, kind: str, upload: Upload) -> Json:
    """Keeps an uploaded photo or document; says what it is in a message.

    Raises ApiError when Telegram would not take it.
    """
    if not upload.data:
        raise bad_request("file must be non-empty")
    if len(upload.data) > MAX_UPLOAD:
        raise ApiError(413, "Request Entity Too Large")
    if kind == "document":
        return {"document": document_json(files.add("document", upload))}
    if len(upload.data) > MAX_PHOTO:
        size = len(upload.data)
        raise bad_request(f"file of size {size} bytes is too big for a photo; the maximum size is {MAX_PHOTO} bytes")
    try:
        return {"photo": add_photo(files, upload)}
    except NoPicture as error:
        raise bad_request(str(error)) from None


def document_json(stored: StoredFile) -> Json:
    """The file as a Bot API `Document`."""
    ids = {"file_id": stored.id, "file_unique_id": stored.unique_id, "file_size": len(stored.data)}
    return present({"file_name": stored.name or None, "mime_type": stored.mime}) | ids


@method("getFile")
async def get_file(call: Call) -> Json:
    stored = call.world.files.by_id.get(call.given.text("file_id"))
    if stored is None:
        raise bad_request("invalid file_id")
    if len(stored.data) > MAX_DOWNLOAD:
        raise bad_request("file is too big")
    return stored.json()
