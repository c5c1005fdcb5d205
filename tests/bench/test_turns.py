"""The bench measures what it says: our real configuration, right answers, and a database that holds them."""

import sqlite3
from pathlib import Path

import pytest

from bench.footprint_model import write_model
from bench.turns import BACKLOG, Contender, Round
from bench.turns_process import ROOT, Ours, configuration
from bench.turns_script import STAGES, TOTAL, echoed, steps
from bench.turns_verify import UPDATES, findings
from bot.assembly import correction
from bot.configuration_check import load
from tests.lender import PlayedLender
from tests.people import Player

LIN = 1_000_000


def test_only_the_place_and_the_pacing_differ_from_the_real_configuration() -> None:
    real = (ROOT / "config.toml").read_text().splitlines()
    ours = configuration("\n".join(real), webhook=True).splitlines()
    changed = [line.split(" = ")[0] for line, was in zip(ours, real, strict=True) if line != was]
    assert set(changed) == {"webhook_url", "overall_per_second", "private_per_second", "group_per_minute"}


def test_a_configuration_without_such_a_key_is_refused() -> None:
    with pytest.raises(ValueError, match="overall_per_second"):
        configuration("[lender]\n", webhook=False)


def test_the_configuration_of_the_bench_is_a_good_one(tmp_path: Path) -> None:
    ours = Ours(tmp_path, "http://127.0.0.1:1", webhook=True)
    sections = load(ours.config, ours.environment(0, "7001:bench")).sections
    assert sections.telegram.overall_per_second == 0
    assert sections.telegram.webhook_url == "https://bench.example"


async def test_the_lender_answers_the_script_as_the_script_expects(tmp_path: Path) -> None:
    """So that a change of the questions is found here, and not by a bench that counts nothing."""
    played = await PlayedLender.open(tmp_path / "data")
    lin = await played.person("Lin")
    for stage in STAGES:
        for step in steps(stage, [lin.account.id]):
            said = await (lin.presses(label_of(lin, step.press)) if step.press else lin.says(step.text))
            assert any(step.expect in shown.text for shown in said), step
    await played.close()


def label_of(player: Player, ending: str) -> str:
    """What stands on the button whose data ends so."""
    keyboards = [item.message.get("reply_markup") for item in player.lender.world.inbox(player.id).seen]
    rows = [row for keyboard in keyboards if keyboard for row in keyboard.get("inline_keyboard", [])]
    return next(str(b["text"]) for row in rows for b in row if b.get("callback_data", "").endswith(ending))


def test_an_echo_is_sent_the_same_texts_and_must_give_them_back() -> None:
    texts = [step.text for stage in STAGES for step in echoed(stage, [LIN])]
    assert texts == [step.text for stage in STAGES for step in steps(stage, [LIN]) if step.text]
    assert all(step.expect == step.text for stage in STAGES for step in echoed(stage, [LIN]))


def test_each_person_asks_no_more_than_once_and_is_asked_everything() -> None:
    asked = [stage.asked + place for stage in STAGES if stage.asked for place in range(len(stage.says))]
    assert asked == list(range(1, TOTAL + 1))


def test_a_lost_turn_and_an_unsent_reply_are_found(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "microloan.db") as database:
        database.execute("CREATE TABLE inbox (key TEXT)")
        database.execute("CREATE TABLE session (flow TEXT, revision INT)")
        database.execute("CREATE TABLE failed_event (id INT)")
        database.execute("CREATE TABLE outbox (chat_id INT, state TEXT)")
        database.executemany("INSERT INTO inbox VALUES (?)", [(f"tg:{n}",) for n in range(UPDATES - 1)])
        database.execute("INSERT INTO session VALUES ('apply', 18)")
        database.execute(f"INSERT INTO outbox VALUES ({LIN}, 'claimed')")
    database.close()
    assert findings(tmp_path, 1) == [
        f"inbox keys: {UPDATES - 1}, not {UPDATES}",
        "rows that are not sent: 1, not 0",
    ]


def test_a_row_shows_the_median_round_and_the_latency_of_all() -> None:
    one = Contender("ours", lambda: pytest.fail("nothing is started"), steps, resident=99.6)
    one.rounds = [Round(900.0, 500.0, [1.0] * 50), Round(1100.0, 700.0, [1.0] * 50), Round(1000.0, 600.0, [1.0] * 50)]
    assert one.row() == "| ours | 1,000 | 600 | 1.0 | 1.0 | 100 |"
    assert any(stage.pace == BACKLOG for stage in STAGES)


def test_the_model_of_the_bench_is_one_that_the_program_takes(tmp_path: Path) -> None:
    ours = Ours(tmp_path, "http://127.0.0.1:1")
    write_model(ours.data / "model", ours.config)
    assert correction(load(ours.config, ours.environment(0, "7001:bench"))) is not None
