"""`make bench TABLES=cold_start DATA=/path/to/data`: the scorecard alone beside the model, as loans come to an end.

Simulated lenders need no data; the mobile lender's part is skipped without it.
"""

import os
from collections.abc import Iterable
from pathlib import Path

from bench.scoring.calibration import Fit
from bench.scoring.catalogue import files_of
from bench.scoring.growing import ASKED, WORLDS, Step, mobile, simulated
from bench.scoring.ours import after

HEAD = (
    "| loans ended | of them bad | AUC card | AUC model | model less card | log loss card | log loss model "
    "| model less card | ECE card | ECE model |",
    "| ---: |" + " ---: |" * 9,
)


def table(_python: str) -> str:
    """Both parts as Markdown, some minutes' work; nobody else's model is in them."""
    parts = [
        f"### Simulated: {WORLDS} lenders whose truth is not their card's, {ASKED:,} later loans each\n",
        *_rows(simulated(after)),
        "",
        "Intervals (95 %) are over lenders. Loans are those that the card grants.",
    ]
    data = Path(os.environ.get("DATA", ""))
    if not os.environ.get("DATA") or not all((data / file).is_file() for file in files_of("mobile_loans")):
        return "\n".join([*parts, "\nskipped: the mobile lender, whose tables are not in DATA"])
    return "\n".join(
        [
            *parts,
            "\n### The mobile lender by time: windows of the first 70 % of loans, asked about the last 30 %\n",
            *_rows(mobile(after, data)),
            "",
            "Intervals (95 %) are over draws of the later loans. The card sees earlier loans and the worst delay.",
        ]
    )


def _rows(steps: Iterable[Step]) -> list[str]:
    return [*HEAD, *(_row(step) for step in steps)]


def _row(step: Step) -> str:
    cells = (
        f"{step.loans:,}",
        f"{step.bad:.0f}",
        *(f"{figure:.4f}" for figure in step.auc),
        str(step.apart),
        *(f"{figure:.4f}" for figure in step.log_loss),
        str(step.apart_log_loss),
        *(_ece(one) for one in step.fits),
    )
    return f"| {' | '.join(cells)} |"


def _ece(fit: Fit) -> str:
    return f"{fit.ece:.4f} {'≤' if fit.holds else '**>**'} {fit.perfect:.4f}"
