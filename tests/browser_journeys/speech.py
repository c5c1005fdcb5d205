"""The bot's own words in one language, straight from the catalogue, so that one play serves for every language."""

import re
from dataclasses import dataclass
from decimal import Decimal

from bot.formats import Words, as_plain
from conversations.say import P, Value
from lending.money import Money
from tests.bot.words import shipped, speaking

_AMOUNT = re.compile(r"(?<![\d.,])\d[\d,]*\.\d\d(?![\d.]*\s?%)(?!\d)")
_HOLE = re.compile(r"\{\w+\}")


@dataclass(frozen=True)
class Speech:
    """Speaks one language as the bot does."""

    language: str

    @property
    def chinese(self) -> bool:
        return self.language == "zh_CN"

    @property
    def words(self) -> Words:
        return speaking(self.language)

    def says(self, key: str, **params: Value) -> str:
        """The whole text of a key, as a reader sees it."""
        return self.words.plain(P(key, **params))

    def part(self, key: str) -> str:
        """The longest piece of a key's text that does not depend on a value: enough to know the message by."""
        pieces = _HOLE.split(as_plain(shipped().text(self.language, key)))
        return max((piece.strip() for piece in pieces), key=len)

    def money(self, amount: str) -> str:
        """An amount in major units, as it is shown."""
        return self.words.money(Money.parse(amount, "CNY"))


def amounts_in(text: str) -> list[str]:
    """Every amount of money in a text, in its order, without the separators: "5000.00". Rates in percent are none."""
    return [str(Decimal(found.replace(",", ""))) for found in _AMOUNT.findall(text)]
