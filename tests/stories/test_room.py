"""The counsellors' room: a private link opens it, only the team gets in, and its forms are the acts of the forum."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape
from urllib.parse import urlencode

import httpx
import pytest
from sqlalchemy import select, update

from bot.demo.stage import Where
from bot.simulator import Person
from bot.telegram.mini import sign
from core.api.told import TRIES, NewHook
from core.room.young import FollowedHere
from storage import board, hooks
from storage.tables import events, hook_letters, people, sessions
from tests.stories.cast import TITLE, Cast, colleague, everything
from tests.stories.conftest import Expected

Browser = Callable[[], httpx.AsyncClient]
HERE = {"origin": "https://triade.example"}


async def link_of(cast: Cast, person: Person | None = None) -> str:
    """The address of the room, as the bot just sent it in private (without the host)."""
    private = Where(person or cast.counsellor)
    await cast.stage.says(private, "/bureau")
    card = await cast.stage.shows(private, "Votre bureau")
    return str(card.keyboard[0][0]["url"]).removeprefix("https://triade.example")


async def enters(cast: Cast, browser: Browser, person: Person | None = None) -> httpx.AsyncClient:
    client = browser()
    answer = await client.post(await link_of(cast, person))
    assert (303, "/bureau") == (answer.status_code, answer.headers.get("location"))
    return client


async def sends(client: httpx.AsyncClient, where: str, after: str, **filled: str) -> httpx.Response:
    """Fill in the form of the page `where` that posts to `after` with these hidden values, and send it."""
    shown = (await client.get(where)).text
    forms = [part.split("</form>")[0] for part in shown.split("<form")[1:] if f'action="{after}"' in part]
    for form in forms:
        hidden = {n: unescape(v) for n, v in re.findall(r'type="hidden" name="([\w-]+)" value="([^"]*)"', form)}
        typed = {name for name in filled if f'name="{name}"' in form}
        if all(hidden.get(name, value) == value for name, value in filled.items()) and typed == set(filled):
            return await client.post(after, data={**hidden, **filled}, headers=HERE)
    raise AssertionError(f"no such form on {where}: {[re.sub('<[^>]+>', ' ', one) for one in forms]}")


def words(answer: httpx.Response) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.text)).split())


@pytest.mark.grown
async def test_asked_in_the_forum_the_link_is_private_and_looking_at_it_opens_nothing(cast: Cast, browser: Browser):
    await cast.stage.says(cast.general, "/bureau")
    await cast.stage.shows(cast.general, "conversation privée")
    assert "/ouvrir/" not in everything(cast.stage, cast.general)

    where = await link_of(cast)
    for _ in range(3):
        assert 200 == (await browser().get(where)).status_code

    assert [] == await cast.stage.database.run(lambda c: list(c.execute(select(sessions))))


async def test_the_link_opens_on_one_device_and_for_a_quarter_of_an_hour(cast: Cast, browser: Browser):
    where = await link_of(cast)
    assert 303 == (await browser().post(where)).status_code
    assert 403 == (await browser().post(where)).status_code

    old = await link_of(cast)
    await cast.stage.pass_time(minutes=16)
    assert 403 == (await browser().post(old)).status_code
    async with browser() as nobody:
        assert 401 == (await nobody.get("/bureau")).status_code


async def test_each_page_renews_the_session_and_a_silence_ends_it(cast: Cast, browser: Browser):
    room = await enters(cast, browser)
    for _ in range(3):
        await cast.stage.pass_time(minutes=25)
        assert 200 == (await room.get("/bureau")).status_code
    await cast.stage.pass_time(minutes=31)
    assert 401 == (await room.get("/bureau")).status_code


async def test_rights_are_read_at_every_request(cast: Cast, browser: Browser):
    room = await enters(cast, browser)
    nadia = people.c.first_name == "Nadia"
    await cast.stage.database.run(lambda c: c.execute(update(people).where(nadia).values(role="tutor")))
    assert 403 == (await room.get("/bureau")).status_code
    assert 403 == (await room.get("/bureau/jeune/1")).status_code


async def test_a_tutor_and_a_young_person_have_no_room(cast: Cast, browser: Browser):
    for someone in (cast.young, cast.adult):
        await cast.stage.says(someone, "/bureau")
        await cast.stage.shows(someone, "Je ne connais pas cette commande")
    await cast.stage.says(cast.adult, "/page")
    card = await cast.stage.shows(cast.adult, "Votre page")
    marc = browser()
    await marc.post(str(card.keyboard[0][0]["url"]).removeprefix("https://triade.example"))
    for path in ("/bureau", "/bureau/jeune/1"):
        assert 403 == (await marc.get(path)).status_code


async def test_the_list_and_the_file_say_what_happened_and_the_reading_is_kept(cast: Cast, browser: Browser):
    await cast.agrees()
    await cast.stage.says(cast.topic, "/note Voir le transport avec elle.")
    await cast.stage.says(cast.young, "J'ai hâte de commencer !")
    room = await enters(cast, browser)

    found = words(await room.get("/bureau", params={"q": "lea"}))
    assert "Léa Marc · Atelier Lumen" in found
    assert "1 en cours" in found

    page = await room.get("/bureau/jeune/1")
    for said in (
        f"« {TITLE} » : validée",
        "Voir le transport avec elle.",
        "J'ai hâte de commencer !",
        "Marc · entreprise",
    ):
        assert said in words(page)
    only = words(await room.get("/bureau/jeune/1", params={"k": "note"}))
    assert "Voir le transport" in only
    assert "J'ai hâte" not in only

    kept = await cast.stage.database.run(
        lambda c: c.execute(select(events.c.subject, events.c.triad_id).where(events.c.kind == "file-read")).all()
    )
    assert [("person:2", 1)] * 2 == [tuple(row) for row in kept]


async def test_what_waits_longest_stands_first_and_nothing_is_said_of_nothing(cast: Cast, browser: Browser):
    stage = cast.stage
    await stage.welcome_apprentice(cast.house, "Anna")
    zoe = await stage.welcome_apprentice(cast.house, "Zoé")
    zoes = Cast(stage, cast.house, zoe, await stage.welcome_tutor(cast.house, "Zoé", "Rita", "Atelier Volta"))
    await zoes.proposes("Peindre le portail")
    await stage.pass_time(hours=3)
    await cast.proposes()

    seen = await (await enters(cast, browser)).get("/bureau")

    assert ["Zoé", "Léa", "Anna"] == re.findall(r'/bureau/jeune/\d+">(\w+)<', seen.text)
    assert "Quelque chose attend" not in words(seen)
    assert "En pause ou fermés" not in words(seen)
    assert "Sans entreprise 1" in words(seen)


async def test_a_call_stands_on_no_page(cast: Cast, browser: Browser):
    await cast.stage.says(cast.young, "/sos")
    await cast.stage.taps(cast.young, "aide aujourd'hui")
    await cast.stage.says(cast.young, "Mon chef crie sur moi.")
    room = await enters(cast, browser)
    shown = words(await room.get("/bureau")) + words(await room.get("/bureau/jeune/1"))
    assert "crie" not in shown
    assert "ne va pas (" not in shown


async def test_a_file_of_another_structure_does_not_exist_here(cast: Cast, browser: Browser):
    other = await cast.stage.open_house("Mission locale du Port", "Omar")
    await cast.stage.welcome_apprentice(other, "Inès")
    room = await enters(cast, browser)
    assert 403 == (await room.get("/bureau/jeune/2")).status_code
    assert "Inès" not in words(await room.get("/bureau", params={"f": "tous"}))


async def test_a_yes_by_telephone_is_the_same_act_as_in_the_topic(cast: Cast, browser: Browser):
    await cast.proposes()
    room = await enters(cast, browser)
    answer = await sends(room, "/bureau/jeune/1", "/bureau/faire/mission", act="phone")
    await cast.stage.follow()
    assert 303 == answer.status_code
    await cast.stage.shows(cast.young, "validée", "téléphone")
    await cast.stage.shows(cast.topic, "Validée par téléphone, notée par Nadia")


async def reports(cast: Cast) -> None:
    """Something to treat: a message that the young person reports."""
    await cast.stage.says(cast.adult, "Tu viens samedi, c'est un ordre.")
    shown = await cast.stage.shows(cast.young, "Tu viens samedi")
    await cast.stage.says(cast.young, "/signaler", reply_to=shown)


async def test_a_card_is_taken_answered_noted_and_done_in_the_room_and_in_the_forum(cast: Cast, browser: Browser):
    await reports(cast)
    await cast.stage.shows(cast.desk, "Léa")
    room = await enters(cast, browser)
    assert "À prendre 1" in words(await room.get("/bureau/cartes"))

    assert 303 == (await sends(room, "/bureau/cartes", "/bureau/faire/card", verb="take")).status_code
    await cast.stage.follow()
    await cast.stage.shows(cast.desk, "Pris par Nadia")

    mine = "/bureau/cartes?f=moi"
    await sends(room, mine, "/bureau/faire/card", verb="note", words="Je l'appelle à midi.")
    await sends(room, mine, "/bureau/faire/card", verb="reply", words="On en parle ensemble demain.")
    await cast.stage.follow()
    await cast.stage.shows(cast.desk, "Je l'appelle à midi.", "Nadia a répondu")
    await cast.stage.shows(cast.young, "On en parle ensemble demain.")
    await cast.stage.shows(cast.adult, "On en parle ensemble demain.")
    await cast.stage.shows(cast.topic, "On en parle ensemble demain.")
    assert "Je l'appelle" not in everything(cast.stage, cast.young) + everything(cast.stage, cast.adult)

    await sends(room, mine, "/bureau/faire/card", verb="done")
    await cast.stage.follow()
    await cast.stage.shows(cast.desk, "Fait par Nadia")
    assert "Rouvrir" in words(await room.get("/bureau/cartes?f=fait"))


async def test_two_counsellors_at_once_one_takes_it_and_the_late_one_reads_who(cast: Cast, browser: Browser):
    await reports(cast)
    paul = await colleague(cast)
    one, two = await enters(cast, browser), await enters(cast, browser, paul)
    late = re.findall(
        r'name="([\w-]+)" value="([^"]*)"', (await two.get("/bureau/cartes")).text.split("/faire/card")[1]
    )
    await sends(one, "/bureau/cartes", "/bureau/faire/card", verb="take")
    answer = await two.post("/bureau/faire/card", data=dict(late), headers=HERE)
    assert 409 == answer.status_code
    assert "Nadia s'en occupe" in words(answer)

    handed = await sends(one, "/bureau/cartes?f=moi", "/bureau/faire/card", verb="to", to="4")
    await cast.stage.follow()
    assert 303 == handed.status_code
    await cast.stage.shows(Where(paul), "Nadia vous confie")


async def test_a_call_is_taken_in_the_room_and_read_in_private(cast: Cast, browser: Browser):
    await cast.stage.says(cast.young, "/sos")
    await cast.stage.taps(cast.young, "aide aujourd'hui")
    await cast.stage.says(cast.young, "Mon chef crie sur moi.")
    room = await enters(cast, browser)
    shown = words(await room.get("/bureau/cartes"))
    assert "Léa ne va pas (le 23/11 à 10:00). Besoin d'aide aujourd'hui." in shown
    assert "Ni lu ni répondu" in shown
    assert "crie" not in shown
    closed = await sends(room, "/bureau/cartes", "/bureau/faire/card", verb="done")
    assert "Vous n'avez ni lu ni répondu" in words(closed)
    await sends(room, "/bureau/cartes", "/bureau/faire/card", verb="take")
    await cast.stage.follow()
    await cast.stage.shows(Where(cast.counsellor), "Mon chef crie sur moi.")


async def test_a_message_reaches_the_thread_and_a_note_never_leaves(cast: Cast, browser: Browser):
    room = await enters(cast, browser)
    await sends(room, "/bureau/jeune/1", "/bureau/faire/post", text="Bravo pour cette semaine.")
    await sends(room, "/bureau/jeune/1", "/bureau/faire/note", note="À voir : le logement.")
    await cast.stage.follow()
    for where in (cast.young, cast.adult, cast.topic):
        await cast.stage.shows(where, "Bravo pour cette semaine.")
    await cast.stage.shows(cast.topic, "À voir : le logement.")
    assert "logement" not in everything(cast.stage, cast.young) + everything(cast.stage, cast.adult)
    assert "À voir : le logement." in words(await room.get("/bureau/jeune/1?k=note"))
    stranger = await room.post("/bureau/faire/note", data={"note": "x", "triad": "1"}, headers=HERE)
    assert 403 == stranger.status_code


@pytest.mark.grown
async def test_who_is_ready_soon_is_listed_with_reasons_that_anybody_can_check(cast: Cast, browser: Browser):
    await cast.finishes()
    for where in (cast.young, cast.adult):
        await cast.looks(where, "Autonome")
    room = await enters(cast, browser)

    listed = words(await room.get("/bureau/prets"))

    assert "1 sur 1 jeunes suivis" in listed
    assert (
        "✓ 1 mission faite et regardée à deux ✓ dernier regard de l'entreprise : « Autonome » sur 5 critères" in listed
    )
    assert "– 0 leçons finies sur 4" in listed


async def test_who_only_was_written_to_is_not_active(cast: Cast) -> None:
    stage = cast.stage
    house, month = cast.house.id, FollowedHere(stage.now - timedelta(days=30))
    await stage.says(cast.topic, "Bonjour Léa, tout va bien ?")

    before = await stage.database.run(lambda c: board.followed(c, house, month))
    await stage.says(cast.young, "Oui, merci")
    after = await stage.database.run(lambda c: board.followed(c, house, month))

    assert [(0, 1), (1, 1)] == [(one.active, one.all) for one in (before, after)]


@pytest.mark.grown
async def test_a_manager_has_counts_and_no_file(cast: Cast, browser: Browser, expected: Expected):
    expected.alerts |= {
        "forum-stranger",
        "webhook-stopped",
    }  # she still stands in the forum, where a manager reads no thread
    await cast.proposes()
    await cast.stage.taps(cast.adult, "Refuser")
    await cast.stage.taps(cast.adult, "Une autre raison")
    await cast.stage.says(cast.adult, "Léa est trop lente pour ça.")
    manager = await colleague(cast, "Hélène")
    role = people.c.first_name == "Hélène"
    await cast.stage.database.run(lambda c: c.execute(update(people).where(role).values(role="manager")))
    room = browser()
    opened = await room.post(await link_of(cast, manager))
    assert "/bureau/chiffres" == opened.headers["location"]

    board = words(await room.get("/bureau/chiffres"))
    for said in (
        "1 / 1 Jeunes actifs",
        "1 / 1 Entreprises joignables",
        "1 Missions refusées",
        "Une autre raison 1",
        "0 Alertes précoces",
        "0 / 0 Fausses alertes",
        "0 À recontacter",
    ):
        assert said in board
    assert "lente" not in board
    assert "Léa" not in board
    for path in ("", "/jeune/1", "/cartes", "/prets", "/inviter", "/reglages", "/lecons", "/evenements", "/jeunes.csv"):
        assert 403 == (await room.get(f"/bureau{path}")).status_code, path
    note = {"stamp": re.findall(r'name="stamp" value="(\w+)"', (await room.get("/bureau/chiffres")).text)[0]}
    refused = await room.post("/bureau/faire/note", data=note | {"triad": "1", "note": "x"}, headers=HERE)
    assert 409 == refused.status_code

    made = await sends(
        room, "/bureau/cles", "/bureau/cles", label="Tableau de bord", days="30", **{"missions:read": "1"}
    )
    key = {"authorization": f"Bearer {re.findall(r'triade_[A-Za-z0-9_-]{43}', made.text)[0]}"}
    assert ["refused"] == [one["state"] for one in (await room.get("/api/v1/missions", headers=key)).json()["items"]]
    assert "triade_" not in (await room.get("/bureau/cles")).text
    closed = await sends(room, "/bureau/cles", "/bureau/cles", verb="revoke")
    assert "Aucune : aucun logiciel" in words(closed)
    assert 401 == (await room.get("/api/v1/missions", headers=key)).status_code

    away = NewHook("https://suivi.internal/triade", "whsec_AAAA", frozenset({"missions:read"}))  # refused when sending
    await cast.stage.database.run(lambda c: hooks.add(c, cast.house.id, away, cast.stage.now))
    await cast.proposes("Préparer un devis")
    last = {"attempts": TRIES - 1, "not_before": cast.stage.now}
    await cast.stage.database.run(lambda c: c.execute(update(hook_letters).values(last)))
    await cast.stage.settle()
    await cast.stage.shows(Where(cast.counsellor), "suivi.internal ne répond plus", "30 jours")  # forum held
    await cast.stage.shows(Where(manager), "suivi.internal ne répond plus")
    assert "suivi.internal Les missions : étape et dates, sans leur texte ne répond plus 1 en attente" in words(
        await room.get("/bureau/cles")
    )
    again = await sends(room, "/bureau/cles", "/bureau/cles", verb="resume")
    assert "sans leur texte 1 en attente" in words(again)


async def test_as_a_mini_app_the_room_opens_for_the_team_alone_and_once_a_device(cast: Cast, browser: Browser):
    def init(person: Person, token: str = cast.stage.bot.token) -> dict[str, str]:
        user = json.dumps({"id": person.id, "first_name": person.first_name})
        fields = {"auth_date": str(int(cast.stage.now.timestamp())), "user": user}
        return {"init": urlencode(fields | {"hash": sign(fields, token)})}

    room = browser()
    assert "script-src 'self'" in (await room.get("/mini")).headers["content-security-policy"]
    opened = await room.post("/mini", data=init(cast.counsellor))
    assert (303, "/bureau") == (opened.status_code, opened.headers["location"])
    page = await room.get("/bureau")
    assert "Léa" in words(page)
    assert "script-src" not in page.headers["content-security-policy"]

    assert 403 == (await browser().post("/mini", data=init(cast.counsellor))).status_code  # the same, stolen
    for nobody in (init(cast.tutor), init(cast.apprentice), init(cast.counsellor, "1:forged"), {}):
        assert 403 == (await browser().post("/mini", data=nobody)).status_code


async def test_what_nobody_would_read_does_not_leave_and_is_not_lost(cast: Cast, browser: Browser):
    link = await cast.stage.invites(cast.house, "Un ou une jeune", "Yanis")
    await cast.stage.opens(cast.stage.tg.user("Yanis"), link)  # has come in, and said nothing yet
    room = await enters(cast, browser)
    answer = await sends(room, "/bureau/jeune/2", "/bureau/faire/post", text="Bienvenue Yanis !")
    assert 409 == answer.status_code
    assert "n'est pas parti" in words(answer)
    assert "Bienvenue Yanis !" in words(answer)
