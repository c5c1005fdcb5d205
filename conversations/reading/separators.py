"""What commas, points, spaces and apostrophes in a typed number mean: groups of thousands, or a fraction."""

import re
from decimal import Decimal

_GROUPS = re.compile(r"[1-9]\d{0,2}([.,' ])\d{3}(?:\1\d{3})*")
_LAKHS = re.compile(r"[1-9]\d?(?:,\d{2})+,\d{3}")


def written_number(written: str, decimals: int, *, scaled: bool = False) -> Decimal | None:
    """The value of ASCII digits with separators between them; None where it can be read in two ways, or in none.

    Where a comma and a point both stand, the last one starts the fraction. Where one stands alone, three digits after
    it make it a thousands separator, unless the currency itself has three `decimals`: then nobody can tell. `scaled`:
    a unit such as k or 万 follows, so that a point always starts a fraction, of any length.
    """
    cut = _fraction_at(written, decimals, scaled=scaled)
    if cut is None:
        return None
    whole, fraction = written[:cut], written[cut + 1 :]
    if fraction and (not fraction.isdigit() or (len(fraction) > decimals and not scaled)):
        return None
    if not whole.isdigit():
        grouped = _GROUPS.fullmatch(whole) or _LAKHS.fullmatch(whole)
        if not grouped or (fraction and written[cut] in whole):
            return None
        whole = re.sub(r"\D", "", whole)
    return Decimal(f"{whole}.{fraction or 0}")


def _fraction_at(written: str, decimals: int, *, scaled: bool) -> int | None:
    """Where the fraction starts (the length of `written` where there is none); None where that cannot be told."""
    at = max(written.rfind("."), written.rfind(","))
    if at < 0:
        return len(written)
    whole, mark, after = written[:at], written[at], written[at + 1 :]
    other = "," if mark == "." else "."
    if other in whole or " " in whole or "'" in whole:
        return at
    if mark in whole:
        return len(written)
    if len(after) != 3 or len(whole) > 3 or whole.startswith("0") or (scaled and mark == "."):
        return at
    return None if decimals == 3 else len(written)
