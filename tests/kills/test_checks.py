"""The checks of the soak can fail: each finds its kind of fault in records that were made to hold it."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from lending.facts.base import Dated
from lending.facts.loans import PaymentReceived, PayoutConfirmed
from lending.money import Money
from tests.kills import checks
from tests.kills.books import Books, Entry, Owed
from tests.kills.checks import Evidence
from tests.kills.journeys import Ended

LIN = 1001
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
DATED = Dated.on(date(2026, 11, 23))
LOAN = UUID(int=5)


def owed(text: str, at: float = 10.0, state: str = "sent") -> Owed:
    return Owed(LIN, text, False, state, at, "tg:1")


def shown(text: str, at: float) -> dict[str, Any]:
    return {"what": "shown", "chat": LIN, "text": text, "at": at}


def paid(external: str = "e1", minor: int = 17551) -> Entry:
    fact = PaymentReceived(
        dated=DATED,
        person_id=UUID(int=1),
        payment_id=UUID(int=2),
        receipt="R-0MRD1W-08",
        rail="sandbox",
        external_id=external,
        amount=Money(minor, "CNY"),
        reference="L-1",
        payer="P1001",
    )
    return Entry(fact, "sandbox:e1", NOON, LIN)


def disbursed() -> Entry:
    fact = PayoutConfirmed(
        dated=DATED,
        person_id=UUID(int=1),
        payout_id=UUID(int=3),
        loan_id=LOAN,
        rail="sandbox",
        provider_id="b1",
        principal=Money(100_000, "CNY"),
        fees=Money(0, "CNY"),
        amount=Money(100_000, "CNY"),
    )
    return Entry(fact, "payout:3:done", NOON, LIN)


BOOKS = Books((), 0, (), (), Counter(), {}, 0, ())
NOTHING = Evidence(BOOKS, (), {"payouts": [], "transfers": []}, (), (), ())
TRANSFER = {"id": "e1", "amount": "175.51"}
PAYOUT = {"key": "k1", "reference": "L-1", "amount": "1000.00", "done": 1}


def with_books(**changed: Any) -> Evidence:
    return replace(NOTHING, books=replace(BOOKS, **changed))


def test_a_message_that_no_record_knows_is_found() -> None:
    told = replace(NOTHING, wire=[shown("Received", 11.0)])
    assert checks.nothing_told_is_unrecorded(told).wrong
    assert not checks.nothing_told_is_unrecorded(replace(told, books=replace(BOOKS, owed=(owed("Received"),)))).wrong


def test_a_receipt_that_no_payment_stands_behind_is_found() -> None:
    told = replace(NOTHING, wire=[shown("Received 175.51 on 23 Nov. Receipt R-0MRD1W-08.", 11.0)])
    assert checks.nothing_told_is_unfounded(told).wrong
    assert not checks.nothing_told_is_unfounded(replace(told, books=replace(BOOKS, entries=(paid(),)))).wrong
    other = replace(told, books=replace(BOOKS, entries=(paid(minor=17552),)))
    assert checks.nothing_told_is_unfounded(other).wrong


def test_a_row_called_sent_that_nobody_saw_is_found() -> None:
    claimed = with_books(owed=(owed("Hello"), owed("Hello", at=12.0)))
    assert checks.nothing_owed_was_lost(replace(claimed, wire=[shown("Hello", 11.0)])).wrong
    assert not checks.nothing_owed_was_lost(replace(claimed, wire=[shown("Hello", 11.0), shown("Hello", 13.0)])).wrong


def test_a_row_that_was_given_up_or_left_over_is_found() -> None:
    assert checks.nothing_owed_was_lost(with_books(owed=(owed("Hello", state="dead"),))).wrong
    assert checks.nothing_owed_was_lost(with_books(undone=1)).wrong


def test_a_message_may_come_twice_around_a_kill_and_not_without_one() -> None:
    twice = replace(with_books(owed=(owed("Hello"),)), wire=[shown("Hello", 11.0), shown("Hello", 20.0)])
    assert not checks.doubled_once_a_kill(replace(twice, deaths=(15.0,)))[0].wrong
    assert checks.doubled_once_a_kill(replace(twice, deaths=(5.0, 30.0)))[0].wrong


def test_two_messages_that_come_twice_in_one_chat_for_one_kill_are_found() -> None:
    both = [shown(text, at) for at in (11.0, 20.0) for text in ("Hello", "Goodbye")]
    found = replace(with_books(owed=(owed("Hello"), owed("Goodbye"))), wire=both, deaths=(15.0,))
    assert checks.doubled_once_a_kill(found)[0].wrong


def test_a_repeat_is_told_from_the_next_row_with_the_same_words() -> None:
    """The album of one case again after a kill, then that of the next case, which was waiting already."""
    assert list(checks.repeats([10.0, 14.0], [11.0, 16.0, 17.0], [15.0])) == [(16.0, 0)]
    assert list(checks.repeats([10.0], [11.0, 12.0], [15.0])) == [(12.0, None)]


def test_the_same_words_owed_twice_are_no_repeat() -> None:
    found = replace(with_books(owed=(owed("Hello"), owed("Hello", at=15.0))), wire=[shown("Hello", 11.0)])
    assert not checks.doubled_once_a_kill(replace(found, wire=[*found.wire, shown("Hello", 16.0)]))[0].wrong


def test_a_payout_that_left_twice_under_two_keys_is_found() -> None:
    books = replace(BOOKS, entries=(disbursed(),), loans={"L-1": ("settled", LIN)})
    once = replace(NOTHING, books=books, bank={"payouts": [PAYOUT], "transfers": []})
    assert not checks.payouts_once(once).wrong
    assert checks.payouts_once(replace(once, bank={"payouts": [PAYOUT, PAYOUT | {"key": "k2"}]})).wrong
    assert checks.payouts_once(replace(once, books=replace(books, entries=(disbursed(), disbursed())))).wrong


def test_a_transfer_lost_doubled_or_changed_is_found() -> None:
    sent = replace(NOTHING, bank={"payouts": [], "transfers": [TRANSFER]})
    assert checks.payments_once(sent).wrong
    assert not checks.payments_once(replace(sent, books=replace(BOOKS, entries=(paid(),)))).wrong
    for entries in ((paid(), paid()), (paid(minor=17550),), (paid(), paid("e2"))):
        assert checks.payments_once(replace(sent, books=replace(BOOKS, entries=entries))).wrong


def test_an_update_lost_or_handled_twice_is_found() -> None:
    handed = replace(NOTHING, wire=[{"what": "handed", "number": 7, "kind": "message", "at": 1.0}])
    assert checks.updates_once(handed).wrong
    kept = replace(BOOKS, keys=Counter({"tg:7": 1}), written=(("tg:7", NOON),))
    assert not checks.updates_once(replace(handed, books=kept)).wrong
    forgotten = {"what": "expired", "number": 7, "kind": "callback_query", "at": 151.0}
    assert not checks.updates_once(replace(handed, wire=[*handed.wire, forgotten])).wrong
    again = replace(kept, written=(("tg:7", NOON), ("tg:7", NOON.replace(hour=13))))
    assert checks.updates_once(replace(handed, books=again)).wrong


def test_a_complaint_without_a_case_a_journey_without_an_end_and_a_finding_are_found() -> None:
    complained = Ended(LIN, 1, ["The notice came late."], 0)
    assert checks.deeds_once(replace(NOTHING, ended=(complained,))).wrong
    assert checks.journeys_ended(replace(NOTHING, stuck=("1001 waited for receipt.left",))).wrong
    assert checks.journeys_ended(with_books(loans={"L-1": ("running", LIN)})).wrong
