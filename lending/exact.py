"""Values that come from outside (configuration, the command line): read exactly, refused clearly.

A number arrives as text, because a binary fraction cannot hold 0.1. Whatever the model library finds wrong
becomes one `ProblemWithInput` that names the key and says why.
"""

import re
from collections.abc import Mapping
from contextlib import suppress
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, PlainSerializer, ValidationError

from lending.problems import ProblemWithInput

_UNNAMED = "number"
"""Stands for the field's name inside a validator, which does not know it."""

_ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_DECIMAL = re.compile(r"-?[0-9]{1,30}(\.[0-9]{1,30})?")


def exact_decimal(value: object, field: str) -> Decimal:
    """`value` (text like "12.5", a whole number or a Decimal) as a Decimal; floats are refused."""
    if isinstance(value, Decimal) and value.is_finite():
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        return Decimal(value)
    if isinstance(value, str) and _DECIMAL.fullmatch(value):
        return Decimal(value)
    if isinstance(value, float):
        raise ProblemWithInput(field, 'must be text, like "12.5", because a number with a point is not exact')
    raise ProblemWithInput(field, 'must be a number as text, like "12.5"')


def iso_date(value: object, field: str) -> date:
    """`value` (text like "2026-11-23", or a date) as a date."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    if isinstance(value, str) and _ISO_DATE.fullmatch(value):
        with suppress(ValueError):
            return date.fromisoformat(value)
    raise ProblemWithInput(field, 'must be a date of the calendar, like "2026-11-23"')


def _read_date(value: object) -> date:
    return iso_date(value, _UNNAMED)


def _read_decimal(value: object) -> Decimal:
    return exact_decimal(value, _UNNAMED)


def _read_positive(value: object) -> Decimal:
    number = exact_decimal(value, _UNNAMED)
    if number <= 0:
        raise ProblemWithInput(_UNNAMED, "must be more than zero")
    return number


def _read_not_negative(value: object) -> Decimal:
    number = exact_decimal(value, _UNNAMED)
    if number < 0:
        raise ProblemWithInput(_UNNAMED, "must not be negative")
    return number


def _write_decimal(value: Decimal) -> str:
    return format(value, "f")


_AsText = PlainSerializer(_write_decimal, return_type=str)
IsoDate = Annotated[date, BeforeValidator(_read_date)]
ExactDecimal = Annotated[Decimal, BeforeValidator(_read_decimal), _AsText]
PositiveDecimal = Annotated[Decimal, BeforeValidator(_read_positive), _AsText]
NotNegativeDecimal = Annotated[Decimal, BeforeValidator(_read_not_negative), _AsText]


class FrozenModel(BaseModel):
    """A value of configuration: cannot be changed, and refuses keys that it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)

    def to_json(self) -> dict[str, Any]:
        """Plain JSON values that `read` (or `model_validate`) makes the same value of again.

        Values that are left at their defaults are written out: what is stored keeps its meaning when a default changes.
        """
        return self.model_dump(mode="json", exclude_none=True)


ModelT = TypeVar("ModelT", bound=BaseModel)


def read_model(model: type[ModelT], data: object, at: str = "") -> ModelT:
    """`data` as `model`, or one `ProblemWithInput` for the first thing that is wrong.

    `at` is put before the field's name, for data that is part of something larger.
    """
    if not isinstance(data, Mapping):
        raise ProblemWithInput(at or "input", "must be an object with keys and values")
    try:
        return model.model_validate(dict(data))
    except ValidationError as invalid:
        raise problem_from(invalid, at) from None


def problem_from(invalid: ValidationError, at: str = "") -> ProblemWithInput:
    """The error of `invalid` to tell first, in our own words: an unknown key explains a missing one."""
    errors: list[Any] = list(invalid.errors(include_url=False))
    first = next((e for e in errors if e["type"] == "extra_forbidden"), errors[0])
    steps = [str(step) for step in (*([at] if at else []), *first["loc"])]
    cause = first.get("ctx", {}).get("error")
    if not isinstance(cause, ProblemWithInput):
        return ProblemWithInput(".".join(steps) or "input", _reason(first))
    if cause.field != _UNNAMED and (not first["loc"] or cause.field != first["loc"][-1]):
        steps.append(cause.field)
    return ProblemWithInput(".".join(steps), cause.reason)


def _reason(error: Mapping[str, Any]) -> str:
    kind, message, context = error["type"], str(error["msg"]), error.get("ctx", {})
    match kind:
        case "extra_forbidden":
            return "is not a key that is known here"
        case "missing":
            return "is missing"
        case "enum" | "literal_error":
            return f"must be one of {context['expected']}"
        case "greater_than_equal":
            return f"must be at least {context['ge']}"
        case "less_than_equal":
            return f"must be at most {context['le']}"
        case "int_type" | "int_parsing" | "int_from_float":
            return "must be a whole number"
        case "string_type":
            return "must be text"
    message = message.removeprefix("Value error, ").removeprefix("Input ")
    return message[:1].lower() + message[1:]
