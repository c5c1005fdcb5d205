"""A batch is confirmed to Telegram only after every one of its turns is committed."""

import asyncio
from collections.abc import Mapping
from typing import Any

from telegram.error import Conflict, NetworkError, RetryAfter

from bot.polling import Polling
from tests.bot.played import PlayedApi, QuickPace


def batch(*ids: int) -> list[dict[str, Any]]:
    return [{"update_id": n} for n in ids]


async def polled(api: PlayedApi, handle: Any, rounds: int) -> QuickPace:
    """Polls until `rounds` long polls were asked for, then stops."""
    pace = QuickPace()
    polling = Polling(api, handle, pace)
    running = asyncio.create_task(polling.run())
    await api.called(rounds)
    polling.stop()
    await running
    return pace


def offsets(api: PlayedApi) -> list[int | None]:
    return [params["offset"] for _, params in api.calls]


async def test_the_offset_moves_behind_a_batch_that_was_kept() -> None:
    api, seen = PlayedApi(usual=[], getUpdates=[batch(5, 6)]), []

    async def keep(raw: Mapping[str, Any]) -> None:
        seen.append(raw["update_id"])

    await polled(api, keep, 2)
    assert seen == [5, 6]
    assert offsets(api)[:2] == [None, 7]


async def test_a_batch_with_one_turn_that_could_not_be_kept_comes_again_whole() -> None:
    api, tries = PlayedApi(usual=[], getUpdates=[batch(5, 6), batch(5, 6)]), []

    async def keep(raw: Mapping[str, Any]) -> None:
        tries.append(raw["update_id"])
        if tries == [5, 6]:
            raise OSError("disk full")

    await polled(api, keep, 3)
    assert tries == [5, 6, 5, 6]
    assert offsets(api)[:3] == [None, None, 7]


async def test_trouble_is_waited_out_longer_and_longer_and_never_ends_the_loop() -> None:
    trouble = [NetworkError("x"), Conflict("two programs"), NetworkError("x"), RetryAfter(9)]
    api = PlayedApi(usual=[], getUpdates=list(trouble))

    async def keep(raw: Mapping[str, Any]) -> None:
        raise AssertionError("nothing came")

    pace = await polled(api, keep, 5)
    assert pace.slept[:4] == [0.5, 1.0, 2.0, 9.0]


async def test_what_we_want_to_be_told_is_said_with_every_poll() -> None:
    api = PlayedApi(usual=[])

    async def keep(raw: Mapping[str, Any]) -> None:
        return None

    await polled(api, keep, 1)
    assert "pre_checkout_query" in api.calls[0][1]["allowed_updates"]
    assert api.calls[0][1]["timeout"] == 25


async def test_a_stop_ends_a_long_poll_at_once() -> None:
    class Silent(PlayedApi):
        async def call(self, *_args: Any, **_more: Any) -> Any:
            self.calls.append(("getUpdates", {}))
            self._note()
            await asyncio.Event().wait()

    api = Silent()
    polling = Polling(api, lambda raw: asyncio.sleep(0), QuickPace())
    running = asyncio.create_task(polling.run())
    await api.called(1)
    polling.stop()
    await asyncio.wait_for(running, 1)
    assert polling.batches == 0
