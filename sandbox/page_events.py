"""Server-sent events for one person's chat page: what appears on the screen, as it appears.

Three kinds: `hello` (which world this is, so that a page notices a sandbox that was started anew), `item` (one entry
of the inbox; its id is the entry's seq) and `screen` (chats, keyboards, unread counts) whenever that has changed.
"""

import json
from collections.abc import AsyncIterator

from sandbox import screen
from sandbox.model import Json
from sandbox.world import World

BEAT_SECONDS = 0.4
"""How soon a change that rings no bell (another person's unread count, a bot that is typing) is noticed."""

SILENT_BEATS = 40
"""After so many beats without news a comment is sent, so that a dead connection is found out."""


def event(kind: str, data: Json, id: int | None = None) -> str:
    """One server-sent event as text."""
    numbered = f"id: {id}\n" if id is not None else ""
    return f"{numbered}event: {kind}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"


async def page_events(world: World, person_id: int, after: int, world_id: str) -> AsyncIterator[str]:
    """The person's events from inbox entry `after` on, until the world closes."""
    inbox = world.inbox(person_id)
    shown = ""
    yield event("hello", {"world": world_id, "last": len(inbox.seen)})
    silent = 0
    while not world.closed:
        told = False
        for item in inbox.after(after):
            after, told = item.seq, True
            yield event("item", item.json(), item.seq)
        now_on_screen = screen.screen(world, person_id)
        told_state = json.dumps({key: value for key, value in now_on_screen.items() if key != "now"})
        if told_state != shown:
            shown, told = told_state, True
            yield event("screen", now_on_screen)
        silent = 0 if told else silent + 1
        if silent >= SILENT_BEATS:
            silent = 0
            yield ": still here\n\n"
        await inbox.wait(after, BEAT_SECONDS)
