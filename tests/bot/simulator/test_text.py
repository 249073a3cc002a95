"""Text as Telegram takes it: HTML, MarkdownV2, explicit entities, trimming, what is found by itself."""

from __future__ import annotations

from typing import Any

import pytest

from bot.simulator.entities import checked_entities, clean, finished, utf16_length, utf16_slice
from bot.simulator.errors import ApiError
from bot.simulator.links import checked_url
from bot.simulator.markdown import parse_markdown
from bot.simulator.markup import parse_html


def short(entities: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    extra = ("url", "language", "custom_emoji_id", "user")
    return [
        (one["type"], one["offset"], one["length"], *(one[key] for key in extra if key in one))
        for one in sorted(entities, key=lambda one: (one["offset"], -one["length"]))
    ]


@pytest.mark.parametrize(
    ("source", "text", "entities"),
    [
        ("tout simple", "tout simple", []),
        ("<b>gras</b> <i>et</i>", "gras et", [("bold", 0, 4), ("italic", 5, 2)]),
        ("<b>a<i>b</i></b>", "ab", [("bold", 0, 2), ("italic", 1, 1)]),
        ("<STRONG>a</STRONG>".lower(), "a", [("bold", 0, 1)]),
        ("👋 <u>ça</u>", "👋 ça", [("underline", 3, 2)]),
        ("1 &lt; 2 &amp;&amp; 3 &gt; 2 &quot;", '1 < 2 && 3 > 2 "', []),
        ("&#233;&#xe9; &nbsp; &eacute", "éé &nbsp; &eacute", []),
        ("<a href='https://example.org'>ici</a>", "ici", [("text_link", 0, 3, "https://example.org/")]),
        ("<a href='nulle part'>ici</a>", "ici", []),
        ("<a>example.org</a>", "example.org", [("text_link", 0, 11, "http://example.org/")]),
        ("<a href='tg://user?id=42'>Léa</a>", "Léa", [("text_mention", 0, 3, {"id": 42})]),
        ("<code>x</code>", "x", [("code", 0, 1)]),
        ("<pre>x</pre>", "x", [("pre", 0, 1)]),
        ('<pre><code class="language-python">x</code></pre>', "x", [("pre", 0, 1, "python")]),
        ("<blockquote>a</blockquote>", "a", [("blockquote", 0, 1)]),
        ("<blockquote expandable>a</blockquote>", "a", [("expandable_blockquote", 0, 1)]),
        ('<span class="tg-spoiler">a</span><tg-spoiler>b</tg-spoiler>', "ab", [("spoiler", 0, 1), ("spoiler", 1, 1)]),
        ('<tg-emoji emoji-id="5">👍</tg-emoji>', "👍", [("custom_emoji", 0, 2, "5")]),
        ("<b></b>vide", "vide", []),
    ],
)
def test_html_becomes_entities(source: str, text: str, entities: list[tuple[Any, ...]]) -> None:
    found, marked = parse_html(source)

    assert (text, entities) == (found, short(marked))


@pytest.mark.parametrize(
    ("source", "error"),
    [
        ("<b>a", 'Can\'t find end tag corresponding to start tag "b"'),
        ("a</b>", "Unexpected end tag at byte offset 1"),
        ("é</b>", "Unexpected end tag at byte offset 2"),
        ("<b>a</i>", 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
        ("a <br> b", 'Unsupported start tag "br" at byte offset 2'),
        ("é <p>b</p>", 'Unsupported start tag "p" at byte offset 3'),
        ("1 <2", "Unclosed start tag at byte offset 2"),
        ("3 < 4 > 2", 'Unsupported start tag "" at byte offset 2'),
        ("<a href='x", "Unclosed start tag at byte offset 0"),
        ("<a href", 'Unclosed start tag "a" at byte offset 0'),
        ("<a ='x'>a</a>", 'Empty attribute name in the tag "a" at byte offset 0'),
        ("<a href=é>a</a>", "Unexpected end of name token at byte offset 8"),
        ("<span>a</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ("<b>a</b", "Unclosed end tag at byte offset 4"),
    ],
)
def test_html_is_refused_where_telegram_refuses_it(source: str, error: str) -> None:
    with pytest.raises(ApiError) as caught:
        parse_html(source)

    assert f"Bad Request: can't parse entities: {error}" == caught.value.description


@pytest.mark.parametrize(
    ("source", "text", "entities"),
    [
        ("*gras* _et_ __souligné__", "gras et souligné", [("bold", 0, 4), ("italic", 5, 2), ("underline", 8, 8)]),
        ("~barré~ ||caché||", "barré caché", [("strikethrough", 0, 5), ("spoiler", 6, 5)]),
        ("1\\. 2\\!", "1. 2!", []),
        ("`a_b` et ```python\nx = 1```", "a_b et x = 1", [("code", 0, 3), ("pre", 7, 5, "python")]),
        ("[ici](https://example\\.org/a\\)b)", "ici", [("text_link", 0, 3, "https://example.org/a)b")]),
        ("![👍](tg://emoji?id=5)", "👍", [("custom_emoji", 0, 2, "5")]),
        (">cité\n>encore\nplus", "cité\nencore\nplus", [("blockquote", 0, 12)]),
        (">cité||", "cité", [("expandable_blockquote", 0, 4)]),
    ],
)
def test_markdown_becomes_entities(source: str, text: str, entities: list[tuple[Any, ...]]) -> None:
    found, marked = parse_markdown(source)

    assert (text, entities) == (found, short(marked))


@pytest.mark.parametrize(
    ("source", "error"),
    [
        ("fin.", "Character '.' is reserved and must be escaped with the preceding '\\'"),
        ("*gras", "Can't find end of Bold entity at byte offset 0"),
        ("é *_gras*", "Can't find end of Italic entity at byte offset 4"),
        ("`code", "Can't find end of Code entity at byte offset 0"),
        ("[a](http://b", "Can't find end of a URL at byte offset 4"),
    ],
)
def test_markdown_is_refused_where_telegram_refuses_it(source: str, error: str) -> None:
    with pytest.raises(ApiError) as caught:
        parse_markdown(source)

    assert f"Bad Request: can't parse entities: {error}" == caught.value.description


def test_text_is_trimmed_and_its_entities_move_along() -> None:
    text, entities = finished("  \n👋 Léa \n ", [{"type": "bold", "offset": 2, "length": 9}])

    assert ("👋 Léa", [("bold", 0, 6)]) == (text, short(entities))


def test_an_entity_on_spaces_only_vanishes() -> None:
    assert ("a", []) == finished("a   ", [{"type": "bold", "offset": 2, "length": 1}])


def test_carriage_returns_go_and_control_characters_become_spaces() -> None:
    assert "a\nb c" == clean("a\r\nb\x07c")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("/start abc", [("bot_command", 0, 6)]),
        ("👋 /menu@triade_bot !", [("bot_command", 3, 16)]),
        ("et/ou 1/2", []),
        ("voir https://example.org/a?b=c, puis", [("url", 5, 25)]),
        ("voir service-public.fr.", [("url", 5, 17)]),
        ("écris à lea@example.org", [("email", 8, 15)]),
        ("merci @marc_petit", [("mention", 6, 11)]),
        ("#été #1", [("hashtag", 0, 4)]),
        ("J. a 3.5 ans", []),
    ],
)
def test_telegram_marks_what_it_recognises(text: str, expected: list[tuple[Any, ...]]) -> None:
    assert expected == short(finished(text, [])[1])


def test_nothing_is_recognised_inside_code() -> None:
    assert [("code", 0, 6)] == short(finished("/start", [{"type": "code", "offset": 0, "length": 6}])[1])


@pytest.mark.parametrize(
    ("entity", "error"),
    [
        ({"type": "bold", "offset": -1, "length": 1}, "receive an entity with incorrect offset -1"),
        ({"type": "bold", "offset": 0, "length": -2}, "receive an entity with incorrect length -2"),
        ({"type": "bold", "offset": 1, "length": 1}, "entity begins in a middle of a UTF-16 symbol at byte offset 1"),
        ({"type": "bold", "offset": 0, "length": 1}, "entity ends in a middle of a UTF-16 symbol at byte offset 0"),
        ({"type": "glitter", "offset": 0, "length": 2}, 'can\'t parse entities: unsupported type "glitter" specified'),
        ({"type": "bold", "length": 2}, 'can\'t parse entities: field "offset" must be of type Number'),
    ],
)
def test_impossible_entities_are_refused(entity: dict[str, Any], error: str) -> None:
    with pytest.raises(ApiError) as caught:
        checked_entities([entity], "👋")

    assert f"Bad Request: {error}" == caught.value.description


def test_an_entity_that_reaches_too_far_is_cut() -> None:
    assert [("bold", 0, 2)] == short(checked_entities([{"type": "bold", "offset": 0, "length": 99}], "👋"))


def test_offsets_are_utf16() -> None:
    assert 3 == utf16_length("👋é")
    assert "é" == utf16_slice("👋é", 2, 1)


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("https://Example.org", "https://example.org/"),
        ("example.org/x", "http://example.org/x"),
        ("https://t.me/triade_bot?start=a", "https://t.me/triade_bot?start=a"),
        ("tg://resolve?domain=a", "tg://resolve?domain=a"),
        ("http://localhost:8000", ""),
        ("ftp://example.org", ""),
        ("", ""),
    ],
)
def test_addresses_are_kept_as_telegram_keeps_them(url: str, kept: str) -> None:
    assert kept == checked_url(url)
