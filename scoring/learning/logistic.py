"""Logistic regression by Newton's method with a ridge, on numpy alone; coefficients can be kept from being negative."""

import numpy as np

from scoring.learning.table import Floats

MOST_STEPS = 50
CLOSE_ENOUGH = 1e-8
LARGEST_LOG_ODDS = 30.0


def sigmoid(log_odds: Floats) -> Floats:
    """Probability of bad from log-odds, safe at both ends."""
    bounded = np.clip(log_odds, -LARGEST_LOG_ODDS, LARGEST_LOG_ODDS)
    return np.asarray(1.0 / (1.0 + np.exp(-bounded)))


def mean_loss(bad: Floats, log_odds: Floats) -> float:
    """Mean log loss in nats, from log-odds, exact for large ones too."""
    return float(np.mean(np.logaddexp(0.0, log_odds) - bad * log_odds))


def ridge(matrix: Floats, bad: Floats, penalty: Floats, towards: Floats, offset: Floats | None = None) -> Floats:
    """Coefficients that minimise log loss (summed) + half the sum of penalty x (coefficient - towards)^2.

    A column of ones for the intercept is the caller's to add, with penalty 0. Steps are halved until they help.
    """
    start = np.zeros(len(bad)) if offset is None else offset
    beta = towards.astype(np.float64).copy()
    loss = _objective(matrix, bad, penalty, towards, start, beta)
    for _ in range(MOST_STEPS):
        p = sigmoid(start + matrix @ beta)
        gradient = matrix.T @ (bad - p) - penalty * (beta - towards)
        weight = np.maximum(p * (1.0 - p), 1e-10)
        hessian = (matrix * weight[:, None]).T @ matrix + np.diag(penalty + 1e-9)
        step = np.asarray(np.linalg.solve(hessian, gradient), dtype=np.float64)
        beta, loss, moved = _descend(matrix, bad, penalty, towards, start, beta, step, loss)
        if moved < CLOSE_ENOUGH:
            break
    return beta


def non_negative_ridge(matrix: Floats, bad: Floats, penalty: Floats, towards: Floats) -> Floats:
    """The same with every coefficient but the first (the intercept) at least 0.

    Columns whose coefficient comes out negative are left out and the rest fitted again, which ends after at most as
    many rounds as there are columns; what is left out stays at 0.
    """
    active = np.ones(matrix.shape[1], dtype=bool)
    while True:
        found = ridge(matrix[:, active], bad, penalty[active], towards[active])
        beta = np.zeros(matrix.shape[1])
        beta[active] = found
        negative = (beta < 0) & (np.arange(len(beta)) > 0)
        if not negative.any():
            return beta
        active &= ~negative


def _objective(matrix: Floats, bad: Floats, penalty: Floats, towards: Floats, start: Floats, beta: Floats) -> float:
    log_odds = start + matrix @ beta
    return float(np.sum(np.logaddexp(0.0, log_odds) - bad * log_odds) + 0.5 * np.sum(penalty * (beta - towards) ** 2))


def _descend(
    matrix: Floats,
    bad: Floats,
    penalty: Floats,
    towards: Floats,
    start: Floats,
    beta: Floats,
    step: Floats,
    loss: float,
) -> tuple[Floats, float, float]:
    """The longest of the step, its half, its quarter... that lowers the loss, and by how much it did."""
    for halvings in range(30):
        tried = beta + step / 2.0**halvings
        new = _objective(matrix, bad, penalty, towards, start, tried)
        if new <= loss:
            return tried, new, loss - new
    return beta, loss, 0.0
