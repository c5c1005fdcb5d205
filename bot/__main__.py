"""`microloan`: reads the command line and runs one subcommand.

The one place that knows the sandbox, which stands above everything: only the commands `run` and `sandbox` open it.
"""

import asyncio
import gc
import os
import sys
from argparse import Namespace
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from bot.cli.arguments import parser

if TYPE_CHECKING:
    from bot.playground import Playground, PlaygroundPlan


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the subcommand; returns the exit status: 0, 2 for bad input, 1 for what could not be done."""
    given = parser().parse_args(arguments)
    try:
        status = _command(given)()
        sys.stdout.flush()
        return status
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except KeyboardInterrupt:
        return 130


def _command(given: Namespace) -> Callable[[], int]:
    """The work of a subcommand; each imports only what it needs, so that `quote` answers at once."""
    name = given.command
    if name in ("quote", "apr", "loan"):
        from bot.cli.requests import answer

        return lambda: answer(name)
    if name == "check-config":
        from bot.cli.check_config import check_config

        return check_config
    if name == "verify":
        from bot.cli.verify import verify_books

        return verify_books
    if name == "export":
        from bot.cli.export import export

        return export(given.as_of, given.by)
    if name == "count":
        from bot.cli.count import count

        return count(given.counted, given.by)
    if name == "close-period":
        from bot.cli.close_period import close

        return close(given.through, given.by)
    if name == "backup":
        from bot.cli.backup import back_up

        return back_up(given.to, listing=given.list, keys_only=given.keys_only)
    if name == "rotate-keys":
        from bot.cli.rotate_keys import rotate_keys

        return rotate_keys
    if name == "restore":
        from bot.cli.restore import bring_back

        return bring_back(given.name, given.source, given.keys, rehearse=given.rehearse)
    if name == "model":
        from bot.cli.model import model_command

        return model_command(given)
    return _sandbox(given.virtual_clock, given.port) if name == "sandbox" else _run(given.virtual_clock)


def _run(virtual_clock: bool) -> Callable[[], int]:
    gc.disable()  # a start makes much and drops nothing; `run_until_told` switches it on again
    from bot.cli.check_config import config_path
    from bot.cli.trouble import told
    from bot.configuration_check import load
    from bot.logging import set_up
    from bot.run import run_until_told

    @told("run")
    def run() -> int:
        try:
            configuration = load(config_path(), os.environ)
            set_up()
            asyncio.run(run_until_told(configuration, virtual_clock, _open_playground))
        finally:
            gc.enable()
        return 0

    return run


def _open_playground(plan: "PlaygroundPlan") -> "Playground":
    """The sandbox, imported only where there is no Telegram."""
    from sandbox.playground import SandboxPlayground

    return SandboxPlayground(plan)


def _sandbox(virtual_clock: bool, port: int) -> Callable[[], int]:
    from bot.cli.trouble import told
    from sandbox.alone import run_alone

    @told("sandbox")
    def alone() -> int:
        run_alone(port, virtual_clock)
        return 0

    return alone


if __name__ == "__main__":
    sys.exit(main())
