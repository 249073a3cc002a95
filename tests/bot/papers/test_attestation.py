"""The attestation as a PDF, and the picture of the journey."""

from __future__ import annotations

import io
from typing import Any

import pytest
from PIL import Image
from pypdf import PdfReader

from bot.papers import attestation, journey

NAME = "Maëlys-Anaïs Lefèvre-Núñez de la Châtaigneraie-Œuvrard"
DATA: dict[str, Any] = {
    "made": "2026-11-25",
    "structure": "Mission locale de Saint-Étienne-du-Rouvray, Oissel et Grand-Couronne – antenne des Châtaigniers",
    "title": "Attestation de suivi",
    "name": NAME,
    "did": "a suivi jusqu'au bout, questions comprises :",
    "modules": [
        {"title": f"Un module au titre assez long pour tenir deux lignes, {n}", "day": "24/11/2026"} for n in range(9)
    ],
    "issued": "Fait le 25/11/2026 par la Mission locale.",
    "nature": "Ce n'est pas un diplôme.",
    "check": "À vérifier avec ce code jusqu'au 24/11/2029.",
    "address": "https://triade.example.org/attestation/" + "C" * 22,
}


@pytest.mark.parametrize("address", [DATA["address"], ""])
def test_it_is_one_page_whatever_the_name_and_the_number_of_modules(address: str):
    made = attestation.make({**DATA, "address": address})

    (page,) = PdfReader(io.BytesIO(made)).pages
    words = " ".join(page.extract_text().split())
    assert NAME in words
    assert "tenir deux lignes, 8" in words
    assert made == attestation.make({**DATA, "address": address})


def test_the_code_is_only_there_when_there_is_a_page():
    assert "<svg" in attestation.qr(DATA["address"])
    assert "" == attestation.qr("")


def test_the_picture_is_one_a_phone_can_show():
    rows = [{"name": "Définir l'alternance", "share": 0.5, "label": "8/18"}] * 7
    data = {"title": "Ton parcours", "foot": "Missions : 1 en cours", "rows": rows}

    made = journey.make(data)

    width, height = Image.open(io.BytesIO(made)).size
    assert 600 < width < 1600
    assert width / 2 < height < 2 * width
    assert made == journey.make(data)
