"""Tables of lending: applications, decisions, offers, loans, and the money that went out and came in."""

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, Integer, String, Table, UniqueConstraint, text

from storage.schema.metadata import currency, metadata, minor, numbered
from storage.schema.types import Day, Id, Instant, Json, Sealed

application = Table(
    "application",
    metadata,
    *numbered(),
    Column("ref", String(16), nullable=False, unique=True),
    Column("person_id", Id, ForeignKey("person.id"), nullable=False),
    Column("branch", String(64), nullable=False),
    Column("product", String(64), nullable=False),
    minor("principal"),
    currency(),
    Column("term_count", Integer, nullable=False),
    Column("term_unit", String(16), nullable=False, server_default="month"),
    Column("purpose", String(64), nullable=False),
    Column("state", String(16), nullable=False),
    Column("made_on", Day, nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("outcome", String(16), nullable=False),
    Column("decision", Json, nullable=False),
    Column("decided_on", Day),
    Column("closed_why", String(32), nullable=False),
    Column("answers", Sealed),
    Index("ix_application_person_id", "person_id"),
)

decision = Table(
    "decision",
    metadata,
    Column("id", Id, primary_key=True),
    Column("application_id", Id, ForeignKey("application.id"), nullable=False),
    Column("person_id", Id, ForeignKey("person.id"), nullable=False),
    Column("stage", String(16), nullable=False),
    Column("outcome", String(16), nullable=False),
    Column("grade", String(8), nullable=False),
    Column("points", Integer, nullable=False),
    Column("pd", String(40), nullable=False),
    minor("principal"),
    currency(),
    Column("term_count", Integer, nullable=False),
    Column("term_unit", String(16), nullable=False, server_default="month"),
    Column("rate", String(40), nullable=False),
    Column("reasons", Json, nullable=False),
    Column("model_version", String(64), nullable=False),
    Column("policy_version", String(64), nullable=False),
    Column("decided_by", BigInteger),
    Column("decided_on", Day, nullable=False),
    Column("result", Json, nullable=False),
    Column("inputs", Sealed),
    Index("ix_decision_application_id", "application_id"),
)

offer = Table(
    "offer",
    metadata,
    *numbered(),
    Column("application_id", Id, ForeignKey("application.id"), nullable=False),
    Column("person_id", Id, ForeignKey("person.id"), nullable=False),
    Column("product", String(64), nullable=False),
    minor("principal"),
    currency(),
    Column("terms", Json, nullable=False),
    Column("penalty", Json, nullable=False),
    Column("pack", String(64), nullable=False),
    Column("valid_until", Instant, nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("state", String(16), nullable=False),
    Column("closed_why", String(32), nullable=False),
    Index("ix_offer_person_id", "person_id"),
)

# `servicing` is how it is served beside its terms (`lending/servicing.py`; none is the default), `bucket` the arrears
# bucket that was booked last (none is current), `suspended` why its interest is no income (none: it is).
loan = Table(
    "loan",
    metadata,
    *numbered(),
    Column("ref", String(16), nullable=False, unique=True),
    Column("offer_id", Id, ForeignKey("offer.id"), nullable=False, unique=True),
    Column("application_id", Id, ForeignKey("application.id"), nullable=False),
    Column("person_id", Id, ForeignKey("person.id"), nullable=False),
    Column("branch", String(64), nullable=False),
    Column("product", String(64), nullable=False),
    minor("principal"),
    currency(),
    Column("terms", Json, nullable=False),
    Column("penalty", Json, nullable=False),
    Column("pack", String(64), nullable=False),
    Column("state", String(16), nullable=False),
    Column("accepted_on", Day, nullable=False),
    Column("accepted_at", Instant, nullable=False),
    Column("disbursed_on", Day),
    Column("servicing", Json),
    Column("bucket", String(16)),
    Column("suspended", String(16)),
    Index("ix_loan_person_id", "person_id"),
    Index("ix_loan_state_accepted_on", "state", "accepted_on"),
)

# What happened to a running loan, as its fold reads it. `part` is what a reversal, waiver or charge is about.
loan_event = Table(
    "loan_event",
    metadata,
    Column("loan_id", Id, ForeignKey("loan.id"), primary_key=True),
    Column("place", Integer, primary_key=True),
    Column("external_key", String(64), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("on_day", Day, nullable=False),
    Column("booked_on", Day, nullable=False),
    minor("amount", nullable=True),
    currency(nullable=True),
    Column("part", String(64)),
    Column("change", Json),
    Column("until_day", Day),
    UniqueConstraint("loan_id", "external_key"),
    sqlite_with_rowid=False,
)

payout = Table(
    "payout",
    metadata,
    Column("id", Id, primary_key=True),
    Column("loan_id", Id, ForeignKey("loan.id"), nullable=False),
    Column("person_id", Id, ForeignKey("person.id"), nullable=False),
    Column("key", String(128), nullable=False, unique=True),
    Column("rail", String(32), nullable=False),
    minor("amount"),
    currency(),
    Column("state", String(16), nullable=False),
    Column("provider_id", String(128), nullable=False),
    Column("reason", String(255), nullable=False),
    Column("ordered_at", Instant, nullable=False),
    Column("recipient", Sealed),
    Index("ix_payout_loan_id", "loan_id"),
)

# One payout of a loan stands, under way or done; only after a refusal may another be ordered. (PostgreSQL's index says
# the same, in the migration.)
Index(
    "uq_payout_standing",
    payout.c.loan_id,
    unique=True,
    sqlite_where=text("state <> 'refused'"),
)

payment = Table(
    "payment",
    metadata,
    Column("id", Id, primary_key=True),
    Column("person_id", Id, ForeignKey("person.id")),
    Column("receipt", String(16), nullable=False, unique=True),
    Column("rail", String(32), nullable=False),
    Column("external_id", String(128), nullable=False),
    minor("amount"),
    currency(),
    Column("reference", Sealed),
    Column("value_date", Day, nullable=False),
    Column("received_at", Instant, nullable=False),
    Column("state", String(16), nullable=False),
    Column("loan_id", Id, ForeignKey("loan.id")),
    Column("payer", Sealed),
    UniqueConstraint("rail", "external_id"),
    Index("ix_payment_loan_id", "loan_id"),
)

promise = Table(
    "promise",
    metadata,
    *numbered(),
    Column("loan_id", Id, ForeignKey("loan.id"), nullable=False),
    Column("pay_on", Day, nullable=False),
    minor("amount"),
    currency(),
    Column("state", String(16), nullable=False),
    Column("made_at", Instant, nullable=False),
    Index("ix_promise_loan_id", "loan_id"),
)

# One row for each (loan, instalment, kind): given once, or withheld with its reason.
reminder = Table(
    "reminder",
    metadata,
    Column("loan_id", Id, ForeignKey("loan.id"), primary_key=True),
    Column("instalment", Integer, primary_key=True),
    Column("kind", String(32), primary_key=True),
    Column("given", Boolean, nullable=False),
    Column("why", String(32), nullable=False),
    Column("on_day", Day, nullable=False),
    sqlite_with_rowid=False,
)
