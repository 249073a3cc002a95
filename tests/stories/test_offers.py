"""Offers: the team adds one, a young person keeps it, answers it, is asked for news twice, shares it if she wants."""

from __future__ import annotations

from bot.demo.stage import Where
from core.opportunities import news
from tests.stories.cast import Cast, colleague, forge, must_not_show, raise_curtain

CONTACT = "01 99 00 12 34"


async def add(cast: Cast, title: str = "Vendeur ou vendeuse", until: str = "Un mois") -> None:
    """A counsellor adds an offer."""
    stage = cast.stage
    await stage.says(cast.general, "/offre")
    await stage.taps(cast.general, "Contrat d'apprentissage")
    for words in (title, "Boulangerie Brume", "Gonesse", CONTACT):
        await stage.says(cast.general, words)
    await (stage.taps(cast.general, until) if until == "Un mois" else stage.says(cast.general, until))
    await stage.taps(cast.general, "Ajouter")
    await stage.shows(cast.general, "C'est ajouté")


async def test_an_offer_is_found_kept_answered_and_followed(cast: Cast) -> None:
    stage, young = cast.stage, cast.young
    await stage.says(young, "/offres")
    await stage.shows(young, "Pas d'offre en ce moment", "/chercher")
    await add(cast)

    await stage.says(young, "/offres")
    await stage.shows(young, "1. Vendeur ou vendeuse", "Boulangerie Brume, Gonesse", "Contrat d'apprentissage")
    await stage.taps(young, "1")
    await stage.shows(young, CONTACT, "Jusqu'au")
    await stage.taps(young, "Garder")
    await stage.shows(young, "⭐ gardée")
    await stage.taps(young, "J'ai répondu")
    await stage.taps(young, "Oui, partager")
    await stage.shows(young, "Ton conseil le voit")
    await stage.shows(cast.topic, "📮 Léa a répondu à une offre", "Boulangerie Brume")
    must_not_show(stage, cast.adult, "Boulangerie")

    await stage.pass_time(days=7, hours=1)
    asked = await stage.shows(young, "Des nouvelles de « Vendeur ou vendeuse »", CONTACT, "Bonjour, je m'appelle Léa")
    assert "Je ne redemanderai plus" not in asked.text
    await stage.taps(young, "Rien encore")
    await stage.shows(young, "on attend encore")
    await stage.pass_time(days=8)
    await stage.shows(young, "Je ne redemanderai plus")
    await stage.taps(young, "Un entretien")
    await stage.shows(young, "Super, un entretien")
    await stage.shows(cast.topic, "🗓 Léa a un entretien")
    await stage.pass_time(days=30)
    assert cast.count(young, "Des nouvelles de") == 0, "what was answered is asked no more"

    await stage.says(young, "/candidatures")
    await stage.shows(young, "Tes candidatures", "🗓 entretien")
    await stage.says(cast.general, "/offres")
    await stage.shows(cast.general, "Aucune offre")  # the month is over


async def test_nothing_is_shared_without_a_yes_and_a_no_ends_the_questions(cast: Cast) -> None:
    stage, young = cast.stage, cast.young
    await add(cast)
    await stage.says(young, "/offres")
    await stage.taps(young, "1")
    await stage.taps(young, "J'ai répondu")
    await stage.taps(young, "Non")
    await stage.shows(young, "cela reste entre nous")
    await stage.pass_time(days=7, hours=1)
    await stage.taps(young, "C'est non")
    await stage.shows(young, "C'est un non cette fois")
    await stage.pass_time(days=10)

    assert not any("offre" in text for text in stage.texts(cast.topic))
    assert cast.count(young, "Des nouvelles de") == 0
    await stage.says(cast.general, "/offres")
    await stage.shows(cast.general, "gardée 0, répondue 1")


async def test_an_offer_that_is_withdrawn_or_of_others_is_answered_by_nobody(cast: Cast) -> None:
    stage, young = cast.stage, cast.young
    await add(cast)
    away = await raise_curtain(stage, "Mission locale des Saules", "Nour", "Zoé", "Hugo", "Atelier Brise")
    await stage.says(away.young, "/offres")
    await stage.shows(away.young, "Pas d'offre")
    await stage.taps(away.young, "Chercher par métier et ville")
    await stage.shows(away.young, "La recherche n'est pas ouverte ici", "labonnealternance")
    other = stage.screen(away.young)[-1]
    for data in ("of:see:1", "of:apply:1", "of:save:1", "of:news:1:hired", "of:list:x", "of:"):
        press = await forge(stage, away.apprentice, other, data)
        assert press.answer
    must_not_show(stage, away.young, "Boulangerie")

    await stage.says(young, "/offres")
    await stage.taps(young, "1")
    assert (await forge(stage, cast.apprentice, stage.screen(young)[-1], "ofw:1")).answer.startswith("Seule l'équipe")
    await stage.says(cast.general, "/offres")
    await stage.taps(cast.general, "🗑 1")
    await stage.shows(cast.general, "n'est plus proposée")
    assert "plus proposée" in (await stage.taps(young, "J'ai répondu")).answer
    await stage.says(young, "/candidatures")
    await stage.shows(young, "Rien n'est encore gardé")


async def test_six_offers_are_two_pages_and_a_wrong_day_is_explained(cast: Cast) -> None:
    stage, young = cast.stage, cast.young
    for n in range(6):
        await add(cast, f"Poste {n}")
    await stage.says(young, "/offres")
    first = await stage.shows(young, "1. Poste 5", "5. Poste 1")
    assert "Poste 0" not in first.text
    await stage.taps(young, "La suite")
    await stage.shows(young, "6. Poste 0")

    paul = await colleague(cast)
    forum = Where(paul, cast.house.forum, None)
    await stage.says(forum, "/offre")
    await stage.taps(forum, "Immersion")
    for words in ("Mécanique", "Garage Brume", "Roissy", CONTACT, "hier"):
        await stage.says(forum, words)
    await stage.shows(forum, "un jour à venir")


def test_every_answer_has_its_words() -> None:
    assert {*news.ANSWERS.values()} == {*news.HEARD}
