"""What an answer of the Bot API means: its result, or the error of python-telegram-bot that it stands for.

A 5xx is told apart from silence: Telegram took the request and did not carry it out.
"""

import json
import os
from http import HTTPStatus
from typing import Any

from telegram.error import NetworkError, RetryAfter, TelegramError, TimedOut
from telegram.request import BaseRequest

os.environ.setdefault("PTB_TIMEDELTA", "1")  # the library's later way of giving times, without its warning


class ServerTrouble(NetworkError):
    """Telegram answered with a 5xx: it took the request and did not carry it out."""

    def __init__(self, status: int) -> None:
        super().__init__(f"HTTP {status}")
        self.status = status


def pause_asked(error: RetryAfter) -> float:
    """The seconds that Telegram asks the whole token to keep silent."""
    after = error.retry_after
    return float(after if isinstance(after, int | float) else after.total_seconds())


def read_json(payload: bytes) -> dict[str, Any]:
    """The answer as JSON; unlike the library's own, it never logs what it could not read."""
    try:
        answer = json.loads(payload)
    except ValueError:
        raise TelegramError("the server's answer is not JSON") from None
    if not isinstance(answer, dict):
        raise TelegramError("the server's answer is not a JSON object")
    return answer


def refuse_trouble(status: int, payload: bytes) -> None:
    """A 5xx that asks for a pause is left to the library, which reads the pause; any other is trouble.

    A gateway's time-out says nothing about what happened behind it, so it counts as unanswered.
    """
    if status < HTTPStatus.INTERNAL_SERVER_ERROR or b"retry_after" in payload:
        return
    if status == HTTPStatus.GATEWAY_TIMEOUT:
        raise TimedOut("the gateway gave up waiting")
    raise ServerTrouble(status)


async def result_of(status: int, payload: bytes) -> Any:
    """The `result` of an answer. Raises the error that a refusal stands for: which one, the library knows best."""
    refuse_trouble(status, payload)
    if status == HTTPStatus.OK:
        return read_json(payload)["result"]
    return await _Refused(status, payload).post("")


class _Refused(BaseRequest):
    """An answer that is there already, as a request of the library, which raises what it stands for."""

    read_timeout = None
    parse_json_payload = staticmethod(read_json)

    def __init__(self, status: int, payload: bytes) -> None:
        self._answer = status, payload

    async def initialize(self) -> None:
        """There is nothing to open."""

    async def shutdown(self) -> None:
        """There is nothing to close."""

    async def do_request(self, *_given: Any, **_named: Any) -> tuple[int, bytes]:
        return self._answer
