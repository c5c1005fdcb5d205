"""What can be typed after `microloan`, with an example for each."""

import argparse
from datetime import date
from typing import NoReturn

from bot.cli.model_arguments import EXAMPLES as MODEL_EXAMPLES
from bot.cli.model_arguments import add_actions

EXAMPLES = {
    "run": "microloan run --virtual-clock",
    "sandbox": "microloan sandbox --port 9000",
    "quote": """echo '{"principal": "5000.00", "currency": "CNY", "annual_rate_percent": "18", "count": 6,
      "method": "equal_instalment", "every": {"unit": "month", "n": 1}, "disbursed_on": "2026-11-23",
      "day_count": "30/360", "apr": ["cn_simple"]}' | microloan quote""",
    "apr": """echo '{"convention": "eu_aprc", "flows": [{"amount": "200000", "t": "0"},
      {"amount": "-1432.86", "first": "1/12", "step": "1/12", "count": 240}]}' | microloan apr""",
    "loan": """echo '{"terms": {"principal": "5000.00", "currency": "CNY", "annual_rate_percent": "18", "count": 6,
      "disbursed_on": "2026-11-23", "day_count": "30/360"},
      "happened": [{"id": "p1", "on": "2026-12-23", "kind": "payment", "amount": "877.63"}],
      "as_of": "2027-01-05"}' | microloan loan
  more that can have happened, and how money is laid on instalments:
    {"on": "2027-01-10", "kind": "reschedule", "skip": 1, "extend": true}
    "allocation": [{"part": "penalty"}, {"instalment": "due", "part": ["fee", "interest", "principal"]},
                   {"instalment": "reamortise"}], "early_payment": "lower_instalments" """,
    "check-config": "MICROLOAN_CONFIG=/etc/microloan/config.toml microloan check-config",
    "verify": "MICROLOAN_DATA=/var/lib/microloan microloan verify",
    "export": "microloan export trial-balance --as-of 2026-12-31",
    "count": "microloan count --counted 945000.00 --by 505",
    "close-period": "microloan close-period --through 2026-11-30 --by 505",
    "backup": "microloan backup --to /mnt/backups\n  microloan backup --list",
    "rotate-keys": "MICROLOAN_MASTER_KEY=$NEW MICROLOAN_OLDER_MASTER_KEYS=$OLD microloan rotate-keys",
    "restore": "microloan restore --from /mnt/backups\n  microloan restore --rehearse",
    "model": "\n  ".join(MODEL_EXAMPLES.values()),
}
"""One line that works, for each subcommand."""

ABOUT = {
    "run": "run the lender: on the real Telegram with MICROLOAN_BOT_TOKEN, else on the built-in sandbox",
    "sandbox": "the Bot API sandbox alone, with its chat page and its bank",
    "quote": "a schedule and its cost, from JSON on standard input",
    "apr": "a yearly rate from cash flows, from JSON on standard input",
    "loan": "a running loan from its terms and what happened (docs/servicing.md), from JSON on standard input",
    "check-config": "name every mistake in the configuration, with its line and what would be right",
    "verify": "check the books: the money adds up, every loan can be made again from the journal",
    "export": "figures out of the books as JSON: the trial balance as of any past day",
    "count": "book what really lies in the pool, where a count or a statement says otherwise",
    "close-period": "close the books through a day: nothing is booked on or before it any more",
    "backup": "copy books, keys and documents while the lender works, encrypted; or list the copies there are",
    "rotate-keys": "wrap every stored key by the current master key, so that the older ones can be dropped",
    "restore": "bring a backup back to where nothing is: checked as a whole before it is put in place",
    "model": "fit a credit model to any table of loans, score with it, and measure scores",
}

VIRTUAL = "the clock stands still until it is moved over HTTP (POST /sandbox/clock)"


class OneLine(argparse.ArgumentParser):
    """Says what is wrong in one line, as every subcommand does."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{self.prog}: {message} (see {self.prog} --help)\n")


def parser() -> argparse.ArgumentParser:
    """The whole command line."""
    whole = OneLine(prog="microloan", description="A whole micro-lender in a chat.")
    commands = whole.add_subparsers(dest="command", required=True, metavar="COMMAND", parser_class=OneLine)
    for name, about in ABOUT.items():
        command = commands.add_parser(
            name,
            help=about,
            description=f"{about[0].upper()}{about[1:]}.",
            epilog=f"example:\n  {EXAMPLES[name]}",
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        if name in ("run", "sandbox"):
            command.add_argument("--virtual-clock", action="store_true", help=VIRTUAL)
        if name == "sandbox":
            command.add_argument("--port", type=_port, default=8081, help="0 is any free one (default: 8081)")
        if name == "backup":
            command.add_argument("--to", metavar="FOLDER", default="", help="instead of the configured folder")
            command.add_argument("--list", action="store_true", help="say which backups there are, and make none")
            command.add_argument("--keys-only", action="store_true", help="the people's keys alone")
        if name == "count":
            command.add_argument("--counted", metavar="AMOUNT", required=True, help="what is there, like 945000.00")
            command.add_argument("--by", metavar="ID", type=int, required=True, help="who counted: a Telegram id")
        if name == "close-period":
            command.add_argument("--through", metavar="DAY", type=_day, required=True, help="the last day, 2026-11-30")
            command.add_argument("--by", metavar="ID", type=int, help="who closes it: a Telegram id of the staff")
        if name == "export":
            command.add_argument("what", choices=["trial-balance"], help="what is exported")
            command.add_argument("--as-of", metavar="DAY", type=_day, required=True, help="the day, like 2026-12-31")
            command.add_argument(
                "--by",
                choices=["booking", "value"],
                default="booking",
                help="the day of booking, or that it counts from",
            )
        if name == "model":
            add_actions(command, OneLine)
        if name == "restore":
            _for_restore(command)
    return whole


def _for_restore(command: argparse.ArgumentParser) -> None:
    command.add_argument("name", nargs="?", default="", help="which backup of the books (default: the newest)")
    command.add_argument("--from", dest="source", metavar="FOLDER", default="", help="instead of the configured folder")
    command.add_argument("--keys", metavar="NAME", default="", help="which backup of the keys (default: the newest)")
    command.add_argument("--rehearse", action="store_true", help="everything but the last step; nothing is left")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError("must be a day like 2026-12-31") from None


def _port(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text) <= 65535):
        raise argparse.ArgumentTypeError("must be a port from 0 to 65535")
    return int(text)
