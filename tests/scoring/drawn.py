"""Applicants drawn at random: all kinds of work, income, costs, debts, history, links and wishes."""

from datetime import timedelta
from typing import Any

from hypothesis import strategies as st

from lending.money import Money
from lending.records import Exposure, PersonalLink
from lending.term import Term
from scoring.applicant import OCCUPATIONS, Applicant, History
from tests.scoring.people import TODAY, lin, yuan


def amounts(least: int, most: int) -> st.SearchStrategy[Money]:
    return st.integers(least, most).map(yuan)


def perhaps(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Mostly known."""
    return st.one_of(strategy, strategy, strategy, strategy, st.none())


histories = st.builds(
    History,
    loans_repaid=st.integers(0, 5),
    worst_days_late=st.sampled_from((0, 0, 0, 2, 7, 20, 60)),
    early_payments=st.integers(0, 8),
    promises_kept=st.integers(0, 3),
    promises_broken=st.integers(0, 2),
    running_loans=st.sampled_from((0, 0, 0, 0, 1, 2)),
    outstanding=amounts(0, 6000),
)
exposures = st.builds(Exposure, amounts(0, 500_000), st.sampled_from((yuan(0), yuan(495_000))), amounts(0, 60_000))
links = st.lists(
    st.builds(PersonalLink, st.sampled_from(("phone", "payout_account", "picture", "national_id")), st.integers(0, 2)),
    max_size=2,
).map(tuple)


@st.composite
def decent(draw: st.DrawFn) -> Applicant:
    """Somebody whom no rule of law stands against, near enough to the limits that any outcome may come."""
    income = draw(st.integers(22, 160)) * 100
    costs = income * draw(st.integers(10, 70)) // 100
    debts = draw(st.one_of(st.just(0), st.integers(0, income // 4)))
    return lin(
        stage=draw(st.sampled_from(("indication", "decision"))),
        principal=Money(draw(st.integers(5, 140)) * 10_000, "CNY"),
        term=Term(draw(st.integers(1, 12))),
        occupation=draw(st.sampled_from(OCCUPATIONS)),
        occupation_months=draw(st.sampled_from((2, 3, 5, 9, 18, 36, 80, 120))),
        income=yuan(income),
        living_costs=yuan(costs),
        debts=yuan(debts),
        household=draw(st.integers(1, 4)),
        income_verified=draw(st.booleans()),
        history=draw(st.sampled_from(_DECENT_HISTORIES)),
    )


_DECENT_HISTORIES = (
    History.none("CNY"),
    History(1, 0, 2, 0, 0, 0, yuan(0)),
    History(3, 7, 1, 1, 0, 0, yuan(0)),
    History(1, 20, 0, 0, 1, 0, yuan(0)),
    History(1, 0, 3, 0, 0, 1, yuan(2000)),
)


@st.composite
def anybody(draw: st.DrawFn, known: bool) -> Applicant:
    """Anything at all, most of it against some rule; with `known`, income, debts and work are told."""

    def maybe(strategy: st.SearchStrategy[Any]) -> Any:
        return draw(strategy if known else perhaps(strategy))

    return lin(
        stage=draw(st.sampled_from(("indication", "decision"))),
        principal=Money(draw(st.integers(3, 250)) * 10_000, "CNY"),
        term=Term(draw(st.integers(1, 14))),
        purpose=draw(st.sampled_from(("repair", "repair", "stock", "gambling"))),
        occupation=maybe(st.sampled_from(OCCUPATIONS)),
        occupation_months=maybe(st.integers(0, 120)),
        income=maybe(amounts(0, 20_000)),
        living_costs=maybe(amounts(0, 9000)),
        debts=maybe(st.one_of(st.just(yuan(0)), amounts(0, 4000))),
        household=maybe(st.integers(1, 7)),
        income_verified=draw(st.booleans()),
        birth_date=TODAY - timedelta(days=draw(st.integers(17 * 365, 70 * 365))),
        history=draw(st.one_of(st.just(History.none("CNY")), histories)),
        last_refusal_on=draw(st.one_of(st.none(), st.none(), st.integers(0, 60).map(lambda d: TODAY - timedelta(d)))),
        links=draw(st.one_of(st.just(()), links)),
        exposure=draw(st.one_of(st.none(), exposures)),
        deny_listed=draw(st.sampled_from((False, False, False, False, False, True))),
        consents=draw(st.frozensets(st.sampled_from(("bureau", "selfie")))),
    )


def applicants(known: bool = False) -> st.SearchStrategy[Applicant]:
    """Mostly decent people, now and then anybody."""
    return st.one_of(decent(), decent(), decent(), decent(), anybody(known))
