"""A running loan: its state on a day, from its terms and what happened."""

from lending.happened import Happened

__all__ = ["Happened"]
