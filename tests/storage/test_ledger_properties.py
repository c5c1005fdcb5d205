"""What holds for the ledger of every loan, whatever happens to it: it balances, says what the loan says, keeps to caps.

No database: the facts are those that serving a loan makes, and their lines are added up here.
"""

from collections import Counter, defaultdict
from decimal import Decimal
from random import Random
from typing import Any

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from lending.caps import check_caps
from lending.chart import Account
from lending.facts import Dated
from lending.happened import Happened, Kind
from lending.loan import Loan
from lending.money import Money
from lending.policy_pack import load_pack
from lending.postings import postings
from lending.problems import Problem
from lending.served import About, served
from lending.servicing import Floating, Servicing
from lending.terms import LoanTerms, PenaltyTerms
from tests.lending.drawn import event_of
from tests.storage.borrower import new_id
from tests.storage.lived import history, started

SOME = settings(max_examples=30, deadline=None, derandomize=True, phases=[Phase.explicit, Phase.generate])
CHARGES = (Account.INTEREST, Account.FEES, Account.PENALTIES, Account.RECOVERIES, Account.TAX)
HOUSE = load_pack("default")
LATE = PenaltyTerms.read({"percent_per_day": "0.05", "grace_days": 1, "cap_per_instalment": "15", "cap_total": "40"})
DEAR: dict[str, Any] = {
    "principal": "1200.00",
    "currency": "CNY",
    "annual_rate_percent": "21",
    "method": "interest_only",
    "count": 9,
    "every": {"unit": "month", "n": 6},
    "disbursed_on": "2027-01-01",
    "fees": [{"name": "visit", "amount": "5", "when": "event", "event": "visit", "at_most": 3}],
}
"""Interest of 1,134.00; with lateness and visits it is 11.00 less than the principal, the most there may be."""
seeds = st.integers(0, 2**40)


@SOME
@given(seeds)
def test_every_posting_balances_and_the_accounts_are_what_the_loan_says(seed: int) -> None:
    r = Random(seed)
    lived = started(r, seed % 1000)
    history(r, lived, 4)
    accounts: Counter[Account] = Counter()
    for fact in (fact for turn in lived.facts for fact in turn):
        lines: defaultdict[str, int] = defaultdict(int)
        for line in postings(fact):
            lines[line.amount.currency] += line.amount.minor
            accounts[line.account] += line.amount.minor * (line.loan_id == lived.loan_id)
        assert not any(lines.values()), type(fact).__name__
    loan = lived.loan.at(max([lived.loan.as_of, *(event.on for event in lived.loan.happened)]))
    written_off = loan.ended.written_off_on is not None
    assert accounts[Account.LOAN_PRINCIPAL] == (0 if written_off else loan.outstanding.principal.minor)
    assert accounts[Account.BORROWER_CREDIT] == -loan.credit.minor
    kept_back = loan.plan.totals.principal.minor - loan.plan.received.minor if not loan.ended.drawn else None
    if kept_back is not None:
        charged = loan.paid.total.minor - loan.paid.principal.minor - loan.ended.fees_refunded.minor
        recovered = accounts[Account.WRITE_OFFS] and accounts[Account.RECOVERIES]
        assert recovered or -sum(accounts[name] for name in CHARGES) == charged + kept_back


@SOME
@given(seeds)
def test_no_cap_is_ever_passed_whatever_is_asked_for(seed: int) -> None:
    """What was received beside the principal is never more than the pack allows, nor what the key facts named."""
    r = Random(seed)
    terms = LoanTerms.read(DEAR)
    assert check_caps(terms, LATE, HOUSE) == []
    loan = Loan.from_happened(terms, LATE, (), terms.disbursed_on, servicing=Servicing(floating=Floating()))
    booked, income = terms.disbursed_on, Counter[Account]()
    assert HOUSE.cap.total_cost_ratio is not None
    most = terms.principal.minor * HOUSE.cap.total_cost_ratio.value
    for n in range(14):
        kind = r.choice([Kind.PAYMENT, Kind.PAYMENT, Kind.CHARGE, Kind.RESCHEDULE, Kind.RATE_CHANGE, None])
        event = event_of(r, terms, str(new_id()), kind, 40 + 120 * n)
        if event.kind == Kind.CHARGE:
            event = Happened(event.id, event.on, event.kind, Money(r.randint(1, 700), "CNY"), r.choice(["visit", "x"]))
        booked = max(booked, event.written_on)
        try:
            facts = served(loan, event, About(Dated(event.on, booked), new_id(), receipt="R", pack=HOUSE))
        except Problem:
            continue
        loan = loan.with_event(event, max(loan.as_of, event.on))
        if event.kind in (Kind.RESCHEDULE, Kind.RATE_CHANGE):
            assert sum(i.interest.minor for i in loan.instalments) <= most, "what the new plan asks for"
        income.update({line.account: -line.amount.minor for fact in facts for line in postings(fact)})
    assert sum(income[name] for name in CHARGES if name is not Account.RECOVERIES) <= most
    assert loan.paid.total.minor - loan.paid.principal.minor <= most
    assert income[Account.FEES] <= 3 * 500
    assert income[Account.PENALTIES] <= 4_000
    assert loan.plan.instalments[-1].balance.minor == 0
    assert Decimal(0) <= income[Account.INTEREST]
