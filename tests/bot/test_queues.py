"""One person's events stay in order; different people do not wait for each other."""

import asyncio

import pytest

from bot.idle import Idle
from bot.queues import PersonQueues

LI_NA, OMAR = 1001, 1002


async def test_one_persons_jobs_run_one_after_the_other_in_order() -> None:
    queues, seen = PersonQueues(Idle()), []

    async def job(n: int) -> None:
        seen.append(f"{n} begins")
        await asyncio.sleep(0)
        seen.append(f"{n} ends")

    ends = [await queues.submit(LI_NA, lambda n=n: job(n)) for n in range(3)]  # type: ignore[misc]
    await asyncio.gather(*ends)
    assert seen == [f"{n} {what}" for n in range(3) for what in ("begins", "ends")]


async def test_a_person_who_waits_holds_nobody_else_up() -> None:
    queues, gate, done = PersonQueues(Idle()), asyncio.Event(), asyncio.Event()

    async def wait() -> None:
        await gate.wait()

    async def quick() -> None:
        done.set()

    slow = await queues.submit(LI_NA, wait)
    await queues.run(OMAR, quick)
    assert done.is_set()
    assert not slow.done()
    gate.set()
    await slow


async def test_a_job_that_fails_tells_its_waiter_and_blocks_nothing() -> None:
    idle = Idle()
    queues = PersonQueues(idle)

    async def fail() -> None:
        raise OSError("disk full")

    async def fine() -> None:
        return None

    with pytest.raises(OSError, match="disk full"):
        await queues.run(LI_NA, fail)
    await queues.run(LI_NA, fine)
    await idle.wait()
    assert idle.total == 0


async def test_a_waiter_that_gives_up_does_not_stop_the_job() -> None:
    queues, gate, finished = PersonQueues(Idle()), asyncio.Event(), asyncio.Event()

    async def job() -> None:
        await gate.wait()
        finished.set()

    waiting = asyncio.ensure_future(queues.run(LI_NA, job))
    await asyncio.sleep(0)
    waiting.cancel()
    gate.set()
    await queues.drain()
    assert finished.is_set()


async def test_no_more_is_taken_in_than_there_is_room_for() -> None:
    queues, gate = PersonQueues(Idle(), waiting=2), asyncio.Event()

    async def wait() -> None:
        await gate.wait()

    first, second = await queues.submit(LI_NA, wait), await queues.submit(OMAR, wait)
    third = asyncio.ensure_future(queues.submit(1003, wait))
    await asyncio.sleep(0)
    assert not third.done()
    gate.set()
    await asyncio.gather(first, second, await third)
