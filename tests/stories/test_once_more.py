"""« Ok pour moi » in plain words is no yes: it is passed on, and the card comes once more with its buttons."""

from __future__ import annotations

import pytest

from tests.stories.cast import TITLE, Cast, must_not_show

AGAIN = "Cette mission attend encore votre réponse"


@pytest.mark.grown
async def test_a_yes_in_plain_words_brings_the_card_once(cast: Cast) -> None:
    stage = cast.stage
    await cast.proposes()

    await stage.says(cast.adult, "Ok pour moi")
    await stage.shows(cast.young, "Marc · entreprise", "Ok pour moi")
    await stage.shows(cast.adult, "Votre message est en route", AGAIN, TITLE)
    must_not_show(stage, cast.young, "validée")
    await stage.says(cast.adult, "Tu m'as lu ?")
    await stage.pass_time(days=1)
    await stage.says(cast.adult, "Alors ?")
    assert 1 == cast.count(cast.adult, AGAIN)

    again = await stage.shows(cast.adult, AGAIN)
    cast.tutor.press(again, "✅ Valider")
    await stage.follow()
    await stage.shows(cast.young, TITLE, "validée")
    assert "✅ Valider" not in again.buttons


async def test_each_mission_once_and_one_a_day(cast: Cast) -> None:
    stage = cast.stage
    await cast.proposes()
    await stage.says(cast.adult, "D'accord")
    await cast.proposes("Compter les stocks")

    await stage.says(cast.adult, "D'accord aussi")
    assert 1 == cast.count(cast.adult, AGAIN)
    await stage.pass_time(days=1)
    await stage.says(cast.adult, "Je disais : d'accord")

    await stage.shows(cast.adult, AGAIN, "Compter les stocks")
    assert 2 == cast.count(cast.adult, AGAIN)


async def test_where_nothing_waits_for_him_nothing_comes(cast: Cast) -> None:
    stage = cast.stage
    await stage.says(cast.adult, "Bonjour Léa")
    await cast.proposes()
    await stage.says(cast.young, "C'est envoyé")
    await stage.says(cast.adult, "/pros On en parle ?")
    await stage.taps(cast.adult, "Question")
    await stage.says(cast.adult, "Avec qui ?")
    await stage.shows(cast.young, "Avec qui ?")

    await stage.says(cast.adult, "J'attends ta réponse")
    await stage.shows(cast.young, "J'attends ta réponse")

    for where in (cast.adult, cast.young):
        must_not_show(stage, where, AGAIN)
    await stage.taps(cast.young, "Répondre")
    await stage.says(cast.young, "Avec Paul")
    await stage.shows(cast.adult, "Avec Paul")
    await stage.says(cast.adult, "Ça me va")
    await stage.shows(cast.adult, AGAIN)
