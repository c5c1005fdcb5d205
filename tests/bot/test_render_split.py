"""A text that is too long is cut where a reader would cut it, and every part stands on its own."""

import re

from hypothesis import given
from hypothesis import strategies as st

from bot.render_split import split, units


def test_a_text_that_fits_is_left_alone() -> None:
    assert split("one\ntwo", 4096) == ("one\ntwo",)


def test_the_cut_is_at_a_line_end_and_open_tags_are_closed_and_opened_again() -> None:
    first, second = split("<b>" + "a" * 250 + "\n" + "b" * 250 + "</b>", 500)
    assert first == "<b>" + "a" * 250 + "</b>"
    assert second == "<b>" + "b" * 250 + "</b>"


LINES = st.lists(st.sampled_from(["<b>bold</b>", "&amp;", "word ", "好", "😀", "<i>lean</i> "]), max_size=120)


@given(st.lists(LINES, max_size=6))
def test_no_part_is_too_long_and_nothing_is_lost_or_broken(lines: list[list[str]]) -> None:
    text = "\n".join("".join(line) for line in lines)
    parts = split(text, 400)
    assert all(units(part) <= 400 for part in parts)
    assert all(part.count("<b>") == part.count("</b>") for part in parts)
    assert not any(re.search(r"&(?!amp;)", part) for part in parts)
    bare = re.compile(r"</?[bi]>|\s")
    assert bare.sub("", "".join(parts)) == bare.sub("", text)
