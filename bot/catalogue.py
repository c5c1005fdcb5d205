"""The words: gettext catalogues read straight from their `.po` files at start, so nothing has to be compiled.

An entry's id is its key (`offer.receive`), never an English sentence, so a wording can change without orphaning its
translations. A folder may hold several files; a key stands in exactly one of them.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from gettext import c2py
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

LOCALES = Path(__file__).resolve().parent.parent / "locales"
FALLBACK = "en"


class UnknownKey(KeyError):
    """No catalogue has this key: a fault of the program, which the tests of the catalogues find first."""


@dataclass(frozen=True)
class Entry:
    """One key's texts: a single one, or one for each plural form of the language."""

    texts: tuple[str, ...]


@dataclass(frozen=True)
class Language:
    """All entries of one language, and its rule from a number to a plural form."""

    entries: Mapping[str, Entry]
    plural: Callable[[int], int]


class Catalogue:
    """All languages. What a language lacks is said in English rather than not at all."""

    def __init__(self, languages: Mapping[str, Language]) -> None:
        self._languages = dict(languages)

    @classmethod
    def load(cls, folder: Path = LOCALES) -> "Catalogue":
        """Reads every language below `folder`; ValueError on a broken file or a key that stands twice."""
        found = sorted(path.parent.parent for path in folder.glob("*/LC_MESSAGES/microloan.po"))
        return cls({path.name: _language(path.name, sorted(path.glob("LC_MESSAGES/*.po"))) for path in found})

    @property
    def languages(self) -> tuple[str, ...]:
        return tuple(self._languages)

    def keys(self, language: str) -> frozenset[str]:
        return frozenset(self._languages[language].entries)

    def texts(self, language: str, key: str) -> tuple[str, ...]:
        """All plural forms of one entry, for the checks of the catalogues."""
        return self._languages[language].entries[key].texts

    def text(self, language: str, key: str, n: int | None = None) -> str:
        """The text of a key with its placeholders still in it; `n` chooses the plural form."""
        for name in (language, FALLBACK):
            spoken = self._languages.get(name)
            entry = spoken.entries.get(key) if spoken else None
            if spoken and entry:
                return entry.texts[0 if n is None or len(entry.texts) == 1 else spoken.plural(n)]
        raise UnknownKey(key)


def negotiate(language_code: str, languages: Sequence[str]) -> str:
    """The language to speak with somebody whose Telegram says `language_code` (IETF, may be missing or regional)."""
    wanted = language_code.lower().replace("_", "-").split("-")[0]
    return next((name for name in languages if name.lower().split("_")[0] == wanted), FALLBACK)


def _language(name: str, files: Sequence[Path]) -> Language:
    entries: dict[str, Entry] = {}
    rule = "n != 1"
    for file in files:
        with file.open("rb") as opened:
            catalog = read_po(opened, locale=name, abort_invalid=True)
        rule = catalog.plural_expr
        for key, entry in _entries(catalog):
            if key in entries:
                raise ValueError(f"{file.name}: {key} stands in another file of {name} already")
            entries[key] = entry
    return Language(entries, c2py(rule))


def _entries(catalog: Catalog) -> list[tuple[str, Entry]]:
    """Key and texts of every translated entry; an entry without a text counts as missing."""
    found = []
    for message in catalog:
        key = message.id if isinstance(message.id, str) else message.id[0]
        texts = (message.string,) if isinstance(message.string, str) else tuple(message.string or ())
        if key and texts and all(texts):
            found.append((key, Entry(texts)))
    return found
