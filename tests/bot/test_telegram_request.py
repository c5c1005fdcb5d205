"""The HTTP client tells what was never sent from what nobody answered, and never says an address."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer, unused_port
from telegram.error import BadRequest, Forbidden, InvalidToken, NetworkError, RetryAfter, TelegramError, TimedOut

from bot.kept_lines import NotSent
from bot.telegram_answer import ServerTrouble, pause_asked
from bot.telegram_api import TelegramApi, Upload

TOKEN = "7001:abcdefghijk"
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
Play = Callable[[Handler], Awaitable[TelegramApi]]


@pytest.fixture
async def telegram() -> AsyncIterator[Play]:
    """Starts a server that answers as the handler does, and gives an API that talks to it."""
    open_: list[TelegramApi | TestServer] = []

    async def play(handler: Handler) -> TelegramApi:
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", handler)
        server = TestServer(app)
        await server.start_server()
        api = TelegramApi(TOKEN, str(server.make_url("")))
        open_.extend([api, server])
        return api

    yield play
    for each in open_:
        await (each.stop() if isinstance(each, TelegramApi) else each.close())


def answering(status: int, body: object) -> Handler:
    async def answer(_request: web.Request) -> web.Response:
        return web.json_response(body, status=status)

    return answer


async def test_nested_values_travel_as_json_and_the_result_comes_back(telegram: Play) -> None:
    async def answer(request: web.Request) -> web.Response:
        return web.json_response({"ok": True, "result": [request.path, await request.json()]})

    api = await telegram(answer)
    keyboard = {"inline_keyboard": [[{"text": "好", "callback_data": "a::"}]]}
    path, given = await api.call(
        "sendMessage", {"chat_id": 7, "text": "你好 & <b>", "reply_markup": keyboard, "x": None}
    )
    assert path == f"/bot{TOKEN}/sendMessage"
    assert given == {"chat_id": 7, "text": "你好 & <b>", "reply_markup": keyboard}


async def test_a_file_travels_as_a_part_of_its_own(telegram: Play) -> None:
    async def answer(request: web.Request) -> web.Response:
        form = await request.post()
        file = form["document"]
        assert isinstance(file, web.FileField)
        return web.json_response({"ok": True, "result": [file.filename, file.file.read().decode(), form["chat_id"]]})

    api = await telegram(answer)
    sent = await api.call("sendDocument", {"chat_id": 7}, {"document": Upload("合同.txt", "全文".encode())})
    assert sent == ["合同.txt", "全文", "7"]


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (400, BadRequest),
        (403, Forbidden),
        (401, InvalidToken),
        (404, InvalidToken),
        (500, ServerTrouble),
        (502, ServerTrouble),
    ],
)
async def test_each_refusal_is_an_error_of_its_own(telegram: Play, status: int, error: type[Exception]) -> None:
    api = await telegram(answering(status, {"ok": False, "error_code": status, "description": "Bad Request: no"}))
    with pytest.raises(error):
        await api.call("sendMessage", {"chat_id": 7})


async def test_a_429_says_how_long_to_keep_silent(telegram: Play) -> None:
    api = await telegram(answering(429, {"ok": False, "parameters": {"retry_after": 9}, "description": "Too Many"}))
    with pytest.raises(RetryAfter) as told:
        await api.call("sendMessage", {"chat_id": 7})
    assert pause_asked(told.value) == 9.0


async def test_a_server_that_is_not_there_was_never_sent_anything() -> None:
    api = TelegramApi(TOKEN, f"http://127.0.0.1:{unused_port()}")
    with pytest.raises(NotSent) as lost:
        await api.call("sendMessage", {"chat_id": 7})
    assert "7001" not in str(lost.value)
    assert lost.value.__cause__ is None
    await api.stop()


async def test_silence_after_sending_is_a_time_out_and_not_unsent(telegram: Play) -> None:
    async def never(_request: web.Request) -> web.Response:
        await asyncio.Event().wait()
        raise AssertionError

    api = await telegram(never)
    with pytest.raises(TimedOut) as lost:
        await api.call("sendMessage", {"chat_id": 7}, read_timeout=0.05)
    assert not isinstance(lost.value, NotSent)


async def test_a_connection_that_breaks_after_sending_is_not_unsent(telegram: Play) -> None:
    async def drop(request: web.Request) -> web.Response:
        assert request.transport is not None
        request.transport.close()
        return web.Response()

    api = await telegram(drop)
    with pytest.raises(NetworkError) as lost:
        await api.call("sendMessage", {"chat_id": 7})
    assert not isinstance(lost.value, NotSent | TimedOut)


async def test_an_answer_that_is_no_json_is_an_error_whose_text_repeats_nothing(telegram: Play) -> None:
    async def garbage(_request: web.Request) -> web.Response:
        return web.Response(text="<html>Li Na</html>")

    api = await telegram(garbage)
    with pytest.raises(TelegramError) as told:
        await api.call("getMe")
    assert "Li Na" not in str(told.value)


async def test_an_uploads_address_is_below_the_file_root(telegram: Play) -> None:
    api = await telegram(answering(200, {"ok": True, "result": {"file_id": "f", "file_path": "photos/1.jpg"}}))
    assert (await api.file_address("f")).endswith(f"/file/bot{TOKEN}/photos/1.jpg")
