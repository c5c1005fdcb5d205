"""Applications, documents, offers, loans, and the money that went out and came in."""

import sqlalchemy as sa
from alembic import op

from storage.schema.types import Counter, Id, Instant, Json, Sealed

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _application()
    _decision()
    _document()
    _picture_band()
    _offer()
    _loan()
    _loan_event()
    _payout()
    _payment()
    _promise()
    _reminder()


def _application() -> None:
    op.create_table(
        "application",
        sa.Column("sequence", Counter, sa.Identity(), nullable=False),
        sa.Column("id", Id, nullable=False),
        sa.Column("ref", sa.String(16), nullable=False),
        sa.Column("person_id", Id, nullable=False),
        sa.Column("branch", sa.String(64), nullable=False),
        sa.Column("product", sa.String(64), nullable=False),
        sa.Column("principal_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("months", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.String(64), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("made_at", Instant, nullable=False),
        sa.Column("outcome", sa.String(16), nullable=False),
        sa.Column("decision", Json, nullable=False),
        sa.Column("decided_on", sa.Date()),
        sa.Column("closed_why", sa.String(32), nullable=False),
        sa.Column("answers", Sealed),
        sa.PrimaryKeyConstraint("sequence", name=op.f("pk_application")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_application_person_id")),
        sa.UniqueConstraint("id", name=op.f("uq_application_id")),
        sa.UniqueConstraint("ref", name=op.f("uq_application_ref")),
    )
    op.create_index("ix_application_person_id", "application", ["person_id"])


def _decision() -> None:
    op.create_table(
        "decision",
        sa.Column("id", Id, nullable=False),
        sa.Column("application_id", Id, nullable=False),
        sa.Column("person_id", Id, nullable=False),
        sa.Column("stage", sa.String(16), nullable=False),
        sa.Column("outcome", sa.String(16), nullable=False),
        sa.Column("grade", sa.String(8), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("pd", sa.String(40), nullable=False),
        sa.Column("principal_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("months", sa.Integer(), nullable=False),
        sa.Column("rate", sa.String(40), nullable=False),
        sa.Column("reasons", Json, nullable=False),
        sa.Column("model_version", sa.String(64), nullable=False),
        sa.Column("policy_version", sa.String(64), nullable=False),
        sa.Column("decided_by", sa.BigInteger()),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("result", Json, nullable=False),
        sa.Column("inputs", Sealed),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision")),
        sa.ForeignKeyConstraint(["application_id"], ["application.id"], name=op.f("fk_decision_application_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_decision_person_id")),
    )
    op.create_index("ix_decision_application_id", "decision", ["application_id"])


def _document() -> None:
    op.create_table(
        "document",
        sa.Column("sequence", Counter, sa.Identity(), nullable=False),
        sa.Column("id", Id, nullable=False),
        sa.Column("person_id", Id, nullable=False),
        sa.Column("application_id", Id),
        sa.Column("purpose", sa.String(32), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("verdict", sa.String(32), nullable=False),
        sa.Column("path", sa.String(255), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("received_at", Instant, nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("content_index", sa.String(64), nullable=False),
        sa.Column("picture_hash", sa.String(64), nullable=False),
        sa.Column("ciphertext_sha256", sa.String(64), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("file_id", Sealed),
        sa.PrimaryKeyConstraint("sequence", name=op.f("pk_document")),
        sa.ForeignKeyConstraint(["application_id"], ["application.id"], name=op.f("fk_document_application_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_document_person_id")),
        sa.UniqueConstraint("id", name=op.f("uq_document_id")),
    )
    op.create_index("ix_document_content_index", "document", ["content_index"])
    op.create_index("ix_document_person_id", "document", ["person_id"])


def _picture_band() -> None:
    op.create_table(
        "picture_band",
        sa.Column("band", sa.Integer(), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.Column("document_id", Id, nullable=False),
        sa.PrimaryKeyConstraint("band", "value", "document_id", name=op.f("pk_picture_band")),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_picture_band_document_id")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_picture_band_document_id", "picture_band", ["document_id"])


def _offer() -> None:
    op.create_table(
        "offer",
        sa.Column("sequence", Counter, sa.Identity(), nullable=False),
        sa.Column("id", Id, nullable=False),
        sa.Column("application_id", Id, nullable=False),
        sa.Column("person_id", Id, nullable=False),
        sa.Column("product", sa.String(64), nullable=False),
        sa.Column("principal_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("terms", Json, nullable=False),
        sa.Column("penalty", Json, nullable=False),
        sa.Column("pack", sa.String(64), nullable=False),
        sa.Column("valid_until", Instant, nullable=False),
        sa.Column("made_at", Instant, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("closed_why", sa.String(32), nullable=False),
        sa.PrimaryKeyConstraint("sequence", name=op.f("pk_offer")),
        sa.ForeignKeyConstraint(["application_id"], ["application.id"], name=op.f("fk_offer_application_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_offer_person_id")),
        sa.UniqueConstraint("id", name=op.f("uq_offer_id")),
    )
    op.create_index("ix_offer_person_id", "offer", ["person_id"])


def _loan() -> None:
    op.create_table(
        "loan",
        sa.Column("sequence", Counter, sa.Identity(), nullable=False),
        sa.Column("id", Id, nullable=False),
        sa.Column("ref", sa.String(16), nullable=False),
        sa.Column("offer_id", Id, nullable=False),
        sa.Column("application_id", Id, nullable=False),
        sa.Column("person_id", Id, nullable=False),
        sa.Column("branch", sa.String(64), nullable=False),
        sa.Column("product", sa.String(64), nullable=False),
        sa.Column("principal_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("terms", Json, nullable=False),
        sa.Column("penalty", Json, nullable=False),
        sa.Column("pack", sa.String(64), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("accepted_on", sa.Date(), nullable=False),
        sa.Column("accepted_at", Instant, nullable=False),
        sa.Column("disbursed_on", sa.Date()),
        sa.PrimaryKeyConstraint("sequence", name=op.f("pk_loan")),
        sa.ForeignKeyConstraint(["application_id"], ["application.id"], name=op.f("fk_loan_application_id")),
        sa.ForeignKeyConstraint(["offer_id"], ["offer.id"], name=op.f("fk_loan_offer_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_loan_person_id")),
        sa.UniqueConstraint("id", name=op.f("uq_loan_id")),
        sa.UniqueConstraint("offer_id", name=op.f("uq_loan_offer_id")),
        sa.UniqueConstraint("ref", name=op.f("uq_loan_ref")),
    )
    op.create_index("ix_loan_person_id", "loan", ["person_id"])
    op.create_index("ix_loan_state_accepted_on", "loan", ["state", "accepted_on"])


def _loan_event() -> None:
    op.create_table(
        "loan_event",
        sa.Column("loan_id", Id, nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("external_key", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("booked_on", sa.Date(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger()),
        sa.Column("currency", sa.String(3)),
        sa.Column("part", sa.String(64)),
        sa.PrimaryKeyConstraint("loan_id", "place", name=op.f("pk_loan_event")),
        sa.ForeignKeyConstraint(["loan_id"], ["loan.id"], name=op.f("fk_loan_event_loan_id")),
        sa.UniqueConstraint("loan_id", "external_key", name=op.f("uq_loan_event_loan_id_external_key")),
        sqlite_with_rowid=False,
    )


def _payout() -> None:
    op.create_table(
        "payout",
        sa.Column("id", Id, nullable=False),
        sa.Column("loan_id", Id, nullable=False),
        sa.Column("person_id", Id, nullable=False),
        sa.Column("key", sa.String(128), nullable=False),
        sa.Column("rail", sa.String(32), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("provider_id", sa.String(128), nullable=False),
        sa.Column("reason", sa.String(255), nullable=False),
        sa.Column("ordered_at", Instant, nullable=False),
        sa.Column("recipient", Sealed),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payout")),
        sa.ForeignKeyConstraint(["loan_id"], ["loan.id"], name=op.f("fk_payout_loan_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_payout_person_id")),
        sa.UniqueConstraint("key", name=op.f("uq_payout_key")),
    )
    op.create_index("ix_payout_loan_id", "payout", ["loan_id"])
    op.create_index(
        "uq_payout_standing",
        "payout",
        ["loan_id"],
        unique=True,
        sqlite_where=sa.text("state <> 'refused'"),
        postgresql_where=sa.text("state <> 'refused'"),
    )


def _payment() -> None:
    op.create_table(
        "payment",
        sa.Column("id", Id, nullable=False),
        sa.Column("person_id", Id),
        sa.Column("receipt", sa.String(16), nullable=False),
        sa.Column("rail", sa.String(32), nullable=False),
        sa.Column("external_id", sa.String(128), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("reference", Sealed),
        sa.Column("value_date", sa.Date(), nullable=False),
        sa.Column("received_at", Instant, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("loan_id", Id),
        sa.Column("payer", Sealed),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment")),
        sa.ForeignKeyConstraint(["loan_id"], ["loan.id"], name=op.f("fk_payment_loan_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_payment_person_id")),
        sa.UniqueConstraint("rail", "external_id", name=op.f("uq_payment_rail_external_id")),
        sa.UniqueConstraint("receipt", name=op.f("uq_payment_receipt")),
    )
    op.create_index("ix_payment_loan_id", "payment", ["loan_id"])


def _promise() -> None:
    op.create_table(
        "promise",
        sa.Column("sequence", Counter, sa.Identity(), nullable=False),
        sa.Column("id", Id, nullable=False),
        sa.Column("loan_id", Id, nullable=False),
        sa.Column("pay_on", sa.Date(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("made_at", Instant, nullable=False),
        sa.PrimaryKeyConstraint("sequence", name=op.f("pk_promise")),
        sa.ForeignKeyConstraint(["loan_id"], ["loan.id"], name=op.f("fk_promise_loan_id")),
        sa.UniqueConstraint("id", name=op.f("uq_promise_id")),
    )
    op.create_index("ix_promise_loan_id", "promise", ["loan_id"])


def _reminder() -> None:
    op.create_table(
        "reminder",
        sa.Column("loan_id", Id, nullable=False),
        sa.Column("instalment", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("given", sa.Boolean(), nullable=False),
        sa.Column("why", sa.String(32), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("loan_id", "instalment", "kind", name=op.f("pk_reminder")),
        sa.ForeignKeyConstraint(["loan_id"], ["loan.id"], name=op.f("fk_reminder_loan_id")),
        sqlite_with_rowid=False,
    )
