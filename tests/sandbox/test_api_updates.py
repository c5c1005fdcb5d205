"""How a bot gets its updates by polling: offsets, lifetimes, filters, conflicts, redelivery."""

import asyncio

from bot.clock import VirtualClock
from sandbox.model import Json, Person
from sandbox.people import People
from sandbox.world import World
from tests.sandbox.conftest import Bot


def texts(updates: list[Json]) -> list[str]:
    return [update["message"]["text"] for update in updates]


async def test_what_is_not_confirmed_comes_again(bot: Bot, people: People, amina: Person) -> None:
    for text in ("one", "two", "three"):
        await people.say(amina.id, text)
    first = await bot("getUpdates", limit=2)
    assert texts(first) == ["one", "two"]
    assert texts(await bot("getUpdates")) == ["one", "two", "three"]
    assert texts(await bot("getUpdates", offset=first[-1]["update_id"] + 1)) == ["three"]
    assert texts(await bot("getUpdates")) == ["three"]


async def test_a_negative_offset_keeps_only_the_last(bot: Bot, people: People, amina: Person) -> None:
    for text in ("one", "two", "three"):
        await people.say(amina.id, text)
    assert texts(await bot("getUpdates", offset=-1)) == ["three"]
    assert texts(await bot("getUpdates")) == ["three"]


async def test_a_long_poll_ends_when_something_is_said(bot: Bot, people: People, amina: Person) -> None:
    poll = asyncio.ensure_future(bot("getUpdates", timeout=50))
    await asyncio.sleep(0)
    await people.say(amina.id, "hello")
    assert texts(await asyncio.wait_for(poll, 5)) == ["hello"]


async def test_a_second_poller_ends_the_first(bot: Bot, world: World, people: People, amina: Person) -> None:
    first = asyncio.ensure_future(bot.refused("getUpdates", timeout=50))
    await asyncio.sleep(0)
    second = asyncio.ensure_future(bot("getUpdates", timeout=50))
    said = await asyncio.wait_for(first, 5)
    assert said.startswith("Conflict: terminated by other getUpdates request")
    await people.say(amina.id, "hello")
    assert texts(await second) == ["hello"]


async def test_lifetimes_end_on_the_worlds_clock(bot: Bot, people: People, amina: Person, clock: VirtualClock) -> None:
    await people.say(amina.id, "/start")
    markup = {"inline_keyboard": [[{"text": "Yes", "callback_data": "y"}]]}
    asked = await bot("sendMessage", chat_id=amina.id, text="?", reply_markup=markup)
    await people.press(amina.id, asked["message_id"], data="y", wait=False)
    clock.advance(149)
    assert [list(update)[1] for update in await bot("getUpdates")] == ["message", "callback_query"]
    clock.advance(1)
    assert [list(update)[1] for update in await bot("getUpdates")] == ["message"]
    clock.advance(24 * 3600)
    assert await bot("getUpdates") == []


async def test_the_list_of_allowed_updates_sticks(bot: Bot, people: People, amina: Person) -> None:
    await bot("getUpdates", allowed_updates='["my_chat_member"]')
    await people.say(amina.id, "unheard")
    assert await bot("getUpdates") == []
    await people.block(amina.id)
    assert [list(update)[1] for update in await bot.updates()] == ["my_chat_member"]
    await bot("getUpdates", allowed_updates=[])
    await people.unblock(amina.id)
    await people.say(amina.id, "heard")
    assert texts((await bot.updates())[1:]) == ["heard"]


async def test_confirmed_updates_can_be_delivered_again_under_their_old_ids(
    bot: Bot, world: World, people: People, amina: Person
) -> None:
    await people.say(amina.id, "one")
    await people.say(amina.id, "two")
    seen = await bot.updates()
    assert await bot.updates() == []
    assert world.queue(world.bot_named()).redeliver(1) == 1
    assert await bot("getUpdates", offset=bot.offset) == seen[1:]
    assert await bot.updates() == []


async def test_a_sandbox_started_later_gives_higher_update_ids(people: People, bot: Bot, amina: Person) -> None:
    await people.say(amina.id, "before")
    before = (await bot.updates())[0]["update_id"]
    later = VirtualClock(people.world.clock.now())
    later.advance(60)
    restarted = World(later)
    restarted.last_bot = restarted.register_bot(bot.token)
    restarted.add_person("Amina", id=amina.id)
    await People(restarted).say(amina.id, "after")
    assert restarted.queues[4242].take(1)[0].update_id > before


async def test_the_world_rests_once_the_bot_has_confirmed_everything(bot: Bot, people: People, amina: Person) -> None:
    queue = people.world.queue(people.world.bot_named())
    await queue.rest()
    await people.say(amina.id, "one")
    resting = asyncio.ensure_future(queue.rest())
    await bot.updates()
    await asyncio.sleep(0)
    assert not resting.done()
    await bot.updates()
    await asyncio.wait_for(resting, 5)


async def test_a_poll_ends_when_the_sandbox_closes(bot: Bot, world: World) -> None:
    poll = asyncio.ensure_future(bot.refused("getUpdates", timeout=50))
    await asyncio.sleep(0)
    await world.close()
    assert await asyncio.wait_for(poll, 5) == "Internal Server Error: restart"
    assert await bot.refused("getUpdates", timeout=50) == "Internal Server Error: restart"
