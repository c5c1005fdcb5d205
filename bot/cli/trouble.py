"""What can keep a subcommand from its work, as one clear line each: no traceback is for an operator."""

import errno
import sys
from collections.abc import Callable
from functools import wraps

from bot.configuration_check import ConfigurationMistakes
from bot.database_trouble import database_line
from bot.master_key import NoMasterKey
from lending.problems import Problem
from storage.keys import KeyRingLacksKey
from storage.migrate import SchemaTooNew

BAD_INPUT, COULD_NOT = 2, 1


class CannotRun(Exception):
    """The program cannot go on; `str()` is one clear line."""


def line_for(error: BaseException) -> tuple[int, str] | None:
    """Exit status and line for what is understood; None for what is a fault of the program."""
    if isinstance(error, ConfigurationMistakes):
        return BAD_INPUT, str(error)
    if isinstance(error, NoMasterKey | Problem):
        return BAD_INPUT, str(error)
    if isinstance(error, KeyRingLacksKey):
        return BAD_INPUT, "MICROLOAN_MASTER_KEY: is not the key that this data was encrypted with"
    if isinstance(error, SchemaTooNew | CannotRun):
        return COULD_NOT, str(error)
    if line := database_line(error):
        return COULD_NOT, line
    if isinstance(error, OSError):
        return COULD_NOT, _system(error)
    return None


def _system(error: OSError) -> str:
    where = f"{error.filename}: " if error.filename else ""
    if error.errno == errno.ENOSPC:
        return f"{where}the disk is full"
    return f"{where}{(error.strerror or type(error).__name__).lower()}"


def told(command: str) -> Callable[[Callable[[], int]], Callable[[], int]]:
    """Turns what is understood into its line and exit status."""

    def around(work: Callable[[], int]) -> Callable[[], int]:
        @wraps(work)
        def run() -> int:
            try:
                return work()
            except Exception as error:
                known = line_for(error)
                if known is None:
                    raise
                print(f"microloan {command}: {known[1]}", file=sys.stderr)
                return known[0]

        return run

    return around
