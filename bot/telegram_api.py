"""Calls of the Bot API by name, JSON in and JSON out: what polling, senders, commands and uploads need of Telegram.

The rendered call lies in the outbox as JSON, so it is sent as it stands; building the library's objects only to take
them apart again would cost more than the rest of the send. Errors are python-telegram-bot's own.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from telegram import InputFile
from telegram.request import BaseRequest, RequestData
from telegram.request._requestparameter import RequestParameter

from bot.telegram_request import AiohttpRequest

PUBLIC = "https://api.telegram.org"


@dataclass(frozen=True)
class Upload:
    """A file that travels with a call, as a part under the parameter's name (or under what `attach://` names)."""

    name: str
    content: bytes


class Api(Protocol):
    """The Bot API as everything in this package sees it; tests hand in one that lives in the process."""

    async def call(
        self,
        method: str,
        params: Mapping[str, Any] | None = None,
        files: Mapping[str, Upload] | None = None,
        read_timeout: float | None = None,
    ) -> Any:
        """The `result` of the answer. Raises telegram.error.TelegramError and its kinds."""
        ...

    async def file_address(self, file_id: str) -> str:
        """Where an upload can be fetched from for the next hour. The address holds the token: never log it."""
        ...


class TelegramApi:
    """The Bot API over HTTP. Long polls have a pool of their own, so that they never stand in a send's way."""

    def __init__(self, token: str, base: str = PUBLIC, proxy: str | None = None) -> None:
        base = base.rstrip("/")
        self._path = f"/bot{token}"
        self._root = f"{base}{self._path}"
        self._files = f"{base}/file/bot{token}"
        self._sending = AiohttpRequest(base, proxy=proxy)
        self._polling = AiohttpRequest(base, connections=1, read_timeout=5.0, proxy=proxy)

    async def start(self) -> None:
        await self._sending.initialize()
        await self._polling.initialize()

    async def stop(self) -> None:
        await self._sending.shutdown()
        await self._polling.shutdown()

    async def call(
        self,
        method: str,
        params: Mapping[str, Any] | None = None,
        files: Mapping[str, Upload] | None = None,
        read_timeout: float | None = None,
    ) -> Any:
        given: dict[str, Any] = {key: value for key, value in (params or {}).items() if value is not None}
        request = self._polling if method == "getUpdates" else self._sending
        if not files:
            return await request.ask(f"{self._path}/{method}", given, read_timeout)
        for name, upload in files.items():
            given[name] = InputFile(upload.content, filename=upload.name)
        data = RequestData([RequestParameter.from_input(name, value) for name, value in given.items()])
        timeout = BaseRequest.DEFAULT_NONE if read_timeout is None else read_timeout
        return await request.post(f"{self._root}/{method}", data, read_timeout=timeout)

    async def file_address(self, file_id: str) -> str:
        found = await self.call("getFile", {"file_id": file_id})
        return f"{self._files}/{found['file_path']}"
