"""Events in the room and in the forum, side by side: made in one, led in the other; the same places, the same list."""

from __future__ import annotations

from collections.abc import Callable

import httpx

from bot.demo.stage import Where
from core.gatherings.gathering import State
from tests.stories.cast import Cast, must_not_show
from tests.stories.test_gatherings import makes, states
from tests.stories.test_room import enters, sends, words

Browser = Callable[[], httpx.AsyncClient]
LIST, ONE, NEW, ACT = "/bureau/evenements", "/bureau/evenements/1", "/bureau/evenements/nouveau", "/bureau/faire/event"
CAFE = {"kind": "company", "title": "Café des entreprises", "day": "2026-11-25", "at": "14:00",
        "place": "Salle des Lilas", "room": "1", "group": "young"}  # fmt: skip


async def test_an_event_made_in_the_room_is_led_in_the_forum_and_back(cast: Cast, browser: Browser):
    stage, forum, young = cast.stage, cast.general, cast.young
    zoe = Where(await stage.welcome_apprentice(cast.house, "Zoé"))
    room = await enters(cast, browser)
    for wrong, said in (
        ({"day": "2026-11-22"}, "déjà passé"),
        ({"at": "23:30"}, "en dehors des heures"),
        ({"day": "demain"}, "n'existe pas"),
        ({"room": "501"}, "de 1 à 500"),
        ({"title": " "}, "Il manque quelque chose"),
        ({"title": "x" * 81}, "trop long"),
        ({"group": "of999"}, "plus personne dans ce groupe"),
    ):
        answer = await sends(room, NEW, NEW, **(CAFE | wrong))
        assert (409, True) == (answer.status_code, said in words(answer)), said
        assert "Salle des Lilas" in answer.text  # nothing typed is lost
    must_not_show(stage, young, "Café")

    assert 303 == (await sends(room, NEW, NEW, **CAFE)).status_code
    await stage.follow()
    await stage.shows(young, "Café des entreprises", "mercredi 25/11 à 14:00", "Salle des Lilas")
    await stage.shows(forum, "Café des entreprises", "sans réponse")
    await stage.taps(young, "Je viens")
    await stage.taps(zoe, "Je viens")
    await stage.shows(zoe, "C'est complet. Rang 1")
    assert "mercredi 25/11 à 14:00 1 sur 1 1 0 0" in words(await room.get(LIST))
    assert "Rang 1 Zoé" in words(await room.get(f"{ONE}?f=waiting")).replace("rang", "Rang")
    table = await room.get(f"{ONE}/liste.csv")
    assert "evenement-2026-11-25.csv" in table.headers["content-disposition"]
    assert "Léa;vient" in table.text.replace(",", ";")

    late = await room.get(f"{ONE}?f=yes")
    await sends(room, f"{ONE}?f=yes", ACT, verb="tick", person="2")
    assert State.PRESENT is (await states(cast))["Léa"]
    assert "Est là" in late.text
    await stage.taps(forum, "Qui est là")
    await stage.taps(forum, "✋ Léa")  # taken back in the forum
    assert State.YES is (await states(cast))["Léa"]
    assert 303 == (await sends(room, ONE, ACT, verb="door")).status_code
    await stage.follow()
    await stage.shows(forum, "À montrer à l'entrée", kind="photo")
    assert "La porte est ouverte" in words(await room.get(ONE))

    assert 303 == (await sends(room, ONE, ACT, verb="cancel")).status_code
    await stage.follow()
    for where in (young, zoe):
        await stage.shows(where, "c'est annulé")
    assert "Passés ou annulés Événement Quand Places" in words(await room.get(LIST))
    assert "Est là" not in words(await room.get(f"{ONE}?f=yes"))


async def test_an_event_made_in_the_forum_stands_in_the_room_of_its_team_alone(cast: Cast, browser: Browser):
    other = await cast.stage.open_house("Mission locale du Port", "Omar")
    await makes(cast)
    room, away = await enters(cast, browser), browser()
    assert "Café des entreprises" in words(await room.get(LIST))
    assert 401 == (await away.get(f"{ONE}/liste.csv")).status_code
    await cast.stage.says(Where(other.counsellor), "/bureau")
    card = await cast.stage.shows(Where(other.counsellor), "Votre bureau")
    await away.post(str(card.keyboard[0][0]["url"]).removeprefix("https://triade.example"))
    assert "Café" not in words(await away.get(LIST))
    for path in (ONE, f"{ONE}/liste.csv"):
        assert 403 == (await away.get(path)).status_code
