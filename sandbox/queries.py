"""Questions a bot still owes an answer to: a pressed button, a payment about to be made."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from sandbox.model import Json, Message, Person


@dataclass
class Query:
    """One question. `answer` is None until the bot has answered; `answered` wakes who waits for it."""

    id: str
    bot_id: int
    person: Person
    asked: datetime
    message: Message
    answer: Json | None = None
    answered: asyncio.Event = field(default_factory=asyncio.Event)
    on_answer: Callable[[Json], None] | None = None
    """What happens at once when the answer comes, before anybody who waits is woken."""

    def settle(self, answer: Json) -> None:
        self.answer = answer
        if self.on_answer is not None:
            self.on_answer(answer)
        self.answered.set()

    async def wait(self, seconds: float) -> Json | None:
        """The answer, or None when none came within so many real seconds."""
        try:
            await asyncio.wait_for(self.answered.wait(), seconds)
        except TimeoutError:
            return None
        return self.answer


class Queries:
    """All questions by id; ids count up, so that the same run gives the same ids."""

    def __init__(self) -> None:
        self.buttons: dict[str, Query] = {}
        self.checkouts: dict[str, Query] = {}
        self._count = 0

    def ask(self, bot_id: int, person: Person, message: Message, now: datetime) -> Query:
        """A new question, not yet among `buttons` or `checkouts`."""
        self._count += 1
        return Query(f"{bot_id}{self._count:08d}", bot_id, person, now, message)
