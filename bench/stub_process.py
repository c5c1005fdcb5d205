"""The stub of Telegram as the bench handles it: a process with orders going in and answers coming out."""

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict
from types import TracebackType
from typing import Any

from bench.stub_bot import Played, Step

PATIENCE = 30.0
"""Seconds after which a play is given up, so that a bot that lost an update is reported and not waited for."""


class Stub:
    """A running stub; a context manager that ends it."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "bench.stub"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self.base = f"http://127.0.0.1:{int(self._answer())}"

    def __enter__(self) -> "Stub":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._process.kill()
        self._process.communicate()

    def play(self, token: str, steps: Sequence[Step], rate: float = 0.0, ports: Sequence[int] = ()) -> Played:
        """See `StubBot.play`."""
        order = {"steps": [asdict(step) for step in steps], "rate": rate, "ports": list(ports), "patience": PATIENCE}
        return Played(**self._do("play", token, **order))

    def first_poll(self, token: str) -> float:
        """The instant, on the machine's monotonic clock, at which this bot first asked for updates; waits for it."""
        return float(self._do("first poll", token))

    def webhook_set(self, token: str) -> None:
        """Returns once this bot has said where its webhook is."""
        self._do("webhook set", token)

    def _do(self, what: str, token: str, **more: object) -> Any:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps({"do": what, "token": token, **more}) + "\n")
        self._process.stdin.flush()
        return json.loads(self._answer())

    def _answer(self) -> str:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError("the stub has ended")
        return line
