"""Opens the books for a subcommand that writes to them: on PostgreSQL beside the lender, on SQLite instead of it."""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass

from bot.cli.backup import databases_of
from bot.cli.trouble import CannotRun
from bot.configuration import Configuration
from bot.master_key import key_ring
from bot.one_process import OneProcess
from storage.databases import open_writer
from storage.migrate import revision_of
from storage.vault import Vault
from storage.verify import verify_money
from storage.writer import Writer


@dataclass(frozen=True)
class Books:
    """Open books, whose sums were found to be right."""

    writer: Writer
    vault: Vault


@contextmanager
def open_books(configuration: Configuration) -> Iterator[Books]:
    """Raises CannotRun where there are none, where the lender is running on them, and where their sums are wrong."""
    databases, data = databases_of(configuration), configuration.environment.data
    if not databases.shared and not (data / "microloan.db").is_file():
        raise CannotRun(f"{data / 'microloan.db'}: there are no books here")
    with nullcontext() if databases.shared else _instead_of_the_lender(configuration):
        engine = databases.open()
        vault = Vault.open(databases.keys, key_ring(configuration.environment))
        writer = None
        try:
            if revision_of(engine) is None:
                raise CannotRun("there are no books in this database")
            writer = open_writer(engine)
            if writer.run_sync(verify_money):
                raise CannotRun("the sums of the books are wrong, so nothing is written; `microloan verify` says more")
            yield Books(writer, vault)
        finally:
            if writer is not None:
                writer.stop()
            engine.dispose()
            vault.close()


@contextmanager
def _instead_of_the_lender(configuration: Configuration) -> Iterator[None]:
    data = configuration.environment.data
    try:
        held = OneProcess(data)
    except CannotRun:
        raise CannotRun(
            f"{data}: the lender is running, and on SQLite one program writes; stop it, and start it again afterwards"
        ) from None
    try:
        yield
    finally:
        held.release()


def staff_of(configuration: Configuration, by: int | None) -> int | None:
    """The member of staff who does it, by their Telegram id; nobody may be named, and nobody unknown."""
    known = [member.telegram_id for member in configuration.sections.staff]
    if by is not None and by not in known:
        raise CannotRun(f"--by {by}: is the Telegram id of nobody of the staff")
    return by
