"""The comparison as Markdown: a table of figures for each data set, then ranks and paired differences over all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from bench.scoring.calibration import Fit, by_rows, by_width, fit
from bench.scoring.catalogue import BASE_RATE_IS_MADE, NOISY
from bench.scoring.comparison import Difference, difference, mean_ranks
from bench.scoring.contest import Entry
from bench.scoring.contestants import OURS
from bench.scoring.figures import LESS_IS_BETTER, Figures, figures
from bench.scoring.folds import FOLDS, folds_of
from bench.scoring.tables import Ints

FROM_CACHE = "†"
COLUMNS = ("auc", "ks", "pr_auc", "tpr_at_5fpr", "brier", "log_loss")
TITLES = ("AUC", "KS", "PR-AUC", "TPR at 5 % FPR", "Brier", "log loss")


@dataclass(frozen=True)
class Measured:
    """A contestant on a table: figures of each fold, and of all folds pooled how well the probabilities fit."""

    entry: Entry
    bad: Ints

    @cached_property
    def folds(self) -> tuple[Figures, ...]:
        """The figures of each fold."""
        tests = (fold.test for fold in folds_of(self.bad, len(self.entry.folds) // FOLDS))
        return tuple(figures(self.bad[test], one.pd) for test, one in zip(tests, self.entry.folds, strict=True))

    @cached_property
    def fits(self) -> tuple[Fit, Fit]:
        """ECE of the first five folds pooled, in bins of equal rows, and of equal width."""
        pd = np.empty(len(self.bad))
        for fold, one in zip(folds_of(self.bad), self.entry.folds, strict=False):
            pd[fold.test] = one.pd
        return fit(self.bad, pd, by_rows(pd)), fit(self.bad, pd, by_width(pd))

    def of(self, figure: str) -> list[float]:
        """One figure, fold by fold."""
        return [one.as_dict()[figure] for one in self.folds]

    def mean(self, figure: str) -> float:
        """Its mean over the folds."""
        return float(np.mean(self.of(figure)))


Tables = Mapping[str, Mapping[str, Measured]]
"""By data set, by contestant."""


def one_table(name: str, found: Mapping[str, Measured], failed: Sequence[Entry]) -> str:
    """The figures of a data set, means of the folds."""
    bad = next(iter(found.values())).bad
    lines = [
        f"### {name}: {len(bad):,} rows, {int(bad.sum()):,} bad\n",
        f"| model | {' | '.join(TITLES)} | ECE, equal rows | ECE, equal width | CPU s |",
        f"| --- |{' ---: |' * (len(TITLES) + 3)}",
        *(_row(who, one, name) for who, one in found.items()),
    ]
    spread = {who: float(np.std(one.of("auc"), ddof=1)) for who, one in found.items()}
    lines.append(f"\nStandard deviation of AUC between folds: {np.median(list(spread.values())):.4f} (median).")
    lines += [f"\nnot measured: {one.name}: {one.why_not}" for one in failed]
    return "\n".join(lines)


def _row(who: str, one: Measured, table: str) -> str:
    cells = [f"{one.mean(figure):.4f}" for figure in COLUMNS]
    cells += [_ece(fit, table) for fit in one.fits]
    cells.append(f"{one.entry.cpu:.1f}{FROM_CACHE if one.entry.again else ''}")
    shown = f"**{who}**" if who == OURS else who
    return f"| {shown} | {' | '.join(cells)} |"


def _ece(fit: Fit, table: str) -> str:
    if table in BASE_RATE_IS_MADE:
        return f"{fit.ece:.4f}"
    return f"{fit.ece:.4f} {'≤' if fit.holds else '**>**'} {fit.perfect:.4f}"


def summary(tables: Tables) -> str:
    """Mean ranks over the tables, and ours beside the best peer of each, fold by fold."""
    return "\n".join([*_ranks(tables), "", *_differences(tables)])


def _ranks(tables: Tables) -> list[str]:
    placed = {
        figure: mean_ranks(
            [{who: one.mean(figure) for who, one in found.items()} for found in tables.values()],
            figure in LESS_IS_BETTER,
        )
        for figure in COLUMNS
    }
    lines = [
        f"### Mean ranks over {', '.join(tables)}\n",
        f"| model | {' | '.join(TITLES)} |",
        f"| --- |{' ---: |' * len(TITLES)}",
    ]
    for who in sorted(placed["auc"], key=lambda who: placed["auc"][who] + placed["brier"][who]):
        cells = " | ".join(f"{placed[figure][who]:.1f}" for figure in COLUMNS)
        lines.append(f"| {f'**{who}**' if who == OURS else who} | {cells} |")
    return lines


def _differences(tables: Tables) -> list[str]:
    lines = [
        "### Ours less the best peer of each table, by paired folds, with 95 % intervals\n",
        "| table | best in AUC | AUC | best in Brier | Brier | best in TPR at 5 % FPR | TPR at 5 % FPR |",
        "| --- | --- | ---: | --- | ---: | --- | ---: |",
    ]
    for name, found in tables.items():
        if OURS in found and len(found) > 1:
            cells = [cell for figure in ("auc", "brier", "tpr_at_5fpr") for cell in _beside_best(found, figure)]
            lines.append(f"| {name}{' (noisy)' if name in NOISY else ''} | {' | '.join(cells)} |")
    return lines if len(lines) > 3 else []


def _beside_best(found: Mapping[str, Measured], figure: str) -> tuple[str, str]:
    peers = {who: one.mean(figure) for who, one in found.items() if who != OURS}
    best = (min if figure in LESS_IS_BETTER else max)(peers, key=lambda who: peers[who])
    apart: Difference = difference(found[OURS].of(figure), found[best].of(figure), FOLDS)
    return best, str(apart)
