"""An event: a group is invited, a freed place goes to the next one, the door is opened, and what comes after."""

from __future__ import annotations

import pytest

from bot.demo.stage import Where
from core.gatherings.gathering import Gathering, GatheringBy, State
from core.people import Refused
from storage.access import Shelves
from tests.stories.cast import Cast, forge, must_not_show, raise_curtain


async def makes(cast: Cast, places: str = "1") -> None:
    """For the next day at two in the afternoon, in Paris."""
    stage, forum = cast.stage, cast.general
    await stage.says(forum, "/evenement")
    await stage.taps(forum, "Rencontre avec des entreprises")
    for words in ("Café des entreprises", "mercredi 25/11 à 14 h", "Salle des Lilas", places):
        await stage.says(forum, words)
    await stage.taps(forum, "Tous les jeunes")
    await stage.shows(forum, f"Places : {places}. Invités : Tous les jeunes (")
    await stage.taps(forum, "Inviter")
    await stage.shows(forum, "Café des entreprises", "sans réponse")


async def event(cast: Cast) -> Gathering:
    found = await cast.stage.database.run(lambda c: Shelves(c, cast.house.id)(GatheringBy(1)))
    assert found is not None
    return found


async def states(cast: Cast) -> dict[str, State]:
    return {guest.name: guest.state for guest in (await event(cast)).guests}


async def test_the_freed_place_goes_to_the_next_one_who_has_a_day_to_say_yes(cast: Cast) -> None:
    stage, young = cast.stage, cast.young
    zoe = Where(await stage.welcome_apprentice(cast.house, "Zoé"))
    ines = Where(await stage.welcome_apprentice(cast.house, "Inès"))
    await makes(cast)
    await stage.shows(young, "Café des entreprises", "mercredi 25/11 à 14:00", "Salle des Lilas")
    must_not_show(stage, cast.adult, "Café")
    await stage.taps(young, "Je viens")
    await stage.shows(young, "Pour ton calendrier", kind="document")
    await stage.taps(zoe, "Je viens")
    await stage.shows(zoe, "C'est complet. Rang 1")
    await stage.taps(ines, "Je viens")
    await stage.shows(ines, "Rang 2")

    await stage.taps(young, "❌ Non")
    await stage.shows(zoe, "Une place s'est libérée", "jusqu'au mardi 24/11 à 10:00")
    assert await states(cast) == {"Léa": State.NO, "Zoé": State.OFFERED, "Inès": State.WAITING}
    await stage.pass_time(hours=25)
    await stage.shows(zoe, "est passée à la personne suivante")
    await stage.shows(ines, "Une place s'est libérée")
    await stage.taps(ines, "Je viens")
    assert await states(cast) == {"Léa": State.NO, "Zoé": State.NO, "Inès": State.YES}


async def test_one_reminder_a_door_with_a_code_and_a_kind_word_to_who_did_not_come(cast: Cast) -> None:
    stage, young, forum = cast.stage, cast.young, cast.general
    zoe = Where(await stage.welcome_apprentice(cast.house, "Zoé"))
    await makes(cast, "5")
    await stage.taps(young, "Je viens")
    await stage.taps(zoe, "Je viens")
    await stage.pass_time(hours=29)
    assert (cast.count(young, "C'est bientôt"), cast.count(zoe, "C'est bientôt")) == (1, 1)

    await stage.pass_time(hours=22)
    await stage.says(forum, "/evenements")
    await stage.taps(forum, "1")
    await stage.taps(forum, "Ouvrir la porte")
    await stage.shows(forum, "À montrer à l'entrée", kind="photo")
    code = (await event(cast)).door
    await stage.says(young, f"/atelier {code}")
    await stage.taps(young, "Je suis là")
    await stage.pass_time(hours=8)
    await stage.pass_time(days=1)
    assert await states(cast) == {"Léa": State.PRESENT, "Zoé": State.ABSENT}
    done = await stage.shows(forum, "Là : 1. Attendus, pas venus : Zoé.", kind="document")
    assert done.media is not None
    assert done.media.file.name == "evenement-2026-11-25.csv"
    await stage.pass_time(hours=13)
    await stage.shows(zoe, "On t'attendait à « Café des entreprises »")
    must_not_show(stage, young, "On t'attendait")


async def test_the_team_ticks_cancels_and_nobody_else_answers(cast: Cast) -> None:
    stage, young, forum = cast.stage, cast.young, cast.general
    away = await raise_curtain(stage, "Mission locale des Saules", "Nour", "Marie", "Hugo", "Atelier Brise")
    await makes(cast)
    for person, where in ((away.apprentice, away.young), (cast.tutor, cast.adult), (cast.apprentice, young)):
        for what in ("board", "door", "cancel", "here:2", "x", "list"):
            assert (await forge(stage, person, stage.screen(where)[-1], f"ga:1:{what}")).answer
    for person, where in ((away.apprentice, away.young), (cast.tutor, cast.adult)):
        assert (await forge(stage, person, stage.screen(where)[-1], "ga:1:yes")).answer
    assert await states(cast) == {"Léa": State.INVITED}

    await stage.taps(young, "Peut-être")
    await stage.taps(forum, "Qui est là")
    await stage.taps(forum, "… Léa")
    assert await states(cast) == {"Léa": State.PRESENT}
    await stage.taps(forum, "✋ Léa")
    await stage.taps(forum, "Où en est-on")
    await stage.taps(forum, "Annuler l'événement")
    await stage.shows(young, "c'est annulé")
    one = await event(cast)
    with pytest.raises(Refused):
        one.answers(one.guests[0].person_id, State.NO, one.starts)
