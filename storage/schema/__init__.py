"""The tables, as SQLAlchemy Core metadata: the same on SQLite and PostgreSQL, foreign keys without cascades.

`HEAD` is the migration that ends in these tables; a test holds the two together.
"""

from storage.schema.books import journal, ledger_balance, money_stop, posting
from storage.schema.closing import closing_entry, loan_position, period_close
from storage.schema.deceit import deny_list, fraud_finding, picture_piece, picture_twin, vouching
from storage.schema.lending import application, decision, loan, loan_event, offer, payment, payout, promise, reminder
from storage.schema.machinery import due, failed_event, inbox, lease, outbox, sealed_file, session
from storage.schema.metadata import metadata
from storage.schema.people import blind_index, consent, document, person
from storage.schema.staff import staff, staff_case

HEAD = "0010"

PROJECTIONS = (
    person,
    blind_index,
    consent,
    document,
    picture_piece,
    picture_twin,
    vouching,
    fraud_finding,
    application,
    decision,
    offer,
    loan,
    loan_event,
    payout,
    payment,
    promise,
    reminder,
    staff_case,
    posting,
    ledger_balance,
    money_stop,
    closing_entry,
    period_close,
)
"""The tables that are a fold over the journal: they can be thrown away and made again from it."""

__all__ = [
    "HEAD",
    "PROJECTIONS",
    "application",
    "blind_index",
    "closing_entry",
    "consent",
    "decision",
    "deny_list",
    "document",
    "due",
    "failed_event",
    "fraud_finding",
    "inbox",
    "journal",
    "lease",
    "ledger_balance",
    "loan",
    "loan_event",
    "loan_position",
    "metadata",
    "money_stop",
    "offer",
    "outbox",
    "payment",
    "payout",
    "period_close",
    "person",
    "picture_piece",
    "picture_twin",
    "posting",
    "promise",
    "reminder",
    "sealed_file",
    "session",
    "staff",
    "staff_case",
    "vouching",
]
