"""`quote`, `apr` and `loan`: one JSON object on standard input, one on standard output."""

import json
import sys
from collections.abc import Callable, Mapping
from typing import Any, NoReturn

from bot.public_holidays import with_country
from lending.apr_request import apr
from lending.loan_request import loan
from lending.problems import Problem
from lending.quote import quote


def quote_in_country(request: Mapping[str, Any]) -> dict[str, Any]:
    """A quote whose due dates step off the holidays of the country it names."""
    return quote(with_country(request))


ANSWERS: dict[str, Callable[[Mapping[str, Any]], dict[str, Any]]] = {
    "quote": quote_in_country,
    "apr": apr,
    "loan": loan,
}

LARGEST_INPUT = 10_000_000
"""Bytes; a loan with a fact on every day of thirty years stays far below it."""


def answer(command: str) -> int:
    """Reads the request, prints the answer. What is wrong with it is one line, and exit status 2."""
    try:
        request = _read(sys.stdin.buffer.read(LARGEST_INPUT + 1))
        found = ANSWERS[command](request)
    except Problem as problem:
        return _refuse(command, str(problem))
    except (ValueError, RecursionError) as wrong:
        return _refuse(command, _json_trouble(wrong))
    print(json.dumps(found, ensure_ascii=False))
    return 0


def _read(data: bytes) -> Mapping[str, Any]:
    if len(data) > LARGEST_INPUT:
        raise ValueError(f"the input is larger than {LARGEST_INPUT} bytes")
    request = json.loads(data.decode("utf-8"), parse_constant=_no_number, object_pairs_hook=_keys_once)
    if not isinstance(request, dict):
        raise ValueError('the input must be a JSON object, like {"principal": "5000.00", ...}')
    return request


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a number")


def _keys_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object; a key that stands twice would silently lose one of its values."""
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise ValueError(f"{key}: stands twice")
        found[key] = value
    return found


def _json_trouble(wrong: Exception) -> str:
    if isinstance(wrong, json.JSONDecodeError):
        return f"the input is not JSON: {wrong.msg.lower()} in line {wrong.lineno}, column {wrong.colno}"
    if isinstance(wrong, UnicodeDecodeError):
        return "the input is not UTF-8"
    return "the input is nested too deeply" if isinstance(wrong, RecursionError) else str(wrong).splitlines()[0]


def _refuse(command: str, line: str) -> int:
    print(f"microloan {command}: {line}", file=sys.stderr)
    return 2
