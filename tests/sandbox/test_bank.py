"""The pretend bank's books: it pays once for a key, keeps its faults in order, and credits what people send."""

from datetime import UTC, datetime, timedelta

import pytest

from lending.money import Money
from sandbox.bank import Books, OtherOrderUnderThisKey, PayoutOrder, Transfer, answer_json, statement, sum_above_zero

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def order(key: str = "loan-1", amount: str = "5000.00", account: str = "6222-01") -> PayoutOrder:
    return PayoutOrder(key, Money.parse(amount, "CNY"), account, "Lin Yue", "L-1")


def test_a_payout_reaches_the_borrowers_account_and_leaves_the_lenders() -> None:
    books = Books()
    answer = books.pay_out(order(), "b1", NOON)
    assert answer_json(answer.payout) == {"status": "done", "id": "b1"}
    assert books.lender_balance("CNY") == Money.parse("995000.00", "CNY")
    assert books.accounts == {("6222-01", "CNY"): Money.parse("5000.00", "CNY")}


def test_the_same_key_asked_three_times_pays_once_and_gives_the_same_answer() -> None:
    books = Books()
    answers = [answer_json(books.pay_out(order(), f"b{n}", NOON).payout) for n in (1, 2, 3)]
    assert answers == [{"status": "done", "id": "b1"}] * 3
    assert (books.payouts["loan-1"].asked, books.payouts["loan-1"].done) == (3, 1)
    assert books.lender_balance("CNY") == Money.parse("995000.00", "CNY")


@pytest.mark.parametrize("first_fault", [None, "timeout_not_done"])
def test_a_key_used_again_for_another_amount_is_an_error_even_if_the_first_was_lost(first_fault: str | None) -> None:
    books = Books()
    books.play_next([first_fault] if first_fault else [])  # type: ignore[list-item]
    books.pay_out(order(), "b1", NOON)
    with pytest.raises(OtherOrderUnderThisKey, match="loan-1"):
        books.pay_out(order(amount="5000.01"), "b2", NOON)


def test_a_lost_answer_after_paying_is_found_by_looking_up() -> None:
    books = Books()
    books.play_next(["timeout_done"])
    assert books.pay_out(order(), "b1", NOON).lost
    found = books.look_up("loan-1", NOON)
    assert found is not None
    assert answer_json(found) == {"status": "done", "id": "b1"}
    assert not books.pay_out(order(), "b2", NOON).lost
    assert books.payouts["loan-1"].done == 1


def test_an_order_lost_before_paying_is_unknown_until_it_is_asked_again() -> None:
    books = Books()
    books.play_next(["timeout_not_done"])
    assert books.pay_out(order(), "b1", NOON).lost
    assert books.payouts["loan-1"].status == "unknown"
    assert books.accounts == {}
    assert books.pay_out(order(), "b2", NOON).payout.status == "done"
    assert (books.payouts["loan-1"].asked, books.payouts["loan-1"].done) == (2, 1)


def test_a_delayed_payout_is_done_at_a_look_up_a_minute_later_and_not_before() -> None:
    books = Books()
    books.play_next(["delay"])
    assert answer_json(books.pay_out(order(), "b1", NOON).payout) == {"status": "pending"}
    early, late = (books.look_up("loan-1", NOON + timedelta(seconds=s)) for s in (59, 60))
    assert early is not None
    assert late is not None
    assert (early.status, late.status, late.done) == ("pending", "done", 1)


def test_a_refusal_gives_its_reason_and_stays_a_refusal() -> None:
    books = Books()
    books.play_next(["refuse"])
    refused = answer_json(books.pay_out(order(), "b1", NOON).payout)
    assert refused == {"status": "refused", "reason": "the account does not accept payments"}
    assert answer_json(books.pay_out(order(), "b2", NOON).payout) == refused
    assert books.accounts == {}


def test_faults_are_played_in_their_order_one_for_each_new_payout() -> None:
    books = Books()
    books.play_next(["refuse", "delay"])
    first = [books.pay_out(order(key), key, NOON).payout.status for key in ("a", "a", "b", "c")]
    assert first == ["refused", "refused", "pending", "done"]
    assert statement(books, "CNY")["faults"] == []


def test_the_lender_cannot_pay_out_more_than_it_has() -> None:
    books = Books(opening_minor_units=499_999)
    answer = answer_json(books.pay_out(order(), "b1", NOON).payout)
    assert answer == {"status": "refused", "reason": "the lender's balance is too small"}
    books = Books(opening_minor_units=500_000)
    books.pay_out(order(), "b1", NOON)
    assert books.lender_balance("CNY") == Money.zero("CNY"), "an empty account stays empty"


def test_a_transfer_is_credited_to_the_lender_and_listed() -> None:
    books = Books(opening_minor_units=0)
    books.transfer(Transfer("t1", 1001, Money.parse("877.63", "CNY"), "L-1", NOON))
    shown = statement(books, "CNY")
    assert shown["lender"] == {"balance": "877.63", "currency": "CNY", "balances": {"CNY": "877.63"}}
    assert shown["transfers"] == [
        {"id": "t1", "from": 1001, "amount": "877.63", "currency": "CNY", "reference": "L-1"}
        | {"booked_at": "2026-11-23T12:00:00+00:00"}
    ]


@pytest.mark.parametrize("amount", ["0", "0.00", "-1.00", "1.001", "1e3", "much"])
def test_only_an_exact_sum_above_zero_is_an_amount(amount: str) -> None:
    with pytest.raises(ValueError, match=r"^amount: "):
        sum_above_zero(amount, "CNY")
