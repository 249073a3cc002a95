"""Somebody changes language in the middle: what is open goes on in it, and others keep theirs."""

from __future__ import annotations

from tests.stories.cast import TITLE, Cast


async def test_an_open_question_goes_on_in_the_new_language(cast: Cast) -> None:
    stage, young = cast.stage, cast.young
    await stage.says(young, "/mission")
    await stage.says(young, TITLE)
    await stage.says(young, "/langue")
    await stage.taps(young, "English")

    await stage.shows(young, "Hello Léa. What would you like to do?")
    await stage.taps(young, "Go on")
    await stage.shows(young, "How does it help the company?")
    for words in ("On trouve plus vite.", "next week"):  # a label, typed, is its button
        await stage.says(young, words)
    await stage.shows(young, "What does it show most of all?")
    await stage.taps(young, "Organising and tidying")
    await stage.taps(young, "None")
    await stage.taps(young, "None in particular")
    await stage.taps(young, "Send")

    card = await stage.shows(cast.adult, TITLE, "vous propose une mission", "La semaine prochaine")
    assert "✅ Valider" in card.buttons


async def test_what_comes_later_comes_in_the_language_of_then(cast: Cast) -> None:
    stage = cast.stage
    await cast.proposes()
    await stage.says(cast.adult, "/langue")
    await stage.taps(cast.adult, "English")
    await stage.pass_time(days=1)
    await stage.next_morning()

    await stage.shows(cast.adult, "A mission is waiting for your yes")
    await stage.taps(cast.adult, "See the card")
    await stage.taps(cast.adult, "Agree")
    await stage.shows(cast.adult, TITLE, "agreed")
    await stage.shows(cast.young, "dit oui", TITLE)


async def test_the_lessons_say_in_which_language_they_are(cast: Cast) -> None:
    stage, young = cast.stage, cast.young
    await stage.says(young, "/lecons")
    told = (await stage.shows(young, "ta solution")).text
    assert "en français" not in told

    await stage.says(young, "/langue")
    await stage.taps(young, "English")
    await stage.says(young, "/lecons")

    await stage.shows(young, "The lessons themselves are in French.")
