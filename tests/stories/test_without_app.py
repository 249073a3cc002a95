"""A young person and a trainer with nothing but a mailbox: invited, told the same as in the chat, in their thread."""

from __future__ import annotations

import re

import httpx
import pytest

from bot.demo.stage import House, Stage, Where
from storage.tables import people
from tests.servers.smtp import PostOffice, words
from tests.stories.conftest import PAGES
from tests.stories.test_by_mail import Browser, more_settings, office
from tests.stories.test_own_page import HERE, sends, words as shown
from tests.stories.test_page_acts import home, taps
from tests.stories.test_room import sends as fills

__all__ = ["more_settings", "office"]
ZOE, CHLOE = "zoe@exemple.example", "chloe@cfa.example"
FAMILY = "famille@exemple.example"


def link(office: PostOffice, mail: str) -> str:
    """The link of the newest mail, without the host."""
    return str(re.findall(rf"^{PAGES}(/(?!rappels)\S+)$", words(office.to(mail)[-1]), re.MULTILINE)[-1])


async def invites(stage: Stage, where: Where, role: str, name: str, mail: str) -> None:
    await stage.says(where, "/inviter")
    await stage.taps(where, role)
    await stage.taps(where, "E-mail")
    await stage.replies(where, name, "prénom")
    await stage.replies(where, mail, "adresse e-mail")


@pytest.fixture
async def house(stage: Stage) -> House:
    return await stage.open_house()


async def test_a_young_person_and_her_trainer_with_only_a_mailbox_are_in_their_thread(
    stage: Stage, house: House, office: PostOffice, browser: Browser
) -> None:
    general = Where(house.counsellor, house.forum, None)
    await invites(stage, general, "Un ou une jeune", "Zoé", ZOE)
    assert "t'invite dans ton espace" in words(office.to(ZOE)[-1])
    looked = shown(await browser().get(link(office, ZOE)))
    for told in (
        "ton adresse",
        "tes rendez-vous",
        "rien d'autre",
        "même avant 18 ans",
        "CNIL",
        "Dire non ne te retire aucune aide",
    ):
        assert told in looked
    assert "entreprise</label>" not in (await browser().get(link(office, ZOE))).text

    zoe = browser()
    assert 303 == (await zoe.post(link(office, ZOE), data={"first_name": "Zoé"})).status_code
    await stage.follow()
    topic = Where(house.counsellor, house.forum, "Zoé")
    await stage.shows(topic, "Zoé · alternance", "a rejoint le fil")
    marc = Where(await stage.welcome_tutor(house, "Zoé"))
    mail = office.to(ZOE)[-1]
    assert "a rejoint ton fil" in words(mail)
    assert "ne transfère pas ce message" in words(mail)
    assert mail["Subject"].endswith("du nouveau pour toi")

    names = [topic.name for topic in house.counsellor.topics(house.forum) if "Zoé" in topic.name]
    topic = Where(house.counsellor, house.forum, names[-1])
    await invites(stage, topic, "La personne du centre", "Chloé", CHLOE)
    assert "que vous formez" in words(office.to(CHLOE)[-1])
    chloe = browser()
    assert 303 == (await chloe.post(link(office, CHLOE), data={"first_name": "Chloé"})).status_code
    await stage.follow()
    await sends(chloe, "/ma-page", "/ma-page/post", text="Bienvenue au CFA")
    await stage.follow()
    await stage.shows(marc, "Chloé · formation", "Bienvenue au CFA")
    await stage.pass_time(minutes=4)  # mails of a thread leave together
    assert "Bienvenue au CFA" in words(office.to(ZOE)[-1])

    await zoe.post(link(office, ZOE))
    assert "Bienvenue au CFA" in shown(await zoe.get("/ma-page"))
    await sends(zoe, "/ma-page", "/ma-page/post", text="Merci !")
    await stage.follow()
    await stage.shows(marc, "Zoé · alternance", "Merci !")
    await stage.pass_time(minutes=4)
    assert "Merci !" in words(office.to(CHLOE)[-1])

    await _proposes(zoe)
    await stage.follow()
    await stage.taps(marc, "Valider")
    await stage.pass_time(minutes=4)
    assert "dit oui" in words(office.to(ZOE)[-1])
    for act in ("start", "finish"):
        assert 303 == (await sends(zoe, "/ma-page", "/ma-page/mission", act=act)).status_code
    form = (await zoe.get("/ma-page/mission/1/1/assess")).text
    marks = dict.fromkeys(re.findall(r'name="(mark-[^"]+)"', form), "autonome")
    await sends(zoe, "/ma-page/mission/1/1/assess", "/ma-page/mission", **marks, words="Je suis fière.")
    await stage.follow()
    await stage.shows(marc, "🏁 faite – Zoé")
    assert "Donner mon regard" not in shown(await zoe.get("/ma-page"))

    asked = await taps(chloe, await home(chloe), "Dire le programme", "command")
    await says(chloe, asked, "L'accueil\nLa caisse")
    await taps(chloe, await home(chloe), "Enregistrer")
    horizon = await taps(zoe, await home(zoe), "Ce qui arrive", "command")
    assert "La caisse" in shown(await taps(zoe, horizon, "Du cours à l'entreprise"))

    await stage.database.run(lambda c: c.execute(people.update().values(consent_version="2025-01")))
    asked = await taps(zoe, await home(zoe), "Ce qui arrive", "command")
    assert "a changé" in shown(asked)
    assert "C'est noté" in shown(await taps(zoe, asked, "D'accord"))
    assert "a changé" not in shown(await taps(zoe, await home(zoe), "Ce qui arrive", "command"))


async def _proposes(zoe: httpx.AsyncClient) -> None:
    """The whole conversation of a mission, on the page."""
    asked = await taps(zoe, await home(zoe), "Proposer une mission", "command")
    for typed in ("Ranger le coin des pneus", "On trouve plus vite la bonne taille."):
        asked = await says(zoe, asked, typed)
    for label in ("Cette semaine", "Organiser", "D'aucune", "Aucune en particulier", "Envoyer"):
        asked = await taps(zoe, asked, label)


async def says(client: httpx.AsyncClient, asked: httpx.Response, typed: str) -> httpx.Response:
    """Type the answer to the question that the page shows."""
    form = next(part for part in asked.text.split("<form")[1:] if 'action="/ma-page/answer"' in part)
    hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form.split("</form>")[0]))
    return await client.post("/ma-page/answer", data={**hidden, "text": typed}, headers=HERE)


async def enters(stage: Stage, house: House, browser: Browser) -> httpx.AsyncClient:
    """The counsellor's room."""
    room = browser()
    await stage.says(Where(house.counsellor), "/bureau")
    press = await stage.shows(Where(house.counsellor), "bureau")
    await room.post(str(press.keyboard[0][0]["url"]).removeprefix(PAGES))
    return room


async def test_an_invitation_of_the_room_leaves_by_mail_and_what_becomes_of_it_is_told(
    stage: Stage, house: House, office: PostOffice, browser: Browser
) -> None:
    room = await enters(stage, house, browser)
    form = ("/bureau/inviter", "/bureau/inviter")
    assert "laissez l'adresse vide" in shown(
        await fills(room, *form, first_name="Zoé", address="06 12 34 56 78", role="apprentice")
    )
    await fills(room, *form, first_name="Zoé", address=ZOE, role="apprentice")
    office.refuses["nul@exemple.example"] = "550 5.1.1 No such user"
    await fills(room, *form, first_name="Nils", address="nul@exemple.example", role="apprentice")
    await stage.follow()
    desk = Where(house.counsellor, house.forum, "À traiter")
    await stage.shows(desk, "L'invitation par e-mail n'est pas arrivée")
    await stage.pass_time(days=1)
    room = await enters(stage, house, browser)
    listed = " ".join(shown(await room.get("/bureau/inviter")).split())
    assert f"{ZOE} envoyée le 23/11 à 10:00, relancée 10:00" in listed
    assert "nul@exemple.example pas arrivée" in listed
    await fills(room, "/bureau/inviter", "/bureau/inviter/encore", verb="cancel")  # the newest: that of Nils
    await fills(room, "/bureau/inviter", "/bureau/inviter/encore", verb="again")
    await stage.follow()
    assert 3 == len(office.to(ZOE))
    listed = " ".join(shown(await room.get("/bureau/inviter")).split())
    assert (1, 0) == (listed.count(ZOE), listed.count("nul@exemple.example"))

    assert "Rien n'est gardé" in shown(await browser().post(f"{link(office, ZOE)}/non"))
    await stage.follow()
    await stage.shows(desk, "Zoé ne souhaite pas venir")


async def test_an_invitation_that_was_sent_is_sent_again_twice_then_the_team_calls(
    stage: Stage, house: House, office: PostOffice, browser: Browser
) -> None:
    general = Where(house.counsellor, house.forum, None)
    await invites(stage, general, "Un ou une jeune", "Zoé", ZOE)
    for name in ("Yann", "Yanis"):  # two of one household: one reminder a day in its box
        await invites(stage, general, "Un ou une jeune", name, FAMILY)
    await stage.pass_time(days=1)
    assert (2, 3) == (len(office.to(ZOE)), len(office.to(FAMILY)))
    await stage.pass_time(days=1)
    assert (2, 4) == (len(office.to(ZOE)), len(office.to(FAMILY)))
    await invites(stage, general, "Un ou une jeune", "Yann", "yann@exemple.example")
    assert 303 == (await browser().post(link(office, "yann@exemple.example"), data={"first_name": "Yann"})).status_code
    for sent in (3, 3, 3, 3):
        await stage.pass_time(days=1)
        assert sent == len(office.to(ZOE))
    assert "L'invitation de Nadia" in words(office.to(ZOE)[1])
    assert "dernier rappel" in words(office.to(ZOE)[-1])
    assert not [mail for mail in office.to("yann@exemple.example") if "rappel" in words(mail)]
    await stage.pass_time(days=1)
    desk = Where(house.counsellor, house.forum, "À traiter")
    card = await stage.shows(desk, "L'invitation de Zoé n'a pas été ouverte", f"Envoyée à {ZOE}", "On l'ouvre ensemble")
    assert card.text.count("/11 à") == 2

    zoe = browser()
    assert 303 == (await zoe.post(link(office, ZOE), data={"first_name": "Zoé"})).status_code
    await stage.pass_time(days=10)
    assert 1 == sum("L'invitation de Zoé" in text for text in stage.texts(desk))
