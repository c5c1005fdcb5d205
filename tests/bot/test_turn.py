"""A turn happens once and wholly, or not at all; and when it fails, the person and the staff are told."""

import hashlib
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Connection, func, select

import bot.corridor
import bot.turn
from bot.outgoing import Outgoing
from conversations.context import Context
from conversations.event import Event
from conversations.outcome import Due, NotDue, Outcome
from conversations.say import Evidence, P, Say
from conversations.session import Session
from lending.dossier import Dossier
from storage import failures
from storage.schema import due, inbox, journal, outbox, payment, person, staff_case
from storage.vault import about
from storage.writer import CommitUnknown
from tests.lender import PlayedLender

Decide = Callable[[Session, Event, Dossier, Context], Outcome]


async def rows(lender: PlayedLender, table: Any, *where: Any) -> int:
    query = select(func.count()).select_from(table).where(*where)
    return await lender.lender.writer.run_bookkeeping(lambda conn: conn.execute(query).scalar_one())


def decide_by(monkeypatch: pytest.MonkeyPatch, decide: Decide) -> None:
    monkeypatch.setattr(bot.turn, "step", decide)


def fail(*_: Any) -> Outcome:
    raise RuntimeError("4111 1111 1111 1111 is somebody's card")


async def test_an_update_that_is_delivered_twice_is_answered_once(lender: PlayedLender) -> None:
    lin = await lender.person("Lin")
    assert len(await lin.says("/start")) == 1
    before = await rows(lender, journal)
    lender.world.queue(lender.bot).redeliver(1)
    await lender.rest()
    assert lin.sees() == []
    assert await rows(lender, journal) == before


async def test_a_turn_that_raises_changes_nothing_and_says_so(
    lender: PlayedLender, monkeypatch: pytest.MonkeyPatch
) -> None:
    lin, wei = await lender.person("Lin"), lender.people["Wei"]
    await lin.says("/start")
    decide_by(monkeypatch, fail)
    (told,) = await lin.says("5000")
    assert "Nothing was changed" in told.text
    assert any("[ Claim ]" in "\n".join(card.as_lines()) for card in wei.sees())
    assert await rows(lender, staff_case, staff_case.c.kind == "fault") == 1
    monkeypatch.undo()
    assert await lin.says("/status")


async def test_money_whose_turn_raises_is_in_the_books_all_the_same_and_somebody_is_asked(
    lender: PlayedLender, monkeypatch: pytest.MonkeyPatch
) -> None:
    lin = await lender.person("Lin")
    await lin.says("/start")
    decide_by(monkeypatch, fail)
    await lin.transfers("100.00", "no reference at all")
    assert await rows(lender, payment, payment.c.state == "suspense", payment.c.amount_minor == 10_000) == 1
    assert await rows(lender, staff_case, staff_case.c.kind == "payment") == 1


async def test_who_writes_again_can_be_written_to_again(lender: PlayedLender) -> None:
    lin = await lender.person("Lin")
    await lin.says("/start")
    lender.world.faults.plan(["403"], "sendMessage")
    await lin.says("/help")
    assert await rows(lender, person, person.c.telegram_id == lin.id, person.c.reachable.is_(False)) == 1
    await lin.says("/status")
    assert await rows(lender, person, person.c.telegram_id == lin.id, person.c.reachable.is_(True)) == 1


async def test_the_event_of_a_failed_turn_is_kept_encrypted_and_its_error_without_words(
    lender: PlayedLender, monkeypatch: pytest.MonkeyPatch
) -> None:
    lin = await lender.person("Lin")
    decide_by(monkeypatch, fail)
    await lin.says("my secret")

    def kept(conn: Connection) -> list[Any]:
        return [failures.read(conn, lender.lender.vault, row.key) for row in failures.waiting(conn)]

    (event,) = await lender.lender.writer.run_bookkeeping(kept)
    assert event.error == "RuntimeError"
    assert "my secret" in event.event
    assert "4111" not in event.event


async def test_even_when_the_apology_fails_the_event_is_kept_and_the_next_is_handled(
    lender: PlayedLender, monkeypatch: pytest.MonkeyPatch
) -> None:
    lin = await lender.person("Lin")
    decide_by(monkeypatch, fail)
    monkeypatch.setattr(bot.corridor, "take_failed_turn", fail)
    assert await lin.says("lost?") == []
    monkeypatch.undo()
    assert len(await lin.says("/start")) == 1


async def test_a_turn_whose_commit_is_unknown_runs_again_and_its_message_is_sent_once(
    lender: PlayedLender, monkeypatch: pytest.MonkeyPatch
) -> None:
    lin = await lender.person("Lin")
    writer, doubts = lender.lender.writer, [True]
    run = writer.run

    async def doubtful(work: Callable[[Connection], Any]) -> Any:
        value = await run(work)
        if doubts:
            doubts.pop()
            raise CommitUnknown
        return value

    monkeypatch.setattr(writer, "run", doubtful)
    monkeypatch.setattr(writer, "run_bookkeeping", run)
    assert len(await lin.says("/start")) == 1


async def test_a_disclosure_is_journalled_with_the_hash_of_what_was_sent(
    lender: PlayedLender, monkeypatch: pytest.MonkeyPatch
) -> None:
    lin = await lender.person("Lin")
    await lin.says("/start")

    def disclose(session: Session, event: Event, dossier: Dossier, ctx: Context) -> Outcome:
        if dossier.person is None:
            return decide(session, event, dossier, ctx)
        return Outcome(says=(Say((P("fault.told"),), evidence=Evidence("key_facts", dossier.person.person_id)),))

    decide = bot.turn.step
    decide_by(monkeypatch, disclose)
    await lin.says("show me")
    monkeypatch.undo()

    def sent(conn: Connection) -> tuple[str, str]:
        fact = conn.execute(select(journal.c.body).where(journal.c.kind == "DisclosureMade")).scalar_one()
        row = conn.execute(select(outbox).order_by(outbox.c.sequence.desc()).limit(1)).one()
        body = lender.lender.vault.unseal(row.person_id, about("outbox", "body", row.id), row.body)
        return fact, Outgoing.from_json(body or b"").params["text"]

    fact, text = await lender.lender.writer.run_bookkeeping(sent)
    assert hashlib.sha256(text.encode()).hexdigest() in fact
    await lender.rest()
    assert await rows(lender, journal, journal.c.kind == "DisclosureDelivered") == 1


async def test_what_was_planned_and_then_dropped_can_be_planned_again(
    lender: PlayedLender, monkeypatch: pytest.MonkeyPatch
) -> None:
    lin = await lender.person("Lin")
    await lin.says("/start")
    subject = lender.lender.new_id()
    plans: list[Any] = [Due("reminder", subject, "1", lender.clock.now(), {}), NotDue(subject)]

    def plan(session: Session, event: Event, dossier: Dossier, ctx: Context) -> Outcome:
        return Outcome(dues=tuple(plans))

    decide_by(monkeypatch, plan)
    await lin.says("plan and drop")
    plans.pop()
    await lin.says("plan again")
    monkeypatch.undo()
    await lender.after(minutes=1)
    assert await rows(lender, due, due.c.state == "done") == 1
    assert await rows(lender, inbox, inbox.c.key.startswith("due:")) == 1
