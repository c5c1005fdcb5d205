"""The PIN that accepting takes: short, so at least not one of the first guesses."""

from datetime import date

from conversations.reading.plain import plain
from conversations.reading.refusal import Reason, Refusal, unread

_RUNS = "01234567890", "09876543210"
_FAVOURITES = "1122 1314 2580 0852 1004 112233 159753 147258 131452 789456 123654 159357 123321"
"""Popular ones that no rule below catches: keyboard patterns, and numbers that sound like words."""


def read_pin(text: str, birth_date: date | None = None) -> str | Refusal:
    """Four to six digits (full-width ones are forgiven), or why not.

    Refused as trivial: one digit repeated, a run up or down, a part repeated (1212, 123123), the favourites of too many
    people, a year in which somebody living may be born, and the `birth_date` in any order, where it is known.
    """
    pin = plain(text).replace(" ", "")
    if not pin:
        return unread(text)
    if not (pin.isascii() and pin.isdigit()):
        return Refusal(Reason.FORM)
    if not 4 <= len(pin) <= 6:
        return Refusal(Reason.TOO_SHORT if len(pin) < 4 else Reason.TOO_LONG)
    return Refusal(Reason.TRIVIAL) if _is_trivial(pin) or pin in _days(birth_date) else pin


def _is_trivial(pin: str) -> bool:
    repeated = any(pin == pin[:size] * (len(pin) // size) for size in (1, 2, 3))
    year = len(pin) == 4 and pin.startswith(("19", "200"))
    return repeated or year or pin in _FAVOURITES.split() or any(pin in run for run in _RUNS)


def _days(birth_date: date | None) -> frozenset[str]:
    """The ways a birth date is shortened to four or six digits."""
    if birth_date is None:
        return frozenset()
    forms = "%Y", "%d%m", "%m%d", "%d%m%y", "%m%d%y", "%y%m%d", "%Y%m"
    return frozenset(f"{birth_date:{form}}" for form in forms)
