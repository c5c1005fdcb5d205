"""How people write a currency next to an amount: its sign, its code, its everyday name."""

import re
from functools import cache

from lending.currency import DECIMALS

_DOLLARS = """
USD AUD CAD NZD SGD HKD TWD FJD GYD JMD LRD NAD SRD TTD XCD BBD BMD BND BSD BZD KYD SBD MXN ARS CLP COP DOP UYU
"""
_SHILLINGS = "KES TZS UGX SOS"
_RUPEES = "INR PKR LKR NPR MUR SCR"

_WORDS = {
    "CNY": "¥ 元 圆 块 块钱 人民币 rmb yuan kuai",
    "JPY": "¥ 円 日元 yen",
    "HKD": "hk$ 元 块 港元 港币",
    "TWD": "nt$ 元 块 台币 新台币",
    "MOP": "元 mop$ 澳门元",
    "SGD": "s$ 新元 新币",
    "USD": "us$ 美元 美金 bucks",
    "AUD": "a$ 澳元",
    "CAD": "c$ 加元",
    "EUR": "€ 欧元 euro euros",
    "GBP": "£ 英镑 pound pounds quid",
    "INR": "₹ 卢比",
    "KES": "ksh kshs ksh.",
    "TZS": "tsh tshs",
    "UGX": "ush ushs",
    "NGN": "₦ naira",
    "GHS": "₵ cedi cedis",
    "PHP": "₱ peso pesos",
    "VND": "₫ dong",
    "KRW": "₩ 韩元 won",
    "THB": "฿ 泰铢 baht",
    "IDR": "rp rupiah",
    "MYR": "rm 林吉特 ringgit",
    "ZAR": "rand",
    "RUB": "₽ 卢布",
    "MXN": "peso pesos",
    "BRL": "r$ reais real",
}
_SHARED = (
    [(code, "$ dollar dollars") for code in _DOLLARS.split()]
    + [(code, "sh shs shilling shillings") for code in _SHILLINGS.split()]
    + [(code, "rs rs. rupee rupees") for code in _RUPEES.split()]
)


def _by_currency() -> dict[str, frozenset[str]]:
    """The words of each currency, its code among them."""
    words: dict[str, set[str]] = {code: {code.lower()} for code in DECIMALS}
    for code, written in [*_WORDS.items(), *_SHARED]:
        words[code].update(written.split())
    return {code: frozenset(found) for code, found in words.items()}


_OF = _by_currency()
_KNOWN = frozenset().union(*_OF.values()) - {code.lower() for code in DECIMALS}
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_FOREIGN_CODE = re.compile(r"(?:\b([A-Z]{3}) ?(?=\d))|(?:(?<=\d) ?([A-Z]{3})\b)")
MARK = "¤"
"""Stands in a text where the currency was named."""


def mark_currency(text: str, currency: str) -> str | None:
    """`text` in lower case with every naming of `currency` as MARK; None where another currency is named."""
    for found in _FOREIGN_CODE.finditer(text):
        code = found[1] or found[2]
        if code in DECIMALS and code != currency:
            return None
    own = _OF[currency]
    foreign = False

    def mark(found: re.Match[str]) -> str:
        nonlocal foreign
        foreign = foreign or found[0] not in own
        return MARK

    marked = _pattern(currency).sub(mark, text.lower())
    return None if foreign else marked


@cache
def _pattern(currency: str) -> re.Pattern[str]:
    """Finds every currency word, the longest first; words of letters only where no other letter touches them."""
    words = sorted(_KNOWN | _OF[currency], key=lambda word: (-len(word), word))
    return re.compile("|".join(_standing_alone(word) if word[0] in _LETTERS else re.escape(word) for word in words))


def _standing_alone(word: str) -> str:
    return rf"(?<![a-z]){re.escape(word)}(?![a-z])"
