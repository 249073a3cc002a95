"""Whatever people write, the file about them is made: an emoji, a script of another alphabet, typst's own markup."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
from pypdf import PdfReader

from bot.papers import make
from bot.papers._typst import BOX, HERE
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


@pytest.mark.parametrize("sign", ["\x01", "\0", "\x1b[31m", "\ufffe", "\uffff", "\u2028"])
def test_a_sign_that_no_picture_may_hold_ends_nothing(sign: str) -> None:
    """It once ended the whole process, and again after each start, as the picture still waited to leave."""
    words = f"{sign}Léa{sign} '+alert(1)+' </text>"
    point = {"criterion": 0, "mission": words, "level": 1, "side": words}
    looks = {"criteria": [words], "missions": [words], "sides": [words, "Marc"], "levels": [words, "b"]}
    road = {"title": words, "foot": words, "rows": [{"name": words, "label": words, "share": 0.5}]}

    for kind, data in (("evolution", looks | {"points": [point]}), ("journey", road), ("mine", mine(words))):
        assert make(Paper(kind, data)).startswith((b"\x89PNG", b"%PDF"))


def test_who_draws_is_given_words_in_one_way_only() -> None:
    """Whoever else calls what draws has to think of the signs too."""
    draws = re.compile(r"(?<!import )\b(vl_convert|typst)\.(?!TypstError)")
    found = {path.name for path in HERE.glob("*.py") if draws.search(path.read_text("utf-8"))}

    assert {"evolution.py", "journey.py", "_typst.py"} == found
    assert all("bot.papers._signs" in (HERE / name).read_text("utf-8") for name in found)


def test_a_sign_that_nobody_foresaw_costs_the_promise_and_not_the_file() -> None:
    made = make(Paper("mine", mine("\u0525 et après")))

    assert "et après" in text_of(made)
