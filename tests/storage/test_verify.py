"""Verification finds nothing in an honest book, and finds each way in which a book can be made dishonest."""

import pytest
from sqlalchemy import Connection, text

from storage import erasure
from storage.verify import verify, verify_money
from tests.storage.office import NOON, Borrower, Office, capital


def lived(office: Office) -> Borrower:
    lin = Borrower()
    office.write(capital())
    office.write(*lin.until_running(), *lin.handed_in())
    office.write(*lin.paid())
    return lin


def findings(office: Office) -> list[str]:
    return [str(f) for f in office.writer.run_sync(lambda c: verify(c, office.vault))]


def test_an_honest_book_verifies(office: Office) -> None:
    lived(office)
    assert findings(office) == []


def test_it_still_verifies_after_a_person_was_erased(office: Office) -> None:
    lin = lived(office)
    office.writer.run_sync(lambda c: erasure.erase(c, office.vault, lin.person_id, NOON))
    assert findings(office) == []


SPOILT = {
    "update posting set amount_minor = amount_minor + 1 where account = 'asset.bank'": "an entry balances",
    "update ledger_balance set balance_minor = 0 where account = 'asset.bank'": "a balance is the sum",
    "update loan set state = 'accepted'": "principal fits the loan's state",
    "update payout set state = 'ordered'": "money under way",
    "update payout set state = 'refused'": "a loan is paid out once",
    "update payment set state = 'suspense', loan_id = null": "suspense is explained",
    "update loan_event set amount_minor = amount_minor - 100": "a payment counts once",
    "delete from loan_event": "a payment counts once",
}


@pytest.mark.parametrize("spoil", SPOILT)
def test_a_spoilt_figure_is_found_by_sql_alone(office: Office, spoil: str) -> None:
    lived(office)

    def damage(connection: Connection) -> list[str]:
        connection.execute(text(spoil))
        return [f.check for f in verify_money(connection)]

    assert any(check.startswith(SPOILT[spoil]) for check in office.writer.run_sync(damage))


@pytest.mark.parametrize(
    "spoil",
    [
        "update journal set body = replace(body, '500000', '500001') where kind = 'OfferMade'",
        "update journal set at = at + 1 where kind = 'PersonMet'",
        "update journal set secret = substr(secret, 1, 40) where kind = 'BorrowerRegistered'",
    ],
)
def test_a_changed_journal_entry_is_found_by_its_leaf_hash(office: Office, spoil: str) -> None:
    lived(office)
    office.writer.run_sync(lambda c: c.execute(text(spoil)) and None)
    assert any("is what was written" in f for f in findings(office))


@pytest.mark.parametrize(
    "spoil",
    [
        "update person set identity = 'unknown'",
        "update person set profile = (select pin_hash from person)",
        "update offer set pack = 'other'",
        "delete from blind_index",
        "delete from consent",
        "update application set outcome = 'decline'",
    ],
)
def test_a_table_that_the_journal_does_not_bear_out_is_found(office: Office, spoil: str) -> None:
    lived(office)
    office.writer.run_sync(lambda c: c.execute(text(spoil)) and None)
    assert any(f.startswith("the journal rebuilds the tables") for f in findings(office))
    assert not any("林悦" in f for f in findings(office))


def test_rows_that_are_damaged_are_a_finding_and_end_no_check(office: Office) -> None:
    lived(office)
    office.writer.run_sync(
        lambda c: c.execute(text("update journal set body = '[' where kind = 'OfferAccepted'")) and None
    )
    found = findings(office)
    assert any(f.startswith("the books can be read: conduct") for f in found)
    assert any("is what was written" in f for f in found)


SPOILT_STORIES = {
    "delete from journal where kind = 'IdentityVerified'": "money leaves to a verified person",
    "delete from journal where kind = 'DisclosureMade'": "the whole cost is shown before it is accepted",
    "update loan set accepted_at = accepted_at + 864000000": "an offer is accepted while it stands",
    "update loan set pack = 'another'": "a loan is what was offered",
    "update payout set amount_minor = amount_minor - 1": "the disclosed cost is of what was paid out",
    "delete from inbox": "what was written came of a turn",
    "update posting set amount_minor = -amount_minor where account = 'equity.capital'": "the pool is explained",
}


@pytest.mark.parametrize("spoil", SPOILT_STORIES)
def test_a_story_that_could_not_have_been_is_found(office: Office, spoil: str) -> None:
    lived(office)

    def damage(connection: Connection) -> list[str]:
        connection.execute(text(spoil))
        return [f.check for f in verify(connection, office.vault)]

    assert SPOILT_STORIES[spoil] in office.writer.run_sync(damage)
