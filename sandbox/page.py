"""The chat page's routes: the page itself, its live events, the files in its bubbles, and what was read.

Nothing is loaded from elsewhere, and a document that a bot sent is shown without any right to run or fetch anything.
"""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from sandbox import screen
from sandbox.bank_http import fields, refusal
from sandbox.files import StoredFile
from sandbox.page_events import page_events
from sandbox.world import World

FOLDER = Path(__file__).parent / "page"
TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}
PAGE_HEADERS = {
    "Content-Security-Policy": "default-src 'self'; img-src 'self' blob:; frame-ancestors 'none'; base-uri 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-cache",
}
DOCUMENT_HEADERS = {
    "Content-Security-Policy": "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}
SHOWN_IN_PLACE = {"image/png", "image/jpeg", "image/gif", "image/webp", "text/html", "text/plain", "application/pdf"}

Handler = Callable[[Request], Awaitable[Response]]


def page_routes(world: World, world_id: str) -> list[Route]:
    """The routes of the chat page. `world_id` tells a page that reconnects whether the sandbox was started anew."""
    here = PersonPages(world, world_id)
    return [
        Route("/", show_page, methods=["GET"]),
        Route("/page/{name}", show_part, methods=["GET"]),
        Route("/favicon.ico", show_icon, methods=["GET"]),
        Route("/sandbox/screen", here.everybody, methods=["GET"]),
        Route("/sandbox/people/{id:int}/screen", here.known(here.screen), methods=["GET"]),
        Route("/sandbox/people/{id:int}/events", here.known(here.events), methods=["GET"]),
        Route("/sandbox/people/{id:int}/read", here.known(here.read), methods=["POST"]),
        Route("/sandbox/files/{file_id}", here.file, methods=["GET"]),
    ]


async def show_page(_: Request) -> Response:
    """The page's one HTML file."""
    return FileResponse(FOLDER / "index.html", headers=PAGE_HEADERS, media_type=TYPES[".html"])


async def show_part(request: Request) -> Response:
    """A style sheet, a script or a picture of the page."""
    part = FOLDER / request.path_params["name"]
    if part.suffix not in TYPES or part.parent != FOLDER or not part.is_file():
        return refusal("no such part of the page", 404)
    return FileResponse(part, headers=PAGE_HEADERS, media_type=TYPES[part.suffix])


async def show_icon(_: Request) -> Response:
    """The page's icon, where browsers look for it unasked."""
    return FileResponse(FOLDER / "icon.svg", headers=PAGE_HEADERS, media_type=TYPES[".svg"])


class PersonPages:
    """The routes that read one world."""

    def __init__(self, world: World, world_id: str) -> None:
        self.world = world
        self.world_id = world_id

    def known(self, handler: Handler) -> Handler:
        """The handler, answering 404 for a person who is not in the world."""

        async def checked(request: Request) -> Response:
            if request.path_params["id"] not in self.world.people:
                return refusal(f"there is no person {request.path_params['id']}", 404)
            return await handler(request)

        return checked

    async def everybody(self, _: Request) -> Response:
        """Everybody who can be played, for the first page."""
        bots = [{"username": bot.username, "name": bot.first_name} for bot in self.world.bots.values()]
        return JSONResponse({"world": self.world_id, "people": screen.people(self.world), "bots": bots})

    async def screen(self, request: Request) -> Response:
        """The same as the `screen` event, for a page that cannot keep a stream open."""
        shown: dict[str, Any] = screen.screen(self.world, request.path_params["id"])
        return JSONResponse(shown | {"world": self.world_id})

    async def events(self, request: Request) -> Response:
        """The stream; a browser that reconnects says in `Last-Event-ID` what it has seen."""
        said = request.headers.get("last-event-id") or request.query_params.get("after", "0")
        after = int(said) if said.isascii() and said.isdigit() else 0
        stream = page_events(self.world, request.path_params["id"], after, self.world_id)
        headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        return StreamingResponse(stream, media_type="text/event-stream", headers=headers)

    async def read(self, request: Request) -> Response:
        """The person has looked at a chat."""
        try:
            asked = await fields(request, {"chat_id": int})
        except ValueError as wrong:
            return refusal(wrong)
        self.world.mark_read(request.path_params["id"], asked["chat_id"])
        return JSONResponse({"unread": self.world.unread(request.path_params["id"])})

    async def file(self, request: Request) -> Response:
        """A file out of a bubble, by its file id; `?download` saves it instead of showing it."""
        stored = self.world.files.by_id.get(request.path_params["file_id"])
        if stored is None:
            return refusal("no such file", 404)
        return _file(stored, "download" in request.query_params)


def _file(stored: StoredFile, download: bool) -> Response:
    kind = stored.mime.partition(";")[0].strip().lower()
    kind = kind if kind in SHOWN_IN_PLACE else "application/octet-stream"
    kept = download or kind == "application/octet-stream"
    place = f"{'attachment' if kept else 'inline'}; filename*=UTF-8''{quote(stored.name, safe='')}"
    confined = DOCUMENT_HEADERS if kind in ("text/html", "text/plain") else PAGE_HEADERS
    text = "; charset=utf-8" if kind.startswith("text/") else ""
    headers = confined | {"Content-Disposition": place, "Cache-Control": "private, max-age=3600"}
    return Response(stored.data, media_type=kind + text, headers=headers)
