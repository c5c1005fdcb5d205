"""Which rows each fact changes: the one table between what happened and what stands in the tables.

Every kind of fact is named here, also those that change no row and stand in the journal alone.
"""

from collections.abc import Callable, Mapping
from typing import Any

from lending.facts import Fact
from storage.projections import accounting, applications, cases, loans, people, servicing, stops
from storage.writing import Writing

Projection = Callable[[Writing, Any], None]

TABLE: Mapping[type[Fact], Projection] = {
    **people.TABLE,
    **applications.TABLE,
    **loans.TABLE,
    **servicing.TABLE,
    **accounting.TABLE,
    **cases.TABLE,
    **stops.TABLE,
}
