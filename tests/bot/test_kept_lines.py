"""Kept connections: used again while they are fresh, never after trouble, and never for a server nobody vouches for."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from telegram.error import NetworkError, TimedOut

from bot import kept_lines
from bot.kept_lines import KeptLines, NotSent

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
Serve = Callable[..., Awaitable[KeptLines]]


@pytest.fixture
async def serve() -> AsyncIterator[Serve]:
    """Starts a server that answers as the handler does, and gives lines to it."""
    opened: list[KeptLines | TestServer] = []

    async def start(handler: Handler, connections: int = 4, tls: ssl.SSLContext | None = None) -> KeptLines:
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", handler)
        server = TestServer(app, scheme="https" if tls else "http")
        await server.start_server(ssl=tls)
        lines = KeptLines(str(server.make_url("")), connections, connect_seconds=5.0)
        opened.extend([lines, server])
        return lines

    yield start
    for each in opened:
        if isinstance(each, KeptLines):
            each.close()
        else:
            await each.close()


class Callers:
    """Tells each request which connection it came by, counted from 1."""

    def __init__(self) -> None:
        self.seen: list[object] = []

    async def answer(self, request: web.Request) -> web.Response:
        if request.transport not in self.seen:
            self.seen.append(request.transport)
        if request.path == "/slow":
            await asyncio.Event().wait()
        told = web.Response(text=str(self.seen.index(request.transport) + 1))
        if request.path == "/last":
            told.force_close()
        return told


async def test_a_fresh_connection_serves_the_next_request_too(serve: Serve) -> None:
    lines = await serve(Callers().answer)
    answers = [await lines.post("/a", b"{}", 5.0) for _ in range(3)]
    assert answers == [(200, b"1")] * 3


async def test_an_idle_connection_is_not_used_again(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = await serve(Callers().answer)
    await lines.post("/a", b"{}", 5.0)
    monkeypatch.setattr(kept_lines, "IDLE_SECONDS", -1.0)
    assert await lines.post("/a", b"{}", 5.0) == (200, b"2")


async def test_a_connection_that_the_server_ends_is_not_used_again(serve: Serve) -> None:
    lines = await serve(Callers().answer)
    assert await lines.post("/last", b"{}", 5.0) == (200, b"1")
    assert await lines.post("/a", b"{}", 5.0) == (200, b"2")


async def test_after_a_time_out_a_late_answer_is_nobody_elses(serve: Serve) -> None:
    lines = await serve(Callers().answer)
    with pytest.raises(TimedOut):
        await lines.post("/slow", b"{}", 0.05)
    assert await lines.post("/a", b"{}", 5.0) == (200, b"2")


async def test_no_more_connections_are_opened_than_were_allowed(serve: Serve) -> None:
    callers = Callers()
    lines = await serve(callers.answer, connections=2)
    await asyncio.gather(*(lines.post("/a", b"{}", 5.0) for _ in range(12)))
    assert len(callers.seen) <= 2


async def test_an_answer_that_comes_in_pieces_is_whole(serve: Serve) -> None:
    async def pieces(request: web.Request) -> web.StreamResponse:
        answer = web.StreamResponse()
        answer.enable_chunked_encoding()
        await answer.prepare(request)
        for _ in range(50):
            await answer.write(b"x" * 5000)
        return answer

    lines = await serve(pieces)
    assert await lines.post("/a", b"{}", 5.0) == (200, b"x" * 250_000)


class Babble(asyncio.Protocol):
    """A server of something else."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        transport.write(b"SSH-2.0-OpenSSH_9.6\r\n\r\n")


async def test_a_server_that_speaks_no_http_has_broken_off() -> None:
    server = await asyncio.get_running_loop().create_server(Babble, "127.0.0.1", 0)
    lines = KeptLines(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", 1, 5.0)
    with pytest.raises(NetworkError) as lost:
        await lines.post("/bot7001:secret/getMe", b"{}", 5.0)
    assert "secret" not in str(lost.value)
    server.close()
    await server.wait_closed()


async def test_a_server_that_nobody_vouches_for_is_told_nothing(serve: Serve, tmp_path: Path) -> None:
    callers = Callers()
    lines = await serve(callers.answer, tls=self_signed(tmp_path))
    with pytest.raises(NotSent):
        await lines.post("/a", b"{}", 5.0)
    assert callers.seen == []


def self_signed(folder: Path) -> ssl.SSLContext:
    """A certificate for 127.0.0.1 that is signed by itself alone."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([])
    now = datetime(2026, 11, 23, tzinfo=UTC)
    blank = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    dated = blank.serial_number(7).not_valid_before(now).not_valid_after(now + timedelta(days=9000))
    plain, pem = serialization.NoEncryption(), serialization.Encoding.PEM
    file = folder / "server.pem"
    private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain)
    file.write_bytes(private + dated.sign(key, hashes.SHA256()).public_bytes(pem))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context
