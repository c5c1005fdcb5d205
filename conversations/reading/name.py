"""A person's legal name, in any script."""

import re
import unicodedata

from conversations.reading.plain import narrow
from conversations.reading.refusal import Reason, Refusal

SHORTEST_NAME = 2
LONGEST_NAME = 100
"""Characters. Mononyms are names: there is no rule that a name has two words."""

_LINK = re.compile(r"://|www\.|@|\bt\.me\b|\w\.(?:com|net|org|cn|me|io|ru|info|xyz)\b", re.IGNORECASE)
_DOTS = str.maketrans(dict.fromkeys("•‧・•∙⋅｡･", "·") | dict.fromkeys("’‘ʼ＇`´", "'") | dict.fromkeys("‐‑‒–—−－", "-"))
_JOINERS = "\u200c\u200d"
_INITIAL = re.compile(r"(?<![^\W_])[^\W\d_]{1,3}\.")
_MOST_MARKS = 4


def read_name(text: str) -> str | Refusal:
    """The name with single spaces, in Unicode's composed form (NFC), its dots and hyphens of one kind; or why not.

    Letters of any script with their marks, spaces, hyphens, apostrophes, the middle dot (买买提·艾力) and the full stop
    of an initial. What cannot be seen is refused, because it makes two different names look the same.
    """
    if len(text) > 4 * LONGEST_NAME:
        return Refusal(Reason.TOO_LONG)
    name = unicodedata.normalize("NFC", "".join(map(narrow, " ".join(text.split())))).translate(_DOTS)
    if not name:
        return Refusal(Reason.EMPTY)
    if _LINK.search(name):
        return Refusal(Reason.LINK)
    reason = _wrong_character(name) or _wrong_size(name)
    return Refusal(reason) if reason else name


def _wrong_character(name: str) -> Reason | None:
    """The reason the first character that is not one of a name gives; None where there is none."""
    kinds = [unicodedata.category(character) for character in name]
    for before, character, kind in zip(" " + name, name, kinds, strict=False):
        if kind == "So" or (kind == "Sk" and character >= "\U0001f000"):
            return Reason.EMOJI
        if kind in ("Cc", "Cf", "Zl", "Zp") and not (character in _JOINERS and _takes_joiner(before)):
            return Reason.HIDDEN
    if not any(kind[0] == "L" for kind in kinds):
        return Reason.NO_LETTERS
    if any(kind[0] == "N" and kind != "Nl" for kind in kinds):
        return Reason.DIGITS
    rest = _INITIAL.sub("", name)
    if any(c not in " -'·" + _JOINERS and unicodedata.category(c)[0] not in "LM" and c != "〇" for c in rest):
        return Reason.CHARACTER
    return Reason.CHARACTER if _badly_joined(name) else None


def _takes_joiner(letter: str) -> bool:
    """Whether a joiner changes how the next letter is written: after Arabic letters and the Indic virama."""
    return unicodedata.bidirectional(letter) == "AL" or unicodedata.combining(letter) == 9


def _badly_joined(name: str) -> bool:
    """Marks without a letter or in a pile, joiners or punctuation that join nothing."""
    run = _MOST_MARKS  # a mark or joiner at the very start joins nothing
    for character in name:
        kind = unicodedata.category(character)[0]
        run = 0 if kind == "L" else run + 1
        if (kind == "M" or character in _JOINERS) and run > _MOST_MARKS:
            return True
        if kind in "ZP":
            run = _MOST_MARKS
    return name[0] in "-·" or name[-1] in "-·" + _JOINERS or re.search(r"[-·']{2}", name) is not None


def _wrong_size(name: str) -> Reason | None:
    letters = sum(unicodedata.category(character)[0] == "L" for character in name)
    if letters < SHORTEST_NAME:
        return Reason.TOO_SHORT
    return Reason.TOO_LONG if len(name) > LONGEST_NAME else None
