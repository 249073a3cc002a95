"""The passport as a PDF: one A4 page whatever stands on it, its QR code, the same bytes for the same data."""

from __future__ import annotations

import io
from typing import Any

import pytest
from pypdf import PdfReader

from bot.papers import make
from core.files import paper
from core.messages import Media
from core.passport.passport import MOST_SHOWN, QUOTE_LIMIT

ENTRY = {"title": "Ranger", "skill": "Organiser", "on": "2026-11-24", "day": "24/11/2026", "quote": "", "by": ""}


def made(*entries: dict[str, str], address: str = "") -> bytes:
    data: dict[str, Any] = {"name": "Léa", "structure": "Mission locale des Tilleuls", "entries": list(entries)}
    attachment = paper("passport", "p.pdf", {**data, "made": "2026-11-25", "address": address, "until": "25/12/2026"})
    assert attachment.paper is not None
    assert make(attachment.paper) == make(attachment.paper)
    return make(attachment.paper)


@pytest.mark.parametrize("word", ["Œuvre ", "é", "mot "])
def test_the_fullest_passport_fits_on_one_page(word: str):
    full = {**ENTRY, "title": (word * 120)[:120], "quote": (word * QUOTE_LIMIT)[:QUOTE_LIMIT], "by": (word * 120)[:120]}
    (page,) = PdfReader(
        io.BytesIO(made(*[full] * MOST_SHOWN, address="https://triade.example/passeport/" + "a" * 22))
    ).pages

    assert (595, 842) == (round(page.mediabox.width), round(page.mediabox.height))


def test_it_names_its_issuer_and_its_day_and_quotes_what_it_may():
    text = PdfReader(io.BytesIO(made({**ENTRY, "quote": "Très soigné.", "by": "Marc"}, ENTRY))).pages[0].extract_text()

    for words in (
        "Léa",
        "Émis par Mission locale des Tilleuls le 25/11/2026",
        "« Très soigné. »",
        "Marc, avec son accord",
    ):
        assert words in text.replace("\n", " ")
    assert 1 == text.count("avec son accord")


def test_the_code_of_an_address_is_a_picture():
    attachment = paper("qr", "qr.png", {"address": "https://triade.example/passeport/x"}, Media.PHOTO)

    assert attachment.paper is not None
    assert make(attachment.paper).startswith(b"\x89PNG")
