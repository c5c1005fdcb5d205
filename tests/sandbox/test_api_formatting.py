"""Text as the Bot API keeps it: entities from markup and those found by themselves, in UTF-16 offsets."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.formatting.formatted import read
from sandbox.formatting.span import CannotParse, length


def kinds(text: str, mode: str = "") -> list[tuple[str, str]]:
    """(kind, the characters it covers), read back through UTF-16."""
    found = read(text, mode)
    units = found.text.encode("utf-16-le")
    cut = [units[2 * e["offset"] : 2 * (e["offset"] + e["length"])].decode("utf-16-le") for e in found.entities]
    return [(entity["type"], part) for entity, part in zip(found.entities, cut, strict=True)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("/start", [("bot_command", "/start")]),
        ("😀 /pay@lender_bot now", [("bot_command", "/pay@lender_bot")]),
        ("10/20 and a/b", []),
        ("see https://example.org/x?y=1, please", [("url", "https://example.org/x?y=1")]),
        ("see example.org.", [("url", "example.org")]),
        ("write to office@example.org!", [("email", "office@example.org")]),
        ("ask @lender_bot 😀", [("mention", "@lender_bot")]),
        ("#loan2026 #1", [("hashtag", "#loan2026")]),
        ("call +86 138 0013 8000", [("phone_number", "+86 138 0013 8000")]),
        ("1000.00", []),
    ],
)
def test_what_telegram_finds_by_itself(text: str, found: list[tuple[str, str]]) -> None:
    assert kinds(text) == found


@pytest.mark.parametrize(
    ("text", "plain", "found"),
    [
        ("<b>a</b><strong>b</strong>", "ab", [("bold", "a"), ("bold", "b")]),
        ("<i>a</i><em>b</em>", "ab", [("italic", "a"), ("italic", "b")]),
        ("<u>a</u><ins>b</ins>", "ab", [("underline", "a"), ("underline", "b")]),
        ("<s>a</s><del>b</del>", "ab", [("strikethrough", "a"), ("strikethrough", "b")]),
        ("<tg-spoiler>a</tg-spoiler>", "a", [("spoiler", "a")]),
        ('<span class="tg-spoiler">a</span>', "a", [("spoiler", "a")]),
        ("<blockquote>a</blockquote>", "a", [("blockquote", "a")]),
        ("<code>/start</code>", "/start", [("code", "/start")]),
        ("<pre>a.org</pre>", "a.org", [("pre", "a.org")]),
        ("😀<b>你好</b>", "😀你好", [("bold", "你好")]),
        ("<b>a <i>b</i></b>", "a b", [("bold", "a b"), ("italic", "b")]),
        ("&lt;b&gt; &amp; &quot; &#33; &nbsp;", '<b> & " ! &nbsp;', []),
        ("  <b> a </b>  ", "a", [("bold", "a")]),
    ],
)
def test_html(text: str, plain: str, found: list[tuple[str, str]]) -> None:
    assert read(text, "HTML").text == plain
    assert kinds(text, "HTML") == found


def test_links_keep_their_address_and_code_its_language() -> None:
    link = read('<a href="https://Example.org">terms</a>', "html").entities[0]
    code = read('<pre><code class="language-python">x</code></pre>', "html").entities
    assert link == {"offset": 0, "length": 5, "type": "text_link", "url": "https://example.org/"}
    assert code == [{"offset": 0, "length": 1, "type": "pre", "language": "python"}]


def test_markdown_of_both_kinds() -> None:
    assert kinds("*a _b_* __c__ ~d~ ||e|| `f` \\. [g](http://g.org)", "MarkdownV2") == [
        ("bold", "a b"),
        ("italic", "b"),
        ("underline", "c"),
        ("strikethrough", "d"),
        ("spoiler", "e"),
        ("code", "f"),
        ("text_link", "g"),
    ]
    assert kinds(">a\n>b\nc", "MarkdownV2") == [("blockquote", "a\nb")]
    assert kinds("```python\nx.y```", "MarkdownV2") == [("pre", "x.y")]
    assert kinds("*a* _b_ `c` [d](http://d.org)", "Markdown") == [
        ("bold", "a"),
        ("italic", "b"),
        ("code", "c"),
        ("text_link", "d"),
    ]


def test_entities_given_by_the_sender_use_utf16_offsets() -> None:
    given_entities = [{"type": "bold", "offset": 2, "length": 2}, {"type": "url", "offset": 0, "length": 2}]
    assert read("😀ab", "", given_entities).entities == [{"offset": 2, "length": 2, "type": "bold"}]
    with pytest.raises(CannotParse):
        read("ab", "", [{"type": "bold"}])


@given(
    st.text(alphabet="<>/&;ab =\"'*_`[]()~|!>.\\\n😀我#@1+", max_size=40),
    st.sampled_from(["HTML", "MarkdownV2", "Markdown", ""]),
)
def test_any_text_is_read_or_refused_and_entities_stay_inside_it(text: str, mode: str) -> None:
    try:
        found = read(text, mode)
    except CannotParse:
        return
    size = length(found.text)
    assert all(0 <= e["offset"] < e["offset"] + e["length"] <= size for e in found.entities)
