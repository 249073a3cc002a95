"""What the structure has chosen, in the room and in the forum side by side: hours, reminders, the grid."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape

import httpx

from tests.stories.cast import Cast
from tests.stories.test_room import enters, sends, words

Browser = Callable[[], httpx.AsyncClient]
HOURS, LADDERS, GRID = "/bureau/reglages", "/bureau/reglages/rappels", "/bureau/reglages/grille"


async def test_hours_chosen_in_the_room_hold_in_the_forum_and_the_other_way(cast: Cast, browser: Browser):
    room, forum, stage = await enters(cast, browser), cast.general, cast.stage
    for form in (
        {"verb": "hours", "hours": "du mardi au samedi, 10 h – 18 h"},
        {"verb": "polite", "from": "08:30", "to": "19:00", "weekends": "1"},
        {"verb": "mails", "minutes": "7"},
        {"verb": "closed", "day": "2026-12-24"},
    ):
        answer = await sends(room, HOURS, HOURS, **form)
        assert (303, f"{HOURS}?fait") == (answer.status_code, answer.headers["location"]), form
    await stage.says(forum, "/horaires")
    await stage.shows(forum, "de 08:30 à 19:00, tous les jours", "après 7 min", "Accueil", "du mardi au samedi")
    await stage.says(forum, "/relances")
    await stage.shows(forum, "Jours fermés : 24/12/2026")

    await stage.says(forum, "/horaires accueil tous les matins, sauf le jeudi")
    await stage.shows(forum, "C'est noté : tous les matins, sauf le jeudi")
    await stage.says(forum, "/horaires 9-18")
    await stage.says(forum, "/horaires mails 0")
    await stage.says(forum, "/relances ouvert 24/12/2026")
    await stage.says(forum, "/horaires accueil")
    await stage.shows(forum, "Écrivez les horaires en 120 signes")
    page = await room.get(HOURS)
    for kept in ('value="tous les matins, sauf le jeudi"', 'value="09:00"', 'value="18:00"', 'value="0"'):
        assert kept in unescape(page.text)
    assert "Aucun jour fermé de plus" in words(page)

    for form, said in (
        ({"verb": "polite", "from": "19:00", "to": "08:30"}, "la première avant la seconde"),
        ({"verb": "mails", "minutes": "31"}, "Entre 0 et 30 minutes"),
        ({"verb": "closed", "day": "2026-11-01"}, "ce jour est passé"),
        ({"verb": "hours", "hours": "x" * 121}, "120 signes au plus"),
    ):
        wrong = await sends(room, HOURS, HOURS, **form)
        assert (409, True) == (wrong.status_code, said in words(wrong)), said
        assert all(f'value="{typed}"' in wrong.text for typed in form.values())  # nothing typed is lost


async def test_reminders_are_seen_as_they_are_and_changed_in_either_place(cast: Cast, browser: Browser):
    room, forum, stage = await enters(cast, browser), cast.general, cast.stage
    seen = words(await room.get(LADDERS))
    for said in (
        "Rappel à l'entreprise. Jours Garder",
        "Jour 1 🔔 Une mission attend votre oui, votre non ou votre question.",
        "Jour 7, pour l'équipe 📞 À relancer par téléphone : … n'a pas répondu",
        "de 09:00 à 17:00",
    ):
        assert said in seen
    await sends(room, LADDERS, LADDERS, verb="days", ladder="1", days="2, 5, 8")
    await sends(room, LADDERS, LADDERS, verb="state", ladder="2", state="pause")
    channels = {"channel-1": "mail", "channel-2": "sms", "channel-3": ""}
    await sends(room, LADDERS, LADDERS, verb="order", **channels)
    await stage.says(forum, "/relances")
    await stage.shows(forum, "J+2, J+5, puis l'équipe à J+8", "en pause", "ses autres : e-mail, SMS.")

    wrong = await sends(room, LADDERS, LADDERS, verb="days", ladder="1", days="8, 2")
    assert (409, True, True) == (
        wrong.status_code,
        "des jours qui montent" in words(wrong),
        'value="8, 2"' in wrong.text,
    )
    twice = await sends(room, LADDERS, LADDERS, verb="order", **(channels | {"channel-3": "mail"}))
    assert (409, True) == (twice.status_code, "deux fois" in words(twice))

    await stage.says(forum, "/relances 2 reprise")
    await sends(room, LADDERS, LADDERS, verb="state", ladder="1", state="défaut")
    await stage.says(forum, "/relances ordre aucun")
    page = words(await room.get(LADDERS))
    assert "Reprendre" not in page
    assert "changé" not in page
    assert "Tous les rappels partent par le canal habituel" in page

    await sends(room, LADDERS, LADDERS, verb="words", ladder="1", step="1", words="Une {mission} vous <b>attend</b>.")
    await stage.says(forum, "/relances 1 mots 2 : Deux minutes pour elle ?")
    assert "Deux minutes pour elle ?" in words(await room.get(LADDERS))
    for command in ("/relances 7 mots 1 : Non", "/relances 1 mots 3 : Non", f"/relances 1 mots 1 : {'x' * 161}"):
        await stage.says(forum, command)
        await stage.shows(forum, "Rien n'a changé")
    await cast.proposes()
    await stage.pass_time(days=1, hours=1)
    await stage.shows(cast.adult, "🔔 Une {mission} vous <b>attend</b>.")


async def test_the_grid_is_changed_as_a_whole_and_a_late_form_changes_nothing(cast: Cast, browser: Browser):
    room, forum, stage = await enters(cast, browser), cast.general, cast.stage

    def typed(page: httpx.Response) -> dict[str, str]:
        levels = re.findall(r'name="((?:level|other)-\d+)" maxlength="\d+" value="([^"]*)"', page.text)
        criteria = re.findall(r'name="((?:young|tutor)-\d+)"[^>]*>([^<]*)</textarea>', page.text)
        return {name: unescape(value) for name, value in (*levels, *criteria)}

    before = typed(await room.get(GRID))
    levels = [name for name in before if name.startswith("level-")]
    change = before | {"young-1": "J'ai tenu le délai", "tutor-1": "Délai tenu", levels[-1]: "Transmet aux autres"}
    late = await room.get(GRID)
    assert 303 == (await sends(room, GRID, GRID, verb="grid", **change)).status_code
    await stage.says(forum, "/grille")
    await stage.shows(forum, "J'ai tenu le délai", "version e1", "Transmet aux autres")

    for wrong, said in (
        ({"level-1": "", "level-2": "", "level-3": "", "level-4": "", "level-5": ""}, "Une grille a de 2 à 5 niveaux"),
        ({"level-1": "Transmet aux autres"}, "deux noms diffèrent"),
        ({"young-1": ""}, "ses deux phrases"),
        ({}, "Rien n'a changé dans la grille"),
    ):
        now = typed(await room.get(GRID))
        answer = await sends(room, GRID, GRID, verb="grid", **(now | {k: v for k, v in wrong.items() if k in now}))
        assert (409, True) == (answer.status_code, said in words(answer)), said
        assert {k: v for k, v in wrong.items() if k in now}.items() <= typed(answer).items()  # nothing typed is lost

    hidden = dict(re.findall(r'type="hidden" name="([\w-]+)" value="([^"]*)"', late.text.split("/grille")[-1]))
    fresh = change | {"young-2": "Trop tard", "tutor-2": "Trop tard"}
    stale = await room.post(GRID, data={**hidden, **fresh}, headers={"origin": "https://triade.example"})
    assert (409, True) == (stale.status_code, "La grille a changé entre-temps" in words(stale))
    assert "Trop tard" in typed(stale)["young-2"]
