"""The first step of every reader: typed text made plain, so that the readers see one way of writing a character.

Keyboards and copied text bring full-width letters, digits of other scripts, invisible direction marks and a dozen
kinds of space. What changes the meaning is not touched: a superscript stays one, so 5² never becomes 52.
"""

import re
import unicodedata

LONGEST_ANSWER = 200
"""Characters. An answer to one question is short; anything longer is not looked into at all."""

_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u061c\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\ufe0e\ufe0f\u20e3"))
_DIRECTIONS = dict.fromkeys([*range(0x202A, 0x202E), *range(0x2066, 0x206A)])
_SAME = str.maketrans({"\u066b": ".", "\u066c": ",", "、": ",", "。": ".", "’": "'", "‘": "'", "−": "-", "﹣": "-"})
_SPACES = re.compile(r"\s+")


def plain(text: str) -> str:
    """`text` with ASCII digits and marks, single spaces and nothing invisible; "" where it is too long to be read.

    The mark that turns letters around (U+202E) is kept: a reader that meets it finds a character it does not know.
    """
    if len(text) > LONGEST_ANSWER:
        return ""
    seen = text.translate(_INVISIBLE).translate(_DIRECTIONS).translate(_SAME)
    return _SPACES.sub(" ", "".join(map(narrow, seen))).strip()


def narrow(character: str) -> str:
    """The ASCII twin of a full-width character or of a digit of any script; every other character as it is."""
    if "\uff01" <= character <= "\uff5e":
        return chr(ord(character) - 0xFEE0)
    if character == "\uffe5":
        return "¥"
    digit = unicodedata.decimal(character, None)
    return character if digit is None else str(digit)
