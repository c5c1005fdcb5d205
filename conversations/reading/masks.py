"""Private answers made recognisable to their owner and useless to anybody who reads along."""

import unicodedata

HIDDEN = "····"
_SHORT = 8
"""Characters. Of anything shorter nothing is shown: the last four would be half of it."""


def mask_account(number: str) -> str:
    """The last four characters: ···· 1234."""
    return f"{HIDDEN} {number[-4:]}" if len(number) >= _SHORT else HIDDEN


def mask_phone(number: str) -> str:
    """The last four digits: ···· 8000."""
    return mask_account(number)


def mask_id(number: str) -> str:
    """The first three characters and the last: 330 ···· X.

    Not the last four, as elsewhere: in a Chinese number they hold the sex digit, and the middle is the birth date.
    """
    return f"{number[:3]} {HIDDEN} {number[-1]}" if len(number) >= _SHORT else HIDDEN


def mask_name(name: str) -> str:
    """The first letter of each word: 林··, L·· W··. How long the name is does not show."""
    return " ".join(f"{_first_letter(word)}··" for word in name.split()) or "··"


def _first_letter(word: str) -> str:
    """The first character with the marks that belong to it."""
    marks = 1
    while marks < len(word) and unicodedata.category(word[marks])[0] == "M":
        marks += 1
    return word[:marks]
