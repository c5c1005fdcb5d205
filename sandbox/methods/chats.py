"""What a bot can ask about chats and their members, and pins and leaving."""

from sandbox.answers import bad_request
from sandbox.methods.call import Call, method
from sandbox.methods.target import administered, chat_to_read, chat_to_write, message_of
from sandbox.model import Bot, Chat, Json, Message, Person

RIGHTS = (
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
    "can_pin_messages",
    "can_manage_topics",
    "can_send_welcome_messages",
)


@method("getMe")
async def get_me(call: Call) -> Json:
    abilities = {
        "can_join_groups": True,
        "can_read_all_group_messages": not call.bot.privacy,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }
    return call.bot.json() | abilities


@method("getChat")
async def get_chat(call: Call) -> Json:
    chat = chat_to_read(call)
    gifts = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels")
    full = chat.json() | {
        "accent_color_id": abs(chat.id) % 7,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(gifts, False),
    }
    pinned = chat.messages.get(chat.pinned[-1]) if chat.pinned else None
    return full | ({"pinned_message": pinned.json(as_reply=True)} if pinned else {})


@method("getChatMember")
async def get_chat_member(call: Call) -> Json:
    chat = chat_to_read(call)
    number = call.given.integer("user_id")
    user = _user(call, number)
    if user is None:
        raise bad_request("invalid user_id specified" if number <= 0 else "member not found")
    return member_json(chat, user)


@method("getChatAdministrators")
async def get_chat_administrators(call: Call) -> list[Json]:
    """Other bots are left out, as on Telegram."""
    chat = chat_to_read(call)
    if chat.private:
        raise bad_request("there are no administrators in the private chat")
    admins = [user for user, status in chat.members.items() if status in ("creator", "administrator")]
    users = [_user(call, user) for user in admins]
    return [member_json(chat, user) for user in users if isinstance(user, Person) or user is call.bot]


@method("getChatMemberCount")
async def get_chat_member_count(call: Call) -> int:
    chat = chat_to_read(call)
    return sum(call.world.is_member(chat, user) for user in chat.members)


def member_json(chat: Chat, user: Person | Bot) -> Json:
    """The user as a Bot API `ChatMember` of this chat."""
    status = chat.members.get(user.id, "left")
    shown: Json = {"status": status, "user": user.json()}
    if status == "creator":
        return shown | {"is_anonymous": False}
    if status == "administrator":
        return shown | {"can_be_edited": False, "is_anonymous": False} | dict.fromkeys(RIGHTS, True)
    return shown | ({"until_date": 0} if status == "kicked" else {})


def _user(call: Call, number: int) -> Person | Bot | None:
    bots = {bot.id: bot for bot in call.world.bots.values()}
    return call.world.people.get(number) or bots.get(number)


@method("pinChatMessage")
async def pin_chat_message(call: Call) -> bool:
    chat = chat_to_write(call)
    if not chat.private:
        administered(call, chat, "manage pinned messages in the chat")
    message = message_of(chat, call.given.integer("message_id"), "message to pin not found")
    if message.id in chat.pinned:
        chat.pinned.remove(message.id)
    chat.pinned.append(message.id)
    notice = {"pinned_message": message.json(as_reply=True)}
    number = call.world.next_message_id(chat)
    call.world.post(Message(number, chat, call.bot, call.world.now(), notice, topic_id=message.topic_id))
    return True


@method("unpinChatMessage")
async def unpin_chat_message(call: Call) -> bool:
    chat = _pinnable(call)
    number = call.given.integer("message_id") or (chat.pinned[-1] if chat.pinned else 0)
    if number not in chat.pinned:
        raise bad_request("message to unpin not found")
    chat.pinned.remove(number)
    return True


@method("unpinAllChatMessages")
async def unpin_all_chat_messages(call: Call) -> bool:
    _pinnable(call).pinned.clear()
    return True


def _pinnable(call: Call) -> Chat:
    chat = chat_to_read(call)
    return chat if chat.private else administered(call, chat, "manage pinned messages in the chat")


@method("leaveChat")
async def leave_chat(call: Call) -> bool:
    chat = chat_to_read(call)
    if chat.private:
        raise bad_request("chat member status can't be changed in private chats")
    chat.members[call.bot.id] = "left"
    return True
