"""Log lines: what happened to which update, never who said what.

Lines are JSON where a machine reads them and plain where a person does. A person appears as a keyed hash that holds for
one run of the program. Values that could be somebody's are cut out by their name, whoever wrote them, and so is any
token; the libraries under us stay silent unless they are in trouble, since they log addresses with the token in them.
"""

import hashlib
import hmac
import logging
import re
import secrets
import sys
from collections.abc import MutableMapping
from typing import Any, TextIO

import structlog

_KEY = secrets.token_bytes(16)
_TOKEN = re.compile(r"\d{3,}:[A-Za-z0-9_-]{20,}")
HIDDEN = {
    *("token", "secret", "password", "key_material", "pin"),
    *("text", "caption", "body", "params", "answers", "profile", "amount"),
    *("name", "first_name", "last_name", "username", "legal_name", "phone", "address"),
    *("national_id", "birth_date", "account", "payout_account", "payee", "payer"),
}
QUIET = ("httpx", "httpcore", "telegram", "aiohttp", "asyncio", "uvicorn", "alembic", "PIL")


def person_hash(person: int) -> str:
    """A name for a person in this run's log: eight hex digits that lead back to nobody."""
    return hmac.new(_KEY, str(person).encode(), hashlib.sha256).hexdigest()[:8]


def redact(_logger: Any, _method: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Hides the values that may be somebody's, and anything that looks like a bot's token."""
    for name, value in line.items():
        if name in HIDDEN:
            line[name] = "[hidden]"
        elif isinstance(value, str):
            line[name] = _TOKEN.sub("[token]", value)
    return line


def _without_values(_logger: Any, _method: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """An exception is told by its kind and the lines of code it came through; its text may hold anything."""
    error = line.pop("exc_info", None)
    if error is True:
        error = sys.exc_info()[1]
    elif isinstance(error, tuple):
        error = error[1]
    if isinstance(error, BaseException):
        line["error"] = type(error).__name__
        line["at"] = _frames(error)
    return line


def _frames(error: BaseException) -> list[str]:
    found: list[str] = []
    trace = error.__traceback__
    while trace is not None:
        code = trace.tb_frame.f_code
        found.append(f"{code.co_filename.rsplit('/', 1)[-1]}:{trace.tb_lineno} {code.co_name}")
        trace = trace.tb_next
    return found[-8:]


def set_up(stream: TextIO | None = None, machine: bool | None = None) -> None:
    """Sends lines to `stream` (standard error): JSON for a machine, the default where the stream is no terminal."""
    out = stream or sys.stderr
    as_json = machine if machine is not None else not out.isatty()
    last: Any = structlog.processors.JSONRenderer() if as_json else structlog.dev.ConsoleRenderer(colors=False)
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _without_values,
        redact,
    ]
    structlog.configure(
        processors=[*shared, last],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(out),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(out)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, last], foreign_pre_chain=shared
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO)
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    logging.getLogger("apscheduler").setLevel(logging.ERROR)  # a tick that is late is only late
