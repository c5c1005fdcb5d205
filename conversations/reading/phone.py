"""A telephone number: a real one, of a country where we lend, with a name behind it."""

import re
from collections.abc import Sequence

import phonenumbers

from conversations.reading.plain import plain
from conversations.reading.refusal import Reason, Refusal, unread

_FORM = re.compile(r"\+?[\d\s()./\-‐–—]+")
_ANONYMOUS = 888
"""The country code of numbers that are sold for Telegram without a person behind them."""


def read_phone(text: str, countries: Sequence[str]) -> str | Refusal:
    """The number in E.164 form (+8613800138000), or why not. `countries` are ISO 3166 codes, as in ("CN", "KE").

    Read as an international number where it begins with + or 00, else as a national one of each country, and then as
    an international one that lost its +, which is how Telegram hands over a contact.
    """
    typed = plain(text)
    if not typed:
        return unread(text)
    if not _FORM.fullmatch(typed):
        return Refusal(Reason.FORM)
    digits = re.sub(r"\D", "", typed)
    if typed.startswith(("+", "00")):
        return _international(digits.removeprefix("00"), countries)
    national = {number for country in countries if (number := _valid(digits, country)) is not None}
    if len(national) == 1:
        return national.pop()
    return Refusal(Reason.FORM) if national else _international(digits, countries)


def _international(digits: str, countries: Sequence[str]) -> str | Refusal:
    """The number whose digits begin with a country code."""
    if digits.startswith(str(_ANONYMOUS)):
        return Refusal(Reason.ANONYMOUS)
    try:
        parsed = phonenumbers.parse(f"+{digits}", None)
    except phonenumbers.NumberParseException:
        return Refusal(Reason.FORM)
    if not phonenumbers.is_valid_number(parsed):
        return Refusal(Reason.FORM)
    if phonenumbers.region_code_for_number(parsed) not in countries:
        return Refusal(Reason.COUNTRY)
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


def _valid(digits: str, country: str) -> str | None:
    """The E.164 form of a national number of `country`; None where it is none."""
    try:
        parsed = phonenumbers.parse(digits, country)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number_for_region(parsed, country):
        return None
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
