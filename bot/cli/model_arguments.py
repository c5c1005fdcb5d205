"""What can be typed after `microloan model`: train, score and evaluate, each with an example."""

import argparse
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[Any]

EXAMPLES = {
    "train": """microloan model train loans.csv --target outcome --bad defaulted --out model \\
      --drop loan_id,closed_on --monotone up:days_late,debts --monotone down:income""",
    "score": "microloan model score model applicants.csv --out scores.csv --reasons 4",
    "evaluate": "microloan model evaluate scores.csv --truth loans.csv --target outcome --bad defaulted",
}
ABOUT = {
    "train": "fit scorecard, correction and calibration on a table, and write a model's directory",
    "score": "score a table with a model: probability of bad, points, and reasons a row",
    "evaluate": "measure scores against what happened, as JSON",
}
DIRECTIONS = {"up": 1, "down": -1}


def add_actions(command: argparse.ArgumentParser, parser_class: type[argparse.ArgumentParser]) -> None:
    """The actions below `microloan model`."""
    actions = command.add_subparsers(dest="action", required=True, metavar="ACTION", parser_class=parser_class)
    _train(_action(actions, "train"))
    _score(_action(actions, "score"))
    _evaluate(_action(actions, "evaluate"))


def _action(actions: "Commands", name: str) -> argparse.ArgumentParser:
    made: argparse.ArgumentParser = actions.add_parser(
        name,
        help=ABOUT[name],
        description=f"{ABOUT[name][0].upper()}{ABOUT[name][1:]}.",
        epilog=f"example:\n  {EXAMPLES[name]}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    return made


def _train(action: argparse.ArgumentParser) -> None:
    action.add_argument("table", metavar="TABLE.csv", help="a header, then one row a loan; .csv or .csv.gz")
    _add_target(action)
    action.add_argument("--out", metavar="DIR", required=True, help="the folder to write; it must not exist yet")
    action.add_argument("--drop", metavar="A,B", type=_names, action="extend", default=[], help="no features")
    action.add_argument(
        "--nominal", metavar="A,B", type=_names, action="extend", default=[], help="numbers that only name something"
    )
    action.add_argument(
        "--monotone",
        metavar="up:A,B",
        type=_directions,
        action="append",
        default=[],
        help="risk rises (up:) or falls (down:) with these numbers",
    )
    action.add_argument(
        "--seed", metavar="N", type=_whole, default=1, help="the same seed, the same model (default: 1)"
    )


def _score(action: argparse.ArgumentParser) -> None:
    action.add_argument("model", metavar="DIR", help="a folder that `model train` wrote")
    action.add_argument(
        "table", metavar="TABLE.csv", help="the columns that the model was trained on; others are ignored"
    )
    action.add_argument("--out", metavar="SCORES.csv", required=True, help="the file to write, a row for each row")
    action.add_argument("--reasons", metavar="N", type=_whole, default=0, help="name what speaks most against a row")


def _evaluate(action: argparse.ArgumentParser) -> None:
    action.add_argument("scores", metavar="SCORES.csv", help="what `model score` wrote, or any table with a column pd")
    action.add_argument(
        "--truth", metavar="TABLE.csv", required=True, help="what happened, the same rows in the same order"
    )
    _add_target(action)


def _add_target(action: argparse.ArgumentParser) -> None:
    action.add_argument("--target", metavar="COLUMN", required=True, help="the column that says what became of a row")
    action.add_argument("--bad", metavar="VALUE", required=True, help="its value for a row that went bad")


def _names(text: str) -> list[str]:
    names = [name.strip() for name in text.split(",")]
    if "" in names:
        raise argparse.ArgumentTypeError("must be names with commas between them")
    return names


def _directions(text: str) -> dict[str, int]:
    way, colon, names = text.partition(":")
    if not colon or way not in DIRECTIONS:
        raise argparse.ArgumentTypeError("must be up:NAMES or down:NAMES")
    return dict.fromkeys(_names(names), DIRECTIONS[way])


def _whole(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise argparse.ArgumentTypeError("must be a whole number, 0 or more")
    return int(text)
