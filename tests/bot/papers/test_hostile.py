"""Whatever people write, the file about them is made: an emoji, a script of another alphabet, typst's own markup."""

from __future__ import annotations

import io
from typing import Any

from pypdf import PdfReader

from bot.papers import make
from bot.papers._typst import BOX
from core.messages import Paper
from tests.core.hostile import TEXTS

MARKUP = [
    '#read("/etc/passwd")',
    "#panic()",
    "$x^2$",
    "= Titre",
    '#include "_look.typ"',
    "*gras* _italique_",
    "// rien",
]


def mine(*lines: str) -> dict[str, Any]:
    """All that is kept of one person: these lines."""
    head = {"title": "Mes données", "subtitle": "Léa", "structure": "ML", "note": "Voilà.", "made": "2026-11-25"}
    return head | {"sections": [{"title": "Messages", "lines": [["25/11", line] for line in lines]}]}


def text_of(made: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(made)).pages)


def test_an_emoji_in_a_message_is_no_reason_to_have_no_file() -> None:
    made = make(Paper("mine", mine("Merci 👍🏽 !", "Fini ✅, à lundi 🔒", "漢字", "مرحبا", "œuvre – « été »")))

    for words in (f"Merci {BOX} !", f"Fini {BOX}, à lundi {BOX}", "œuvre"):
        assert words in text_of(made).replace("\u202f", " ")
    assert b"pdfuaid:part" in made


def test_hostile_texts_are_words_in_a_file() -> None:
    texts = [text for text in TEXTS if len(text) < 200]

    shown = text_of(make(Paper("mine", mine(*texts, *MARKUP))))

    for words in ("abdo <", "<script>alert(1)</script>", "{{7*7}}", "#panic()", "$x^2$", "= Titre", "// rien"):
        assert words in shown
    assert "root:" not in shown


def test_a_sign_that_nobody_foresaw_costs_the_promise_and_not_the_file() -> None:
    made = make(Paper("mine", mine("\u0525 et après")))

    assert "et après" in text_of(made)
