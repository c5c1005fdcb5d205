"""One person's events in order, different people's at the same time, and never more of either than memory allows.

A job that has been taken runs to its end: whoever waits for it may give up, the job does not. A cancelled wait is an
unknown outcome, never "not done".
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable

from bot.idle import Idle

Job = Callable[[], Awaitable[None]]


class PersonQueues:
    """Queues by person. `at_once` jobs run at the same time at most, `waiting` jobs are taken in at most.

    Taking in waits when there are too many, so the source (polling, a webhook) is held back instead of memory filling.
    """

    def __init__(self, idle: Idle, at_once: int = 64, waiting: int = 1000) -> None:
        self._idle = idle
        self._room = asyncio.Semaphore(waiting)
        self._running = asyncio.Semaphore(at_once)
        self._queues: dict[int, deque[tuple[Job, asyncio.Future[None]]]] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    async def submit(self, person: int, job: Job) -> "asyncio.Future[None]":
        """Takes the job in behind the person's others; the future is done, or holds the error, when the job is."""
        self._idle.begin("turns")
        try:
            await self._room.acquire()
        except BaseException:
            self._idle.end("turns")
            raise
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        done.add_done_callback(_seen)
        queue = self._queues.get(person)
        if queue is None:
            queue = self._queues[person] = deque()
            task = asyncio.create_task(self._work_off(person, queue))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        queue.append((job, done))
        return done

    async def run(self, person: int, job: Job) -> None:
        """Takes the job in and waits for its end; raises what it raised."""
        await asyncio.shield(await self.submit(person, job))

    async def drain(self) -> None:
        """Returns once every job that was taken in has ended."""
        while self._tasks:
            await asyncio.wait(self._tasks)

    @property
    def waiting(self) -> int:
        return sum(len(queue) for queue in self._queues.values())

    async def _work_off(self, person: int, queue: deque[tuple[Job, asyncio.Future[None]]]) -> None:
        while queue:
            job, done = queue[0]
            async with self._running:
                await _settle(job, done)
            queue.popleft()
            self._room.release()
            self._idle.end("turns")
        del self._queues[person]


async def _settle(job: Job, done: "asyncio.Future[None]") -> None:
    """Runs the job and puts its end into the future; the queue goes on whatever the job raised."""
    try:
        await job()
    except Exception as error:
        if not done.done():
            done.set_exception(error)
    else:
        if not done.done():
            done.set_result(None)


def _seen(done: "asyncio.Future[None]") -> None:
    """Reads the error once, so that a caller that gave up leaves no complaint behind."""
    if not done.cancelled():
        done.exception()
