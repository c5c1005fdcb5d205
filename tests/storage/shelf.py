"""An office with a shelf of backups, and an empty place elsewhere that they are brought back to."""

from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from lending.dossier import Need, Wanted
from lending.policy_pack import load_pack
from storage.backup import Keep, Made, Places, make_backup
from storage.backup_restore import Restore, Restored
from storage.databases import Databases
from storage.documents import path_for, write_new
from storage.keys import KeyRing
from storage.look import Look
from storage.sealed_file import seal_file
from tests.storage.office import NOON, RING, TODAY, Borrower, Office, capital, new_id

FACE = b"the face on the id card"


@dataclass
class Shelf:
    """`backs_up` at so many minutes past noon; `restores` to `elsewhere`, an hour later."""

    office: Office
    places: Places
    folder: Path
    elsewhere: Databases
    lin: Borrower = field(default_factory=Borrower)

    def fill(self) -> "Shelf":
        """Lin has a loan, and a picture of hers lies in the folder."""
        self.office.write(capital(), *self.lin.until_running(), *self.lin.handed_in(), *self.lin.paid())
        self.add_picture()
        return self

    def add_picture(self) -> Path:
        document = new_id()
        key = self.office.vault.new_document_key(self.lin.person_id, document)
        sealed = seal_file(key.key, key.wrapped, FACE, key.about)
        write_new(self.office.folder / "documents", path_for(document), sealed)
        return self.office.folder / "documents" / path_for(document)

    def backs_up(self, minutes: float = 0, keep: Keep | None = None) -> Made:
        now = NOON + timedelta(minutes=minutes)
        return make_backup(self.office.databases, self.office.folder, RING, self.places, now, keep or Keep())

    def restores(
        self, name: str = "", keys: str = "", ring: KeyRing = RING, rehearse: bool = False, hours: float = 1
    ) -> Restored:
        at = NOON + timedelta(hours=hours)
        look = Look(at, load_pack("default"), whole_file=True)
        return Restore(self.elsewhere, self.folder, ring, look, at, TODAY, rehearse).run(self.places, name, keys)

    def known_of_lin(self, office: Office) -> dict[str, Any]:
        """What these books can still say of her; empty once she is erased."""
        wanted = Wanted(frozenset({Need.PROFILE}), telegram_id=self.lin.telegram_id)
        person = office.read(wanted).person
        assert person is not None
        return person.profile

    def newest(self) -> Path:
        """The folder of the newest backup of the books."""
        return max(path for path in self.places.books.iterdir() if not path.name.startswith("."))

    def opened(self) -> Office:
        """An office on what was restored."""
        return Office.open(self.folder, databases=self.elsewhere)
