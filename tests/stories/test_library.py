"""The library in the chat: searched in one's own words, opened, and offered at the end of a lesson."""

from __future__ import annotations

from bot.demo.stage import Where
from storage.content.library import library
from tests.stories.cast import Cast, forge, must_not_show
from tests.stories.reader import Reader


async def test_two_words_after_the_command_bring_what_helps(cast: Cast) -> None:
    stage = cast.stage

    await stage.says(cast.young, "/chercher cv san experience")
    await stage.shows(cast.young, "CV d'une page", "même sans expérience")
    await stage.taps(cast.young, "📝 CV d'une page")

    page = await stage.shows(cast.young, "Recherche alternance", "[PRÉNOM NOM]", "📎")
    assert "Chercher encore" in str(page.keyboard)
    must_not_show(stage, cast.adult, "CV")
    must_not_show(stage, cast.topic, "CV")


async def test_without_words_the_bot_asks_and_shows_the_shelves(cast: Cast) -> None:
    stage = cast.stage

    await stage.says(cast.young, "/chercher")
    await stage.shows(cast.young, "Que cherches-tu")
    await stage.taps(cast.young, "☎️ Les numéros d'urgence")
    await stage.taps(cast.young, "☎️ 3114 : quand on n'en peut plus")

    page = await stage.shows(cast.young, "jour et nuit")
    assert any("url" in button for row in page.keyboard for button in row)


async def test_what_is_not_there_is_said_with_a_way_on(cast: Cast) -> None:
    stage = cast.stage

    await stage.says(cast.young, "/chercher girafe volante")

    await stage.shows(cast.young, "Je n'ai rien trouvé", "girafe volante")
    await stage.taps(cast.young, "📝 Les modèles")
    await stage.shows(cast.young, "Les modèles")


async def test_an_entry_that_is_gone_or_forged_is_explained(cast: Cast) -> None:
    stage = cast.stage
    await stage.says(cast.young, "/chercher cv")

    press = await forge(stage, cast.apprentice, stage.screen(cast.young)[-1], "w:nothing-here")

    assert "n'est plus dans la bibliothèque" in press.answer


async def test_a_lesson_ends_on_the_models_that_help_to_act(cast: Cast) -> None:
    module = library().module("recherche-et-profil")
    assert module is not None
    hand = await Reader(cast.stage, Where(cast.apprentice), module).opens()

    await hand.turns(len(module.pages))

    await cast.stage.taps(cast.young, "📝 Appeler un employeur : quoi dire")
    await cast.stage.shows(cast.young, "Avant d'appeler", "Je cherche une entreprise")


async def test_an_adult_is_spoken_to_politely(cast: Cast) -> None:
    await cast.stage.says(Where(cast.counsellor), "/chercher zzzz")

    await cast.stage.shows(Where(cast.counsellor), "Je n'ai rien trouvé. Essayez")
