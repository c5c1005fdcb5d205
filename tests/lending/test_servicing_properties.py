"""What holds for every loan whatever happens to it: payments, reschedules, pauses, withdrawals, write-offs, draws.

Histories are drawn without regard to whether an event makes sense: what cannot be has no effect, and everything below
holds all the same. The last test counts what was drawn, so that nobody believes in a kind that never came.
"""

from collections import Counter
from datetime import timedelta
from random import Random

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from lending.allocation import read_allocation
from lending.happened import Happened, Kind
from lending.loan import Loan
from lending.money import Money
from lending.pay_off import pay_off
from lending.schedule import schedule
from lending.servicing import (
    AfterDue,
    CreditLine,
    EarlyPayment,
    Floating,
    Rest,
    Servicing,
    Withdrawal,
    WithdrawalInterest,
)
from lending.terms import Method
from tests.lending.drawn import ALLOCATIONS, COUNTS, PENALTY, event_of, terms_of

SEEN: Counter[str] = Counter()
LEAST = 100
MANY = settings(max_examples=300, deadline=None, derandomize=True, phases=[Phase.explicit, Phase.generate])
"""A seed has no simpler one, so nothing is gained by looking for it."""

seeds = st.integers(0, 2**40)
"""Each makes one loan and its history: drawn evenly, which a search for the simplest case would not be."""


def loan_of(seed: int) -> Loan:
    """A loan of any method that lived through a few events, some of them taken back, looked at after or among them."""
    r = Random(seed)
    terms = terms_of(r)
    servicing = Servicing(
        allocation=read_allocation(r.choice(ALLOCATIONS)),
        early_payment=r.choice(list(EarlyPayment)),
        after_due=r.choice(list(AfterDue)),
        withdrawal=Withdrawal(interest=r.choice(list(WithdrawalInterest)), fee_refund=r.choice([True, False])),
        rest=r.choice(list(Rest)),
        line=r.choice([None, CreditLine(limit=terms.principal.major() * 2), CreditLine(limit=terms.principal.major())]),
        floating=Floating(),
    )
    happened = [event_of(r, terms, f"e{n}") for n in range(r.choice([0, 1, 2, 3, 4, 6]))]
    if r.random() < 0.3:
        whole = Money(terms.principal.minor * r.randint(1, 3), "CNY")
        last = max([terms.disbursed_on, *(event.on for event in happened)])
        happened.append(Happened("all", last, Kind.PAYMENT, whole))
        happened.append(Happened("back", last + timedelta(days=2), Kind.REFUND, Money(r.randint(1, 10**4), "CNY")))
    for event in [event for event in happened if event.kind == Kind.WRITE_OFF]:
        money = Money(r.randint(1, terms.principal.minor), "CNY")
        happened.append(Happened(f"r-{event.id}", event.on + timedelta(days=r.randint(0, 90)), Kind.RECOVERY, money))
    for event in [event for event in happened if r.random() < 0.12]:
        happened.append(Happened(f"undo-{event.id}", event.on + timedelta(days=9), "reversal", of=event.id))
    as_of = terms.disbursed_on + timedelta(days=r.choice([500, r.randint(0, 600)]))
    loan = Loan.from_happened(terms, PENALTY, happened, as_of, servicing=servicing)
    void = {problem.event_id for problem in loan.problems}
    SEEN.update(t.kind for t in loan.transactions if t.id not in void and t.reversed_by is None)
    SEEN.update([terms.method, terms.day_count])
    return loan


def owed(loan: Loan) -> int:
    return loan.outstanding.total.minor


@MANY
@given(seeds)
def test_principal_always_adds_up_and_the_plan_ends_at_nothing(seed: int) -> None:
    """What was lent is what the instalments ask for; nothing is negative; the balance after the last is nothing."""
    loan = loan_of(seed)
    lent = schedule(loan.terms).totals.principal + loan.ended.drawn
    assert sum(i.principal.minor for i in loan.instalments) == lent.minor
    assert loan.plan.instalments[-1].balance.minor == 0
    assert all(i.principal.minor >= 0 and i.interest.minor >= 0 and i.fee.minor >= 0 for i in loan.instalments)
    assert all(part.minor >= 0 for i in loan.instalments for part in (i.left.principal, i.left.interest, i.left.fee))
    assert [i.n for i in loan.instalments] == list(range(1, len(loan.instalments) + 1))
    asked_days = [i.due_on for i in loan.instalments]
    assert asked_days == sorted(asked_days)


@MANY
@given(seeds)
def test_no_money_is_counted_twice_and_none_is_lost(seed: int) -> None:
    """What came in, less what went back, is what was paid and the credit; a fee given back counts as if paid."""
    loan = loan_of(seed)
    void = {problem.event_id for problem in loan.problems}
    came = [t for t in loan.transactions if t.kind in ("payment", "recovery") and t.reversed_by is None]
    back = [t for t in loan.transactions if t.kind == "refund" and t.reversed_by is None]
    money = sum(t.amount.minor for t in came) - sum(t.amount.minor for t in back)
    assert money + loan.ended.fees_refunded.minor == loan.paid.total.minor + loan.credit.minor
    assert all(sum(p.amount.minor for p in t.parts) == t.amount.minor for t in came)
    moved = [t for t in loan.transactions if t.kind in ("reschedule", "withdraw", "pause_interest") or t.id in void]
    assert all(sum(p.amount.minor for p in t.parts) == 0 for t in moved if t.kind not in ("refund", "recovery"))


@MANY
@given(seeds)
def test_no_cap_of_lateness_is_ever_passed(seed: int) -> None:
    loan = loan_of(seed)
    charged = [i.penalty.minor for i in loan.instalments]
    assert max(charged) <= 900
    assert sum(charged) <= 3000


@MANY
@given(seeds, st.integers(0, 300))
def test_after_the_pay_off_figure_nothing_is_left(seed: int, wait: int) -> None:
    loan = loan_of(seed)
    on = max([loan.as_of, *(event.on for event in loan.happened)]) + timedelta(days=wait)
    figure = pay_off(loan, on)
    done = loan.with_event(Happened("rest", on, "payment", figure.amount)) if figure.amount else loan.at(on)
    if loan.at(on).credit.minor >= 0:
        assert owed(done) == 0 or not figure.amount
        assert owed(done.at(on + timedelta(days=400))) == owed(done)
    assert figure.interest_saved.minor >= 0


@MANY
@given(seeds, st.integers(0, 420), st.lists(st.integers(1, 5), min_size=2, max_size=3))
def test_any_split_of_a_payment_on_a_day_gives_the_same_loan(seed: int, day: int, shares: list[int]) -> None:
    loan = loan_of(seed)
    on = loan.terms.disbursed_on + timedelta(days=day)
    whole = Money(loan.terms.principal.minor // 2 + 7, "CNY")
    once, split = loan.with_event(Happened("w", on, "payment", whole)), loan
    for n, piece in enumerate(p for p in whole.allocate(shares) if p):
        split = split.with_event(Happened(f"w{n}", on, "payment", piece))
    for name in ("outstanding", "paid", "credit", "settled_on", "arrears", "accrued"):
        assert getattr(once, name) == getattr(split, name)
    assert [(i.due_on, i.left) for i in once.instalments if i.left.total] == [
        (i.due_on, i.left) for i in split.instalments if i.left.total
    ]


@MANY
@given(seeds)
def test_a_reversal_restores_the_loan_whatever_was_taken_back(seed: int) -> None:
    loan = loan_of(seed)
    event = event_of(Random(seed + 1), loan.terms, "more")
    after = loan.with_event(event).with_event(Happened("undo", event.on, "reversal", of=event.id))
    before = loan.at(after.as_of)
    for name in ("instalments", "credit", "arrears", "ended", "pay_off_parts", "plan"):
        assert getattr(after, name) == getattr(before, name)


@MANY
@given(seeds, st.integers(1, 40))
def test_looking_at_a_later_day_is_the_same_as_having_waited(seed: int, wait: int) -> None:
    loan = loan_of(seed)
    assert loan.at(loan.as_of + timedelta(days=wait)).at(loan.as_of) == loan


@MANY
@given(seeds)
def test_the_order_in_which_facts_were_booked_changes_nothing(seed: int) -> None:
    """Facts of different days may be handed in in any order: value dates decide."""
    loan = loan_of(seed)
    if len({event.on for event in loan.happened}) < len(loan.happened):
        return
    other = Loan.from_happened(loan.terms, PENALTY, loan.happened[::-1], loan.as_of, servicing=loan.servicing)
    assert (other.instalments, other.ended, other.arrears) == (loan.instalments, loan.ended, loan.arrears)


def test_every_kind_method_and_day_count_came_often_enough() -> None:
    """Counts what had an effect in the tests above, and prints it: what was never drawn is not proven."""
    print({str(name): SEEN[name] for name in sorted(SEEN)})
    wanted = [*Kind, *Method, *COUNTS]
    assert [name for name in wanted if SEEN[name] < LEAST] == []
