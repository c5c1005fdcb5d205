"""Answers of the Bot API: a result, or an error in the official server's words under its HTTP status."""

import json
from dataclasses import dataclass, field
from typing import Any

from sandbox.model import Json


class ApiError(Exception):
    """A refusal. `description` begins with the status in words, as Telegram's do."""

    def __init__(self, status: int, description: str, retry_after: int | None = None) -> None:
        super().__init__(description)
        self.status = status
        self.description = description
        self.retry_after = retry_after


def bad_request(text: str) -> ApiError:
    return ApiError(400, f"Bad Request: {text}")


def forbidden(text: str) -> ApiError:
    return ApiError(403, f"Forbidden: {text}")


@dataclass(frozen=True)
class ApiAnswer:
    """What goes back to the bot. `result` is what the body says, before it was written as JSON."""

    status: int
    body: bytes
    headers: dict[str, str] = field(default_factory=dict)
    result: Any = None


def success(result: Any) -> ApiAnswer:
    return ApiAnswer(200, _json({"ok": True, "result": result}), result=result)


def failure(error: ApiError) -> ApiAnswer:
    body: Json = {"ok": False, "error_code": error.status, "description": error.description}
    headers = {}
    if error.retry_after is not None:
        body["parameters"] = {"retry_after": error.retry_after}
        headers["Retry-After"] = str(error.retry_after)
    return ApiAnswer(error.status, _json(body), headers)


def _json(value: Json) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
