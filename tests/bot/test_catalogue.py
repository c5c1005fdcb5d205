"""Catalogues are read from their text files, and everybody is spoken to in a language that we have."""

from pathlib import Path

import pytest

from bot.catalogue import Catalogue, UnknownKey, negotiate
from tests.bot.words import catalogue_of, shipped


@pytest.mark.parametrize("code", ["zh", "zh-hans", "zh_CN", "zh-TW"])
def test_any_kind_of_chinese_is_answered_in_simplified_chinese(code: str) -> None:
    assert negotiate(code, shipped().languages) == "zh_CN"


@pytest.mark.parametrize("code", ["", "en", "EN-us", "pt-br", "de", "x-klingon"])
def test_a_missing_or_unknown_language_is_answered_in_english(code: str) -> None:
    assert negotiate(code, shipped().languages) == "en"


def test_a_number_chooses_its_plural_form_by_the_rule_of_the_language() -> None:
    one, many = (shipped().text("en", "paper.withdrawal", n) for n in (1, 14))
    assert "{n} day " in one
    assert "{n} days " in many
    assert "{n} 日" in shipped().text("zh_CN", "paper.withdrawal", 1)


def test_what_a_language_lacks_is_said_in_english_and_a_key_nobody_has_is_an_error(tmp_path: Path) -> None:
    words = catalogue_of(tmp_path, hello="Hello")
    (tmp_path / "zh_CN/LC_MESSAGES/microloan.po").write_text('msgid ""\nmsgstr ""\n\nmsgid "hello"\nmsgstr ""\n')
    assert Catalogue.load(tmp_path).text("zh_CN", "hello") == "Hello"
    with pytest.raises(UnknownKey):
        words.text("en", "goodbye")


def test_a_key_that_stands_in_two_files_is_refused(tmp_path: Path) -> None:
    catalogue_of(tmp_path, hello="Hello")
    (tmp_path / "en/LC_MESSAGES/more.po").write_text('msgid ""\nmsgstr ""\n\nmsgid "hello"\nmsgstr "Hi"\n')
    with pytest.raises(ValueError, match="hello"):
        Catalogue.load(tmp_path)
