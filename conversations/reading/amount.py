"""An amount of money as people type it: 5000, 5,000, 5k, ¥5,000, 五千, 1.5万, "about 3200 a month"."""

import re
from decimal import Decimal

from conversations.reading.currency_words import MARK, mark_currency
from conversations.reading.numerals import CHINESE, ENGLISH, ENGLISH_SCALES, chinese_number, english_number
from conversations.reading.plain import plain
from conversations.reading.separators import written_number
from lending.currency import decimals
from lending.money import Money

LARGEST_AMOUNT_MINOR = 10**15
"""Minor units. More than anybody borrows here; what is typed beyond it is a slip of the finger."""

_A_MONTH = re.compile(
    r"(?:\b(?:a|an|per|each|every|one|the) (?:months?|mo|mth)\b|/ ?(?:months?|mo|mth)\b|\bmonthly\b"
    r"|每?[一每]个?月|/ ?月|月(?=[薪收入供租]))"
)
_OTHER_PERIOD = re.compile(
    r"\b(?:years?|yearly|annum|annual(?:ly)?|weeks?|weekly|fortnights?|days?|daily|hours?|hourly)\b|[年周天]|星期|小时|日薪"
)
_NO_AMOUNT = re.compile(r"[%‰\u202e几半负欠#@]|数[十百千万]|百分|\b(?:minus|negative|half|couple|several|not)\b|不是")
_IDIOM = re.compile(rf"一般|一些|一点(?![一二三四五六七八九])|一直|一定|一共|一起|千万别|十分|(?<![\d{CHINESE}])万一")
_INDIAN_END = re.compile(r"(?<=\d)/[-=]")
_NOTHING = frozenset({"none", "nothing", "nil", "没有", "沒有", "没", "无", "無"})
_SIGN = re.compile(rf"(?<![\d])[-–—](?={MARK}? ?[\d{CHINESE}])|^[-–—]|[-–—]$")
_SUFFIX = r"(?: ?(?:k|w|thousand|hundred|million|grand|lakh)(?![a-z]))?"
_WORD = "|".join([*ENGLISH, *ENGLISH_SCALES])
_A_SCALE = "a (?=hundred|thousand|million|lakh|grand)"
_NUMERAL = re.compile(
    rf"(?P<chinese>(?=[\d.,]*[{CHINESE}])(?:\d+(?:[.,]\d+)*|[{CHINESE}]|(?<=[{CHINESE}])点(?=[{CHINESE}]))+)"
    rf"|(?P<western>(?:\d{{1,3}}(?:[ ']\d{{3}})+(?!\d)(?:[.,]\d+)?|\d+(?:[.,]\d+)*){_SUFFIX})"
    rf"|(?P<english>\b(?:(?:{_A_SCALE})?(?:{_WORD})(?:(?: and)?[ -](?=(?:{_WORD})\b))?)+\b)"
)
_WITH_SEPARATORS = re.compile(r"\d+(?:[.,]\d+)+")
_SCALES = {"k": 10**3, "w": 10**4, **ENGLISH_SCALES}
_COUNTED = re.compile(r" ?(?:[个月岁号日人期点分次折成名位级栋室]|months?\b|people\b|persons?\b|times\b|of\b)")


def read_amount(text: str, currency: str) -> Money | None:
    """The one amount in `text`, in `currency`; None where there is none, or more than one reading.

    Words around it are skipped ("about", 大概, "a month"). Not understood, so that the person is asked again: a
    negative amount, two different numbers, another currency, more decimals than the currency has, an amount for a
    week or a year, a share in per cent, anything above LARGEST_AMOUNT_MINOR. Nothing (0, none, 没有) is an amount.
    """
    marked = mark_currency(_INDIAN_END.sub("", plain(text)), currency)
    if not marked:
        return None
    if marked.rstrip(".! ") in _NOTHING:
        return Money.zero(currency)
    bare = _IDIOM.sub(" ", _A_MONTH.sub(" ", marked))
    bare = re.sub(rf"(?<=\d) (?=[{CHINESE}])", "", bare)
    if _OTHER_PERIOD.search(bare) or _NO_AMOUNT.search(bare) or _SIGN.search(bare):
        return None
    values = set()
    for found in _NUMERAL.finditer(bare):
        if _is_no_number(found, bare):
            continue
        values.add(_value(found, decimals(currency)) if _stands_free(found, bare) else None)
    return _as_money(values.pop(), currency) if len(values) == 1 else None


def _is_no_number(found: re.Match[str], text: str) -> bool:
    """Words that only look like numbers: 一 inside a longer word, "one" in a sentence."""
    after = text[found.end() : found.end() + 1]
    if found["chinese"]:
        return len(found[0]) == 1 and "\u4e00" <= after <= "\u9fff" and found[0] not in "十"
    if found["english"]:
        return not any(scale in found[0] for scale in ENGLISH_SCALES) and found[0] != text.replace(MARK, "").strip()
    return False


def _stands_free(found: re.Match[str], text: str) -> bool:
    """Whether nothing touches the number that would make it something else: 5th, 5², A4, .5, 3/5, 6 months."""
    before, after = text[: found.start()], text[found.end() :]
    if re.search(r"(?:[a-z]|[\d][/:*^=x×]|(?:^|[^a-z\u4e00-\u9fff])[.,'])$", before) or before[-1:].isnumeric():
        return False
    if re.match(rf"[a-z]|[/:*^=x×.,'-]\d|{MARK} ?[\d{CHINESE}]", after) or after[:1].isnumeric():
        return False
    return not _COUNTED.match(after)


def _value(found: re.Match[str], places: int) -> Decimal | None:
    """The number that was matched, in major units."""
    if found["chinese"]:
        return _chinese_value(found[0], places)
    if found["english"]:
        number = english_number(re.split(r"[ -]+", found[0]))
        return None if number is None else Decimal(number)
    digits = re.match(r"[\d.,' ]*\d", found[0])
    suffix = found[0][digits.end() :].strip() if digits else ""
    number_written = written_number(digits[0], places, scaled=bool(suffix)) if digits else None
    return None if number_written is None else number_written * _SCALES.get(suffix, 1)


def _chinese_value(written: str, places: int) -> Decimal | None:
    """A number with Chinese characters, the digits among them (1.5万, 5,000万) read as digits are."""
    parts = {part: written_number(part, places, scaled=True) for part in _WITH_SEPARATORS.findall(written)}
    if None in parts.values():
        return None
    return chinese_number(_WITH_SEPARATORS.sub(lambda m: format((parts[m[0]] or Decimal(0)).normalize(), "f"), written))


def _as_money(value: Decimal | None, currency: str) -> Money | None:
    """`value` in minor units; None where it has a part below them or is too large."""
    if value is None:
        return None
    minor = value.scaleb(decimals(currency)) if value.adjusted() < 20 else None
    if minor is None or minor != minor.to_integral_value() or minor > LARGEST_AMOUNT_MINOR:
        return None
    return Money(int(minor), currency)
