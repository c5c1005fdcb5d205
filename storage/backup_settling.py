"""What restored books need before anybody is served from them: the erased stay erased, and no money leaves by itself.

What happened after the backup is lost to the books and not to the world. The bank may have paid out what they do not
know of; so a stop stands until two people have compared the books with the bank's statement. Buttons that people were
shown meanwhile must fit no conversation any more; so every conversation's revision jumps over all that were lost.
"""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, select, update

from storage import money_stop
from storage.backup_books import head_of
from storage.backup_choice import Chosen
from storage.backup_pack import BackupDamaged
from storage.erasure import erase
from storage.finding import Finding
from storage.look import Look
from storage.schema import journal, person, session
from storage.vault import HOUSE, Vault
from storage.verify import verify

LOST_REVISIONS = 1_000_000
"""More moves than any conversation makes between two backups."""


class BooksNotSound(Exception):
    """The restored books do not pass the check; `findings` says why."""

    def __init__(self, findings: list[Finding]) -> None:
        super().__init__(f"the restored books have {len(findings)} findings, and were not put in place")
        self.findings = findings


@dataclass(frozen=True)
class Settled:
    """Books that may be put in place, and how many people were erased in them again."""

    erased_again: int


def settle(connection: Connection, vault: Vault, chosen: Chosen, now: datetime, today: date, look: Look) -> Settled:
    """Makes the books safe in the caller's transaction, and checks the whole of them as each night does.

    What is only late does not keep books from being put in place. Raises BackupDamaged, BooksNotSound.
    """
    _as_they_were(connection, chosen)
    again = _erase_again(connection, vault, chosen)
    connection.execute(update(session).values(revision=session.c.revision + LOST_REVISIONS))
    money_stop.set_stop(connection, vault, money_stop.RESTORED, now, today)
    findings = [finding for finding in verify(connection, vault, look=look) if finding.stops]
    if findings:
        raise BooksNotSound(findings)
    return Settled(again)


def _as_they_were(connection: Connection, chosen: Chosen) -> None:
    """The journal is as long as the backup says, ends as it says, and everybody in it has a key or a tombstone."""
    if head_of(connection) != chosen.manifest.head:
        raise BackupDamaged(f"{chosen.path}: the journal in it is not the one that the manifest names")
    secret = journal.c.secret.is_not(None)
    people = set(connection.execute(select(journal.c.person_id).where(secret).distinct()).scalars())
    lacking = chosen.keys.lacking({one or HOUSE for one in people})
    if lacking:
        raise BackupDamaged(
            f"{chosen.path}: the keys at hand are older than these books, {len(lacking)} people have none in them; "
            "a newer backup of the keys is needed"
        )


def _erase_again(connection: Connection, vault: Vault, chosen: Chosen) -> int:
    """Erases in the books whoever was erased since they were copied; says how many of them stood there."""
    there = connection.execute(select(person.c.id, person.c.profile)).all()
    stones = [row for row in there if row.id in chosen.tombstones]
    for row in stones:
        erase(connection, vault, row.id, chosen.tombstones[row.id])
    return sum(row.profile is not None for row in stones)
