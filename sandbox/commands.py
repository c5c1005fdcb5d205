"""The command menu: commands set per scope and language, and which of them one person sees in one chat."""

from sandbox.model import Bot, Chat, Json

Key = tuple[str, str]
"""Scope key and language code."""


def scope_key(scope: Json | None) -> str:
    """A Bot API `BotCommandScope` as one word; the chat and the user, where it names them, belong to it."""
    if scope is None:
        return "default"
    parts = [str(scope.get("type", "default"))]
    parts += [str(scope[name]) for name in ("chat_id", "user_id") if name in scope]
    return ":".join(parts)


def commands_for(bot: Bot, chat: Chat, user_id: int, language_code: str) -> list[Json]:
    """The narrowest scope that has commands wins; within a scope the person's language before no language.

    Source: "Determining list of commands" in the Bot API documentation of BotCommandScope.
    """
    language = language_code.lower()[:2]
    for scope in _scopes(chat, user_id):
        for code in (language, ""):
            commands = bot.commands.get((scope, code))
            if commands:
                return commands
    return []


def _scopes(chat: Chat, user_id: int) -> list[str]:
    if chat.private:
        return [f"chat:{chat.id}", "all_private_chats", "default"]
    member = [f"chat_member:{chat.id}:{user_id}"]
    admin = chat.members.get(user_id) in ("creator", "administrator")
    here = [f"chat_administrators:{chat.id}"] if admin else []
    all_groups = ["all_chat_administrators"] if admin else []
    return [*member, *here, f"chat:{chat.id}", *all_groups, "all_group_chats", "default"]
