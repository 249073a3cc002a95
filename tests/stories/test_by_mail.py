"""A tutor with nothing but a mailbox: invited, settled, and at home in the whole life of a mission."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass

import httpx
import pytest
from sqlalchemy import select

from bot.demo.stage import DESK, House, Stage, Where
from bot.simulator import Person
from storage.tables import addresses, invitations, links, people
from tests.servers.smtp import PostOffice, post_office, words
from tests.stories.cast import TITLE
from tests.stories.conftest import PAGES, Expected
from tests.stories.test_own_page import HERE, sends, words as shown

Browser = Callable[[], httpx.AsyncClient]
MARC = "marc@atelier.example"


@pytest.fixture
async def office() -> AsyncIterator[PostOffice]:
    async with post_office() as opened:
        yield opened


@pytest.fixture
async def more_settings(office: PostOffice) -> dict[str, str]:
    return {"smtp_url": office.url, "mail_from": "Mission locale des Tilleuls <triade@ml.example>"}


@dataclass
class Desk:
    """A structure with an apprentice, and a mailbox for the tutor."""

    stage: Stage
    office: PostOffice
    house: House
    lea: Person

    @property
    def topic(self) -> Where:
        topics = self.house.counsellor.topics(self.house.forum)
        name = next(t.name for t in reversed(topics) if t.name.startswith("Léa"))
        return Where(self.house.counsellor, self.house.forum, name)

    @property
    def young(self) -> Where:
        return Where(self.lea)

    async def invites(self, mail: str = MARC, name: str = "Marc") -> None:
        stage = self.stage
        await stage.says(self.topic, "/inviter")
        await stage.taps(self.topic, "La personne de l'entreprise")
        await stage.taps(self.topic, "E-mail")
        await stage.replies(self.topic, name)
        await stage.replies(self.topic, mail)

    def link(self, mail: str = MARC) -> str:
        """The link of the newest mail, without the host."""
        found = re.findall(rf"^{PAGES}(/(?!rappels)\S+)$", words(self.office.to(mail)[-1]), re.MULTILINE)
        assert found
        return str(found[-1])

    async def settles(self, browser: Browser) -> httpx.AsyncClient:
        """The tutor accepts; the browser on his page."""
        await self.invites()
        client = browser()
        answer = await client.post(self.link(), data={"first_name": "Marc", "company": "Atelier Lumen"})
        assert (303, "/ma-page") == (answer.status_code, answer.headers["location"])
        await self.stage.follow()
        return client

    async def proposes(self) -> None:
        stage, young = self.stage, self.young
        await stage.says(young, "/mission")
        await stage.says(young, TITLE)
        await stage.says(young, "On trouve plus vite la bonne taille.")
        for answer in ("Cette semaine", "Organiser", "D'aucune", "Aucune en particulier", "Envoyer"):
            await stage.taps(young, answer)

    async def rows(self, query: object) -> list[object]:
        return await self.stage.database.run(lambda c: list(c.execute(query)))  # type: ignore[call-overload,no-any-return]


@pytest.fixture
async def desk(stage: Stage, office: PostOffice) -> Desk:
    house = await stage.open_house()
    await stage.says(Where(house.counsellor, house.forum, None), "/horaires mails 0")
    return Desk(stage, office, house, await stage.welcome_apprentice(house))


@pytest.mark.grown
async def test_a_tutor_with_only_a_mailbox_goes_through_the_whole_life_of_a_mission(
    desk: Desk, browser: Browser
) -> None:
    stage = desk.stage
    await desk.settles(browser)
    await stage.shows(desk.young, "Marc · entreprise", "a rejoint ton fil")
    await desk.proposes()

    page = browser()

    def subject() -> str:
        return str(desk.office.to(MARC)[-1]["Subject"]).removeprefix("Mission locale des Tilleuls : ")

    assert TITLE in words(desk.office.to(MARC)[-1])
    assert "une mission attend votre réponse" == subject()
    assert 303 == (await page.post(desk.link())).status_code
    assert 303 == (await sends(page, "/ma-page", "/ma-page/mission", act="validate")).status_code
    await stage.follow()
    await stage.shows(desk.young, "dit oui", TITLE)
    await stage.taps(desk.young, "Je commence")
    await stage.taps(desk.young, "C'est fait")

    assert "a terminé" in words(desk.office.to(MARC)[-1])
    assert "une mission attend votre regard" == subject()
    form = (await page.get("/ma-page/mission/1/1/assess")).text
    marks = dict.fromkeys(re.findall(r'name="(mark-[^"]+)"', form), "autonome")
    await sends(page, "/ma-page/mission/1/1/assess", "/ma-page/mission", **marks, words="Bravo.")
    await stage.follow()
    await stage.taps(desk.young, "Donner mon regard")
    for _ in marks:
        await stage.answers(desk.young, "Autonome")
    await stage.taps(desk.young, "Passer")
    await stage.taps(desk.young, "Enregistrer")

    await stage.shows(desk.young, "Deux regards", "Bravo.")
    assert "Deux regards" in words(desk.office.to(MARC)[-1])
    assert "des nouvelles d'une mission" == subject()
    await stage.says(desk.young, "Merci, et /sos n'est pas pour vous")
    assert "un message dans votre fil" == subject()
    assert "/sos n'est pas" in words(desk.office.to(MARC)[-1])  # her own words are hers
    await stage.shows(desk.topic, "Deux regards")


async def test_looking_at_an_invitation_changes_nothing(desk: Desk, browser: Browser) -> None:
    await desk.invites()
    for _ in range(3):  # a mail scanner
        looked = await browser().get(desk.link())
        assert 200 == looked.status_code
        assert "Léa" not in looked.text + words(desk.office.to(MARC)[-1])

    used = await desk.rows(select(invitations.c.used_at).where(invitations.c.value == MARC))
    assert [(None,)] == used
    assert [] == await desk.rows(select(addresses).where(addresses.c.channel == "mail"))


async def test_an_invitation_is_accepted_once(desk: Desk, browser: Browser) -> None:
    await desk.invites()
    link = desk.link()
    filled = {"first_name": "Marc", "company": "Atelier Lumen"}

    first, second = browser(), browser()
    assert 303 == (await first.post(link, data=filled)).status_code
    late = await second.post(link, data=filled)

    assert "déjà dans le fil" in shown(late)
    assert 401 == (await second.get("/ma-page")).status_code
    assert 1 == len(await desk.rows(select(people).where(people.c.role == "tutor")))
    before = len(desk.office.to(MARC))
    assert "nouveau lien" in shown(await second.post(f"{link}/nouveau"))
    await desk.stage.follow()
    assert "/entrer/" in desk.link()
    assert before < len(desk.office.to(MARC))


async def test_what_is_missing_is_asked_again_and_nothing_is_lost(desk: Desk, browser: Browser) -> None:
    await desk.invites()

    answer = await browser().post(desk.link(), data={"first_name": "Marc", "company": "  "})

    assert 409 == answer.status_code
    assert "Il manque le nom de votre entreprise." in shown(answer)
    assert 'value="Marc"' in answer.text
    assert [] == await desk.rows(select(people).where(people.c.role == "tutor"))


async def test_a_no_keeps_nothing_and_is_told(desk: Desk, browser: Browser) -> None:
    await desk.invites()
    link = desk.link()

    assert "Rien n'est gardé" in shown(await browser().post(f"{link}/non"))
    await desk.stage.follow()

    await desk.stage.shows(desk.topic, "Marc ne souhaite pas")
    assert 404 == (await browser().get(link)).status_code
    assert 404 == (await browser().post(link, data={"first_name": "M", "company": "A"})).status_code
    assert [] == await desk.rows(select(invitations).where(invitations.c.value == MARC))


async def test_an_address_that_does_not_exist_is_told_in_the_thread(desk: Desk) -> None:
    desk.office.refuses["marco@atelier.example"] = "550 5.1.1 No such user"

    await desk.invites("marco@atelier.example")

    await desk.stage.shows(desk.topic, "n'est pas arrivée", "Vérifiez-la")


async def test_what_is_no_address_is_asked_again(desk: Desk) -> None:
    await desk.invites("marc@atelier")

    await desk.stage.shows(desk.topic, "Ce n'est pas une adresse e-mail")
    await desk.stage.replies(desk.topic, "Marc@Atelier.example")
    assert 1 == len(desk.office.to(MARC))


async def test_what_was_answered_already_is_no_form(desk: Desk, browser: Browser) -> None:
    page = await desk.settles(browser)
    await desk.proposes()
    late = browser()
    await late.post(desk.link())
    before = re.findall(r'name="(\w+)" value="([^"]*)"', (await late.get("/ma-page")).text.split("/ma-page/mission")[1])
    await sends(page, "/ma-page", "/ma-page/mission", act="validate")

    answer = await late.post("/ma-page/mission", data=dict(before), headers=HERE)

    assert 409 == answer.status_code
    assert "Déjà traité" in shown(answer)
    assert "Valider" not in shown(await late.get("/ma-page"))


async def test_each_mail_has_a_link_of_its_own_and_none_is_kept(desk: Desk, browser: Browser) -> None:
    await desk.settles(browser)
    await desk.proposes()

    found = [code for mail in desk.office.to(MARC) for code in re.findall(PAGES + r"/\w+/(\S+)", words(mail))]
    assert len(desk.office.to(MARC)) == len(set(found))
    kept = str(await desk.rows(select(links)))
    assert [] == [code for code in found if code in kept]
    assert all("Léa" not in mail["Subject"] and TITLE not in mail["Subject"] for mail in desk.office.mails)


async def test_a_mailbox_that_is_no_more_is_told_to_the_counsellors(
    desk: Desk, browser: Browser, expected: Expected
) -> None:
    await desk.settles(browser)
    desk.office.refuses[MARC] = "550 5.1.1 No such user"

    await desk.proposes()

    await desk.stage.shows(Where(desk.house.counsellor, desk.house.forum, "À traiter"), "Marc")


async def test_the_same_address_serves_for_another_young_person(desk: Desk, browser: Browser) -> None:
    await desk.settles(browser)
    stage = desk.stage
    tom = await stage.welcome_apprentice(desk.house, "Tom")
    topic = Where(desk.house.counsellor, desk.house.forum, "Tom")
    await stage.says(topic, "/inviter")
    await stage.taps(topic, "La personne de l'entreprise")
    await stage.taps(topic, "E-mail")
    await stage.replies(topic, "Marc")
    await stage.replies(topic, MARC)

    link = desk.link()
    assert "company" not in (await browser().get(link)).text
    client = browser()
    assert 303 == (await client.post(link)).status_code
    await stage.follow()

    await stage.shows(Where(tom), "Marc · entreprise", "a rejoint ton fil")
    assert 1 == len(await desk.rows(select(people).where(people.c.role == "tutor")))
    assert "Tom" in shown(await client.get("/ma-page"))


async def test_a_tutor_without_any_app_sees_receives_and_erases_what_is_kept(desk: Desk, browser: Browser) -> None:
    marc = await desk.settles(browser)
    page = shown(await marc.get("/ma-page/donnees"))
    assert f"e-mail ({MARC})" in page
    assert "restent. À vous de les supprimer" in page.replace("y restent", "restent")
    # nothing of his own goes through Telegram, but the others read him there
    assert "Vos e-mails : votre boîte" in page
    assert "L'équipe, et qui a Telegram dans le fil, vous lisent dans Telegram" in page
    assert "Un e-mail ou un SMS ne dit pas qui l'ouvre" in page
    for words_ in ("Vos messages passent par Telegram", "Telegram ne dit pas", "Telegram garde sa propre copie"):
        assert words_ not in page
    await sends(marc, "/ma-page/donnees", "/ma-page/donnees", verb="notes")
    assert "Les notes de l'équipe sont demandées" in shown(await marc.get("/ma-page/donnees"))
    await desk.stage.follow()
    await desk.stage.shows(
        Where(desk.house.counsellor, desk.house.forum, DESK), "Marc · entreprise demande ce que vos notes"
    )
    assert MARC in (await marc.get("/ma-page/donnees.json")).text
    assert (await marc.get("/ma-page/donnees.pdf")).content.startswith(b"%PDF")

    # who writes to a mailbox is told that nothing is taken back out of it; he is read nowhere but in Telegram
    await desk.stage.says(desk.young, "/effacer")
    await desk.stage.shows(desk.young, "Dans le Telegram des autres", "ce que les autres ont déjà reçu de toi reste")
    assert "Par e-mail" not in page

    stranger = browser()
    for end in ("", ".json", ".pdf"):
        assert 401 == (await stranger.get(f"/ma-page/donnees{end}")).status_code
    assert 403 == (await marc.post("/ma-page/donnees", data={"verb": "yes"}, headers=HERE)).status_code

    await sends(marc, "/ma-page/donnees", "/ma-page/donnees")
    assert "vous pouvez changer d'avis" in shown(await marc.get("/ma-page/donnees"))
    await desk.stage.pass_time(hours=22)

    assert "je ne garde plus rien de vous" in words(desk.office.to(MARC)[-1])
    assert 401 == (await marc.get("/ma-page/donnees")).status_code


async def test_at_night_a_mail_waits_for_the_morning_and_its_author_is_told(desk: Desk, browser: Browser) -> None:
    stage = desk.stage
    await desk.settles(browser)
    await stage.pass_time(hours=13)  # 23:00
    before = len(desk.office.to(MARC))

    first = await stage.says(desk.young, "Je serai en retard")
    await stage.says(desk.young, "Le bus est annulé")
    await stage.edits(desk.young, first, "Je serai en retard demain")
    await stage.shows(desk.young, "🌙 Il est tard : Marc le recevra le 24/11 à 08:00")
    assert before == len(desk.office.to(MARC))
    await stage.next_morning()

    late = "\n".join(words(mail) for mail in desk.office.to(MARC)[before:])
    assert late.index("en retard demain") < late.index("Le bus est annulé")
    assert 1 == late.count("Le bus est annulé")
