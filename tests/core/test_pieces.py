"""Long texts in pieces: nothing is lost, nothing read as one sign is torn apart, everything fits."""

from __future__ import annotations

import pytest
from hypothesis import given, settings, strategies as st

from core.messages import CAPTION_LIMIT, TEXT_LIMIT, Attachment, Media
from core.texts import Rich, Span, length
from core.thread.pieces import fitting, inside, parts

SIGNS = {
    "family": "👨‍👩‍👧‍👦",
    "skin": "👩🏽‍🔧",
    "flag": "🇫🇷",
    "region": "🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f",
    "key": "1️⃣",
    "accents": "e\u0301\u0323\u0308",
    "hangul": "\u1112\u1161\u11ab",
    "devanagari": "क्षि",
    "tamil": "நி",
    "thai": "กำ",
    "persian": "می\u200cخواهم",
    "line": "\r\n",
}
WHO = Rich("Léa · alternance")


@pytest.mark.parametrize("sign", SIGNS.values(), ids=SIGNS.keys())
@pytest.mark.parametrize("before", range(3))
def test_a_sign_is_never_torn_apart(sign: str, before: int) -> None:
    text = Rich("x" * before + sign * 3000)

    torn = _cuts(text)

    unit = 1 if sign == SIGNS["persian"] else len(sign)
    assert [] == [at for at in torn if (at - before) % unit and sign != SIGNS["thai"]]
    assert all(not inside(text.text, at) for at in torn)


def test_two_flags_are_two_signs_and_letters_are_many() -> None:
    assert not inside("🇫🇷🇧🇪", 2)
    assert inside("🇫🇷🇧🇪", 3)
    assert not any(inside("été à l'atelier", at) for at in range(20))


def test_a_cut_prefers_the_end_of_a_line_or_a_word() -> None:
    text = "mot " * 2000

    assert " " == text[fitting(Rich(text), TEXT_LIMIT) - 1]


def test_what_nobody_writes_is_cut_all_the_same() -> None:
    text = Rich("e" + "\u0301" * 20000)

    assert text.text == "".join(p.text.text for p in parts(Rich(""), text, None))


signs = st.lists(
    st.one_of(st.sampled_from([*SIGNS.values(), " ", "\n", "mot"]), st.characters(codec="utf-8")), min_size=1
)


@settings(max_examples=60, derandomize=True, deadline=None, database=None)
@given(signs, st.integers(1, 400), st.sampled_from([None, *Media]))
def test_the_pieces_are_the_text_and_each_fits(some: list[str], times: int, media: Media | None) -> None:
    text = Rich("".join(some) * times)
    spans = (Span("bold", 0, len(text.text)),)
    file = Attachment(media, "f") if media else None

    pieces = parts(WHO, Rich(text.text, spans), file)

    assert text.text.strip() == "".join(p.text.text for p in pieces).replace(WHO.text, "").strip()
    for piece in pieces:
        assert length(piece.text.text) <= (CAPTION_LIMIT if piece.attachment else TEXT_LIMIT)
        assert all(0 <= s.start < s.end <= len(piece.text.text) for s in piece.text.spans)


def _cuts(text: Rich) -> list[int]:
    """Where the pieces of a long text begin."""
    cuts, at = [], 0
    for piece in parts(Rich(""), text, None)[:-1]:
        at += len(piece.text.text)
        cuts.append(at)
    return cuts
