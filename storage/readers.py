"""Rows as the records of `lending.records`. Personal fields are opened only where the caller asks for them."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from lending.happened import Happened
from lending.happened_fact import change_from_json
from lending.money import Money
from lending.records import Application, Case, Document, LoanRecord, Offer, Payment, Payout, Person, Promise
from lending.term import Term, TermUnit
from storage.vault import Vault, about


def _amount(minor: int | None, currency: str | None) -> Money | None:
    return None if minor is None or currency is None else Money(minor, currency)


def person_of(vault: Vault, row: Row[Any], consents: Mapping[str, bool], *, profile: bool) -> Person:
    """The person; with `profile` their personal fields and the hash of their PIN too, and their consents."""
    opened = vault.unseal_json(row.id, about("person", "profile", row.id), row.profile) if profile else None
    pin = vault.unseal_json(row.id, about("person", "pin_hash", row.id), row.pin_hash) if profile else None
    return Person(
        person_id=row.id,
        telegram_id=row.telegram_id,
        language=row.language,
        timezone=row.timezone,
        branch=row.branch,
        reachable=row.reachable,
        registered=row.registered,
        identity=row.identity,
        pin_set=row.pin_set,
        pin_failures=row.pin_failures,
        notice_version=row.notice_version,
        consents=dict(consents),
        stopped_classes=frozenset(row.stopped_classes),
        profile=opened or {},
        pin_hash=pin,
        met_on=row.met_on,
    )


def application_of(vault: Vault, row: Row[Any]) -> Application:
    answers = vault.unseal_json(row.person_id, about("application", "answers", row.id), row.answers)
    return Application(
        application_id=row.id,
        ref=row.ref,
        person_id=row.person_id,
        branch=row.branch,
        product=row.product,
        principal=Money(row.principal_minor, row.currency),
        term=Term(row.term_count, TermUnit(row.term_unit)),
        purpose=row.purpose,
        state=row.state,
        made_on=row.made_on,
        answers=answers or {},
        outcome=row.outcome,
        decision=row.decision,
        decided_on=row.decided_on,
        closed_why=row.closed_why,
    )


def offer_of(row: Row[Any]) -> Offer:
    return Offer(
        offer_id=row.id,
        application_id=row.application_id,
        person_id=row.person_id,
        product=row.product,
        principal=Money(row.principal_minor, row.currency),
        terms=row.terms,
        penalty=row.penalty,
        pack=row.pack,
        valid_until=row.valid_until,
        state=row.state,
    )


def loan_of(row: Row[Any], happened: tuple[Happened, ...]) -> LoanRecord:
    return LoanRecord(
        loan_id=row.id,
        ref=row.ref,
        person_id=row.person_id,
        application_id=row.application_id,
        branch=row.branch,
        product=row.product,
        principal=Money(row.principal_minor, row.currency),
        terms=row.terms,
        penalty=row.penalty,
        pack=row.pack,
        state=row.state,
        accepted_on=row.accepted_on,
        disbursed_on=row.disbursed_on,
        happened=happened,
        servicing=row.servicing,
    )


def happened_of(row: Row[Any]) -> Happened:
    amount = _amount(row.amount_minor, row.currency)
    change = None if row.change is None else change_from_json(row.change)
    return Happened(row.external_key, row.on_day, row.kind, amount, row.part, row.booked_on, change, row.until_day)


def document_of(row: Row[Any]) -> Document:
    return Document(
        document_id=row.id,
        person_id=row.person_id,
        purpose=row.purpose,
        state=row.state,
        verdict=row.verdict,
        path=row.path,
        received_on=row.received_on,
        content_index=row.content_index,
        picture_hash=row.picture_hash,
    )


def payout_of(vault: Vault, row: Row[Any]) -> Payout:
    """With the account and the payee, since whoever loads a payout is about to order it or to look it up."""
    recipient = vault.unseal_json(row.person_id, about("payout", "recipient", row.id), row.recipient) or {}
    return Payout(
        payout_id=row.id,
        loan_id=row.loan_id,
        person_id=row.person_id,
        key=row.key,
        rail=row.rail,
        amount=Money(row.amount_minor, row.currency),
        state=row.state,
        account=recipient.get("account"),
        payee=recipient.get("payee"),
    )


def payment_of(vault: Vault, row: Row[Any]) -> Payment:
    reference = vault.unseal_json(row.person_id, about("payment", "reference", row.id), row.reference)
    return Payment(
        payment_id=row.id,
        receipt=row.receipt,
        rail=row.rail,
        external_id=row.external_id,
        amount=Money(row.amount_minor, row.currency),
        reference=reference or "",
        value_date=row.value_date,
        state=row.state,
        loan_id=row.loan_id,
    )


def promise_of(row: Row[Any]) -> Promise:
    return Promise(row.id, row.loan_id, row.pay_on, Money(row.amount_minor, row.currency), row.state)


def case_of(vault: Vault, row: Row[Any], *, text: bool) -> Case:
    """The case; with `text` what the person wrote too."""
    case_id: UUID = row.id
    opened = vault.unseal_json(row.person_id, about("staff_case", "text", case_id), row.text) if text else None
    return Case(
        case_id=case_id,
        ref=row.ref,
        kind=row.kind,
        branch=row.branch,
        person_id=row.person_id,
        application_id=row.application_id,
        loan_id=row.loan_id,
        amount=_amount(row.amount_minor, row.currency),
        deadline=row.deadline,
        opened_on=row.opened_on,
        state=row.state,
        claimed_by=row.claimed_by,
        claimed_until=row.claimed_until,
        proposed_by=row.proposed_by,
        verdict=row.verdict,
        text=opened,
    )
