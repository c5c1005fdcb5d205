"""The chat page's routes: what a page is told, how files are handed out, and that nothing comes from elsewhere."""

import json
import re
from collections.abc import AsyncIterator

import httpx
import pytest

from sandbox.app import create_app
from sandbox.files import Upload
from sandbox.model import Person
from sandbox.page import FOLDER, page_routes
from sandbox.page_events import page_events
from sandbox.people import People
from sandbox.world import World
from tests.sandbox.conftest import Bot

PNG = bytes.fromhex("89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489")


@pytest.fixture
async def http(world: World) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(create_app(world, page_routes(world, "first")))
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
        yield client


async def test_the_page_and_its_parts_are_served_and_may_load_nothing_from_elsewhere(http: httpx.AsyncClient) -> None:
    for path in ("/", "/favicon.ico", *(f"/page/{part.name}" for part in FOLDER.iterdir())):
        answer = await http.get(path)
        assert answer.status_code == 200, path
        assert "default-src 'self'" in answer.headers["content-security-policy"]
        outside = set(re.findall(r"https?://[\w.-]+", answer.text)) - {"http://www.w3.org"}
        assert not outside, path


@pytest.mark.parametrize("path", ["/page/nothing.js", "/page/..%2Fworld.py", "/page/%2e%2e", "/sandbox/files/none"])
async def test_only_parts_of_the_page_and_known_files_are_handed_out(http: httpx.AsyncClient, path: str) -> None:
    assert (await http.get(path)).status_code == 404


def test_the_pages_scripts_never_turn_text_into_markup() -> None:
    for script in FOLDER.glob("*.js"):
        assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(", script.read_text())


def test_every_sentence_of_the_page_is_there_in_both_languages() -> None:
    source = (FOLDER / "i18n.js").read_text()
    english, chinese = source.partition("const REMEMBERED")[0].split("  zh: {")
    keys = [set(re.findall(r"(?:^ {4}|, )(\w+): \"", part, re.MULTILINE)) for part in (english, chinese)]
    assert len(keys[0]) > 100
    assert keys[0] == keys[1]


def test_every_sentence_that_the_page_uses_exists() -> None:
    known = set(re.findall(r"(?:^ {4}|, )(\w+): \"", (FOLDER / "i18n.js").read_text(), re.MULTILINE))
    used = {key for script in FOLDER.glob("*.js") for key in re.findall(r"\bt\(\"(\w+)\"", script.read_text())}
    assert used
    assert used <= known


async def test_a_person_sees_chats_menus_and_unread_counts(
    http: httpx.AsyncClient, world: World, bot: Bot, people: People, amina: Person, wei: Person
) -> None:
    await bot("setMyCommands", commands=json.dumps([{"command": "status", "description": "Where things stand"}]))
    await people.say(wei.id, "/start")
    await bot("sendMessage", chat_id=wei.id, text="One", reply_markup=json.dumps({"keyboard": [[{"text": "Later"}]]}))
    screen = (await http.get(f"/sandbox/people/{wei.id}/screen")).json()
    chat = screen["chats"][0]
    assert (chat["bot"], chat["started"], chat["unread"]) == ("lender_bot", True, 1)
    assert chat["commands"][0]["command"] == "status"
    assert chat["keyboard"]["keyboard"] == [[{"text": "Later"}]]
    assert [(p["name"], p["unread"]) for p in screen["people"]] == [("Amina Diallo", 0), ("王伟", 1)]
    await http.post(f"/sandbox/people/{wei.id}/read", json={"chat_id": wei.id})
    assert (await http.get("/sandbox/screen")).json()["people"][1]["unread"] == 0


async def test_a_stranger_has_no_screen(http: httpx.AsyncClient) -> None:
    for path in ("screen", "events"):
        answer = await http.get(f"/sandbox/people/99/{path}")
        assert (answer.status_code, answer.json()) == (404, {"error": "there is no person 99"})


async def test_events_tell_the_world_then_what_was_missed_then_the_screen(
    world: World, bot: Bot, people: People, amina: Person
) -> None:
    await people.say(amina.id, "/start")
    await bot("sendMessage", chat_id=amina.id, text="Hello Amina")
    stream = page_events(world, amina.id, 1, "first")
    told = [await anext(stream) for _ in range(3)]
    assert told[0] == 'event: hello\ndata: {"world": "first", "last": 2}\n\n'
    assert told[1].startswith("id: 2\nevent: item\ndata: ")
    assert '"text": "Hello Amina"' in told[1]
    assert told[2].startswith("event: screen\n")
    await bot("sendMessage", chat_id=amina.id, text="And now this")
    assert '"text": "And now this"' in await anext(stream)
    await world.close()
    assert [kind async for kind in stream if kind.startswith("id:")] == []


async def test_a_picture_is_shown_and_a_document_may_not_run(http: httpx.AsyncClient, world: World) -> None:
    picture = world.files.add("photo", Upload("self.png", PNG, "image/png"))
    paper = world.files.add("document", Upload("合同.html", b"<script>1</script>", "text/html"))
    program = world.files.add("document", Upload("run.svg", b"<svg/>", "image/svg+xml"))
    shown = await http.get(f"/sandbox/files/{picture.id}")
    assert (shown.content, shown.headers["content-type"]) == (PNG, "image/png")
    confined = await http.get(f"/sandbox/files/{paper.id}")
    assert confined.headers["content-security-policy"].startswith("sandbox; default-src 'none'")
    assert confined.headers["content-disposition"] == "inline; filename*=UTF-8''%E5%90%88%E5%90%8C.html"
    kept = await http.get(f"/sandbox/files/{program.id}")
    assert kept.headers["content-disposition"].startswith("attachment")
    assert kept.headers["content-type"] == "application/octet-stream"
    assert (await http.get(f"/sandbox/files/{paper.id}?download")).headers["content-disposition"].startswith("attach")
