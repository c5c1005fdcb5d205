"""After whole journeys, nothing of anybody can be read in the lender's files, nor anything of theirs in its log.

What is looked for: who they are, what they wrote, and the bot's own words to them. Amounts, days and Telegram ids stand
in plain columns on purpose; in the log amounts may not stand either.
"""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import Connection, text

import bot.turn
from conversations.event import Event, MoneyArrived
from lending.money import Money
from storage.backup import Places, make_backup
from storage.keys import KeyRing
from tests.house import house
from tests.lender import PlayedLender
from tests.people import Player
from tests.preludes import PAPERS, prelude
from tests.storage.personal_bytes import Hit, find_plain

COMPLAINT = "Your clerk shouted at my mother at 12 Lotus Lane, flat 5, Xuhui"
QUESTION = "请问我可以换银行卡吗？我住在荷花巷十二号"
ANSWER = "We are sorry, we have spoken with the clerk of Lotus Lane"
PAYER, REFERENCE = "Auntie Wang Guilan", "with love for the child's tuition"
HALF_SAID = "Guinevere half way through"
PIN = "730916"
CONFIDED = "my sister Rosalind must never know of this loan"
PHONES = {"Lin": "+8613912345678", "Mei": "+8613787654321"}
BORN = ("1949-12-31", "19491231", "1990-03-07", "19900307")
TYPED = (COMPLAINT, QUESTION, ANSWER, PAYER, REFERENCE, HALF_SAID, PIN, CONFIDED, "Rosalind", "Lotus Lane", "荷花巷")
SECRETS = (
    *TYPED,
    *BORN,
    *(word for name in PHONES for word in (PAPERS[name].national_id, PAPERS[name].account, PHONES[name][3:])),
    *(PAPERS["Lin"].name, PAPERS["Mei"].chinese),
)


@dataclass
class Lived:
    """A lender whose people have lived through everything; `told` are the bot's words to them, the longest lines."""

    lender: PlayedLender
    told: tuple[str, ...]

    @property
    def secrets(self) -> tuple[str, ...]:
        files = [stored.id for stored in self.lender.world.files.by_id.values()]
        return (*SECRETS, *self.told, *files)

    def found(self) -> list[Hit]:
        return find_plain(self.lender.data, self.secrets)


@pytest.fixture
async def lived(tmp_path: Path) -> AsyncIterator[Lived]:
    """Lin (English) and Mei (Chinese) borrow, pay, complain, ask; then a turn and a few sends go wrong."""
    lender = await PlayedLender.open(tmp_path / "data", house())
    lin, mei = await lender.person("Lin", "en", PHONES["Lin"]), await lender.person("Mei", "zh-hans", PHONES["Mei"])
    for name in ("Lin", "Mei"):
        await prelude(lender, f"-- {name} has a loan --")
    await writes_and_pays(lender, lin, mei)
    await has_bad_luck(lender, lin)
    yield Lived(lender, longest_lines(lin, mei))
    await lender.close()


async def writes_and_pays(lender: PlayedLender, lin: Player, mei: Player) -> None:
    """Free text of every kind: a complaint and its answer, a question, a transfer's reference, half an answer."""
    for who, command, words in ((lin, "/complaint", COMPLAINT), (mei, "/support", QUESTION), (lin, "/promise", PIN)):
        await who.says(command)
        await who.says(words)
    wei = lender.people["Wei"]
    for press in ("Claim", "Write an answer"):
        await wei.presses(press, in_group=press == "Claim")
    await wei.says(ANSWER)
    await arrives(lender, f"{REFERENCE} {number_of_loan(lin)}")
    await arrives(lender, REFERENCE)
    await lender.after(days=29)
    await lin.says("/pay")
    await lin.presses(next(b for b in lin.buttons() if b.startswith("Pay ")))
    await lin.pays_invoice()
    await mei.says("/complaint")
    await mei.says(HALF_SAID)
    await lender.after(days=20)


def number_of_loan(who: Player) -> str:
    return next(word for said in who.read() for word in said.split() if word.startswith("L-"))


async def arrives(lender: PlayedLender, reference: str) -> None:
    now = lender.clock.now()
    money = MoneyArrived("sandbox", f"e{len(reference)}", Money(88004, "CNY"), reference, PAYER, now.date())
    await lender.lender.tell(Event(f"sandbox:e{len(reference)}", now, money))
    await lender.rest()


async def has_bad_luck(lender: PlayedLender, lin: Player) -> None:
    """A turn that raises with somebody's words in its error, and a Telegram that refuses and breaks off."""

    def confides(*_: object) -> None:
        raise LookupError(f"{CONFIDED} {PAPERS['Lin'].name} 880.04")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bot.turn, "step", confides)
        await lin.says(CONFIDED)
    lender.world.faults.plan(["500", "429:1", "drop_after_accept", "403"], "sendMessage")
    await lin.says("/loans")
    await lin.says("/mydata")


def longest_lines(*people: Player) -> tuple[str, ...]:
    """The longest line of each message, ten of each person's: the bot's own words to them."""
    lines: dict[str, None] = {}
    for who in people:
        said = sorted({max(words.splitlines() or [""], key=len) for words in who.read()}, key=len)
        lines |= dict.fromkeys(said[-20:-10])
    return tuple(lines)


async def test_nothing_of_anybody_can_be_read_in_the_files_while_it_runs_nor_when_it_began_again(lived: Lived) -> None:
    names = {path.suffix or path.name for path in lived.lender.data.rglob("*") if path.is_file()}
    assert {".db", ".db-wal", ".sealed"} <= names
    assert len(lived.told) == 20
    assert lived.found() == []
    await lived.lender.restart()
    assert lived.found() == []
    pictures = list((lived.lender.data / "documents").rglob("*.sealed"))
    assert len(pictures) == 4
    assert not any(b"JFIF" in path.read_bytes() for path in pictures)


async def test_nothing_of_anybody_is_in_the_log_amounts_included(lived: Lived, tmp_path: Path) -> None:
    log = lived.lender.log.getvalue()
    assert "a turn failed and was rolled back" in log
    assert "Telegram asks for silence" in log
    folder = tmp_path / "log"
    folder.mkdir()
    (folder / "log.jsonl").write_text(log)
    amounts = ("880.04", "88004", "5,000.00", "5000.00", "500000", "8,000", "877.63")
    assert find_plain(folder, (*lived.secrets, *amounts)) == []
    (folder / "log.jsonl").write_text(log + f'{{"event": "paid", "sum": "880.04", "by": "{PAPERS["Lin"].name}"}}\n')
    assert {hit.secret for hit in find_plain(folder, (*SECRETS, *amounts))} == {"880.04", PAPERS["Lin"].name}


async def test_nothing_of_anybody_can_be_read_in_a_backup(lived: Lived, tmp_path: Path) -> None:
    lender = lived.lender
    shelf, ring, books = Places.below(tmp_path / "shelf"), KeyRing(b"\x07" * 32), lender.lender.setup.databases
    made = await asyncio.to_thread(make_backup, books, lender.data, ring, shelf, lender.clock.now())
    assert made.books is not None
    assert made.books.documents == 4
    ids = tuple(str(person.id) for person in lender.people.values() if person.id > 9999)
    assert find_plain(tmp_path / "shelf", (*lived.secrets, *ids, "asset.bank")) == []


async def test_a_planted_plain_column_is_found_by_the_same_search(lender: PlayedLender) -> None:
    def plant(conn: Connection) -> None:
        conn.execute(text("create table planted (name text)"))
        conn.execute(text("insert into planted values (:name)"), {"name": CONFIDED})

    assert find_plain(lender.data, SECRETS) == []
    await lender.lender.writer.run(plant)
    assert {hit.secret for hit in find_plain(lender.data, SECRETS)} == {CONFIDED, "Rosalind"}
