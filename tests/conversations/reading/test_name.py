"""Names of many peoples are taken as they are; what only looks like one is refused with its reason."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conversations.reading.name import LONGEST_NAME, read_name
from conversations.reading.refusal import Reason, Refusal

NAMES = [
    "Lin Mei",
    "林美",
    "欧阳娜娜",
    "买买提·艾力",
    "Sukarno",
    "Ng",
    "Amina wa Wanjirũ",
    "Siobhán O'Brien-Ní",
    "Nguyễn Thị Ánh",
    "محمد بن علي",
    "علی‌رضا",
    "श्रीमती देवी",
    "John F. Kennedy",
    "Ольга Петровна",
    "김민준",
    "佐々木 ジョージ",
]


@pytest.mark.parametrize("name", NAMES)
def test_a_name_in_any_script_is_taken_as_it_is(name: str) -> None:
    assert read_name(name) == unicodedata.normalize("NFC", name)


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("  Lin \n Mei ", "Lin Mei"),
        ("Jose\u0301", "José"),
        ("O’Brien", "O'Brien"),
        ("买买提•艾力", "买买提·艾力"),
        ("Ｌｉｎ", "Lin"),
    ],
)
def test_spaces_accents_and_dots_come_out_one_way(typed: str, name: str) -> None:
    assert read_name(typed) == name


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("", Reason.EMPTY),
        ("林", Reason.TOO_SHORT),
        ("L", Reason.TOO_SHORT),
        ("a" * 101, Reason.TOO_LONG),
        ("a" * 10_000_000, Reason.TOO_LONG),
        ("12345", Reason.NO_LETTERS),
        ("---", Reason.NO_LETTERS),
        ("Lin2", Reason.DIGITS),
        ("Lin 😀", Reason.EMOJI),
        ("👩‍👩‍👧", Reason.EMOJI),
        ("https://example.org", Reason.LINK),
        ("lin@example", Reason.LINK),
        ("t.me/lin", Reason.LINK),
        ("Lin\u202eieM", Reason.HIDDEN),
        ("L\u200din", Reason.HIDDEN),
        ("Lin\x07", Reason.HIDDEN),
        ("Lin_Mei", Reason.CHARACTER),
        ("Lin <b>", Reason.CHARACTER),
        ("-Lin", Reason.CHARACTER),
        ("Li" + "\u0336" * 5, Reason.CHARACTER),
        ("Lin\ud800", Reason.CHARACTER),
    ],
)
def test_what_is_no_name_is_refused_with_its_reason(typed: str, reason: Reason) -> None:
    assert read_name(typed) == Refusal(reason)


@given(st.text(max_size=500))
def test_a_name_that_is_taken_is_bounded_and_reads_as_itself_again(text: str) -> None:
    name = read_name(text)
    if isinstance(name, str):
        assert 2 <= len(name) <= LONGEST_NAME
        assert read_name(name) == name
        assert name.encode()
