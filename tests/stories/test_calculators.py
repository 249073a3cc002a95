"""What the law gives and what somebody likes, in the chat: minimum pay, aids, families of jobs."""

from __future__ import annotations

import pytest

from core.law.facts import NBSP
from storage.content.library import library
from tests.stories.cast import Cast, must_not_show


async def test_the_minimum_pay_of_a_first_year_is_shown_with_its_steps(cast: Cast) -> None:
    stage, young = cast.stage, cast.young

    await stage.says(young, "/salaire")
    await stage.taps(young, "Contrat d'apprentissage")
    await stage.says(young, "mars 2009")
    await stage.says(young, "septembre 2026")
    await stage.taps(young, "1re année")

    shown = await stage.shows(young, "brut par mois, au minimum", "1. ", "4. ", "Source")
    assert f"27{NBSP}%" in shown.text
    assert "convention collective" in shown.text
    assert "01/04/2027" in shown.text  # eighteen in March: felt on the first day of April
    must_not_show(stage, cast.adult, "brut")
    must_not_show(stage, cast.topic, "brut")


async def test_what_is_not_a_date_is_asked_again_and_nothing_is_lost(cast: Cast) -> None:
    stage, young = cast.stage, cast.young
    await stage.says(young, "/salaire")
    await stage.taps(young, "Contrat de professionnalisation")

    await stage.says(young, "j'ai 17 ans")
    await stage.shows(young, "L'âge ne suffit pas", "mars 2009")
    await stage.says(young, "15/03/2005")
    await stage.taps(young, "Je ne sais pas encore")
    await stage.taps(young, "Non")

    shown = await stage.shows(young, "brut par mois, au minimum")
    assert f"70{NBSP}%" in shown.text


async def test_too_young_for_a_contract_is_said_with_a_way_on(cast: Cast) -> None:
    stage, young = cast.stage, cast.young
    await stage.says(young, "/salaire")
    await stage.taps(young, "Contrat d'apprentissage")
    await stage.says(young, "mars 2014")
    await stage.says(young, "septembre 2026")
    await stage.taps(young, "1re année")

    await stage.shows(young, "ce n'est pas possible avant", "conseiller")
    must_not_show(stage, young, "brut par mois")


async def test_the_aids_that_may_concern_somebody_come_with_their_pages(cast: Cast) -> None:
    stage, young = cast.stage, cast.young

    await stage.says(young, "/aides")
    await stage.says(young, "17 ans")
    for button in ("Apprentissage", "Une entreprise", "Je paie un loyer", "Oui", "Oui", "Non"):
        await stage.answers(young, button)

    await stage.shows(young, "Ce qui peut te concerner", "Rien n'est promis")
    shown = "\n".join(stage.texts(young))
    assert "Tes trajets vers le travail" in shown
    assert "👉" in shown
    assert "Source : " in shown
    must_not_show(stage, cast.topic, "te concerner")


@pytest.mark.parametrize("shared", [False, True])
async def test_what_somebody_likes_brings_families_of_jobs_and_is_hers_alone_unless_she_says_so(
    cast: Cast, shared: bool
) -> None:
    stage, young = cast.stage, cast.young
    await stage.says(young, "/metiers")
    for one in library().interests.statements:
        await stage.answers(young, "👍" if one.trait == "a" else "👎")
    await stage.shows(young, "l'équipe « ", "entreprise ne le verra pas")
    await stage.answers(young, "Oui" if shared else "Non, c'est pour moi")

    shown = await stage.shows(young, "Tu aimes surtout : aider les autres", "À chercher")
    assert 3 == shown.text.count("⚠️")
    assert shared == any("partage ce qui l'attire" in text for text in stage.texts(cast.topic))
    must_not_show(stage, cast.adult, "l'attire")
    must_not_show(stage, cast.adult, "Tu aimes")


async def test_somebody_whom_nothing_tempts_is_not_told_a_guess(cast: Cast) -> None:
    stage, young = cast.stage, cast.young
    await stage.says(young, "/metiers")
    for _ in library().interests.statements:
        await stage.answers(young, "👎")
    await stage.answers(young, "Oui")

    await stage.shows(young, "Rien ne te tente", "conseiller")
    must_not_show(stage, cast.topic, "l'attire")


async def test_what_a_young_person_types_for_her_age_or_birth_is_read_or_said_plainly(cast: Cast) -> None:
    stage, young = cast.stage, cast.young
    await stage.says(young, "/salaire")
    await stage.taps(young, "Contrat d'apprentissage")
    for words in ("17", "17 ans", "j'ai 17 ans", "2009"):
        await stage.says(young, words)
    assert 4 == cast.count(young, "L'âge ne suffit pas")
    await stage.says(young, "Je suis née en mars 2009")
    await stage.shows(young, "Quand commence ton contrat")
    await stage.says(young, "depuis le 1er septembre 2026")
    await stage.shows(young, "quelle année de formation")
