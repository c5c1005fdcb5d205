"""Asks the database, after the bots have ended, whether every answer that was replied to is really there."""

import sqlite3
from contextlib import closing
from pathlib import Path

from bench.turns_script import STAGES

UPDATES = sum(len(stage.says) for stage in STAGES)
"""Updates of each person, and turns that they have to be."""


def findings(data: Path, people: int) -> list[str]:
    """What is not as it must be after so many people walked through all stages; empty when all is."""
    questions = {
        "inbox keys": ("SELECT count(*) FROM inbox WHERE key LIKE 'tg:%'", people * UPDATES),
        "people in the middle of asking": ("SELECT count(*) FROM session WHERE flow = 'apply'", people),
        "places they are at": ("SELECT count(DISTINCT revision) FROM session WHERE flow = 'apply'", 1),
        "failed turns": ("SELECT count(*) FROM failed_event", 0),
        "rows that are not sent": ("SELECT count(*) FROM outbox WHERE chat_id >= 1000000 AND state <> 'sent'", 0),
    }
    with closing(sqlite3.connect(f"file:{data / 'microloan.db'}?mode=ro", uri=True)) as database:
        found = {what: database.execute(query).fetchone()[0] for what, (query, _) in questions.items()}
    return [f"{what}: {found[what]}, not {wanted}" for what, (_, wanted) in questions.items() if found[what] != wanted]
