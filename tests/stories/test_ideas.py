"""Ideas of missions: by the job somebody likes, and from people of her structure; they never leave it."""

from __future__ import annotations

import pytest

from bot.demo.stage import Stage
from storage.content.library import library
from tests.stories.cast import TITLE, Cast, must_not_show, raise_curtain

LENT = "Donner une place à chaque pneu"


async def lends(cast: Cast) -> None:
    """A mission goes to its end, a counsellor rewrites it, its apprentice is asked."""
    stage, topic = cast.stage, cast.topic
    await cast.finishes()
    for where in (cast.young, cast.adult):
        await cast.looks(where, "Autonome")
    await stage.says(topic, "/idee 1")
    await stage.shows(topic, "sans aucun nom", TITLE)
    await stage.replies(topic, "Aider Léa à ranger")
    await stage.shows(topic, "On y lit « Léa »")
    await stage.replies(topic, LENT)
    await stage.taps(topic, "Garder ces mots")
    await stage.replies(topic, "- Trier par taille\n- Marquer chaque place")
    await stage.replies(topic, "Des charges légères.")
    await stage.taps(topic, "Tous les métiers")
    await stage.taps(topic, "Demander")
    await stage.shows(cast.young, "Ta mission peut donner une idée", LENT, "1. Trier par taille", "Es-tu d'accord")


@pytest.mark.grown
async def test_a_mission_done_here_is_offered_to_others_here_after_her_yes(stage: Stage) -> None:
    here = await raise_curtain(stage)
    zoe = await stage.welcome_apprentice(here.house, "Zoé")
    await stage.welcome_tutor(here.house, "Zoé", "Paul", "Garage Rex")
    there = await raise_curtain(stage, "Autre structure", "Bob", "Tom", "Anne", "Bureau Sud")
    await lends(here)
    must_not_show(stage, here.adult, LENT)

    await stage.taps(here.young, "D'accord")

    await stage.shows(here.adult, LENT, "Ni son nom, ni le vôtre")
    await stage.shows(here.topic, "est d'accord", LENT)
    young = here.young.__class__(zoe)
    await stage.says(young, "/mission")
    await stage.taps(young, "Je ne sais pas quoi proposer")
    await stage.shows(young, LENT, "Quelqu'un ici l'a déjà faite")
    must_not_show(stage, young, "Léa", "Marc", "Atelier Lumen")
    await stage.taps(young, f"1. {LENT}")
    await stage.shows(young, "2. Marquer chaque place", "⚠️ Des charges légères.")
    await stage.says(there.young, "/mission")
    await stage.taps(there.young, "Je ne sais pas quoi proposer")
    await stage.taps(there.young, "D'autres idées")
    must_not_show(stage, there.young, LENT, "Quelqu'un ici")

    await stage.taps(here.young, "Retirer mon idée")

    await stage.shows(here.topic, "a retiré l'idée")
    await stage.taps(young, "Plus tard")
    await stage.says(young, "/mission")
    assert 1 == here.count(young, "Quelqu'un ici")


async def test_after_a_no_nobody_sees_it_nor_is_she_asked_again(cast: Cast) -> None:
    stage = cast.stage
    await lends(cast)

    await stage.taps(cast.young, "Non merci")

    await stage.shows(cast.young, "elle reste dans ton fil")
    await stage.shows(cast.topic, "préfère garder sa mission")
    must_not_show(stage, cast.adult, LENT)
    await stage.says(cast.topic, "/idee 1")
    await stage.shows(cast.topic, "on ne redemande pas")


async def test_the_job_that_somebody_looked_for_chooses_her_ideas_and_stays_hers(cast: Cast) -> None:
    stage, young = cast.stage, cast.young
    await stage.says(young, "/metiers")
    for one in library().interests.statements:
        await stage.answers(young, "👍" if one.trait == "a" else "👎")
    await stage.answers(young, "Non, c'est pour moi")
    await stage.shows(young, "choisit aussi tes idées de missions")

    await stage.says(young, "/mission")
    await stage.taps(young, "Je ne sais pas quoi proposer")

    shown = (await stage.shows(young, "Laquelle te plaît")).text
    likely = [idea.title for idea in library().ideas if idea.family in ("aide", "enfance", "proprete", "securite")]
    assert 2 == sum(title in shown for title in likely)
    for where in (cast.adult, cast.topic, cast.general):
        must_not_show(stage, where, "Aide aux personnes")
