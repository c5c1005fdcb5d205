"""The HTTP transport tells an answer from silence, and silence from a request that never left."""

import asyncio

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer, unused_port

from payments.http_transport import HttpTransport
from payments.rail import Lost


async def serve(handler: object) -> TestServer:
    app = web.Application()
    app.router.add_route("*", "/order", handler)  # type: ignore[arg-type]
    server = TestServer(app)
    await server.start_server()
    return server


async def test_an_answer_comes_back_with_status_and_json() -> None:
    async def answer(request: web.Request) -> web.Response:
        return web.json_response({"had": await request.json()}, status=409)

    server = await serve(answer)
    transport = HttpTransport(str(server.make_url("")))
    got = await transport.post("/order", {"key": "k"})
    assert (got.status, got.body) == (409, {"had": {"key": "k"}})
    await transport.close()
    await server.close()


async def test_silence_after_sending_is_lost_but_sent() -> None:
    async def never(request: web.Request) -> web.Response:
        await asyncio.Event().wait()
        return web.Response()

    server = await serve(never)
    transport = HttpTransport(str(server.make_url("")), seconds=0.05)
    with pytest.raises(Lost) as lost:
        await transport.get("/order")
    assert lost.value.sent
    await transport.close()
    await server.close()


async def test_a_provider_that_is_not_there_was_never_asked() -> None:
    transport = HttpTransport(f"http://127.0.0.1:{unused_port()}")
    with pytest.raises(Lost) as lost:
        await transport.post("/order", {})
    assert not lost.value.sent
    await transport.close()
