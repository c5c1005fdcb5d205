"""Numbers written in words: Chinese numerals with or without digits among them (1万5, 三千二), and English ones."""

import re
from decimal import Decimal

CHINESE_DIGITS = {
    **dict.fromkeys("零〇", 0),
    **dict.fromkeys("一壹", 1),
    **dict.fromkeys("二两兩贰貳", 2),
    **dict.fromkeys("三叁", 3),
    **dict.fromkeys("四肆", 4),
    **dict.fromkeys("五伍", 5),
    **dict.fromkeys("六陆陸", 6),
    **dict.fromkeys("七柒", 7),
    **dict.fromkeys("八捌", 8),
    **dict.fromkeys("九玖", 9),
}
CHINESE_UNITS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
CHINESE_GROUPS = {"万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8}
CHINESE = "".join([*CHINESE_DIGITS, *CHINESE_UNITS, *CHINESE_GROUPS])
"""Every character a Chinese number is made of."""

_ONES = """
zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
eighteen nineteen
"""
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
ENGLISH = {word: n for n, word in enumerate(_ONES.split())} | {word: 10 * n for n, word in enumerate(_TENS, 2)}
ENGLISH_SCALES = {"hundred": 100, "thousand": 1000, "grand": 1000, "lakh": 10**5, "million": 10**6}

_POINT = re.compile(f"([{''.join(CHINESE_DIGITS)}])点([{''.join(CHINESE_DIGITS)}]+)")
_BEFORE_DATE_UNIT = re.compile(f"[{CHINESE}]+(?=[年月日号號])")
_PIECE = re.compile(r"\d+(?:\.\d+)?|.")
_NO_LIMIT = 10**18


def chinese_number(written: str) -> Decimal | None:
    """The value of `written` (CHINESE characters, ASCII digits, points only); None where it has no one value.

    A last digit without a unit counts the next unit down, as it is spoken: 一万五 is 15,000; after 零 it counts ones.
    Two digits side by side (三四百: three or four hundred) have no one value.
    """
    spelled = _POINT.sub(lambda m: f"{CHINESE_DIGITS[m[1]]}.{''.join(str(CHINESE_DIGITS[d]) for d in m[2])}", written)
    if all(character in CHINESE_DIGITS for character in spelled):
        return _digit_by_digit(spelled)
    pieces = _PIECE.findall(spelled)
    if any("." in piece for piece in pieces) and len(pieces) != 2:
        return None
    return _with_units(pieces)


def _digit_by_digit(written: str) -> Decimal | None:
    """五 is 5 and 二〇二四 is 2024; 三四 is "three or four", so two digits without a zero have no value."""
    if not written or (len(written) == 2 and not any(CHINESE_DIGITS[d] == 0 for d in written)):
        return None
    return Decimal("".join(str(CHINESE_DIGITS[d]) for d in written))


def _with_units(pieces: list[str]) -> Decimal | None:
    """Groups (亿, 万) of sections (千, 百, 十, ones), each smaller than the one before it."""
    total, rest, above = Decimal(0), pieces, _NO_LIMIT
    for group in (10**8, 10**4):
        places = [k for k, piece in enumerate(rest) if CHINESE_GROUPS.get(piece) == group]
        if len(places) > 1:
            return None
        if places:
            section = _section(rest[: places[0]], _NO_LIMIT, closed=True)
            if not section or section * group >= above:
                return None
            total, rest, above = total + section * group, rest[places[0] + 1 :], group
    if any(piece in CHINESE_GROUPS for piece in rest):
        return None
    last = _section(rest, above, closed=False)
    return None if last is None else total + last


def _section(pieces: list[str], above: int, *, closed: bool) -> Decimal | None:
    """The value below the unit `above`. `closed`: a group follows, so a last digit is never short for a larger one."""
    value, count, zero, unit = Decimal(0), None, False, above
    for piece in pieces:
        if piece in CHINESE_UNITS:
            size = CHINESE_UNITS[piece]
            count = Decimal(1) if count is None and size == 10 and value == 0 else count
            if count is None or count == 0 or count * size >= unit:
                return None
            value, count, zero, unit = value + count * size, None, False, size
        elif count is not None:
            return None
        elif CHINESE_DIGITS.get(piece) == 0:
            zero = True
        else:
            count = Decimal(CHINESE_DIGITS.get(piece, piece))
    return value if count is None else _last_digit(value, count, zero, unit, closed)


def _last_digit(value: Decimal, count: Decimal, zero: bool, unit: int, closed: bool) -> Decimal | None:
    """`value` and a last number without a unit, after the unit `unit`."""
    if zero or unit in (10, _NO_LIMIT) or (count >= 10 and not closed):
        return value + count if count < unit else None
    return None if closed else value + count * unit / 10


def english_number(words: list[str]) -> int | None:
    """The value of number words, as in ["three", "thousand", "two", "hundred"]; None where they make no number."""
    total = section = 0
    last, scale = _NO_LIMIT, _NO_LIMIT
    for word in words:
        if word in ENGLISH:
            value = ENGLISH[word]
            if value >= last or (last == 10 and value >= 10):
                return None
            section, last = section + value, 10 if value >= 20 else 1
        elif word == "hundred" and 0 < section < 100:
            section, last = section * 100, 100
        elif word in ENGLISH_SCALES and word != "hundred" and section and ENGLISH_SCALES[word] < scale:
            scale = ENGLISH_SCALES[word]
            total, section, last = total + section * scale, 0, scale
        elif word not in ("and", "a"):
            return None
        elif word == "a":
            section, last = 1, 1
    return total + section if words else None


def chinese_digits(said: str) -> str:
    """`said` with the Chinese numbers before 年, 月, 日 and 号 as digits: 二〇二三年三月 is 2023年3月."""

    def digits(found: re.Match[str]) -> str:
        value = chinese_number(found[0])
        return found[0] if value is None else format(value, "f")

    return _BEFORE_DATE_UNIT.sub(digits, said)
