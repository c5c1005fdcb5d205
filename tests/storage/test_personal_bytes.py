"""Nothing personal can be read in the files; and the search would find it if it could."""

import base64
from pathlib import Path

import pytest
from sqlalchemy import Connection, text

from lending.facts.cases import CaseClosed, CaseOpened
from lending.records import StoredSession
from storage import failures, outbox, sessions
from storage.documents import path_for, read, write_new
from storage.outbox import OutboxRow
from storage.sealed_file import seal_file
from tests.storage.office import LIN, NOON, Borrower, Office, capital, new_id, on
from tests.storage.personal_bytes import find_plain

TOLD = "亲爱的林悦，您的借款已到账"
SECRETS = [
    LIN["legal_name"],
    LIN["phone"],
    LIN["national_id"],
    LIN["payout_account"],
    "1949-12-31",
    "19491231",
    "sells dumplings",
    "AgACAgQAAxkBAAI",
    "scrypt:salt:hash",
    "somebody shouted at me",
    "she sounded honest",
    "half an answer",
    TOLD,
    "a poison pill of text",
    "the face on the id card",
]


def live(office: Office) -> None:
    """Everything that can hold something personal, once."""
    lin = Borrower()
    office.write(capital(), *lin.until_running(), *lin.handed_in(), *lin.paid())
    case = new_id()
    opened = CaseOpened(
        dated=on(),
        person_id=lin.person_id,
        case_id=case,
        ref="C-7K2M9Q-41",
        kind="complaint",
        branch="main",
        deadline=NOON,
        text="somebody shouted at me",
    )
    closed = CaseClosed(
        dated=on(), person_id=lin.person_id, case_id=case, by=42, second=None, verdict={}, note="she sounded honest"
    )
    office.write(opened, closed)
    answers = {"legal_name": LIN["legal_name"], "note": "half an answer"}

    def speak(c: Connection) -> None:
        sessions.save(c, office.vault, lin.telegram_id, StoredSession("apply", 1, 3, answers), NOON)
        row = OutboxRow(new_id(), "message", TOLD, chat_id=lin.telegram_id, person_id=lin.person_id)
        outbox.put(c, office.vault, [row], "me", NOON)
        failures.put(c, office.vault, "tg:9", NOON, "KeyError", "a poison pill of text", lin.telegram_id)
        failures.put(c, office.vault, "tg:10", NOON, "KeyError", "a poison pill of text", None)

    office.writer.run_sync(speak)
    document = new_id()
    key = office.vault.new_document_key(lin.person_id, document)
    sealed = seal_file(key.key, key.wrapped, b"the face on the id card", key.about)
    write_new(office.folder / "documents", path_for(document), sealed)
    assert read(office.vault, office.folder / "documents", lin.person_id, document, path_for(document))


def test_nothing_personal_can_be_read_in_database_log_or_documents(office: Office) -> None:
    live(office)
    names = {p.name.split(".", 1)[1] for p in written(office).rglob("*") if p.is_file()}
    assert {"db", "sealed"} <= names
    assert "db-wal" in names or office.databases.shared
    assert find_plain(office.folder, SECRETS) == []


def test_nor_after_the_log_was_emptied_into_the_database(tmp_path: Path) -> None:
    office = Office.open(tmp_path)
    live(office)
    office.close()
    assert find_plain(office.folder, SECRETS) == []


def test_a_planted_plain_column_is_found(office: Office) -> None:
    live(office)

    def plant(c: Connection) -> None:
        c.execute(text("create table planted (name text)"))
        c.execute(text("insert into planted values (:n)"), {"n": LIN["legal_name"]})

    office.writer.run_sync(plant)
    assert {hit.form for hit in find_plain(written(office), SECRETS)} == {"utf-8"}


def written(office: Office) -> Path:
    """The folder with everything that is stored. PostgreSQL's tables are put there as its own bytes, keys included."""
    if office.databases.shared:
        office.writer.run_sync(lambda c: _copy_tables(c, office.folder))
    return office.folder


def _copy_tables(connection: Connection, folder: Path) -> None:
    every = "select schemaname, tablename from pg_tables where schemaname in ('public', 'microloan_keys')"
    driver = connection.connection.driver_connection
    assert driver is not None
    for schema, name in connection.execute(text(every)).all():
        with driver.cursor().copy(f'COPY "{schema}"."{name}" TO STDOUT (FORMAT binary)') as copied:
            (folder / f"{schema}_{name}.db").write_bytes(b"".join(copied))


ID = "11010519491231002X"
FORMS = {
    "utf-8": b"..." + ID.encode(),
    "utf-16-le": ID.encode("utf-16-le"),
    "utf-16-be": b"\x00" + ID.encode("utf-16-be"),
    "hex of utf-8": b"0x" + ID.encode().hex().upper().encode(),
    "escaped": b'{"name": "\\u6797\\u60a6"}',
    "digits": b"1101 0519-4912.3100 2",
}


@pytest.mark.parametrize("form", FORMS)
def test_each_form_of_a_leak_is_found(tmp_path: Path, form: str) -> None:
    (tmp_path / "leak").write_bytes(b"before" + FORMS[form] + b"after")
    assert form in {hit.form for hit in find_plain(tmp_path, [ID, "林悦"])}


@pytest.mark.parametrize("before", [b"", b"x", b"xy"])
def test_base64_is_found_at_every_alignment(tmp_path: Path, before: bytes) -> None:
    (tmp_path / "leak").write_bytes(base64.b64encode(before + ID.encode() + b"..."))
    assert {hit.form for hit in find_plain(tmp_path, [ID])} == {"base64 of utf-8"}
