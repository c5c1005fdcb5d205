"""What people do, over HTTP, so that any script can play one: a thin layer over `sandbox.people`."""

from collections.abc import Awaitable, Callable
from typing import Any

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from sandbox.bank_http import fields, refusal
from sandbox.files import Upload
from sandbox.people import People
from sandbox.whereabouts import CannotDo, Unknown

LONGEST_WAIT = 60.0
HERE = {"chat_id": int, "bot": str}
SAY = {"text": str, "reply_to": int, "topic": int, "edit": int, **HERE}
PRESS = {"message_id": int, "data": str, "label": str, **HERE}
OTHER = {"kind": str, "id": int, "emoji": str, **HERE}
PERSON = {"first_name": str, "last_name": str, "username": str, "language_code": str, "phone": str}
FORM = frozenset(("file", "as", "caption", "chat_id", "reply_to", "bot"))

Handler = Callable[[int, Request], Awaitable[Any]]


def people_routes(people: People) -> list[BaseRoute]:
    """All routes under `/sandbox/people`."""
    here = PeopleOverHttp(people)
    doing = {
        "say": here.say,
        "press": here.press,
        "share-contact": here.share_contact,
        "send": here.send,
        "send-other": here.send_other,
        "pay": here.pay,
        "block": here.block,
        "unblock": here.unblock,
    }
    return [
        Route("/sandbox/people", _answering(here.add), methods=["POST"]),
        Route("/sandbox/people", _answering(here.everybody), methods=["GET"]),
        Route("/sandbox/people/{id:int}/inbox", _answering(here.inbox), methods=["GET"]),
        *(Route(f"/sandbox/people/{{id:int}}/{name}", _answering(do), methods=["POST"]) for name, do in doing.items()),
    ]


def _answering(handler: Handler) -> Callable[[Request], Awaitable[Response]]:
    """The handler's value as JSON; what cannot be done as one clear line, 404 for who or what is not there."""

    async def answer(request: Request) -> Response:
        try:
            return JSONResponse(await handler(request.path_params.get("id", 0), request))
        except Unknown as unknown:
            return refusal(unknown, 404)
        except (CannotDo, ValueError) as wrong:
            return refusal(wrong)

    return answer


class PeopleOverHttp:
    """Reads each request's body, does it in the world, and shows what came of it."""

    def __init__(self, people: People) -> None:
        self.people = people
        self.world = people.world

    async def add(self, _: int, request: Request) -> Any:
        given = await fields(request, PERSON, frozenset(PERSON) - {"first_name"})
        if not given["first_name"].strip():
            raise CannotDo("first_name: empty")
        return {"id": self.world.add_person(**given).id}

    async def everybody(self, _: int, __: Request) -> Any:
        people = [{"id": p.id, "name": p.name, "roles": list(p.roles)} for p in self.world.people.values()]
        groups = self.world.groups.values()
        chats = [{"id": g.id, "title": g.title, "members": [p.id for p in self.world.people_in(g)]} for g in groups]
        return {"people": people, "chats": chats}

    async def say(self, id: int, request: Request) -> Any:
        given = await fields(request, SAY, frozenset(SAY) - {"text"})
        return (await self.people.say(id, given.pop("text"), **given)).json()

    async def press(self, id: int, request: Request) -> Any:
        return await self.people.press(id, **await fields(request, PRESS, frozenset(PRESS)))

    async def share_contact(self, id: int, request: Request) -> Any:
        return (await self.people.share_contact(id, **await fields(request, {"bot": str}, frozenset({"bot"})))).json()

    async def send(self, id: int, request: Request) -> Any:
        async with request.form() as form:
            for name in form:
                if name not in FORM:
                    raise CannotDo(f"{name}: unknown key")
            file = form.get("file")
            if not isinstance(file, UploadFile):
                raise CannotDo("file: missing")
            upload = Upload(file.filename or "file", await file.read(), file.content_type or None)
            text = {name: str(form[name]) for name in ("caption", "bot") if name in form}
            numbers = {name: _number(name, str(form[name])) for name in ("chat_id", "reply_to") if name in form}
            kind = str(form.get("as", ""))
        sent = await self.people.send(id, upload, kind, **text, **numbers)  # type: ignore[arg-type]
        return sent.json()

    async def send_other(self, id: int, request: Request) -> Any:
        given = await fields(request, OTHER, frozenset(OTHER) - {"kind"})
        return (await self.people.send_other(id, given.pop("kind"), contact_of=given.pop("id", None), **given)).json()

    async def pay(self, id: int, request: Request) -> Any:
        given = await fields(request, {"message_id": int, **HERE}, frozenset(HERE))
        return await self.people.pay(id, given.pop("message_id"), **given)

    async def block(self, id: int, request: Request) -> Any:
        await self.people.block(id, **await fields(request, {"bot": str}, frozenset({"bot"})))
        return {"blocked": True}

    async def unblock(self, id: int, request: Request) -> Any:
        await self.people.unblock(id, **await fields(request, {"bot": str}, frozenset({"bot"})))
        return {"blocked": False}

    async def inbox(self, id: int, request: Request) -> Any:
        if id not in self.world.people:
            raise Unknown(f"there is no person {id}")
        after = _number("after", request.query_params.get("after", "0"))
        seconds = min(max(_seconds(request.query_params.get("wait", "0")), 0.0), LONGEST_WAIT)
        return [item.json() for item in await self.world.inbox(id).wait(after, seconds)]


def _number(name: str, text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise CannotDo(f"{name}: {text!r} is not a whole number") from None


def _seconds(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise CannotDo(f"wait: {text!r} is not a number of seconds") from None
