"""The Bot API in process: one call in, one answer out, no HTTP needed.

The HTTP routes and `sandbox.in_process` both end here, and so does a method that a webhook answers with.
"""

import asyncio
from collections.abc import Mapping
from typing import Any

import sandbox.methods.chats
import sandbox.methods.edits
import sandbox.methods.media
import sandbox.methods.messages
import sandbox.methods.payments
import sandbox.methods.profile
import sandbox.methods.receiving
import sandbox.methods.topics  # noqa: F401  (importing them registers their methods)
from sandbox.answers import ApiAnswer, ApiError, failure, success
from sandbox.faults import Fault
from sandbox.files import StoredFile, Upload
from sandbox.methods.call import METHODS, Call
from sandbox.model import Bot
from sandbox.parameters import Parameters, read_body
from sandbox.world import World

REFUSALS = {
    "500": ApiError(500, "Internal Server Error"),
    "502": ApiError(502, "Bad Gateway"),
    "403": ApiError(403, "Forbidden: bot was blocked by the user"),
    "400": ApiError(400, "Bad Request: chat not found"),
}


class Dropped(ConnectionError):
    """The connection breaks without an answer; whether the call was done, the caller cannot know."""


class BotApi:
    """Calls methods of the Bot API in one world, with the faults that were planned for them."""

    def __init__(self, world: World) -> None:
        self.world = world
        world.call_from_webhook = self._call_from_webhook

    async def call(
        self,
        token: str,
        method: str,
        params: Mapping[str, Any] | None = None,
        files: Mapping[str, Upload] | None = None,
    ) -> ApiAnswer:
        """Answers as the official server would. Raises Dropped when a planned fault breaks the connection."""
        try:
            bot = self.world.register_bot(token)
        except ValueError:
            return failure(ApiError(401, "Unauthorized: invalid token specified"))
        self.world.last_bot = bot
        fault = self.world.faults.next(method)
        if fault is not None:
            refusal = await self._play(fault)
            if refusal is not None:
                return failure(refusal)
        answer = await self._answer(bot, method, Parameters(params or {}, files or {}))
        if fault is not None and fault.kind == "drop_after_accept":
            raise Dropped("the answer is lost")
        return answer

    def file(self, token: str, path: str) -> StoredFile | None:
        """The file a bot downloads; None when there is no such file or no such bot."""
        return self.world.files.by_path.get(path) if token in self.world.bots else None

    async def _answer(self, bot: Bot, method: str, given: Parameters) -> ApiAnswer:
        name, function = METHODS.get(method.lower(), ("", None))
        if function is None:
            return failure(ApiError(404, "Not Found: method not found"))
        try:
            result = await function(Call(self.world, bot, given))
        except ApiError as refused:
            return failure(refused)
        self.world.observe("answer", name, result)
        return success(result)

    async def _play(self, fault: Fault) -> ApiError | None:
        """What the fault does before the call; a refusal when it ends there."""
        if fault.kind == "drop_before":
            raise Dropped("the call never arrived")
        if fault.kind == "slow":
            await self.world.wait(fault.amount)
        if fault.kind == "429":
            seconds = max(1, round(fault.amount))
            return ApiError(429, f"Too Many Requests: retry after {seconds}", seconds)
        return REFUSALS.get(fault.kind)

    async def _call_from_webhook(self, bot: Bot, kind: str, body: bytes) -> None:
        """Calls the method a webhook answered with; its result goes nowhere, and neither does an error."""
        try:
            values, files = await read_body(kind, body)
        except ApiError:
            return
        method = str(values.pop("method", ""))
        if method and not method.lower().startswith("get"):
            await asyncio.shield(self._answer(bot, method, Parameters(values, files)))
