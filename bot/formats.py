"""Values into words: amounts, rates and days in the reader's own convention, phrases with parameters filled.

The result is Telegram's HTML. Catalogue texts are ours and may hold its tags; whatever comes from outside is stripped
of control and direction characters and escaped, so nobody can dress a name up as a message of the lender.
"""

import html
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache, lru_cache
from string import Formatter
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_datetime
from babel.numbers import format_currency, format_decimal

from bot.catalogue import Catalogue
from conversations.say import P, Percent, Phrase, ShortDate, Value, WeekDate
from lending.currency import decimals
from lending.money import Money

JOINERS = "\u200c\u200d"  # needed inside words of some scripts and inside emoji
_CJK = r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]"
_TAGS = r"(?:</?[a-z]+>)*"
_CHINESE = re.compile(_CJK)
_ENDS_CHINESE = re.compile(f"{_CJK}{_TAGS}$")
_SPACE_BEFORE = re.compile(f"({_TAGS}) (?={_CJK})")
_SPACE_AFTER = re.compile(f"(?<={_CJK}) ({_TAGS})$")
_TAG = re.compile(r"</?[a-z][^>]*>")


def clean(text: str) -> str:
    """Text from outside on one line, without control, direction, invisible or unpaired surrogate characters."""
    kept = (c for c in " ".join(text.split()) if c in JOINERS or unicodedata.category(c) not in ("Cc", "Cf", "Cs"))
    return "".join(kept)


def escaped(text: str) -> str:
    """Text from outside, fit to stand in Telegram's HTML."""
    return html.escape(clean(text), quote=False).replace('"', "&quot;")


def as_plain(marked: str) -> str:
    """What a reader sees of Telegram's HTML."""
    if "<" not in marked and "&" not in marked:
        return marked
    return html.unescape(_TAG.sub("", marked))


@cache
def spoken_in(language: str) -> Locale:
    """The locale of a language. Kept, because reading its name anew is nine tenths of the work of showing a figure."""
    return Locale.parse(language)


@cache
def pieces(text: str) -> tuple[tuple[str, bool], ...]:
    """A catalogue text in its pieces: literal text, and the names of placeholders (marked True)."""
    found: list[tuple[str, bool]] = []
    for literal, name, _, _ in Formatter().parse(text):
        found += [(literal, False)] if literal else []
        found += [(name, True)] if name else []
    return tuple(found)


def joined(parts: Iterable[str]) -> str:
    """The parts as one text. A space that would stand between two Chinese characters at a seam is left out: a
    translator cannot know whether a value ends in a figure or in a word.
    """
    text = ""
    for part in parts:
        if not text:
            text = part
            continue
        opens, ends = _SPACE_BEFORE.match(part), _SPACE_AFTER.search(text)
        if opens and _ENDS_CHINESE.search(text):
            part = opens[1] + part[opens.end() :]
        elif ends and _CHINESE.match(part):
            text = text[: ends.start()] + ends[1]
        text += part
    return text


@cache
def _without_values(text: str) -> str:
    """A catalogue text that has no placeholders, as it is shown."""
    return _filled(text, {})


def _filled(text: str, values: Mapping[str, str]) -> str:
    """The text with the values of its placeholders. KeyError where one has none."""
    return joined(values[piece] if is_field else piece for piece, is_field in pieces(text))


@dataclass(frozen=True)
class Words:
    """Speaks one language for one reader. `home` is the lender's currency, whose name need not be said."""

    catalogue: Catalogue
    language: str
    timezone: str
    home: str

    def html(self, phrase: Phrase) -> str:
        """The phrase as Telegram HTML; an empty key is an empty line."""
        if not phrase.key:
            return ""
        if not phrase.params:
            return _without_values(self.catalogue.text(self.language, phrase.key))
        n = phrase.params.get("n")
        text = self.catalogue.text(self.language, phrase.key, n if isinstance(n, int) else None)
        return _filled(text, {name: self.value(value) for name, value in phrase.params.items()})

    def plain(self, phrase: Phrase) -> str:
        """The phrase as bare text, for labels, toasts and file names, which know no markup."""
        return as_plain(self.html(phrase))

    def value(self, value: Value) -> str:
        """One parameter as Telegram HTML."""
        match value:
            case Phrase():
                return self.html(value)
            case tuple():
                return "\n".join(self.html(line) for line in value)
            case str():
                return escaped(value)
            case Money():
                return self.money(value)
            case Percent():
                return self.html(P("format.percent", figure=self._figure(value.value, 2)))
            case int():
                return self._figure(Decimal(value), 0)
            case Decimal():
                return self._figure(value, max(0, -int(value.as_tuple().exponent)))
            case _:
                return self.day(value)

    def money(self, amount: Money) -> str:
        """Grouped, with all decimals that ISO 4217 gives the currency (CLDR differs for some)."""
        if amount.currency == self.home:
            return self.html(P("format.money", figure=self.figure(amount)))
        pattern, spoken = "¤¤ " + _grouped(decimals(amount.currency)), spoken_in(self.language)
        return format_currency(amount.major(), amount.currency, pattern, locale=spoken, currency_digits=False)

    def figure(self, amount: Money) -> str:
        """The bare figure of an amount, for a table whose head names the currency."""
        return self._figure(amount.major(), decimals(amount.currency))

    def day(self, value: date | datetime | ShortDate | WeekDate) -> str:
        """A day, or an instant in the reader's own time zone."""
        match value:
            case datetime():
                local = value.astimezone(ZoneInfo(self.timezone))
                return format_datetime(local, self._pattern(P("format.instant")), locale=spoken_in(self.language))
            case ShortDate(day):
                return format_date(day, self._pattern(P("format.day.short")), locale=spoken_in(self.language))
            case WeekDate(day):
                return format_date(day, self._pattern(P("format.day.week")), locale=spoken_in(self.language))
            case _:
                return format_date(value, self._pattern(P("format.day")), locale=spoken_in(self.language))

    def _pattern(self, phrase: Phrase) -> str:
        return self.catalogue.text(self.language, phrase.key)

    def _figure(self, value: Decimal, places: int) -> str:
        return _grouped_figure(self.language, str(value), places)


@lru_cache(maxsize=4096)
def _grouped_figure(language: str, value: str, places: int) -> str:
    """Kept, because the same round amounts stand on the buttons of everybody."""
    return format_decimal(Decimal(value), _grouped(places), locale=spoken_in(language))


def _grouped(places: int) -> str:
    return "#,##0" + ("." + "0" * places if places else "")
