"""Loads what a step said it needs, in the transaction that will write what it decides."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, Table, bindparam, select

from lending.dossier import Dossier, Need, Wanted
from lending.happened import Happened
from lending.records import Case, LoanRecord, Person
from storage import exposure, hot, links, money_stop, pictures, readers
from storage.evidence import evidence
from storage.exposure import NOBODY
from storage.hot import Hot
from storage.schema import (
    application,
    consent,
    document,
    loan,
    loan_event,
    offer,
    payment,
    payout,
    person,
    promise,
    staff_case,
)
from storage.vault import Vault

_PAYMENT = Hot(
    select(payment).where(payment.c.rail == bindparam("rail"), payment.c.external_id == bindparam("external_id"))
)


def load(
    connection: Connection, vault: Vault, wanted: Wanted, *, today: date | None = None, currency: str = ""
) -> Dossier:
    """The records that `wanted` names.

    The person is the one named, else the one whom the named object is about. `case` comes with `subject`: the dossier
    of the case's person by `case_needs`. `today` and `currency` are needed for EXPOSURE, which raises ValueError
    without them; without `today` LINKS counts nothing that hangs on when it happened.
    """
    return _Loading(connection, vault, today, currency).dossier(wanted)


class _Loading:
    """One loading: the connection, the vault, and what EXPOSURE is counted in."""

    def __init__(self, connection: Connection, vault: Vault, today: date | None, currency: str) -> None:
        self._connection = connection
        self._vault = vault
        self._today = today
        self._currency = currency
        self._picture: tuple[str, str, str, str] | None = None

    def dossier(self, wanted: Wanted) -> Dossier:
        found = self._named(wanted)
        case: Case | None = found.pop("case")
        whose = self._whose(wanted, (*found.values(), case))
        subject = None
        if case is not None and case.person_id is not None:
            about = self._one(person, "id", case.person_id)
            subject = self._about(about, wanted.case_needs, case.application_id, ())
        also = (case.person_id,) if case is not None and case.person_id is not None else ()
        handed_in = found["document"]
        if wanted.picture is not None and handed_in is not None:
            self._picture = (handed_in.purpose, *wanted.picture)
        return self._about(whose, wanted.needs, wanted.application_id, also, **found, case=case, subject=subject)

    def _named(self, wanted: Wanted) -> dict[str, Any]:
        """The objects that are named, each under its place in the dossier. A payout brings its loan."""
        case = self._one_of(staff_case, wanted.case_id, wanted.case_ref)
        paid_out = self._one_of(payout, wanted.payout_id)
        lent = self._one_of(loan, wanted.loan_id or (paid_out.loan_id if paid_out else None), wanted.loan_ref)
        handed_in = self._one_of(document, wanted.document_id)
        paid = None
        if wanted.payment_key is not None:
            rail, external_id = wanted.payment_key
            paid = _PAYMENT.one(self._connection, rail=rail, external_id=external_id)
        return {
            "case": readers.case_of(self._vault, case, text=True) if case else None,
            "payout": readers.payout_of(self._vault, paid_out) if paid_out else None,
            "loan": readers.loan_of(lent, self._happened(lent.id)) if lent else None,
            "document": readers.document_of(handed_in) if handed_in else None,
            "payment": readers.payment_of(self._vault, paid) if paid else None,
        }

    def _whose(self, wanted: Wanted, found: tuple[Any, ...]) -> Row[Any] | None:
        """The person named, else the first whom something named is about."""
        if wanted.telegram_id is not None:
            return self._one(person, "telegram_id", wanted.telegram_id)
        person_id = wanted.person_id
        if person_id is None and wanted.application_id is not None:
            asked = self._one(application, "id", wanted.application_id)
            person_id = asked.person_id if asked else None
        if person_id is None:
            person_id = next((pid for thing in found if (pid := getattr(thing, "person_id", None)) is not None), None)
        return None if person_id is None else self._one(person, "id", person_id)

    def _about(
        self,
        row: Row[Any] | None,
        needs: frozenset[Need],
        application_id: UUID | None,
        also: tuple[UUID, ...],
        **named: Any,
    ) -> Dossier:
        """Everything asked for about one person. `also` are others whose own waiting loans the pool is for."""
        about = also if row is None else (row.id, *also)
        values: dict[str, Any] = {**named, "person": self._person(row, Need.PROFILE in needs)}
        if Need.EXPOSURE in needs:
            values["exposure"] = self._exposure(about)
        if Need.STOPS in needs:
            values["stops"] = money_stop.standing(self._connection)
        if Need.QUEUE in needs:
            rows = self._rows(
                staff_case, staff_case.c.state != "closed", order=(staff_case.c.deadline, staff_case.c.ref)
            )
            values["queue"] = tuple(readers.case_of(self._vault, r, text=False) for r in rows)
        if Need.APPLICATION in needs:
            values["application"] = self._application(row, application_id)
        if row is not None:
            values |= self._belongings(row.id, needs)
        return Dossier(**values)

    def _belongings(self, person_id: UUID, needs: frozenset[Need]) -> dict[str, Any]:
        values: dict[str, Any] = {}
        if Need.OFFER in needs:
            row = self._latest(offer, person_id)
            values["offer"] = readers.offer_of(row) if row else None
        if Need.LOANS in needs:
            values["loans"] = self._loans(person_id)
        if Need.DOCUMENTS in needs:
            rows = hot.of(document, "person_id", "sequence").all(self._connection, value=person_id)
            values["documents"] = tuple(readers.document_of(r) for r in rows)
        if Need.PROMISES in needs:
            mine = promise.c.loan_id.in_(select(loan.c.id).where(loan.c.person_id == person_id))
            rows = self._rows(promise, mine, order=(promise.c.sequence,))
            values["promises"] = tuple(readers.promise_of(r) for r in rows)
        if Need.CASES in needs:
            mine_open = (staff_case.c.person_id == person_id, staff_case.c.state != "closed")
            rows = self._rows(staff_case, *mine_open, order=(staff_case.c.deadline, staff_case.c.ref))
            values["cases"] = tuple(readers.case_of(self._vault, r, text=True) for r in rows)
        if Need.LINKS in needs:
            circle = links.circle(self._connection, person_id, self._twins(person_id))
            values["links"] = circle.counts
            values["evidence"] = evidence(self._connection, self._vault, person_id, circle, self._today)
        return values

    def _twins(self, person_id: UUID) -> tuple[pictures.Twin, ...]:
        """Who handed in the picture that this turn is about."""
        if self._picture is None:
            return ()
        purpose, content, looks, detail = self._picture
        picture = pictures.Picture(person_id, NOBODY, purpose, content, looks, detail or None)
        return pictures.twins(self._connection, picture)

    def _person(self, row: Row[Any] | None, profile: bool) -> Person | None:
        if row is None:
            return None
        asked = hot.of(consent, "person_id", "sequence").all(self._connection, value=row.id) if profile else ()
        given = {r.purpose: r.given for r in asked}
        return readers.person_of(self._vault, row, given, profile=profile)

    def _application(self, row: Row[Any] | None, application_id: UUID | None) -> Any:
        if application_id is not None:
            found = self._one(application, "id", application_id)
        elif row is not None:
            found = self._latest(application, row.id)
        else:
            found = None
        return readers.application_of(self._vault, found) if found else None

    def _loans(self, person_id: UUID) -> tuple[LoanRecord, ...]:
        rows = hot.of(loan, "person_id", "sequence").all(self._connection, value=person_id)
        return tuple(readers.loan_of(r, self._happened(r.id)) for r in rows)

    def _happened(self, loan_id: UUID) -> tuple[Happened, ...]:
        rows = hot.of(loan_event, "loan_id", "place").all(self._connection, value=loan_id)
        return tuple(readers.happened_of(r) for r in rows)

    def _exposure(self, about: tuple[UUID, ...]) -> Any:
        if self._today is None or not self._currency:
            raise ValueError("exposure is counted in a currency and for a day: hand in `today` and `currency`")
        return exposure.exposure(self._connection, self._currency, self._today, about)

    def _one_of(self, table: Table, row_id: UUID | None, ref: str = "") -> Row[Any] | None:
        if row_id is not None:
            return self._one(table, "id", row_id)
        return self._one(table, "ref", ref) if ref else None

    def _one(self, table: Table, column: str, value: Any) -> Row[Any] | None:
        found: Row[Any] | None = hot.of(table, column).one(self._connection, value=value)
        return found

    def _latest(self, table: Table, person_id: UUID) -> Row[Any] | None:
        found: Row[Any] | None = hot.latest_of(table, "person_id").one(self._connection, value=person_id)
        return found

    def _rows(self, table: Table, *which: Any, order: tuple[Any, ...]) -> list[Row[Any]]:
        return list(self._connection.execute(select(table).where(*which).order_by(*order)).all())
