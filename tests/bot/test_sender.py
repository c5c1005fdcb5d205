"""What is owed to people goes out in order, no faster than Telegram bears, and whatever goes wrong has an end."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from telegram.error import BadRequest, ChatMigrated, Forbidden, NetworkError, RetryAfter, TimedOut

from bot.clock import VirtualClock
from bot.delivery import Delivery
from bot.idle import Idle
from bot.kept_lines import NotSent
from bot.marks import Mark, Marks, State
from bot.metrics import Metrics
from bot.outgoing import Outgoing, StoredPhoto, TextFile
from bot.rates import Rates
from bot.sender import Row, Sender
from bot.telegram_answer import ServerTrouble
from conversations.event import CouldNotReach, Delivered, Event, TurnFailed
from tests.bot.played import PlayedApi, QuickPace

LI_NA, OMAR, STAFF_GROUP = 1001, 1002, -100
NO_LIMITS = Rates(0, 0, 1, 0, 1)


class Stage:
    """A sender with everything around it: what it called, marked and told."""

    def __init__(self, api: PlayedApi, rates: Rates = NO_LIMITS) -> None:
        self.api, self.pace, self.idle = api, QuickPace(), Idle()
        self.marks: list[Mark] = []
        self.told: list[Event] = []
        self.life: int | None = 1
        self.sender = Sender(
            Delivery(api, self._photo, self._sent_about),
            Marks(self._write, self.pace),
            self._tell,
            VirtualClock(datetime(2026, 11, 23, tzinfo=UTC)),
            self.pace,
            rates,
            self.idle,
            Metrics(),
            frozenset({STAFF_GROUP}),
            life=lambda: self.life,
        )

    async def _photo(self, photo: StoredPhoto) -> bytes:
        return b"jpeg:" + photo.path.encode()

    async def _sent_about(self, case_id: UUID, chat_id: int) -> list[int]:
        return [41, 42]

    async def _write(self, marks: Sequence[Mark]) -> None:
        self.marks.extend(marks)

    async def _tell(self, event: Event) -> None:
        self.told.append(event)

    async def send(self, *rows: Row) -> None:
        self.sender.submit(rows)
        await asyncio.wait_for(self.idle.wait(), 5)

    @property
    def states(self) -> list[State]:
        return [mark.state for mark in self.marks]


def text(words: str, chat: int = LI_NA, n: int = 1, priority: int = 1, **more: Any) -> Row:
    outgoing = Outgoing("message", "sendMessage", {"chat_id": chat, "text": words}, **more)
    return Row(UUID(int=n), outgoing, priority)


MESSAGE = {"message_id": 9, "chat": {"id": LI_NA}}


async def test_a_chats_messages_go_out_in_order_and_are_marked_with_their_numbers() -> None:
    numbers = iter(range(1, 9))
    stage = Stage(PlayedApi(usual=lambda params: {"message_id": next(numbers)}))
    await stage.send(*[text(f"line {n}", n=n) for n in range(1, 5)])
    assert stage.api.said() == ["line 1", "line 2", "line 3", "line 4"]
    assert [mark.message_ids for mark in stage.marks] == [(1,), (2,), (3,), (4,)]
    assert stage.states == [State.SENT] * 4


async def test_a_row_that_is_handed_over_twice_is_sent_once() -> None:
    stage = Stage(PlayedApi(usual=MESSAGE))
    stage.sender.submit([text("once")])
    await stage.send(text("once"))
    assert stage.api.said() == ["once"]


async def test_a_429_silences_the_whole_token_for_as_long_as_telegram_says() -> None:
    stage = Stage(PlayedApi(usual=MESSAGE, sendMessage=[RetryAfter(7)]))
    await stage.send(text("to Li Na"))
    await stage.send(text("to Omar", OMAR, n=2))
    assert stage.pace.slept == [7.0]
    assert stage.states == [State.SENT, State.SENT]


async def test_what_never_left_is_sent_again_at_once_and_then_with_patience() -> None:
    stage = Stage(PlayedApi(usual=MESSAGE, sendMessage=[NotSent("x"), NotSent("x"), NotSent("x")]))
    await stage.send(text("hello"))
    assert stage.api.said() == ["hello"] * 4
    assert stage.pace.slept == [1.0, 2.0]


async def test_small_talk_whose_outcome_is_unknown_is_not_repeated() -> None:
    stage = Stage(PlayedApi(usual=MESSAGE, sendMessage=[TimedOut()]))
    await stage.send(text("hello"))
    assert stage.api.said() == ["hello"]
    assert stage.states == [State.UNCERTAIN]


async def test_money_whose_outcome_is_unknown_is_said_again_after_a_wait() -> None:
    stage = Stage(PlayedApi(usual=MESSAGE, sendMessage=[TimedOut(), NetworkError("broken off")]))
    await stage.send(text("R-7K2M9Q-41: received", important=True))
    assert stage.api.said() == ["R-7K2M9Q-41: received"] * 3
    assert stage.pace.slept == [20.0, 20.0]
    assert stage.states == [State.SENT]


async def test_an_outcome_that_stays_unknown_ends_as_uncertain() -> None:
    stage = Stage(PlayedApi(usual=TimedOut()))
    await stage.send(text("receipt", important=True))
    assert len(stage.api.calls) == 4
    assert stage.states == [State.UNCERTAIN]


async def test_an_answer_or_an_edit_is_repeated_freely() -> None:
    stage = Stage(PlayedApi(usual=True, answerCallbackQuery=[TimedOut()], editMessageReplyMarkup=[TimedOut()]))
    answer = Outgoing("answer", "answerCallbackQuery", {"callback_query_id": "q"})
    retire = Outgoing("retire", "editMessageReplyMarkup", {"chat_id": LI_NA, "message_id": 3})
    await stage.send(Row(UUID(int=1), answer, 0), Row(UUID(int=2), retire))
    assert stage.states == [State.SENT, State.SENT]


async def test_trouble_at_telegram_is_waited_out_longer_and_longer() -> None:
    stage = Stage(PlayedApi(usual=MESSAGE, sendMessage=[ServerTrouble(502)] * 4))
    await stage.send(text("hello"))
    assert stage.pace.slept == [0.5, 1.0, 2.0, 4.0]


async def test_a_day_of_trouble_gives_a_message_up_and_tells_staff() -> None:
    stage = Stage(PlayedApi(usual=ServerTrouble(500)))
    await stage.send(text("hello"))
    assert stage.states == [State.DEAD]
    assert stage.told[0].what == TurnFailed(f"outbox:{UUID(int=1)}", "ServerTrouble")


async def test_a_person_who_blocked_the_bot_is_told_of_and_others_go_on() -> None:
    stage = Stage(PlayedApi(usual=MESSAGE, sendMessage=[Forbidden("blocked")]))
    await stage.send(text("to Li Na"), text("to Omar", OMAR, n=2))
    assert sorted(stage.states) == [State.BLOCKED, State.SENT]
    assert [event.what for event in stage.told] == [CouldNotReach(LI_NA)]
    assert stage.told[0].key == f"unreached:{UUID(int=1)}"


@pytest.mark.parametrize(
    "words",
    [
        "Message is not modified: specified new message content and reply markup are exactly the same",
        "Message to delete not found",
        "Query is too old and response timeout expired or query id is invalid",
    ],
)
async def test_a_wish_that_is_fulfilled_already_counts_as_done(words: str) -> None:
    stage = Stage(PlayedApi(usual=BadRequest(words)))
    await stage.send(Row(UUID(int=1), Outgoing("erase", "deleteMessage", {"chat_id": LI_NA, "message_id": 3})))
    assert stage.states == [State.SENT]
    assert stage.told == []


async def test_a_message_that_can_never_be_sent_is_dead_and_alarms_staff_once() -> None:
    stage = Stage(PlayedApi(usual=BadRequest("can't parse entities")))
    await stage.send(text("<b"), text("alarm", STAFF_GROUP, n=2))
    assert stage.states == [State.DEAD, State.DEAD]
    assert [event.key for event in stage.told] == [f"dead:{UUID(int=1)}"], "no alarm about the alarm"


async def test_a_group_with_a_new_number_is_followed() -> None:
    stage = Stage(PlayedApi(usual=MESSAGE, sendMessage=[ChatMigrated(-1007)]))
    await stage.send(text("case", STAFF_GROUP))
    assert [params["chat_id"] for _, params in stage.api.calls] == [STAFF_GROUP, -1007]


async def test_evidence_is_told_of_before_it_is_marked() -> None:
    stage = Stage(PlayedApi(usual=MESSAGE))
    await stage.send(text("key facts", evidence=True))
    assert stage.told[0].what == Delivered(UUID(int=1), LI_NA, 9)


async def test_an_edit_that_a_crash_repeats_is_still_told_of_as_delivered() -> None:
    params = {"chat_id": LI_NA, "message_id": 9, "text": "every instalment"}
    stage = Stage(PlayedApi(usual=BadRequest("Message is not modified: specified new message content is the same")))
    await stage.send(Row(UUID(int=1), Outgoing("edit", "editMessageText", params, evidence=True)))
    assert stage.told[0].what == Delivered(UUID(int=1), LI_NA, 9)
    assert stage.states == [State.SENT]


async def test_pictures_go_before_the_words_and_are_not_shown_again_on_a_second_try() -> None:
    photos = tuple(StoredPhoto(UUID(int=n), UUID(int=7), f"p{n}") for n in range(2))
    api = PlayedApi(usual=MESSAGE, sendMediaGroup=[[{"message_id": 1}, {"message_id": 2}]], sendMessage=[NotSent("x")])
    stage = Stage(api)
    await stage.send(text("id and selfie", photos=photos))
    assert [method for method, _ in api.calls] == ["sendMediaGroup", "sendMessage", "sendMessage"]
    assert [upload.content for upload in api.files[0].values()] == [b"jpeg:p0", b"jpeg:p1"]
    assert api.calls[0][1]["protect_content"] is True
    assert stage.marks[0].message_ids == (1, 2, 9)


async def test_a_contract_travels_as_a_file_with_its_text() -> None:
    stage = Stage(PlayedApi(usual=MESSAGE))
    row = Outgoing("message", "sendDocument", {"chat_id": LI_NA}, document=TextFile("合同.txt", "全文"))
    await stage.send(Row(UUID(int=1), row))
    assert stage.api.files[0]["document"].content == "全文".encode()


async def test_a_file_that_was_handed_over_is_deleted_with_all_its_messages() -> None:
    stage = Stage(PlayedApi())
    erase = Outgoing("erase", "deleteMessages", {"chat_id": LI_NA, "case_id": str(UUID(int=5))})
    await stage.send(Row(UUID(int=1), erase))
    assert stage.api.calls == [("deleteMessages", {"chat_id": LI_NA, "message_ids": [41, 42]})]


async def test_one_private_chat_gets_a_burst_and_then_one_message_a_second() -> None:
    stage = Stage(PlayedApi(usual=MESSAGE), Rates(overall=0, private=1, private_burst=3))
    await stage.send(*[text(f"{n}", n=n) for n in range(1, 6)])
    assert stage.pace.slept == [1.0, 1.0]


async def test_replies_overtake_reminders_and_button_answers_overtake_both() -> None:
    stage = Stage(PlayedApi(usual=MESSAGE), Rates(overall=1, private=0, private_burst=1, group_minute=0, group_burst=1))
    reminders = [text(f"reminder {n}", chat=2000 + n, n=n, priority=2) for n in range(1, 4)]
    reply = text("reply", OMAR, n=9, priority=1)
    answer = Row(UUID(int=10), Outgoing("answer", "answerCallbackQuery", {"callback_query_id": "q", "text": "ok"}), 0)
    await stage.send(*reminders, reply, answer)
    order = [params["text"] for _, params in stage.api.calls]
    assert order.index("ok") < 2
    assert order.index("reply") < order.index("reminder 3")


async def test_a_stop_leaves_what_cannot_go_out_in_time_for_the_next_start() -> None:
    gate = asyncio.Event()

    class Stuck(PlayedApi):
        async def call(self, *_args: Any, **_more: Any) -> Any:
            await gate.wait()

    stage = Stage(Stuck())
    stage.sender.submit([text("hello")])
    await stage.sender.drain(0.01)
    assert stage.marks == []


async def test_what_was_claimed_before_the_process_stood_still_is_given_back_and_not_sent() -> None:
    stage = Stage(PlayedApi(usual={"message_id": 9}))
    stopped = text("in flight when it stopped")

    def wakes_up(_: Mapping[str, Any]) -> Any:
        stage.life = 2
        return {"message_id": 9}

    stage.api.answers["sendMessage"] = [wakes_up]
    await stage.send(stopped, text("taken over by others", n=2))
    assert stage.api.said() == ["in flight when it stopped"]
    assert [mark.state for mark in stage.marks] == ["sent", "pending"]


async def test_what_is_claimed_while_others_take_the_process_for_dead_is_given_back() -> None:
    stage = Stage(PlayedApi(usual={"message_id": 9}))
    stage.life = None
    await stage.send(text("hello"))
    assert (stage.api.said(), [mark.state for mark in stage.marks]) == ([], ["pending"])


async def test_a_row_that_came_back_under_a_later_claim_is_sent_under_that_one() -> None:
    stage = Stage(PlayedApi(usual={"message_id": 9}))
    first = text("hello")
    stage.sender.submit([first])
    stage.life = 2
    await stage.send(replace(first, attempt=3))
    assert stage.api.said() == ["hello"]
    assert [(mark.state, mark.attempt) for mark in stage.marks] == [("pending", 1), ("sent", 3)]
