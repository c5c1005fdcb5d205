"""Values that come from outside (configuration, the command line): read exactly, refused clearly.

A number arrives as text, because a binary fraction cannot hold 0.1. Whatever the model library finds wrong
becomes one `ProblemWithInput` that names the key and says why.
"""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, PlainSerializer, ValidationError

from lending.problems import ProblemWithInput

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


def _read_decimal(value: object) -> Decimal:
    return exact_decimal(value, "number")


def _read_positive(value: object) -> Decimal:
    number = exact_decimal(value, "number")
    if number <= 0:
        raise ProblemWithInput("number", "must be more than zero")
    return number


def _read_not_negative(value: object) -> Decimal:
    number = exact_decimal(value, "number")
    if number < 0:
        raise ProblemWithInput("number", "must not be negative")
    return number


def _write_decimal(value: Decimal) -> str:
    return format(value, "f")


_AsText = PlainSerializer(_write_decimal, return_type=str)
ExactDecimal = Annotated[Decimal, BeforeValidator(_read_decimal), _AsText]
PositiveDecimal = Annotated[Decimal, BeforeValidator(_read_positive), _AsText]
NotNegativeDecimal = Annotated[Decimal, BeforeValidator(_read_not_negative), _AsText]


class FrozenModel(BaseModel):
    """A value of configuration: cannot be changed, and refuses keys that it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)


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
    """The first error of `invalid`, in our own words."""
    first: Any = invalid.errors(include_url=False)[0]
    path = ".".join(str(step) for step in (*([at] if at else []), *first["loc"])) or "input"
    cause = first.get("ctx", {}).get("error")
    if isinstance(cause, ProblemWithInput):
        inner = cause.field if not first["loc"] else ""
        field = ".".join(part for part in (at, inner) if part) if inner else path
        return ProblemWithInput(field, cause.reason)
    return ProblemWithInput(path, _reason(first))


def _reason(error: Mapping[str, Any]) -> str:
    kind, message = error["type"], str(error["msg"])
    if kind == "extra_forbidden":
        return "is not a key that is known here"
    if kind == "missing":
        return "is missing"
    if kind in ("enum", "literal_error"):
        expected = str(error["ctx"]["expected"])
        return f"must be one of {expected}"
    message = message.removeprefix("Value error, ").removeprefix("Input ")
    return message[:1].lower() + message[1:]
