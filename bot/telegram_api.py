"""Calls of the Bot API by name, JSON in and JSON out: what polling, senders, commands and uploads need of Telegram.

The rendered call lies in the outbox as JSON, so it is sent as it stands; building the library's objects only to take
them apart again would cost more than the rest of the send. Errors are python-telegram-bot's own.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from telegram import InputFile
from telegram.request import BaseRequest, RequestData
from telegram.request._requestparameter import RequestParameter

from bot.kept_lines import KeptLines
from bot.telegram_answer import result_of

if TYPE_CHECKING:
    from bot.telegram_request import AiohttpRequest

PUBLIC = "https://api.telegram.org"
CONNECTIONS = 64
"""Connections for sends; one more is for the long poll."""
CONNECT_SECONDS, READ_SECONDS = 5.0, 10.0
TO_JSON = json.JSONEncoder(separators=(",", ":")).encode


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
    """The Bot API over HTTP. Long polls have a line of their own, so that they never stand in a send's way."""

    def __init__(self, token: str, base: str = PUBLIC, proxy: str | None = None) -> None:
        self._base = base.rstrip("/")
        self._path = f"/bot{token}"
        self._files = f"{self._base}/file/bot{token}"
        self._proxy = proxy
        self._sending = KeptLines(self._base, CONNECTIONS, CONNECT_SECONDS)
        self._polling = KeptLines(self._base, 1, CONNECT_SECONDS)
        self._general: AiohttpRequest | None = None

    async def stop(self) -> None:
        """Closes what is open; a later call opens it again."""
        self._sending.close()
        self._polling.close()
        if self._general is not None:
            await self._general.shutdown()

    async def call(
        self,
        method: str,
        params: Mapping[str, Any] | None = None,
        files: Mapping[str, Upload] | None = None,
        read_timeout: float | None = None,
    ) -> Any:
        given: dict[str, Any] = {key: value for key, value in (params or {}).items() if value is not None}
        path = f"{self._path}/{method}"
        if files:
            return await self._with_files(path, given, files, read_timeout)
        body, seconds = TO_JSON(given).encode(), READ_SECONDS if read_timeout is None else read_timeout
        if self._proxy:
            return await result_of(*await self._client().post_json(self._base + path, body, seconds))
        lines = self._polling if method == "getUpdates" else self._sending
        return await result_of(*await lines.post(path, body, seconds))

    async def _with_files(
        self, path: str, given: dict[str, Any], files: Mapping[str, Upload], read_timeout: float | None
    ) -> Any:
        for name, upload in files.items():
            given[name] = InputFile(upload.content, filename=upload.name)
        data = RequestData([RequestParameter.from_input(name, value) for name, value in given.items()])
        timeout = BaseRequest.DEFAULT_NONE if read_timeout is None else read_timeout
        return await self._client().post(self._base + path, data, read_timeout=timeout)

    def _client(self) -> "AiohttpRequest":
        if self._general is None:
            from bot.telegram_request import AiohttpRequest  # a tenth of the start, and most lenders seldom need it

            self._general = AiohttpRequest(connections=CONNECTIONS + 1, proxy=self._proxy)
        return self._general

    async def file_address(self, file_id: str) -> str:
        found = await self.call("getFile", {"file_id": file_id})
        return f"{self._files}/{found['file_path']}"
