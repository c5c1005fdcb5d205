"""The pretend bank over HTTP: what the lender's payout rail, the chat page and test scripts call."""

import json
from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox.bank import FAULTS, OtherOrderUnderThisKey, PayoutOrder, answer_json, sum_above_zero
from sandbox.bank_desk import BankDesk

ORDER = {"key": str, "amount": str, "currency": str, "account": str, "name": str, "reference": str}
KINDS = {str: "text", int: "a whole number", list: "a list", object: "a value"}
TRANSFER = {"from": int, "amount": str, "currency": str, "reference": str}


async def fields(
    request: Request, wanted: Mapping[str, type], optional: frozenset[str] = frozenset()
) -> dict[str, Any]:
    """The request's JSON object; ValueError names the key that is unknown, missing or of the wrong kind."""
    try:
        body = json.loads(await request.body() or b"{}")
    except ValueError:
        raise ValueError("the body is not JSON") from None
    if not isinstance(body, dict):
        raise ValueError("the body is not a JSON object")
    for key in body:
        if key not in wanted:
            raise ValueError(f"{key}: unknown key")
    for key, kind in wanted.items():
        if key not in body and key not in optional:
            raise ValueError(f"{key}: missing")
        if key in body and (not isinstance(body[key], kind) or (kind is int and isinstance(body[key], bool))):
            raise ValueError(f"{key}: should be {KINDS[kind]}")
    return body


def refusal(problem: Exception | str, status: int = 400) -> JSONResponse:
    """An error as one clear line."""
    return JSONResponse({"error": str(problem)}, status)


def bank_routes(desk: BankDesk) -> list[Route]:
    """The routes of one bank, to be mounted beside the sandbox's others."""

    async def pay_out(request: Request) -> Response:
        try:
            asked = await fields(request, ORDER)
            asked["amount"] = sum_above_zero(asked["amount"], asked.pop("currency"))
            order = PayoutOrder(**asked)
            return JSONResponse(answer_json(await desk.pay_out(order)))
        except TimeoutError as lost:
            return refusal(lost, 504)
        except OtherOrderUnderThisKey as reused:
            return refusal(reused, 409)
        except ValueError as wrong:
            return refusal(wrong)

    async def look_up(request: Request) -> Response:
        payout = await desk.look_up(request.path_params["key"])
        return JSONResponse(answer_json(payout) if payout else {"status": "unknown"})

    async def transfer(request: Request) -> Response:
        try:
            asked = await fields(request, TRANSFER, frozenset({"currency", "reference"}))
            amount = sum_above_zero(asked["amount"], asked.get("currency", desk.currency))
        except ValueError as wrong:
            return refusal(wrong)
        return JSONResponse({"id": await desk.transfer(asked["from"], amount, asked.get("reference", ""))})

    async def play_faults(request: Request) -> Response:
        try:
            faults = (await fields(request, {"next": list}))["next"]
            unknown = [f for f in faults if f not in FAULTS]
            if unknown:
                raise ValueError(f"next: {unknown[0]!r} is not one of {', '.join(FAULTS)}")
        except ValueError as wrong:
            return refusal(wrong)
        desk.play_next(faults)
        return JSONResponse({"next": list(desk.books.faults)})

    async def redeliver(request: Request) -> Response:
        try:
            asked = await fields(request, {"id": str}, frozenset({"id"}))
        except ValueError as wrong:
            return refusal(wrong)
        return JSONResponse({"redelivered": await desk.redeliver(asked.get("id"))})

    async def show(_: Request) -> Response:
        return JSONResponse(desk.statement())

    return [
        Route("/sandbox/bank", show, methods=["GET"]),
        Route("/sandbox/bank/payouts", pay_out, methods=["POST"]),
        Route("/sandbox/bank/payouts/{key:path}", look_up, methods=["GET"]),
        Route("/sandbox/bank/transfers", transfer, methods=["POST"]),
        Route("/sandbox/bank/faults", play_faults, methods=["POST"]),
        Route("/sandbox/bank/redeliver", redeliver, methods=["POST"]),
    ]
