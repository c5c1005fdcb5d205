"""Checks everything a sandbox says, as it passes: set it as the `observer` of a `sandbox.world.World`.

Each answer and each update must parse with aiogram's models and, where a Bot API schema is at hand, agree with it
field by field. A wrong one fails the test that caused it.
"""

from functools import cache
from typing import Any

import aiogram.methods
from aiogram.types import Update
from pydantic import TypeAdapter

from tests import bot_api_schema


@cache
def returned_by(method: str) -> TypeAdapter[Any]:
    model = getattr(aiogram.methods, method[0].upper() + method[1:])
    return TypeAdapter(model.__returning__)


class Inspector:
    """Called with ("answer", method, result) and ("update", kind, payload); `seen` keeps kinds and names."""

    def __init__(self) -> None:
        self.seen: list[tuple[str, str]] = []

    def __call__(self, kind: str, name: str, payload: Any) -> None:
        self.seen.append((kind, name))
        if kind == "update":
            update = {"update_id": 1, name: payload}
            Update.model_validate(update)
            errors = bot_api_schema.check("Update", update) if bot_api_schema.schema() else []
        else:
            returned_by(name).validate_python(payload)
            errors = bot_api_schema.check_answer(name, payload) if bot_api_schema.schema() else []
        assert not errors, errors
