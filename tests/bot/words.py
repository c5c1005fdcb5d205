"""Builders: the catalogue that comes with the program, and words in one language for a reader in Shanghai."""

from functools import cache
from pathlib import Path

from bot.catalogue import Catalogue
from bot.formats import Words

HEAD = """msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"
"Plural-Forms: {plural}\\n"

"""
PLURALS = {"en": "nplurals=2; plural=(n != 1);", "zh_CN": "nplurals=1; plural=0;"}


@cache
def shipped() -> Catalogue:
    return Catalogue.load()


def speaking(language: str, catalogue: Catalogue | None = None, home: str = "CNY") -> Words:
    return Words(catalogue or shipped(), language, "Asia/Shanghai", home)


def catalogue_of(folder: Path, **entries: str) -> Catalogue:
    """English and Chinese with the same made-up entries; a double underscore in a name is a dot in the key."""
    body = "".join(f'msgid "{name.replace("__", ".")}"\nmsgstr "{text}"\n\n' for name, text in entries.items())
    for language, plural in PLURALS.items():
        file = folder / language / "LC_MESSAGES" / "microloan.po"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(HEAD.format(plural=plural) + body, encoding="utf-8")
    return Catalogue.load(folder)
