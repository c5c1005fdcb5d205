"""A lender's book for the ring's simulation: every step is a fact, written and read by the lender's own code.

The decision here is the fraud gate alone, from the evidence that the storage floor counts: what a person earns is not
what is measured.
"""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import count
from pathlib import Path
from random import Random
from uuid import UUID

from sqlalchemy import Connection

from bench.ring_people import Someone
from bench.ring_pictures import card, near_copy, selfie
from bot.picture_check import FINER_BITS, judge
from lending.dossier import Need, Wanted
from lending.facts import Dated, Fact
from lending.facts.applications import ApplicationDecided, ApplicationMade, DocumentChecked, DocumentReceived
from lending.facts.people import BorrowerRegistered, FraudJudged, PersonMet, PersonVouchedFor
from lending.money import Money
from lending.term import Term
from scoring.fraud import FraudGate, fraud_gate
from scoring.fraud_settings import FraudSettings
from storage import dossiers
from storage.databases import Databases
from storage.keys import KeyRing
from storage.migrate import bring_up_to_date
from storage.record import record
from storage.vault import Vault

START = date(2026, 3, 2)
AMOUNT = Money(500_000, "CNY")


class Book:
    """An open database of SQLite in a folder, written to on one connection."""

    def __init__(self, folder: Path, seed: int) -> None:
        bring_up_to_date(Databases.in_folder(folder).main)
        lie = Databases.in_folder(folder)
        self.engine = lie.open()
        self.vault = Vault.open(lie.keys, KeyRing(b"r" * 32))
        self.connection: Connection = self.engine.connect()
        self._transaction = self.connection.begin()
        self._seed = seed
        self._ids = count(1)
        self._turns = count(1)
        self._documents = count(1)
        self._originals: dict[tuple[str, int, str], bytes] = {}

    def close(self) -> None:
        self._transaction.commit()
        self.connection.close()
        self.engine.dispose()
        self.vault.close()

    def whose(self, someone: Someone) -> UUID:
        return UUID(int=0x7 << 76 | 0b10 << 62 | someone.number + 1)

    def _write(self, day: int, *facts: Fact) -> None:
        turn = next(self._turns)
        at = datetime(START.year, START.month, START.day, tzinfo=UTC) + timedelta(days=day, milliseconds=turn)
        record(self.connection, self.vault, facts, at, f"ring:{turn}")

    def _new_id(self) -> UUID:
        return UUID(int=0x8 << 76 | 0b10 << 62 | next(self._ids))

    def met(self, someone: Someone, day: int) -> None:
        dated, who = Dated.on(START + timedelta(days=day)), self.whose(someone)
        met = PersonMet(
            dated=dated,
            person_id=who,
            telegram_id=7_000_000 + someone.number,
            language="en",
            timezone="Asia/Shanghai",
            branch="main",
        )
        registered = BorrowerRegistered(
            dated=dated,
            person_id=who,
            phone=someone.phone,
            legal_name=f"Person {someone.number}",
            national_id=f"3101011990{someone.number:08}",
            birth_date=date(1990, 1, 1),
            payout_account=someone.payout_account,
            address=someone.address,
        )
        self._write(day, met, registered)

    def brought(self, someone: Someone, by: Someone, day: int) -> None:
        """`by` is known to the lender already."""
        dated = Dated.on(START + timedelta(days=day))
        fact = PersonVouchedFor(dated=dated, person_id=self.whose(someone), by_person=self.whose(by), how="referral")
        self._write(day, fact)

    def hands_in(self, someone: Someone, purpose: str, day: int) -> None:
        """A picture of one's own, or a near-copy of the one that the ring shares; judged and hashed as an upload is."""
        chance = Random(f"{self._seed} {someone.number} {purpose}")
        draw = card if purpose == "id_card" else selfie
        if someone.copies is None:
            data = draw(chance)
        else:
            key = (someone.group, someone.copies, "id_card" if purpose == "id_card" else "selfie")
            data = near_copy(self._originals.setdefault(key, draw(Random(str(key)))), chance)
        judged = judge(data, purpose)
        assert judged.picture_hash is not None
        assert judged.picture_detail is not None
        document, keys = UUID(int=0x9 << 76 | 0b10 << 62 | next(self._documents)), self.vault.pictures
        received = DocumentReceived(
            dated=Dated.on(START + timedelta(days=day)),
            person_id=self.whose(someone),
            document_id=document,
            application_id=None,
            purpose=purpose,
            size=len(data),
            file_id="file",
        )
        checked = DocumentChecked(
            dated=received.dated,
            person_id=received.person_id,
            document_id=document,
            purpose=purpose,
            verdict="ok",
            path=f"00/{document.hex}.sealed",
            content_index=keys.content_index(data),
            picture_hash=keys.masked(judged.picture_hash),
            picture_detail=keys.masked(judged.picture_detail, FINER_BITS),
            ciphertext_sha256="cd" * 32,
            width=judged.width,
            height=judged.height,
        )
        self._write(day, received, checked)

    def asks(self, someone: Someone, day: int) -> None:
        """A request; who corrects their means does so after a no, and asks again."""
        for attempt in range(someone.corrected + 1):
            self._asked(someone, day, 600_000 + 50_000 * attempt, "decline" if attempt < someone.corrected else "")

    def _asked(self, someone: Someone, day: int, income: int, outcome: str) -> None:
        dated, who, application = Dated.on(START + timedelta(days=day)), self.whose(someone), self._new_id()
        made = ApplicationMade(
            dated=dated,
            person_id=who,
            application_id=application,
            ref=f"A-{application.int & 0xFFFFFF:07}",
            branch="main",
            product="personal",
            principal=AMOUNT,
            term=Term(6),
            purpose="repair",
            answers={"income": income, "costs": 300_000},
        )
        self._write(day, made, *((_no(made, self._new_id()),) if outcome else ()))

    def found_to_deceive(self, someone: Someone, day: int) -> None:
        """Staff looked at the case and said what it is."""
        dated = Dated.on(START + timedelta(days=day))
        self._write(day, FraudJudged(dated=dated, person_id=self.whose(someone), deceived=True, case_ref="C-1", by=42))

    def gate(self, someone: Someone, day: int, settings: FraudSettings, proofs: int = 0) -> FraudGate:
        """The fraud gate on this day, from what the book knows."""
        wanted = Wanted(frozenset({Need.LINKS}), person_id=self.whose(someone))
        found = dossiers.load(self.connection, self.vault, wanted, today=START + timedelta(days=day))
        assert found.evidence is not None
        return fraud_gate(found.links, settings, replace(found.evidence, answer_ms=someone.answer_ms, proofs=proofs))


def _no(made: ApplicationMade, decision_id: UUID) -> Fact:
    return ApplicationDecided(
        dated=made.dated,
        person_id=made.person_id,
        application_id=made.application_id,
        decision_id=decision_id,
        stage="decision",
        outcome="decline",
        grade="D",
        points=560,
        pd=Decimal("0.1"),
        principal=made.principal,
        term=made.term,
        rate=Decimal(18),
        reasons=("residual",),
        model_version="none",
        policy_version="default",
        result={"outcome": "decline"},
        inputs=None,
    )
