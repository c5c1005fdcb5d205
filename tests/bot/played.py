"""What the tests of this package share: a pace that takes no time, and a Bot API that answers as it was told to."""

import asyncio
from collections.abc import Callable, Mapping
from typing import Any

from bot.telegram_api import Upload


class QuickPace:
    """Time that jumps: every sleep is over at once, and is remembered."""

    def __init__(self) -> None:
        self.now = 0.0
        self.slept: list[float] = []

    def time(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        if seconds > 0:
            self.slept.append(round(seconds, 6))
        self.now += max(0.0, seconds)
        await asyncio.sleep(0)

    def chance(self) -> float:
        return 1.0


Answer = Any | Exception | Callable[[Mapping[str, Any]], Any]


class PlayedApi:
    """Answers each method from its list of answers, then with `usual`; remembers every call."""

    def __init__(self, usual: Any = True, **answers: list[Answer]) -> None:
        self.usual = usual
        self.answers = answers
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.files: list[Mapping[str, Upload]] = []
        self._waiters: list[tuple[int, asyncio.Event]] = []

    async def call(
        self,
        method: str,
        params: Mapping[str, Any] | None = None,
        files: Mapping[str, Upload] | None = None,
        read_timeout: float | None = None,
    ) -> Any:
        self.calls.append((method, dict(params or {})))
        self.files.append(files or {})
        self._note()
        await asyncio.sleep(0)
        left = self.answers.get(method)
        answer = left.pop(0) if left else self.usual
        if callable(answer):
            answer = answer(params or {})
        if isinstance(answer, Exception):
            raise answer
        return answer

    async def file_address(self, file_id: str) -> str:
        return f"file:///{file_id}"

    async def called(self, times: int) -> None:
        """Returns once there were so many calls."""
        reached = asyncio.Event()
        self._waiters.append((times, reached))
        self._note()
        await asyncio.wait_for(reached.wait(), 5)

    def _note(self) -> None:
        for times, reached in self._waiters:
            if len(self.calls) >= times:
                reached.set()

    def said(self, method: str = "sendMessage") -> list[Any]:
        return [params.get("text") for name, params in self.calls if name == method]
