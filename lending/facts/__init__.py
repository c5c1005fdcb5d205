"""The glossary in code: everything that can happen to a lender, one frozen record each.

`KINDS` maps the name that stands in the journal to the class. A name once journalled is never changed or reused.
"""

from lending.facts import accounting, applications, cases, loans, people, servicing, stops
from lending.facts.base import Dated, Fact, personal_fields

KINDS: dict[str, type[Fact]] = {
    name: value
    for module in (people, applications, loans, servicing, accounting, cases, stops)
    for name, value in vars(module).items()
    if isinstance(value, type) and issubclass(value, Fact) and value is not Fact
}

__all__ = ["KINDS", "Dated", "Fact", "personal_fields"]
