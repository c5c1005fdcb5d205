"""Linkage among a million people: how long it takes to know who shares what with one of them, on SQLite.

The tables are filled in bulk with what the look-up reads: keyed hashes, pictures in pieces, who brought whom, loans and
what staff found. A tenth of the people share with a household, a shop's phone and a hostel's address are given by
hundreds. Picture hashes are put together from drawn pictures, row by row, so that pieces are as unevenly spread as in
life. The look-up is the lender's own: `storage.dossiers.load` with LINKS, and `storage.pictures.twins` for a new photo.
"""

import hashlib
import os
import statistics
import time
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Table

from bench.ring_pictures import card, selfie
from bot.picture_check import judge
from lending.dossier import Need, Wanted
from storage import dossiers
from storage.databases import Databases
from storage.hot import driver_of
from storage.keys import KeyRing
from storage.migrate import bring_up_to_date
from storage.pictures import Picture, twins
from storage.schema import blind_index, document, fraud_finding, loan, loan_position, person, picture_piece, vouching
from storage.vault import Vault

TODAY = date(2026, 11, 23)
NOW = int(datetime(2026, 11, 23, tzinfo=UTC).timestamp() * 1000)
DRAWN = 240
"""Drawn pictures that the hashes are put together from."""
HOSTEL, SHOP = 2000, 300
FILLER: dict[str, Any] = {"BIGINT": 0, "INTEGER": 0, "BOOLEAN": False, "DATE": TODAY.isoformat(), "TEXT": "{}"}


def person_id(number: int) -> UUID:
    return UUID(int=0x7 << 76 | 0b10 << 62 | number + 1)


def fill(connection: Connection, people: int, chance: Random) -> list[int]:
    """Fills the tables; the hashes of the pictures, two for each person."""
    driver = driver_of(connection)
    ids = [person_id(n).bytes for n in range(people)]
    common = {"language": "en", "timezone": "Asia/Shanghai", "branch": "main", "met_on": "2025-06-01"}
    _add(driver, person, ({"id": i, "telegram_id": n, **common} for n, i in enumerate(ids)))
    for kind, shared in _hashes(people, chance).items():
        rows = sorted(zip((_hash(kind, value) for value in shared), ids, strict=True))
        _add(driver, blind_index, ({"kind": kind, "value": v, "person_id": i} for v, i in rows))
    looks = _pictures(2 * people, chance)
    _add_pictures(driver, ids, looks)
    brought = sorted((ids[n], ids[chance.randrange(n)]) for n in range(1, people) if chance.random() < 0.3)
    _add(driver, vouching, ({"how": "referral", "person_id": a, "by_id": b, "since": "2026-05-01"} for a, b in brought))
    bad = chance.sample(range(people), people // 200)
    _add(driver, fraud_finding, ({"person_id": ids[n], "deceived": True, "case_ref": "C-1"} for n in sorted(bad)))
    lent = range(0, people, 5)
    marks = {"currency": "CNY", "state": "running", "terms": "{}", "penalty": "{}"}
    keys = ("id", "person_id", "offer_id", "application_id")
    _add(driver, loan, ({**dict.fromkeys(keys, ids[n]), "ref": f"L{n}", **marks} for n in lent))
    late = ({"loan_id": ids[n], "currency": "CNY", "days_past_due": 45 if n % 100 == 0 else 0} for n in lent)
    _add(driver, loan_position, late)
    return looks


def _hashes(people: int, chance: Random) -> dict[str, list[int]]:
    """Whose value each person gives, by kind: mostly one's own, a household's head's, or the crowd's."""
    given = {kind: list(range(people)) for kind in ("national_id", "payout_account", "phone", "address")}
    n = 0
    while n < people // 10:
        size = chance.choice((2, 2, 3, 4))
        for kind in chance.sample(("payout_account", "phone", "address"), chance.choice((1, 2, 3))):
            given[kind][n : n + size] = [n] * len(given[kind][n : n + size])
        n += size
    given["address"][people // 2 : people // 2 + HOSTEL] = [people // 2] * HOSTEL
    given["phone"][people // 3 : people // 3 + SHOP] = [people // 3] * SHOP
    return given


def _hash(kind: str, value: int) -> bytes:
    return hashlib.sha256(f"{kind} {value}".encode()).digest()


def _pictures(count: int, chance: Random) -> list[int]:
    """Hashes whose eight rows are each taken from some drawn picture."""
    drawn = [judge((card if n % 2 else selfie)(Random(f"million {n}")), "id_card").picture_hash for n in range(DRAWN)]
    rows = [[(value or 0) >> 8 * row & 0xFF for value in drawn] for row in range(8)]
    return [sum(chance.choice(rows[row]) << 8 * row for row in range(8)) for _ in range(count)]


def _add_pictures(driver: Any, ids: list[bytes], looks: list[int]) -> None:
    documents = [UUID(int=0x8 << 76 | 0b10 << 62 | n).bytes for n in range(len(looks))]

    def rows() -> Iterator[dict[str, Any]]:
        finer = Random(5)
        for n, value in enumerate(looks):
            detail = f"{finer.getrandbits(512):0128x}"
            about = {"id": documents[n], "person_id": ids[n // 2], "purpose": ("id_card", "selfie")[n % 2]}
            known = {"content_index": f"{n:064x}", "picture_hash": f"{value:016x}", "picture_detail": detail}
            yield {**about, **known, "state": "ok", "verdict": "ok", "received_on": "2025-06-01"}

    _add(driver, document, rows())
    for piece in range(4):
        found = sorted((value >> 16 * piece & 0xFFFF, documents[n], value) for n, value in enumerate(looks))
        signed = ((v, d, w - 2**64 if w >= 2**63 else w) for v, d, w in found)
        _add(driver, picture_piece, ({"piece": piece, "value": v, "document_id": d, "looks": w} for v, d, w in signed))


def _add(driver: Any, table: Table, rows: Iterable[dict[str, Any]]) -> None:
    """Rows in bulk; a column that is not given and may not be empty gets something of its type."""
    rows = iter(rows)
    first = next(rows)
    filled = {c.name: _filler(c) for c in table.columns if not c.nullable and c.name not in first}
    filled.pop("sequence", None)
    if "id" in filled:
        filled.pop("id")
    names = [*first, *filled]
    sql = f"insert into {table.name} ({', '.join(names)}) values ({', '.join('?' for _ in names)})"
    constant = tuple(filled.values())
    driver.execute(sql, (*first.values(), *constant))
    driver.executemany(sql, ((*row.values(), *constant) for row in rows))


def _filler(column: Any) -> Any:
    return FILLER.get(str(column.type.compile()).partition("(")[0], "")


def measure(people: int, looks_up: int = 400, seed: int = 3) -> tuple[list[float], list[float], float, int]:
    """Milliseconds of each look-up of links, and of each search for a new photo; seconds to fill; bytes on disk."""
    chance = Random(seed)
    with TemporaryDirectory() as folder:
        lie = Databases.in_folder(Path(folder))
        bring_up_to_date(lie.main)
        engine, vault = lie.open(), Vault.open(lie.keys, KeyRing(b"m" * 32))
        with engine.connect() as connection:
            driver_of(connection).execute("pragma foreign_keys=off")
            driver_of(connection).execute("pragma synchronous=off")
            began = time.perf_counter()
            with connection.begin():
                looks = fill(connection, people, chance)
            filled = time.perf_counter() - began
            with connection.begin():
                links = [_links(connection, vault, n) for n in _whom(people, looks_up, chance)]
                photos = [_photo(connection, value, chance) for value in chance.sample(looks, looks_up)]
            size = sum(file.stat().st_size for file in Path(folder).iterdir())
        engine.dispose()
        vault.close()
    return links, photos, filled, size


def _whom(people: int, count: int, chance: Random) -> list[int]:
    """Anybody, households, the hostel, the shop's customers: a quarter each, so that the worst are seen often."""
    ranges = ((0, people), (0, people // 10), (people // 2, people // 2 + HOSTEL), (people // 3, people // 3 + SHOP))
    return [chance.randrange(*ranges[n % 4]) for n in range(count)]


def _links(connection: Connection, vault: Vault, number: int) -> float:
    wanted = Wanted(frozenset({Need.LINKS}), person_id=person_id(number))
    began = time.perf_counter()
    found = dossiers.load(connection, vault, wanted, today=TODAY + timedelta(days=1))
    took = time.perf_counter() - began
    assert found.evidence is not None
    return 1000 * took


def _photo(connection: Connection, value: int, chance: Random) -> float:
    """A copy with three bits off, and a finer hash that fits nobody's: all candidates are compared."""
    for _ in range(3):
        value ^= 1 << chance.randrange(64)
    detail = f"{chance.getrandbits(512):0128x}"
    picture = Picture(UUID(int=1), UUID(int=1), "selfie", "no such file", f"{value:016x}", detail)
    began = time.perf_counter()
    twins(connection, picture)
    return 1000 * (time.perf_counter() - began)


def table(_peers: str) -> str:
    """`RING_MILLION` changes how many people there are."""
    people = int(os.environ.get("RING_MILLION", "1000000"))
    links, photos, filled, size = measure(people)
    rows = (("links and evidence of one person", links), ("a new photo among all", photos))
    head = f"| of {people:,} people | p50 ms | p99 ms | longest ms |\n|---|---:|---:|---:|"
    lines = [head, *(f"| {name} | {_at(ms, 50):.2f} | {_at(ms, 99):.2f} | {max(ms):.2f} |" for name, ms in rows)]
    return "\n".join([*lines, "", f"Filled in {filled:.0f} s, {size / 1e9:.2f} GB on disk."]) + "\n"


def _at(values: list[float], percent: int) -> float:
    return statistics.quantiles(values, n=100, method="inclusive")[percent - 1]
