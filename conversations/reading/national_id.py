"""National identity numbers, each checked by the rule of its country, before anybody is asked for a photo."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from conversations.reading.calendar_words import day_of
from conversations.reading.plain import plain
from conversations.reading.refusal import Reason, Refusal, unread


@dataclass(frozen=True)
class NationalId:
    """A number that its country's rule accepts, and the birth date where it holds one.

    Neither is shown when the value is printed. A sex digit is part of the number and is never read out of it.
    """

    number: str = field(repr=False)
    birth_date: date | None = field(default=None, repr=False)


Checked = NationalId | Refusal

_BETWEEN = re.compile(r"[\s\-‐–—./·]+")
_CHINESE = re.compile(r"[1-9]\d{16}[\dX]")
_CHINESE_WEIGHTS = tuple(2 ** (17 - place) % 11 for place in range(17))
_CHINESE_CHECKS = "10X98765432"
_CHINESE_PROVINCES = """
11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82 83
"""


def read_national_id(text: str, scheme: str) -> Checked:
    """The number in `text`, checked by the rule of `scheme` (a key of SCHEMES; another one is a KeyError of ours).

    Spaces, dashes and full-width characters are forgiven; letters become capitals. Whether a birth date lies in the
    future, or makes the person too young, is for the policy to say.
    """
    check = SCHEMES[scheme]
    number = _BETWEEN.sub("", plain(text)).upper()
    if not number:
        return unread(text)
    return check(number)


def _chinese(number: str) -> Checked:
    """GB 11643-1999: region, birth date, sequence, check character by ISO 7064 MOD 11-2.

    The cards of permanent residents from abroad begin with 9 and the province's two digits.
    """
    if not _CHINESE.fullmatch(number):
        return Refusal(Reason.FORM)
    province = number[1:3] if number[0] == "9" else number[:2]
    if province not in _CHINESE_PROVINCES.split():
        return Refusal(Reason.REGION)
    birth_date = day_of(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    if birth_date is None:
        return Refusal(Reason.DATE)
    if _CHINESE_CHECKS[sum(w * int(d) for w, d in zip(_CHINESE_WEIGHTS, number, strict=False)) % 11] != number[17]:
        return Refusal(Reason.CHECK)
    return NationalId(number, birth_date)


def _indian(number: str) -> Checked:
    """Aadhaar: 12 digits, the first neither 0 nor 1, the last by Verhoeff's scheme."""
    if not re.fullmatch(r"[2-9]\d{11}", number):
        return Refusal(Reason.FORM)
    return NationalId(number) if _verhoeff(number) == 0 else Refusal(Reason.CHECK)


def _verhoeff(digits: str) -> int:
    """0 where the check digit agrees (Verhoeff 1969).

    Counted from the right, each digit is turned as often as its place says, and all are multiplied as symmetries of a
    pentagon.
    """
    turned, found = list(range(10)), 0
    for digit in reversed(digits):
        found = _pentagon(found, turned[int(digit)])
        turned = [_TURN[k] for k in turned]
    return found


_TURN = (1, 5, 7, 6, 2, 8, 3, 0, 9, 4)


def _pentagon(a: int, b: int) -> int:
    """The product of two symmetries of a pentagon: 0 to 4 are rotations, 5 to 9 reflections."""
    if a < 5:
        return (a + b) % 5 + (5 if b >= 5 else 0)
    return (a - b) % 5 + (0 if b >= 5 else 5)


def _kenyan(number: str) -> Checked:
    """Seven or eight digits; it has no check digit."""
    return NationalId(number) if re.fullmatch(r"[1-9]\d{6,7}", number) else Refusal(Reason.FORM)


def _any(number: str) -> Checked:
    """Six to twenty letters and digits, a digit among them: where no rule is known."""
    if not re.fullmatch(r"(?=.*\d)[A-Z0-9]{6,20}", number) or len(set(number)) == 1:
        return Refusal(Reason.FORM)
    return NationalId(number)


SCHEMES: dict[str, Callable[[str], Checked]] = {"cn": _chinese, "in": _indian, "ke": _kenyan, "any": _any}
"""The rules by the name they have in the configuration."""
