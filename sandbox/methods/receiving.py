"""How a bot gets its updates: long polling, or a webhook; never both."""

import asyncio
import re
from functools import partial

from sandbox.answers import ApiError, bad_request
from sandbox.methods.call import Call, method
from sandbox.model import Json
from sandbox.webhook import Webhook

LONGEST_POLL = 50
BOTH = "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
TWO_POLLERS = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")


@method("getUpdates")
async def get_updates(call: Call) -> list[Json]:
    """Confirms what is below the offset, then answers with what waits, or with what comes first within the timeout.

    The official server also slows down bots that ask again at once; the sandbox does not.
    """
    queue = call.world.queue(call.bot)
    if call.bot.id in call.world.webhooks:
        raise ApiError(409, BOTH)
    _remember_allowed(call)
    limit = min(max(call.given.integer("limit", 100), 1), 100)
    seconds = min(max(call.given.integer("timeout"), 0), LONGEST_POLL)
    queue.confirm(call.given.integer("offset"))
    queue.polls += 1
    queue.bell.ring()
    poll = queue.polls
    batch = queue.take(limit)
    deadline = asyncio.get_running_loop().time() + seconds
    while not batch:
        if call.world.closed:
            raise ApiError(500, "Internal Server Error: restart")
        left = deadline - asyncio.get_running_loop().time()
        if left <= 0:
            break
        await queue.bell.wait(left)
        if queue.polls != poll:
            raise ApiError(409, TWO_POLLERS)
        if call.bot.id in call.world.webhooks:
            raise ApiError(409, BOTH)
        batch = queue.take(limit)
    return [update.json() for update in batch]


@method("setWebhook")
async def set_webhook(call: Call) -> bool:
    """Any http or https address will do: the sandbox is on this machine, and so is the bot."""
    url = call.given.text("url").strip()
    if not url:
        await _remove(call)
        return True
    if not url.startswith(("http://", "https://")):
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    secret = call.given.text("secret_token")
    if secret and not SECRET.fullmatch(secret):
        raise bad_request("secret token contains unallowed characters")
    connections = call.given.integer("max_connections", 40)
    _remember_allowed(call)
    await _remove(call)
    world = call.world
    reply = partial(world.call_from_webhook, call.bot)
    most = min(max(connections, 1), 100)
    webhook = Webhook(url, world.queue(call.bot), world.clock, reply, secret or None, most, world.wait)
    world.webhooks[call.bot.id] = webhook
    webhook.start()
    world.queue(call.bot).bell.ring()
    return True


@method("deleteWebhook")
async def delete_webhook(call: Call) -> bool:
    await _remove(call)
    return True


async def _remove(call: Call) -> None:
    webhook = call.world.webhooks.pop(call.bot.id, None)
    if webhook is not None:
        await webhook.stop()
    if call.given.flag("drop_pending_updates"):
        call.world.queue(call.bot).clear()


@method("getWebhookInfo")
async def get_webhook_info(call: Call) -> Json:
    queue = call.world.queue(call.bot)
    queue.drop_expired()
    webhook = call.world.webhooks.get(call.bot.id)
    shown = webhook.info() if webhook else {"url": "", "has_custom_certificate": False}
    allowed = {"allowed_updates": sorted(queue.allowed)} if queue.allowed else {}
    return shown | {"pending_update_count": len(queue.waiting)} | allowed


def _remember_allowed(call: Call) -> None:
    """The list sticks until another is given; an empty list brings the default back."""
    kinds = call.given.json("allowed_updates", list, "can't parse allowed updates JSON object")
    if kinds is not None:
        call.world.queue(call.bot).allow([str(kind) for kind in kinds])
