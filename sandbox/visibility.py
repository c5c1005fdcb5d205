"""Which messages of a chat a bot is told of."""

from sandbox.model import Bot, Message

SERVICE = frozenset(
    (
        "new_chat_members",
        "left_chat_member",
        "new_chat_title",
        "pinned_message",
        "forum_topic_created",
        "forum_topic_edited",
        "forum_topic_closed",
        "forum_topic_reopened",
        "successful_payment",
    )
)
"""The service messages the sandbox makes; every bot in the chat sees them."""


def bot_sees(bot: Bot, message: Message) -> bool:
    """Bots see nothing that bots write. In a group under privacy mode a bot sees only what is meant for it."""
    if isinstance(message.sender, Bot):
        return False
    status = message.chat.members.get(bot.id)
    if message.chat.private or not bot.privacy or status == "administrator":
        return True
    if SERVICE & message.content.keys():
        return True
    if message.reply_to is not None and message.reply_to.sender.id == bot.id:
        return True
    return _commands(bot, message)


def _commands(bot: Bot, message: Message) -> bool:
    """A command for this bot, by name or for whoever listens, or a mention of it."""
    text = str(message.content.get("text", message.content.get("caption", "")))
    first = text.split(maxsplit=1)[0] if text.strip() else ""
    command, _, to = first.partition("@")
    if command.startswith("/") and len(command) > 1:
        return to == "" or to.lower() == bot.username.lower()
    return f"@{bot.username}".lower() in text.lower()
