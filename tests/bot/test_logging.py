"""Log lines hold no person, no token and no error's text."""

import io
import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from bot.logging import person_hash, set_up


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    stream = io.StringIO()
    before = logging.getLogger().handlers[:]
    set_up(stream, machine=True)
    yield stream
    logging.getLogger().handlers[:] = before
    structlog.reset_defaults()


def test_values_that_may_be_somebodys_are_hidden_whoever_logs_them(lines: io.StringIO) -> None:
    structlog.get_logger("x").info("turn", text="my name is Li Na", phone="+86138", key="tg:5", kind="Said")
    line = json.loads(lines.getvalue())
    assert (line["text"], line["phone"], line["key"]) == ("[hidden]", "[hidden]", "tg:5")


def test_an_exception_is_told_by_its_kind_and_place_only(lines: io.StringIO) -> None:
    try:
        raise ValueError("Li Na, 110105194912310021")
    except ValueError as error:
        structlog.get_logger("x").error("a turn failed", exc_info=error)
    line = json.loads(lines.getvalue())
    assert line["error"] == "ValueError"
    assert line["at"][0].startswith("test_logging.py:")
    assert "Li Na" not in lines.getvalue()


def test_a_librarys_line_is_cleaned_too_and_addresses_with_the_token_are_cut(lines: io.StringIO) -> None:
    token = "7001:AAEhBOweik6ad9r_QXMENQjcrGbqCr4K-bc"
    logging.getLogger("other").warning("GET https://api.telegram.org/bot%s/getMe", token)
    logging.getLogger("httpx").info("GET https://api.telegram.org/bot%s/getMe", token)
    assert token not in lines.getvalue()
    assert len(lines.getvalue().splitlines()) == 1


def test_a_person_is_the_same_hash_all_run_long_and_never_the_number() -> None:
    assert person_hash(1001) == person_hash(1001) != person_hash(1002)
    assert "1001" not in person_hash(1001)
