"""Erases a person: their key is destroyed, and with it everything personal in every copy of the database and its files.

What stays is what the books need: amounts, dates, numbers, and ciphertext that nobody can open, so that the journal
still verifies and every loan can still be folded.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, delete, select, update

from storage.schema import blind_index, document, outbox, person, picture_band, session
from storage.vault import Vault


def erase(connection: Connection, vault: Vault, person_id: UUID, now: datetime) -> None:
    """Erases the person for good.

    The key goes first, and at once: should the transaction be lost after it, the rows left over cannot be read, and
    erasing again finishes the work. What was still to be said to them is not said.
    """
    vault.destroy(person_id, now)
    theirs = select(document.c.id).where(document.c.person_id == person_id)
    connection.execute(delete(blind_index).where(blind_index.c.person_id == person_id))
    connection.execute(delete(picture_band).where(picture_band.c.document_id.in_(theirs)))
    connection.execute(
        update(document).where(document.c.person_id == person_id).values(content_index="", picture_hash="")
    )
    connection.execute(update(person).where(person.c.id == person_id).values(profile=None, pin_hash=None))
    connection.execute(delete(session).where(session.c.person_id == person_id))
    unsent = (outbox.c.person_id == person_id, outbox.c.state.in_(("pending", "claimed")))
    connection.execute(update(outbox).where(*unsent).values(state="dead", claimed_by="", problem="Erased"))
