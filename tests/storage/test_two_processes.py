"""Two processes serve one lender and share nothing but the database: what one claims, erases or leads, the other sees.

Each is an Office of its own, with its own connections, its own vault and its own memory.
"""

import asyncio
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, func, select

from lending.facts import Fact
from storage import dues, inbox, leases, outbox
from storage.databases import Databases
from storage.dues import DueRow
from storage.migrate import bring_up_to_date
from storage.outbox import OutboxRow
from storage.record import record
from storage.schema import journal, ledger_balance, loan
from storage.vault import TRUSTED_SECONDS, PersonErased
from storage.verify import verify
from storage.writing import IllegalTransition
from tests.postgres import TestServer
from tests.storage.office import NOON, RING, Borrower, Office, capital, new_id

LATER = NOON + timedelta(hours=1)
PLACE = "person:profile:01"


@pytest.fixture
def pair(tmp_path: Path, on_server: Databases) -> Iterator[tuple[Office, Office]]:
    both = tuple(Office.open(tmp_path / name, databases=on_server) for name in ("one", "other"))
    yield both[0], both[1]
    for office in both:
        office.close()


async def test_an_update_that_reaches_both_is_handled_once(pair: tuple[Office, Office]) -> None:
    def handle(connection: Connection) -> bool:
        return inbox.first_time(connection, "tg:1", NOON)

    told = [await asyncio.gather(*(office.writer.run(handle) for office in pair)) for _ in range(5)]
    assert [sum(pair_of) for pair_of in told] == [1, 0, 0, 0, 0]
    assert pair[0].rows(select(func.count()).select_from(inbox.inbox))[0][0] == 1


async def test_an_offer_that_is_accepted_at_both_becomes_one_loan(pair: tuple[Office, Office]) -> None:
    lin = Borrower()
    facts = lin.until_running()[:-3]
    pair[0].write(capital(), *facts[:-1])
    taken = [
        office.writer.run(lambda c, o=office, n=n: record(c, o.vault, [facts[-1]], NOON, f"tg:{n}"))  # type: ignore[misc]
        for n, office in enumerate(pair)
    ]
    ends = await asyncio.gather(*taken, return_exceptions=True)
    assert sorted(isinstance(end, IllegalTransition) for end in ends) == [False, True]
    assert pair[0].rows(select(func.count()).select_from(loan))[0][0] == 1


async def test_payments_that_come_at_both_at_once_are_all_booked(pair: tuple[Office, Office]) -> None:
    turns = [(pair[n % 2], f"bank:{n}", [capital("1.00")]) for n in range(30)]

    def turn(connection: Connection, office: Office, key: str, facts: list[Fact]) -> None:
        assert inbox.first_time(connection, key, NOON)
        record(connection, office.vault, facts, NOON, key)

    async def book(office: Office, key: str, facts: list[Fact]) -> None:
        await office.writer.run(lambda c: turn(c, office, key, facts))

    await asyncio.gather(*(book(*each) for each in turns))
    bank = select(func.sum(ledger_balance.c.balance_minor)).where(ledger_balance.c.account == "asset.bank")
    assert pair[0].rows(bank)[0][0] == 3000
    assert pair[0].rows(select(func.count()).select_from(journal))[0][0] == 30
    assert pair[1].writer.run_sync(lambda c: verify(c, pair[1].vault)) == []


def test_what_has_fallen_due_is_claimed_by_one_of_them_while_the_others_claim_is_still_open(
    pair: tuple[Office, Office],
) -> None:
    subject, holding, go = new_id(), threading.Event(), threading.Event()
    for n in range(4):
        pair[0].writer.run_sync(
            lambda c, n=n: dues.plan(c, DueRow("remind", subject, str(n), NOON, {}))  # type: ignore[misc]
        )
    claimed: list[DueRow] = []

    def slowly(connection: Connection) -> None:
        claimed.extend(dues.claim_due(connection, "one", LATER, 2))
        holding.set()
        assert go.wait(10)

    thread = threading.Thread(target=lambda: asyncio.run(pair[0].writer.run_bookkeeping(slowly)))
    thread.start()
    assert holding.wait(10)
    others = asyncio.run(pair[1].writer.run_bookkeeping(lambda c: dues.claim_due(c, "other", LATER, 10)))
    go.set()
    thread.join()
    assert sorted(row.key for row in claimed) + sorted(row.key for row in others) == ["0", "1", "2", "3"]


def test_a_lease_has_one_holder_and_a_holder_that_slept_through_it_is_fenced_off(pair: tuple[Office, Office]) -> None:
    one, other = pair
    taken = one.writer.run_sync(lambda c: leases.take(c, "seal", "one", NOON, 30))
    refused = other.writer.run_sync(lambda c: leases.take(c, "seal", "other", NOON, 30))
    after = other.writer.run_sync(lambda c: leases.take(c, "seal", "other", LATER, 30))
    assert (taken, refused, after) == (1, None, 2)
    awake = one.writer.run_sync(lambda c: leases.holds(c, "seal", "one", 1, LATER))
    assert (awake, other.writer.run_sync(lambda c: leases.holds(c, "seal", "other", 2, LATER))) == (False, True)


def test_what_a_dead_process_was_to_send_goes_to_the_other_and_a_late_mark_changes_nothing(
    pair: tuple[Office, Office],
) -> None:
    one, other = pair
    row = OutboxRow(new_id(), "message", "hello", chat_id=7001)
    one.writer.run_sync(lambda c: leases.take(c, "process:one", "one", NOON, 90))
    one.writer.run_sync(lambda c: outbox.put(c, one.vault, [row], "one", NOON))
    soon, late = NOON + timedelta(seconds=60), NOON + timedelta(seconds=91)
    assert other.writer.run_sync(lambda c: outbox.claim_left_over(c, other.vault, "other", soon, 10)) == ()
    (taken,) = other.writer.run_sync(lambda c: outbox.claim_left_over(c, other.vault, "other", late, 10))
    assert (taken.row.body, taken.attempt, taken.maybe_sent) == ("hello", 2, True)
    one.writer.run_sync(lambda c: outbox.mark(c, [outbox.Mark(row.id, 1, "dead")]))
    assert one.rows(select(outbox.outbox.c.state))[0][0] == "claimed"


def test_a_person_erased_at_one_is_erased_at_the_other_within_seconds(pair: tuple[Office, Office]) -> None:
    one, other = pair
    lin, clock = new_id(), [0.0]
    other.vault._elapsed = lambda: clock[0]
    token = one.vault.seal(lin, PLACE, b"secret")
    assert other.vault.unseal(lin, PLACE, token) == b"secret"
    one.vault.destroy(lin, NOON)
    clock[0] += TRUSTED_SECONDS + 0.1
    assert other.vault.unseal(lin, PLACE, token) is None
    with pytest.raises(PersonErased):
        other.vault.seal(lin, PLACE, b"again")


def test_both_make_the_key_of_somebody_new_and_it_is_one_key(pair: tuple[Office, Office]) -> None:
    people = [new_id() for _ in range(20)]
    tokens: dict[int, list[bytes]] = {0: [], 1: []}

    def seal(which: int) -> None:
        tokens[which] = [pair[which].vault.seal(person, PLACE, b"secret") for person in people]

    threads = [threading.Thread(target=seal, args=(which,)) for which in (0, 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for person, ours, theirs in zip(people, tokens[0], tokens[1], strict=True):
        assert pair[1].vault.unseal(person, PLACE, ours) == b"secret"
        assert pair[0].vault.unseal(person, PLACE, theirs) == b"secret"
    assert pair[0].vault.blind("phone", "1") == pair[1].vault.blind("phone", "1")


def test_many_that_start_at_once_on_an_empty_database_make_its_tables_once(server: TestServer, tmp_path: Path) -> None:
    url, start = server.empty(), threading.Barrier(4, timeout=20)
    made: list[bool] = []

    def begin() -> None:
        start.wait()
        made.append(bring_up_to_date(url))
        office = Office.open(tmp_path, RING, Databases.on_server(url, connections=1))
        office.close()

    threads = [threading.Thread(target=begin) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(made) == [False, False, False, True]
    server.drop(Databases.on_server(url))


def test_the_keys_can_lie_in_a_database_of_their_own(server: TestServer, tmp_path: Path) -> None:
    books = server.databases()
    apart = Databases.on_server(books.main, server.empty())
    office = Office.open(tmp_path, databases=apart)
    lin = Borrower()
    office.write(lin.met(), *lin.registered())
    assert office.vault._store.rewrap() == 0
    in_books = "select count(*) from microloan_keys.person_key"
    assert office.writer.run_sync(lambda c: c.exec_driver_sql(in_books).scalar_one()) == 0
    office.close()
    server.drop(books, Databases.on_server(apart.keys))
