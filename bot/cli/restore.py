"""`restore`: brings a backup back to where nothing is, and says what is in it, what is lost, and what stands still."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from zoneinfo import ZoneInfo

from bot.cli.backup import backup_places, databases_of, in_one_line, summary
from bot.cli.check_config import config_path
from bot.cli.trouble import CannotRun, told
from bot.cli.verify import look_at_books
from bot.clock import SystemClock
from bot.configuration import Configuration
from bot.configuration_check import load
from bot.master_key import key_ring
from bot.one_process import OneProcess
from storage.backup_restore import Restore, Restored
from storage.backup_settling import BooksNotSound

SHOWN = 20
"""Findings that are printed."""


def bring_back(name: str, source: str, keys: str, *, rehearse: bool) -> Callable[[], int]:
    """The command with its options; "" is the newest, and the configured folder."""

    @told("restore")
    def run() -> int:
        configuration = load(config_path(), os.environ)
        places = backup_places(configuration, source)
        with nullcontext() if rehearse else nobody_else(configuration), in_one_line():
            try:
                restored = _restore(configuration, rehearse=rehearse).run(places, name, keys)
            except BooksNotSound as wrong:
                for finding in wrong.findings[:SHOWN]:
                    print(finding)
                raise CannotRun(f"{wrong}; another backup may be sound, `microloan backup --list` shows them") from None
        _say(restored, rehearse=rehearse)
        return 0

    return run


def _restore(configuration: Configuration, *, rehearse: bool) -> Restore:
    now = SystemClock().now()
    return Restore(
        databases=databases_of(configuration),
        data=configuration.environment.data,
        ring=key_ring(configuration.environment),
        look=look_at_books(configuration),
        now=now,
        today=now.astimezone(ZoneInfo(configuration.sections.lender.timezone)).date(),
        rehearse=rehearse,
    )


@contextmanager
def nobody_else(configuration: Configuration) -> Iterator[None]:
    """No lender may start on books that are just being brought back."""
    if databases_of(configuration).shared:
        yield
        return
    held = OneProcess(configuration.environment.data)
    try:
        yield
    finally:
        held.release()


def _say(restored: Restored, *, rehearse: bool) -> None:
    chosen, settled = restored.chosen, restored.settled
    print(f"{chosen.path}: {summary(chosen.manifest)}")
    print(f"keys: {f'those of {chosen.keys_name}' if chosen.keys_name else 'those that were in use'}")
    if settled.erased_again:
        print(f"erased since then, and erased again: {settled.erased_again} people")
    print(f"checked as a whole and sound, in {restored.seconds:.1f} s")
    if rehearse:
        print("a rehearsal: nothing was put in place")
        return
    print(
        "lost: whatever happened after that last event. Telegram does not deliver it again, nor does the bank;\n"
        "people find their conversation where it stood then. No money leaves until two of staff have compared the\n"
        "books with the bank's statement since that instant and lifted the stop. Start with `microloan run`."
    )
