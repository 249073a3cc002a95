"""A passport from the first mission to the closed link, with the pages a recruiter would open."""

from __future__ import annotations

from collections.abc import Callable

import httpx
import pytest

from tests.stories.cast import TITLE, Cast


@pytest.mark.grown
async def test_a_passport_is_filled_shown_and_closed(cast: Cast, browser: Callable[[], httpx.AsyncClient]) -> None:
    stage = cast.stage
    await stage.says(cast.young, "/passeport")
    await stage.shows(cast.young, "vide pour l'instant")
    await cast.finishes()
    await cast.looks(cast.young, "Autonome")
    await cast.looks(cast.adult, "En cours", "Très soigné.")
    await stage.says(cast.young, "/passeport")
    await stage.taps(cast.young, TITLE)
    await stage.taps(cast.adult, "Oui, citez-moi")
    await stage.shows(cast.young, "Marc est d'accord")
    await stage.says(cast.young, "/passeport")
    await stage.taps(cast.young, "Créer un lien")
    await stage.taps(cast.young, "1 mois")
    message = await stage.shows(cast.young, "Ta page, jusqu'au 23/12/2026", kind="photo")
    await stage.shows(cast.young, "à montrer ou à imprimer", kind="document")
    address = next(word for word in message.text.split() if "/passeport/" in word)

    async with browser() as recruiter:
        page = (await recruiter.get(address)).text
        assert "Très soigné." in page
        assert "Atelier Lumen, avec son accord" in page
        await stage.says(cast.young, "/passeport")
        await stage.taps(cast.young, "Fermer le lien")
        await stage.shows(cast.young, "retiré par son titulaire")

        assert "retiré par son titulaire" in (await recruiter.get(address)).text
