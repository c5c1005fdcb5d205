"""Reads `config.toml` and names every mistake in it: the line, the key, what is wrong and what would be right."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from pydantic_core import InitErrorDetails

from bot.configuration import Configuration, Sections, environment
from bot.configuration_rules import broken_rules, warnings
from bot.toml_lines import Path as KeyPath
from bot.toml_lines import line_numbers, line_of
from lending.exact import problem_from


@dataclass(frozen=True)
class Remark:
    """One thing about one key; `str()` is a line of a list."""

    file: str
    line: int
    key: str
    text: str

    def __str__(self) -> str:
        return (
            f"{self.file}:{self.line}: {self.key}: {self.text}" if self.key else f"{self.file}:{self.line}: {self.text}"
        )


class ConfigurationMistakes(Exception):
    """The configuration cannot be used; `remarks` names every mistake."""

    def __init__(self, remarks: list[Remark]) -> None:
        super().__init__("\n".join(str(remark) for remark in remarks))
        self.remarks = remarks


@dataclass(frozen=True)
class Checked:
    """A configuration that can be used, and what an operator should still know about it."""

    configuration: Configuration
    warnings: list[Remark]


def load(path: Path, environ: Mapping[str, str]) -> Configuration:
    """The configuration in this file and this environment. Raises ConfigurationMistakes."""
    return check(path, environ).configuration


def check(path: Path, environ: Mapping[str, str]) -> Checked:
    """The same, with warnings. Raises ConfigurationMistakes with every mistake that can be seen at once."""
    name = str(path)
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise _one(name, 1, "is not there; MICROLOAN_CONFIG says where the configuration is") from None
    except (OSError, UnicodeDecodeError) as unreadable:
        raise _one(name, 1, f"cannot be read: {type(unreadable).__name__}") from None
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as broken:
        raise _not_toml(name, broken) from None
    lines = line_numbers(text)
    sections = _sections(name, raw, lines)
    mistakes = [_remark(name, lines, path_, why) for path_, why in broken_rules(sections)]
    if mistakes:
        raise ConfigurationMistakes(sorted(mistakes, key=lambda remark: remark.line))
    try:
        configuration = Configuration(sections, environment(environ))
    except ValueError as wrong:
        raise ConfigurationMistakes([Remark("environment", 0, "", str(wrong))]) from None
    return Checked(configuration, [_remark(name, lines, path_, why) for path_, why in warnings(sections)])


def _sections(name: str, raw: dict[str, Any], lines: dict[KeyPath, int]) -> Sections:
    try:
        return Sections.model_validate(raw)
    except ValidationError as invalid:
        found = [_remark(name, lines, path, why) for path, why in _all(invalid)]
        raise ConfigurationMistakes(sorted(found, key=lambda remark: remark.line)) from None


def _all(invalid: ValidationError) -> Iterator[tuple[KeyPath, str]]:
    """Every error as a path and a reason, in the words that `lending.exact` has for each.

    A list is "too short" for the library when its elements are wrong; then only the elements are told of.
    """
    errors = invalid.errors(include_url=False)
    for error in errors:
        here = error["loc"]
        if error["type"] == "too_short" and any(
            len(e["loc"]) > len(here) and e["loc"][: len(here)] == here for e in errors
        ):
            continue
        alone = InitErrorDetails(type=error["type"], loc=here, input=error["input"], ctx=error.get("ctx", {}))
        problem = problem_from(ValidationError.from_exception_data("configuration", [alone]))
        path = tuple(int(step) if step.isdigit() else step for step in problem.field.split("."))
        yield path, "must not be empty" if error["type"] == "too_short" else problem.reason


def _remark(name: str, lines: dict[KeyPath, int], path: KeyPath, why: str) -> Remark:
    key = "".join(f"[{step + 1}]" if isinstance(step, int) else f".{step}" for step in path).lstrip(".")
    return Remark(name, line_of(lines, path), key, why)


def _one(name: str, line: int, text: str) -> ConfigurationMistakes:
    return ConfigurationMistakes([Remark(name, line, "", text)])


def _not_toml(name: str, broken: tomllib.TOMLDecodeError) -> ConfigurationMistakes:
    at = re.search(r"\(at line (\d+), column (\d+)\)", str(broken))
    what = re.sub(r"\s*\(at .*\)$", "", str(broken))
    return _one(name, int(at[1]) if at else 1, f"is not TOML: {what}" + (f" in column {at[2]}" if at else ""))
