"""The sandbox's Bot API without sockets: under python-telegram-bot, or under the lender's own calls by name.

So a whole lender and its Telegram live in one event loop, in a test or in a simulation.
"""

import asyncio
import re
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any
from urllib.parse import unquote

from telegram import InputFile
from telegram.error import NetworkError
from telegram.request import BaseRequest, RequestData
from telegram.request._requestparameter import RequestParameter

from bot.telegram_answer import ServerTrouble
from bot.telegram_api import Upload as OutgoingFile
from sandbox.answers import ApiError, failure
from sandbox.bot_api import BotApi, Dropped
from sandbox.files import Upload

ADDRESS = re.compile(r".*?/(?P<file>file/)?bot(?P<token>[^/]+)/(?:test/)?(?P<rest>.+)")
ROOT = "https://sandbox.invalid"


class InProcessRequest(BaseRequest):
    """Hands every request to a `BotApi` of this process; the host in the address does not matter.

    Faults look as they do through the lender's HTTP client: a broken connection is a NetworkError, a 5xx is
    ServerTrouble.
    """

    def __init__(self, api: BotApi) -> None:
        self._api = api

    @property
    def read_timeout(self) -> float:
        return 5.0

    async def initialize(self) -> None:
        """There is nothing to open."""

    async def shutdown(self) -> None:
        """There is nothing to close."""

    async def do_request(
        self,
        url: str,
        method: str,  # noqa: ARG002 - the library's signature, here and below
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,  # noqa: ARG002
        write_timeout: Any = BaseRequest.DEFAULT_NONE,  # noqa: ARG002
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,  # noqa: ARG002
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,  # noqa: ARG002
    ) -> tuple[int, bytes]:
        """Status and body of the answer. Raises NetworkError where a planned fault breaks the connection."""
        found = ADDRESS.fullmatch(unquote(url))
        if found is None:
            return HTTPStatus.NOT_FOUND, failure(ApiError(404, "Not Found")).body
        if found["file"]:
            return self._download(found["token"], found["rest"])
        await asyncio.sleep(0)  # as any network, this gives others their turn
        params = dict(request_data.json_parameters) if request_data else {}
        try:
            answer = await self._api.call(found["token"], found["rest"], params, _files(request_data))
        except Dropped as broken:
            raise NetworkError(f"broken off: {broken}") from None
        if answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            raise ServerTrouble(answer.status)
        return answer.status, answer.body

    def _download(self, token: str, path: str) -> tuple[int, bytes]:
        stored = self._api.file(token, path)
        if stored is None:
            return HTTPStatus.NOT_FOUND, failure(ApiError(404, "Not Found")).body
        return HTTPStatus.OK, stored.data


class InProcessApi:
    """Calls by name, as `bot.telegram_api.Api` has them, on a sandbox in this process."""

    def __init__(self, api: BotApi, token: str) -> None:
        self._request = InProcessRequest(api)
        self._token = token

    async def call(
        self,
        method: str,
        params: Mapping[str, Any] | None = None,
        files: Mapping[str, OutgoingFile] | None = None,
        read_timeout: float | None = None,  # noqa: ARG002 - nothing can be slow here but a planned fault
    ) -> Any:
        """The `result` of the answer. Raises telegram.error.TelegramError and its kinds."""
        given: dict[str, Any] = {name: value for name, value in (params or {}).items() if value is not None}
        for name, file in (files or {}).items():
            given[name] = InputFile(file.content, filename=file.name)
        data = RequestData([RequestParameter.from_input(name, value) for name, value in given.items()])
        return await self._request.post(f"{ROOT}/bot{self._token}/{method}", data)

    async def file_address(self, file_id: str) -> str:
        """Where `download` finds the file."""
        found = await self.call("getFile", {"file_id": file_id})
        return f"{ROOT}/file/bot{self._token}/{found['file_path']}"

    async def download(self, address: str) -> bytes:
        """The bytes behind an address of `file_address`. Raises telegram.error.TelegramError when there are none."""
        return await self._request.retrieve(address)


def _files(data: RequestData | None) -> dict[str, Upload]:
    if data is None or not data.contains_files:
        return {}
    return {name: Upload(part[0], _bytes(part[1]), part[2]) for name, part in data.multipart_data.items()}


def _bytes(content: Any) -> bytes:
    return content if isinstance(content, bytes) else bytes(content.read())
