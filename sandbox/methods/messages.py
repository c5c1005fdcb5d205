"""Sending what is no file: text, contacts, places, polls, what a bot is doing; copying and forwarding."""

import copy
from typing import Any

from sandbox.answers import bad_request
from sandbox.formatting.span import length
from sandbox.methods.call import Call, method
from sandbox.methods.outgoing import caption_of, send, text_of
from sandbox.methods.target import chat_to_read, chat_to_write, message_of
from sandbox.model import Bot, Json, Message, present

ACTIONS = frozenset(
    (
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "upload_voice",
        "upload_document",
        "choose_sticker",
        "find_location",
        "record_video_note",
        "upload_video_note",
        "record_audio",
        "upload_audio",
    )
)
SERVICE = frozenset(["pinned_message", "successful_payment", "new_chat_members", "left_chat_member", "invoice"])


@method("sendMessage")
async def send_message(call: Call) -> Json:
    chat = chat_to_write(call)
    return send(call, chat, text_of(call).content()).json()


@method("sendContact")
async def send_contact(call: Call) -> Json:
    chat = chat_to_write(call)
    phone, first_name = call.given.text("phone_number"), call.given.text("first_name")
    if not phone:
        raise bad_request("phone number is empty")
    if not first_name:
        raise bad_request("first name is empty")
    optional = {name: call.given.text(name) or None for name in ("last_name", "vcard")}
    return send(call, chat, {"contact": {"phone_number": phone, "first_name": first_name} | present(optional)}).json()


@method("sendLocation")
async def send_location(call: Call) -> Json:
    chat = chat_to_write(call)
    place = {"latitude": call.given.number("latitude"), "longitude": call.given.number("longitude")}
    if abs(place["latitude"]) > 90 or abs(place["longitude"]) > 180:
        raise bad_request("wrong latitude or longitude specified")
    return send(call, chat, {"location": place}).json()


@method("sendPoll")
async def send_poll(call: Call) -> Json:
    chat = chat_to_write(call)
    question = call.given.text("question").strip()
    if not question:
        raise bad_request("poll question must be non-empty")
    if length(question) > 300:
        raise bad_request("poll question length must not exceed 300")
    options = call.given.json("options", list, "can't parse options JSON object") or []
    if not 1 <= len(options) <= 12:
        raise bad_request("poll must have at least 1 option" if not options else "poll can't have more than 12 options")
    return send(call, chat, {"poll": _poll(call, question, options)}).json()


def _poll(call: Call, question: str, options: list[Any]) -> Json:
    """A poll nobody has voted in."""
    number = sum(len(chat.messages) for chat in call.world.private.values()) + len(call.world.groups)
    shown = []
    for n, option in enumerate(options):
        text = str(option.get("text", "")) if isinstance(option, dict) else str(option)
        if not 1 <= length(text.strip()) <= 100:
            raise bad_request(
                "poll options length must not exceed 100" if text.strip() else "poll option must be non-empty"
            )
        shown.append({"persistent_id": str(n), "text": text.strip(), "voter_count": 0})
    anonymous = call.given.flag("is_anonymous") if call.given.text("is_anonymous") else True
    return {
        "id": f"{call.world.now()}{number:06d}",
        "question": question,
        "options": shown,
        "total_voter_count": 0,
        "is_closed": call.given.flag("is_closed"),
        "is_anonymous": anonymous,
        "type": call.given.text("type") or "regular",
        "allows_multiple_answers": call.given.flag("allows_multiple_answers"),
        "allows_revoting": call.given.flag("allows_revoting"),
        "members_only": call.given.flag("members_only"),
    }


@method("sendChatAction")
async def send_chat_action(call: Call) -> bool:
    chat = chat_to_write(call)
    action = call.given.text("action").lower()
    if action not in ACTIONS:
        raise bad_request("wrong parameter action in request")
    chat.action = (action, call.world.now())
    return True


@method("forwardMessage")
async def forward_message(call: Call) -> Json:
    chat = chat_to_write(call)
    source = _source(call, "forward")
    origin = source.content.get("forward_origin") or {
        "type": "user",
        "sender_user": source.sender.json(),
        "date": source.date,
    }
    return send(call, chat, copy.deepcopy(source.content) | {"forward_origin": origin}).json()


@method("copyMessage")
async def copy_message(call: Call) -> Json:
    chat = chat_to_write(call)
    source = _source(call, "copy")
    content = {
        name: value for name, value in source.content.items() if name not in ("forward_origin", "media_group_id")
    }
    if "caption" in call.given.values and not {"text", "contact", "location", "poll"} & content.keys():
        for name in ("caption", "caption_entities"):
            content.pop(name, None)
        content |= caption_of(call).content("caption")
    return {"message_id": send(call, chat, copy.deepcopy(content)).id}


def _source(call: Call, verb: str) -> Message:
    """The message to copy or forward; protected and service messages cannot be."""
    message = message_of(
        chat_to_read(call, "from_chat_id"), call.given.integer("message_id"), f"message to {verb} not found"
    )
    protected = message.protected and isinstance(message.sender, Bot)
    if protected or SERVICE & message.content.keys():
        raise bad_request(f"message can't be {'copied' if verb == 'copy' else 'forwarded'}")
    return message
