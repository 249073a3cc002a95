"""Formatting survives the border in both directions, whatever the letters."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, strategies as st

from bot.telegram.entities import KINDS, from_telegram, to_telegram
from bot.telegram.shapes import Entity
from core.texts import Rich, Span


def entity(kind: str, offset: int, length: int, **value: str) -> Entity:
    return Entity(type=kind, offset=offset, length=length, **value)


def units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


@pytest.mark.parametrize(
    ("before", "word"),
    [
        ("plain ", "mot"),
        ("👍 ", "mot"),
        ("drapeau 🇫🇷 ", "🇫🇷"),
        ("famille 👨‍👩‍👧 ", "👨‍👩‍👧‍👦"),
        ("cafe\u0301 ", "e\u0301te\u0301"),
        ("𝒜 ", "𝒜𝒷"),
        ("", "👍🏽"),
    ],
)
def test_a_word_is_found_behind_any_letters(before: str, word: str):
    rich = from_telegram(before + word + " fin", [entity("bold", units(before), units(word))])

    span = rich.spans[0]
    assert word == rich.text[span.start : span.end]


@pytest.mark.parametrize(
    ("offset", "length", "expected"),
    [
        (1, 2, [(1, 2)]),  # begins inside 👍: what it covers whole
        (0, 1, [(0, 1)]),  # ends inside 👍: the whole character
        (2, 99, [(1, 3)]),
        (-3, 5, [(0, 1)]),
        (4, 9, []),
        (1, 0, []),
        (2, -1, []),
    ],
)
def test_offsets_that_fit_no_character_give_way(offset: int, length: int, expected: list[tuple[int, int]]):
    rich = from_telegram("👍ab", [entity("bold", offset, length)])

    assert expected == [(span.start, span.end) for span in rich.spans]


@pytest.mark.parametrize(
    "kind", ["url", "mention", "hashtag", "bot_command", "email", "text_mention", "date_time", "new"]
)
def test_what_telegram_finds_by_itself_is_left_to_it(kind: str):
    assert Rich("abcdef") == from_telegram("abcdef", [entity(kind, 0, 3)])


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("text_link", {"url": "https://example.org/é"}),
        ("pre", {"language": "python"}),
        ("custom_emoji", {"custom_emoji_id": "5368324170671202286"}),
    ],
)
def test_a_value_travels_with_its_span(kind: str, value: dict[str, str]):
    given_entity: dict[str, Any] = {"type": kind, "offset": 2, "length": 3, **value}

    rich = from_telegram("👍abc", [Entity(**given_entity)])

    assert (Span(kind, 1, 4, next(iter(value.values()))),) == rich.spans
    assert [given_entity] == to_telegram(rich)


def test_nested_spans_stay_nested():
    spans = (Span("blockquote", 0, 5), Span("bold", 1, 3), Span("italic", 1, 3))
    text = Rich("a👍b👍c", spans)

    back = from_telegram(text.text, [Entity(**e) for e in to_telegram(text)])

    assert text == back


@pytest.mark.parametrize(
    "span", [Span("text_link", 0, 2), Span("marquee", 0, 2), Span("bold", 2, 2), Span("bold", 7, 9), Span("bold", 2, 1)]
)
def test_a_span_that_telegram_would_refuse_does_not_leave(span: Span):
    assert [] == to_telegram(Rich("abc", (span,)))


@given(st.text(max_size=30), st.data())
def test_every_span_comes_back_as_it_went(text: str, data: st.DataObject):
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    kind = data.draw(st.sampled_from(sorted(KINDS - {"text_link", "custom_emoji"})))
    rich = Rich(text, (Span(kind, start, end),) if start < end else ())

    assert rich == from_telegram(text, [Entity(**e) for e in to_telegram(rich)])
