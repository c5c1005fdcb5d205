"""Erases a person: their key is destroyed, and with it everything personal in every copy of the database and its files.

What stays is what the books need: amounts, dates, numbers, and ciphertext that nobody can open, so that the journal
still verifies and every loan can still be folded. The keyed hashes of somebody whom staff found to deceive stay on the
deny list: they say nothing, and nobody is let in again by leaving.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, delete, or_, select, update

from storage.schema import blind_index, document, outbox, person, picture_piece, picture_twin, session
from storage.vault import Vault


def erase(connection: Connection, vault: Vault, person_id: UUID, now: datetime) -> None:
    """Erases the person for good.

    The key goes first, and at once: should the transaction be lost after it, the rows left over cannot be read, and
    erasing again finishes the work. What was still to be said to them is not said.
    """
    vault.destroy(person_id, now)
    theirs = select(document.c.id).where(document.c.person_id == person_id)
    connection.execute(delete(blind_index).where(blind_index.c.person_id == person_id))
    connection.execute(delete(picture_piece).where(picture_piece.c.document_id.in_(theirs)))
    about_them = or_(picture_twin.c.person_id == person_id, picture_twin.c.other_id == person_id)
    connection.execute(delete(picture_twin).where(about_them))
    nothing = {"content_index": "", "picture_hash": "", "picture_detail": None}
    connection.execute(update(document).where(document.c.person_id == person_id).values(nothing))
    connection.execute(update(person).where(person.c.id == person_id).values(profile=None, pin_hash=None))
    connection.execute(delete(session).where(session.c.person_id == person_id))
    unsent = (outbox.c.person_id == person_id, outbox.c.state.in_(("pending", "claimed")))
    connection.execute(update(outbox).where(*unsent).values(state="dead", claimed_by="", problem="Erased"))
