"""Catalogues and sources agree to the letter, and the texts keep to the house's voice."""

import html
import re
import string
from collections.abc import Iterator

import pytest

from tests.bot.words import shipped
from tests.locales.phrases import found

LANGUAGES = ("en", "zh_CN")
SAID, UNREAD = found()
ABBREVIATIONS = {
    "APR",
    "APRC",
    "PIN",
    "OK",
    "ID",
    "IRR",
    "EU",
    "MMM",
    "HH",
    "EEEE",
    "QR",
    "SMS",
    "MB",
    "PD",
    "A4",
    "DPD",
    "KFS",
}
TAG = re.compile(r"</?([a-z-]+)(?: [^>]*)?>")
EMOJI = re.compile("[\U0001f000-\U0001faff\u2600-\u27bf\u2b50\u2705\u274c]")


def texts(language: str) -> Iterator[tuple[str, str]]:
    for key in sorted(shipped().keys(language)):
        for text in shipped().texts(language, key):
            yield key, text


def placeholders(text: str) -> frozenset[str]:
    return frozenset(name for _, name, _, _ in string.Formatter().parse(text) if name)


def test_every_phrase_has_a_key_that_can_be_read_off_the_source() -> None:
    assert not [item.where for item in UNREAD]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_key_that_is_said_stands_in_every_catalogue_and_no_other_does(language: str) -> None:
    said = {item.key for item in SAID if item.key}
    missing = sorted(f"{item.key} ({item.where})" for item in SAID if item.key not in shipped().keys(language) | {""})
    assert not missing
    assert not sorted(shipped().keys(language) - said)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_text_has_exactly_the_placeholders_that_the_source_fills(language: str) -> None:
    wrong = []
    for item in (item for item in SAID if item.key in shipped().keys(language)):
        asked = frozenset().union(*(placeholders(text) for text in shipped().texts(language, item.key)))
        if asked | {"n"} != item.params | {"n"} and not (item.in_table and not item.params):
            wrong.append(f"{item.where} {item.key}: text {sorted(asked)}, source {sorted(item.params)}")
        elif "n" in asked and "n" not in item.params and not item.in_table:
            wrong.append(f"{item.where} {item.key}: no n")
    assert not wrong


def test_all_languages_have_the_same_placeholders() -> None:
    for key in shipped().keys("en") & shipped().keys("zh_CN"):
        en, zh = (frozenset().union(*map(placeholders, shipped().texts(name, key))) for name in LANGUAGES)
        assert en | {"n"} == zh | {"n"}, key


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_markup_of_a_text_is_telegrams_and_every_tag_is_closed(language: str) -> None:
    for key, text in texts(language):
        still_open: list[str] = []
        for tag in TAG.finditer(text):
            if tag[0].startswith("</"):
                assert still_open, key
                assert still_open.pop() == tag[1], key
            else:
                assert tag[1] in {"b", "i", "u", "s", "code", "pre", "a", "blockquote", "tg-spoiler"}, key
                still_open.append(tag[1])
        assert not still_open, key
        assert not re.search(r"[<>]|&(?![a-z]+;)", TAG.sub("", text)), key


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_text_has_at_most_one_emoji(language: str) -> None:
    assert not [key for key, text in texts(language) if len(EMOJI.findall(text)) > 1]


def test_english_never_shouts_and_never_hurries() -> None:
    for key, text in texts("en"):
        if key.startswith("format."):
            continue  # patterns of the locale data, not sentences
        bare = re.sub(r"\{[^}]*\}|<[^>]*>", "", html.unescape(text))
        loud = set(re.findall(r"\b[A-Z][A-Z0-9]+\b", bare)) - ABBREVIATIONS
        assert not loud, f"{key}: {loud}"
        assert "!!" not in bare, key
        assert not re.search(r"last chance|hurry|act now|only today", bare, re.IGNORECASE), key


def test_chinese_is_polite_and_uses_its_own_punctuation() -> None:
    for key, text in texts("zh_CN"):
        bare = re.sub(r"<[^>]*>|https?://\S+|/[a-z]+", "", html.unescape(text))
        bare = re.sub(r"\{[^}]*\}", "字", bare)  # what is put in may end or begin with a Chinese word
        assert not re.search(r"亲[,，爱]|限时|最后机会|仅需|你", bare), key
        assert not re.search(r"[\u4e00-\u9fff] ?[,;:!?()]|[,;!?()] ?[\u4e00-\u9fff]", bare), f"{key}: {text}"
        assert not re.search(r"[０-９]", bare), key
