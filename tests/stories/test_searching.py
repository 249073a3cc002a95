"""Offers searched by job and town: told five at a time, kept and answered, told again weekly, honest when away."""

from __future__ import annotations

from collections.abc import AsyncIterator
from copy import deepcopy

import pytest

from bot.demo.stage import Where
from tests.bot.opportunities.site import IMMERSION_KEY, LBA_KEY, Site, open_site
from tests.stories.cast import Cast, forge, must_not_show, raise_curtain


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    async with open_site() as opened:
        first = opened.offers["jobs"][0]
        for n in range(3):
            more = deepcopy(first)
            more["identifier"]["id"], more["offer"]["title"] = f"more-{n}", f"Apprenti boulanger n° {n}"
            opened.offers["jobs"].append(more)
        yield opened


@pytest.fixture
async def more_settings(site: Site) -> dict[str, str]:
    return {
        "geo_url": site.url, "lba_url": site.url, "lba_key": LBA_KEY,
        "immersion_url": site.url, "immersion_key": IMMERSION_KEY,
    }  # fmt: skip


async def searches(cast: Cast, where: Where, postal: str = "93290") -> None:
    stage = cast.stage
    await stage.says(where, "/offres")
    await stage.taps(where, "Chercher par métier et ville")
    await stage.says(where, "boulangerie")
    if any("Lequel ?" in text for text in stage.texts(where)[-1:]):
        await stage.taps(where, "Boulangerie")
    await stage.says(where, postal)


async def test_found_kept_answered_and_told_again_when_there_is_something_new(cast: Cast, site: Site) -> None:
    stage, young = cast.stage, cast.young
    await searches(cast, young)
    first = await stage.shows(
        young, "« Boulangerie » autour de Tremblay-en-France : 7", "1. Apprenti boulanger H/F", "5. "
    )
    assert "6. " not in first.text
    await stage.taps(young, "La suite")
    await stage.shows(young, "6. Boulangerie et boulangerie-pâtisserie – Maison Brume", "Candidature spontanée")
    await stage.taps(young, "7")
    await stage.shows(young, "Au Bon Levain", "Répondre : par téléphone")
    await stage.taps(young, "J'ai répondu")
    await stage.shows(young, "Je te demande des nouvelles dans une semaine")
    await stage.says(young, "/candidatures")
    await stage.shows(young, "Au Bon Levain", "réponse envoyée")
    must_not_show(stage, cast.adult, "Levain")

    await searches(cast, young)
    await stage.taps(young, "M'avertir chaque semaine")
    asked = len(site.asked)
    await stage.pass_time(days=8)
    assert len(site.asked) > asked
    assert 0 == cast.count(young, "Nouvelles offres pour"), "nothing new, nothing said"
    fresh = deepcopy(site.offers["jobs"][0])
    fresh["identifier"]["id"], fresh["offer"]["title"] = "fresh", "Boulanger de nuit"
    site.offers["jobs"].append(fresh)
    await stage.pass_time(days=9)
    told = await stage.shows(young, "Nouvelles offres pour « Boulangerie » : 1", "1. Boulanger de nuit")
    assert "nuit" in told.text
    await stage.taps(young, "Arrêter l'alerte")
    asked = len(site.asked)
    await stage.pass_time(days=15)
    assert len(site.asked) == asked
    assert all("Léa" not in str(one) for one in site.asked)


async def test_a_counsellor_proposes_a_found_one_and_nobody_else_touches_a_search(cast: Cast, site: Site) -> None:
    stage, young = cast.stage, cast.young
    away = await raise_curtain(stage, "Mission locale des Saules", "Nour", "Zoé", "Hugo", "Atelier Brise")
    await searches(cast, cast.general)
    private = Where(cast.counsellor)
    await stage.shows(private, "autour de Tremblay-en-France : 7", "0100000000")
    await stage.says(young, "/offres")
    await stage.shows(young, "Pas d'offre")
    await stage.taps(private, "➕ 1")
    await stage.says(young, "/offres")
    await stage.shows(young, "1. Apprenti boulanger H/F")
    for person, where in ((away.apprentice, away.young), (cast.tutor, cast.adult), (cast.apprentice, young)):
        for what in ("list:0", "weekly", "stop", "add:2", "x"):
            assert (await forge(stage, person, stage.screen(where)[-1], f"se:1:{what}")).answer


async def test_a_service_that_is_down_and_a_wrong_code_are_said(cast: Cast, site: Site) -> None:
    stage, young = cast.stage, cast.young
    site.down |= {"search", "offers"}
    await searches(cast, young)
    await stage.shows(young, "Pas de réponse en ce moment : La bonne alternance, Immersion Facilitée")
    site.down = {"search"}
    await searches(cast, young)
    await stage.shows(young, "Au Bon Levain", "Pas de réponse en ce moment : La bonne alternance.")
    await searches(cast, young, "9329")
    await stage.shows(young, "cinq chiffres")
    await stage.says(young, "00000")
    await stage.shows(young, "Je ne trouve pas ce code postal")
