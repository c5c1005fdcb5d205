"""A sandbox that was stopped goes on where it was: people, chats, screens, files, what the bot has not taken yet."""

import stat
from pathlib import Path

import pytest

from bot.clock import VirtualClock
from sandbox.bot_api import BotApi
from sandbox.files import Upload
from sandbox.model import Person
from sandbox.people import People
from sandbox.record import Record
from sandbox.world import World
from tests.sandbox.conftest import TOKEN, Bot
from tests.sandbox.test_api_files import picture


def again(clock: VirtualClock, folder: Path) -> World:
    world = World(clock)
    assert Record(world, folder).load()
    return world


async def test_a_restarted_sandbox_shows_the_same_and_goes_on(
    bot: Bot, world: World, people: People, amina: Person, wei: Person, clock: VirtualClock, tmp_path: Path
) -> None:
    staff = world.add_group("Staff", [amina, wei], world.bots[TOKEN], forum=True)
    topic = await bot("createForumTopic", chat_id=staff.id, name="Application 7")
    said = await people.say(amina.id, "/start")
    markup = {"inline_keyboard": [[{"text": "Yes", "callback_data": "y"}]]}
    reply = {"message_id": said.id}
    asked = await bot("sendMessage", chat_id=amina.id, text="?", reply_markup=markup, reply_parameters=reply)
    await bot("sendMessage", chat_id=amina.id, text="!", reply_markup={"keyboard": [["Borrow"]]})
    await people.send(amina.id, picture(400, 300), "photo")
    await bot("setMyCommands", commands=[{"command": "help", "description": "help"}], language_code="zh")
    waiting = await bot("getUpdates")
    Record(world, tmp_path / "sandbox").save()

    later = again(clock, tmp_path / "sandbox")
    for person in (amina, wei):
        assert [i.json() for i in later.inbox(person.id).seen] == [i.json() for i in world.inbox(person.id).seen]
        assert later.unread(person.id) == world.unread(person.id)
    assert [chat.json() for chat in later.chats_of(amina.id)] == [chat.json() for chat in world.chats_of(amina.id)]
    assert later.groups[staff.id].topics[topic["message_thread_id"]].name == "Application 7"
    assert later.commands_for(wei.id, later.private_chat(later.bots[TOKEN], later.people[wei.id]))
    restarted = Bot(BotApi(later))
    assert await restarted("getUpdates") == waiting
    photo = waiting[-1]["message"]["photo"][-1]["file_id"]
    path = (await restarted("getFile", file_id=photo))["file_path"]
    assert later.files.by_path[path].data == world.files.by_path[path].data
    await People(later).press(amina.id, asked["message_id"], data="y", wait=False)
    await People(later).press(amina.id, label="Borrow")
    new = await restarted("getUpdates", offset=waiting[-1]["update_id"] + 1)
    assert [list(update)[1] for update in new] == ["callback_query", "message"]
    assert later.add_person("Noor").id == wei.id + 1


async def test_a_record_is_kept_as_things_happen_and_only_its_owner_can_read_it(
    bot: Bot, world: World, people: People, amina: Person, clock: VirtualClock, tmp_path: Path
) -> None:
    record = Record(world, tmp_path / "sandbox")
    turns = iter(("one", "two"))

    async def wait(_: float) -> None:
        text = next(turns, None)
        if text is None:
            raise RuntimeError("the plug is pulled")
        await people.say(amina.id, text)

    with pytest.raises(RuntimeError):
        await record.keep(wait)
    await people.send(amina.id, Upload("a.txt", b"a"), "document")
    record.save()
    assert [i.message.get("text") for i in again(clock, tmp_path / "sandbox").inbox(amina.id).seen] == [
        "one",
        "two",
        None,
    ]
    modes = {stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "sandbox").iterdir()}
    assert (modes, stat.S_IMODE((tmp_path / "sandbox").stat().st_mode)) == ({0o600}, 0o700)


def test_no_record_is_an_empty_world_and_a_strange_one_is_refused(clock: VirtualClock, tmp_path: Path) -> None:
    assert not Record(World(clock), tmp_path / "none").load()
    (tmp_path / "world.json").write_text('{"version": 99}')
    with pytest.raises(ValueError, match="not a record of this version"):
        Record(World(clock), tmp_path).load()
