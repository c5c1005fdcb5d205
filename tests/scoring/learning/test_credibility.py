"""A model of few bad loans counts little beside the expert's card, and more with each that is seen."""

import numpy as np
import pytest

from scoring.learning.credibility import EXPERT, HALF_WAY, BesideCard, credibility, fit_beside_card, with_card
from scoring.learning.settings import FitSettings
from scoring.learning.table import Table

CHANCE = np.random.default_rng(11)


def loans(count: int) -> tuple[Table, np.ndarray, np.ndarray]:
    """Loans whose risk rises with debts, of which the card knows nothing, and with what the card says."""
    debts, card = CHANCE.random(count), CHANCE.normal(-1.5, 0.6, count)
    bad = (CHANCE.random(count) < 1 / (1 + np.exp(-(card + 4 * debts - 2)))).astype(np.float64)
    return Table.of({"debts": debts}), bad, card


def test_no_loans_and_loans_of_which_none_went_bad_leave_the_card_as_it_is() -> None:
    table, _, card = loans(60)
    model = fit_beside_card(table, np.zeros(60), card, FitSettings())
    assert model.model is None
    assert np.array_equal(model.log_odds(table, card), card)
    nothing = Table.of({"debts": np.empty(0)})
    assert fit_beside_card(nothing, np.empty(0), np.empty(0), FitSettings()).weight == 0


def test_forty_bad_loans_are_worth_as_much_as_the_card() -> None:
    assert credibility(int(HALF_WAY), 900) == 0.5
    assert credibility(4, 900) == 0
    assert credibility(900, 4) == 0
    weights = [credibility(bads, 5000) for bads in (5, 20, 80, 400)]
    assert weights == sorted(weights)
    assert weights[-1] > 0.9


@pytest.fixture(scope="module")
def model() -> BesideCard:
    table, bad, card = loans(400)
    return fit_beside_card(table, bad, card, FitSettings(seed=2))


def test_the_model_learns_what_the_card_does_not_know(model: BesideCard) -> None:
    rich, poor = Table.of({"debts": np.array([0.05])}), Table.of({"debts": np.array([0.95])})
    said = np.array([-1.5])
    assert model.pd(rich, said)[0] < model.pd(poor, said)[0] - 0.1
    assert model.pd(poor, said)[0] == pytest.approx(1 / (1 + np.exp(-model.log_odds(poor, said)[0])))


def test_the_risk_never_falls_where_the_card_sees_more_of_it(model: BesideCard) -> None:
    rising = np.linspace(-4, 2, 40)
    same = Table.of({"debts": np.full(40, 0.4)})
    assert np.all(np.diff(model.log_odds(same, rising)) >= 0)
    assert with_card(same, rising).names == ("debts", EXPERT)
