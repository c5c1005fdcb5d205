"""Transcripts: who says what and what the bot answers, as text files that are test and manual at once.

    # People: Lin (en)
    # A comment.
    Lin: /start
    Bot: Hello. I am the loan assistant.
         [ Ask for a loan ] [ How it works ]

    Lin: [ Ask for a loan ]

Who is named on top is made first, each with the language of their Telegram. What people do is performed; tests.acting
lists what a line can do. Everything the bot shows to anybody is compared whole, buttons too. With REWRITE_TRANSCRIPTS
set to 1 in the environment the file is written anew with what was seen, to be read by eye.
"""

import difflib
import os
import re
from pathlib import Path

from sandbox.whereabouts import CannotDo
from tests.acting import act, happen
from tests.lender import PlayedLender
from tests.people import NoSuchButton
from tests.screen import Shown

REWRITE = "REWRITE_TRANSCRIPTS"
_PERSON = re.compile(r"(\w+) \((\w[\w-]*)\)")


async def play_file(lender: PlayedLender, path: Path) -> None:
    """Plays the transcript in the file and compares it whole; or writes it anew, when asked to."""
    expected = _read(path)
    seen = await perform(lender, expected)
    if os.environ.get(REWRITE):
        _write(path, seen)
        return
    assert seen == expected, _difference(expected, seen, path.name)


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")


async def play(lender: PlayedLender, text: str) -> None:
    """Plays a transcript given as text."""
    expected = text.strip() + "\n"
    seen = await perform(lender, expected)
    assert seen == expected, _difference(expected, seen, "transcript")


async def perform(lender: PlayedLender, text: str) -> str:
    """Does what the people in the transcript do; gives it back with what was really seen after each action."""
    blocks: list[str] = []
    for line in text.splitlines():
        if line.startswith("#"):
            blocks.append(line)
            if line.startswith(("# People: ", "# Guests in Staff: ")):
                for name, language in _PERSON.findall(line):
                    await lender.person(name, language, guest=line.startswith("# Guests"))
        elif _is_action(lender, line):
            blocks.append("\n".join([line, *await _answers(lender, line)]))
    return _joined(blocks)


def _is_action(lender: PlayedLender, line: str) -> bool:
    speaker = line.partition(":")[0].removesuffix(" in Staff")
    return line.startswith("-- ") or (speaker in lender.people and ": " in line)


def _joined(blocks: list[str]) -> str:
    """A blank line between blocks; comment lines that follow each other stay together, as do comment and action."""
    text = ""
    for before, block in zip(["", *blocks], blocks, strict=False):
        text += block if not text else ("\n" if before.startswith("#") else "\n\n") + block
    return text + "\n"


async def _answers(lender: PlayedLender, line: str) -> list[str]:
    """Performs one line; gives back all that appeared on anybody's screen."""
    actor, toast = None, None
    if line.startswith("-- "):
        await happen(lender, line)
        seen: list[Shown] = []
    else:
        speaker, _, said = line.partition(": ")
        actor = lender.people[speaker.removesuffix(" in Staff")]
        actor.toast = None
        try:
            seen = await act(actor, said, in_group=speaker.endswith(" in Staff"))
        except (NoSuchButton, CannotDo, LookupError) as impossible:
            return [f"(not possible: {impossible})"]
        toast = actor.toast
    shown = [f"Bot: (notice: {toast})"] if toast else []
    in_groups: set[tuple[int, int, str]] = set()
    for player in [*([actor] if actor else []), *(p for p in lender.people.values() if p is not actor)]:
        for one in [*seen, *player.sees()] if player is actor else player.sees():
            place = (one.chat_id, one.message_id, one.action + one.text)
            if one.chat and place in in_groups:
                continue
            in_groups.add(place)
            shown += _message(one, "Bot" if player is actor else f"Bot to {player.name}")
    return shown


def _message(shown: Shown, speaker: str) -> list[str]:
    """One message as lines, the first after who says it, the rest indented below."""
    name = f"Bot in {shown.chat}" if shown.chat else speaker
    first, *rest = shown.as_lines() or ["(nothing)"]
    return [f"{name}: {first}", *(f"     {line}".rstrip() for line in rest)]


def _difference(expected: str, seen: str, name: str) -> str:
    lines = difflib.unified_diff(
        expected.splitlines(), seen.splitlines(), f"{name} as written", f"{name} as seen", lineterm="", n=4
    )
    return "\n".join(["the transcript and what was seen differ:", *lines])
