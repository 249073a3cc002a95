"""After « Ça ne va pas », what a young person writes waits for her choice wherever she writes: page, mail, SMS."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from email.message import EmailMessage

import httpx
import pytest

from bot.demo.stage import House, Stage, Where
from bot.sms.plain import sign as sign_sms
from bot.web.mail import PATH, sign
from bot.web.sms import PATH as SMS_PATH
from tests.bot.sms.gateway import Switchboard, switchboard
from tests.servers.smtp import PostOffice, post_office, words
from tests.stories.cast import must_not_show
from tests.stories.conftest import PAGES
from tests.stories.test_answering_by_mail import answer
from tests.stories.test_by_mail import Browser
from tests.stories.test_own_page import HERE, words as shown
from tests.stories.test_page_acts import home, taps
from tests.stories.test_without_app import says

ZOE, PHONE = "zoe@exemple.example", "+33698765432"
SECRET = "a-secret-for-both-of-the-doors"
MORE = "Il a recommencé dans le vestiaire"
ASKED = "Et ce message, qui doit le lire"


@pytest.fixture
async def office() -> AsyncIterator[PostOffice]:
    async with post_office() as opened:
        yield opened


@pytest.fixture
async def board() -> AsyncIterator[Switchboard]:
    async with switchboard() as opened:
        yield opened


@pytest.fixture
async def more_settings(office: PostOffice, board: Switchboard) -> dict[str, str]:
    return {
        "smtp_url": office.url,
        "mail_from": "Mission locale des Tilleuls <triade@ml.example>",
        "mail_webhook_secret": SECRET,
        "sms_url": board.url,
        "sms_from": "Tilleuls",
        "sms_webhook_secret": SECRET,
    }


@dataclass
class Circle:
    """Zoé, with nothing but a mailbox or a phone, on her page; Marc on Telegram; the team in its forum."""

    stage: Stage
    house: House
    marc: Where
    zoe: httpx.AsyncClient

    @property
    def nadia(self) -> Where:
        return Where(self.house.counsellor)

    @property
    def desk(self) -> Where:
        return Where(self.house.counsellor, self.house.forum, "À traiter")

    @property
    def topic(self) -> Where:
        names = [topic.name for topic in self.house.counsellor.topics(self.house.forum) if "Zoé" in topic.name]
        return Where(self.house.counsellor, self.house.forum, names[-1])

    async def calls(self) -> httpx.Response:
        asked = await taps(self.zoe, await home(self.zoe), "Ça ne va pas", "command")
        line = await taps(self.zoe, asked, "urgent")
        await self.stage.follow()
        return line

    async def writes(self, text: str, file: bytes = b"") -> httpx.Response:
        page = (await home(self.zoe)).text
        form = next(part for part in page.split("<form")[1:] if 'action="/ma-page/post"' in part)
        hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form.split("</form>")[0]))
        files = {"file": ("photo.pdf", file)} if file else None
        sent = await self.zoe.post("/ma-page/post", data=hidden | {"text": text}, files=files, headers=HERE)
        await self.stage.follow()
        return sent

    async def chooses(self, asked: httpx.Response, label: str) -> httpx.Response:
        done = await taps(self.zoe, asked, label)
        await self.stage.follow()
        return done

    def apart(self, *said: str) -> None:
        """Neither the tutor nor the thread's topic shows any of it."""
        for where in (self.marc, self.topic):
            must_not_show(self.stage, where, *said)


async def circle(stage: Stage, browser: Browser, channel: str, typed: str, opened: object) -> Circle:
    house = await stage.open_house()
    general = Where(house.counsellor, house.forum, None)
    await stage.says(general, "/horaires mails 0")
    await stage.says(general, "/inviter")
    for label in ("Un ou une jeune", channel):
        await stage.taps(general, label)
    for line in ("Zoé", typed):
        await stage.says(general, line)
    zoe = browser()
    assert callable(opened)
    assert 303 == (await zoe.post(opened(), data={"first_name": "Zoé"})).status_code
    await stage.follow()
    return Circle(stage, house, Where(await stage.welcome_tutor(house, "Zoé")), zoe)


@pytest.fixture
async def mailed(stage: Stage, office: PostOffice, browser: Browser) -> Circle:
    return await circle(stage, browser, "E-mail", ZOE, lambda: link(words(office.to(ZOE)[-1])))


@pytest.fixture
async def texted(stage: Stage, board: Switchboard, browser: Browser) -> Circle:
    return await circle(stage, browser, "SMS", PHONE, lambda: link(board.texts(PHONE)[-1]))


def link(text: str) -> str:
    return str(re.findall(rf"{PAGES}(/(?!rappels)\S+)", text)[-1])


async def posts(stage: Stage, client: httpx.AsyncClient, to: EmailMessage, text: str) -> None:
    """Zoé answers this mail."""
    body, stamp = answer(to, text, f"Zoé <{ZOE}>"), str(int(stage.now.timestamp()))
    headers = {"X-Triade-Timestamp": stamp, "X-Triade-Signature": sign(SECRET, stamp, body)}
    assert 200 == (await client.post(PATH, content=body, headers=headers)).status_code
    await stage.follow()


@pytest.mark.grown
async def test_on_her_page_what_follows_a_call_waits_until_she_says_who_reads_it(mailed: Circle) -> None:
    stage = mailed.stage
    line = await mailed.calls()
    assert "Je préviens Nadia" in shown(line)
    assert "l'équipe seule" in shown(await says(mailed.zoe, line, "Mon chef me hurle dessus"))

    asked = await mailed.writes(MORE)
    assert ASKED in shown(asked)
    assert MORE in shown(asked)
    again = await mailed.writes("Et avant-hier")
    assert (True, True) == (MORE in shown(again), "Et avant-hier" in shown(again))
    assert ASKED in shown(await home(mailed.zoe))  # closed and opened again, it still waits
    mailed.apart("vestiaire", "avant-hier", "hurle")

    kept = await mailed.chooses(again, "À l'équipe seule")
    assert "C'est en route vers l'équipe seule" in shown(kept)
    await stage.taps(mailed.desk, "Lire")
    for said in ("hurle", MORE, "Et avant-hier"):
        await stage.shows(mailed.nadia, said, "appel privé")
    back = await mailed.chooses(kept, "Revenir à mon fil")
    assert "Marc lit aussi ce que tu écris" in shown(back)

    await mailed.chooses(await mailed.writes("Bonjour Marc"), "Dans le fil avec")
    await stage.shows(mailed.marc, "Bonjour Marc")
    assert 303 == (await mailed.writes("À demain")).status_code  # asked once
    await stage.shows(mailed.marc, "À demain")
    mailed.apart("vestiaire", "avant-hier", "hurle")


async def test_a_file_does_not_wait_and_nothing_of_it_leaves(mailed: Circle) -> None:
    await mailed.calls()
    sent = await mailed.writes(MORE, b"%PDF-1.7")

    assert (409, True, True) == (sent.status_code, "sans le fichier" in shown(sent), MORE in shown(sent))
    mailed.apart("vestiaire")


async def test_a_no_throws_it_away_and_a_day_later_nothing_is_asked(mailed: Circle, office: PostOffice) -> None:
    stage = mailed.stage
    await mailed.calls()
    await stage.taps(mailed.desk, "J'ai appelé")
    assert "rien n'est parti" in shown(await mailed.chooses(await mailed.writes(MORE), "Ne pas envoyer"))
    assert ASKED in shown(await mailed.writes(MORE))
    await mailed.chooses(await home(mailed.zoe), "Ne pas envoyer")
    mailed.apart("vestiaire")

    await stage.pass_time(hours=25)
    await stage.says(mailed.marc, "Bonjour Zoé")
    await mailed.zoe.post(link(words(office.to(ZOE)[-1])))
    assert 303 == (await mailed.writes("Bonjour Marc")).status_code
    await stage.shows(mailed.marc, "Bonjour Marc")


@pytest.mark.grown
async def test_by_mail_what_answers_the_team_stays_with_the_team(
    mailed: Circle, office: PostOffice, browser: Browser
) -> None:
    stage, nadia = mailed.stage, mailed.nadia
    await mailed.calls()
    await stage.taps(mailed.desk, "Répondre")
    await stage.says(nadia, "Je t'appelle à midi.")
    team = office.to(ZOE)[-1]
    assert "ligne privée" in words(team)
    assert "l'équipe seule te lira" in words(team)
    assert "iront dans le fil" not in words(team)

    await posts(stage, browser(), team, MORE)
    on = office.to(ZOE)[-1]
    assert "C'est en route vers l'équipe seule" in words(on)
    await posts(stage, browser(), on, "Merci beaucoup")
    await stage.taps(mailed.desk, "C'est fait")
    closed = office.to(ZOE)[-1]
    assert "fermé ton appel" in words(closed)
    assert "« Ça ne va pas : parler à l'équipe seule »" in words(closed)  # no command to type in a mail
    assert str(closed["Subject"]).endswith(" : du nouveau pour toi")  # nor a word of it in the mailbox
    await stage.pass_time(hours=30)
    await posts(stage, browser(), closed, "Ça recommence " * 300)

    await stage.taps(mailed.desk, "Lire")
    for said in (MORE, "Merci beaucoup", "Ça recommence"):
        await stage.shows(nadia, said)
    mailed.apart("vestiaire", "Merci beaucoup", "recommence", "midi")


async def test_by_mail_everything_else_waits_on_her_page(mailed: Circle, office: PostOffice, browser: Browser) -> None:
    stage = mailed.stage
    await stage.says(mailed.marc, "Tu viens demain ?")
    marc_wrote = office.to(ZOE)[-1]
    await mailed.calls()
    await taps(mailed.zoe, await home(mailed.zoe), "Revenir à mon fil")

    await posts(stage, browser(), marc_wrote, MORE)
    told = words(office.to(ZOE)[-1])
    assert "n'est pas encore parti" in told
    assert ASKED in told
    assert "vestiaire" not in told
    assert "iront dans le fil" not in told
    await posts(stage, browser(), office.to(ZOE)[-1], "Et avant-hier")
    mailed.apart("vestiaire", "avant-hier")

    page = await home(mailed.zoe)
    assert (True, True) == (MORE in shown(page), "Et avant-hier" in shown(page))
    await mailed.chooses(page, "À l'équipe seule")
    await stage.taps(mailed.desk, "Lire")
    await stage.shows(mailed.nadia, MORE, "appel privé")
    mailed.apart("vestiaire", "avant-hier")

    await posts(stage, browser(), marc_wrote, "À demain Marc")
    await mailed.chooses(await home(mailed.zoe), "Dans le fil avec")
    await stage.shows(mailed.marc, "À demain Marc")
    mailed.apart("vestiaire", "avant-hier")


async def test_what_she_typed_by_sms_waits_too(texted: Circle, board: Switchboard, browser: Browser) -> None:
    stage = texted.stage
    await texted.calls()
    body = json.dumps({"id": "n1", "kind": "text", "number": PHONE, "text": MORE}).encode()
    stamp = str(int(stage.now.timestamp()))
    headers = {"X-Triade-Timestamp": stamp, "X-Triade-Signature": sign_sms(SECRET, stamp, body)}
    assert 200 == (await browser().post(SMS_PATH, content=body, headers=headers)).status_code
    await stage.follow()

    page = await home(texted.zoe)
    assert MORE in page.text
    asked = await texted.writes(MORE)  # the box of the thread has her words already
    assert ASKED in shown(asked)
    assert "vestiaire" not in "".join(board.texts())
    texted.apart("vestiaire")
    await texted.chooses(asked, "À l'équipe seule")
    await stage.taps(texted.desk, "Lire")
    await stage.shows(texted.nadia, MORE, "appel privé")
    texted.apart("vestiaire")


@pytest.mark.parametrize("way", ["page", "mail"])
async def test_words_of_distress_wait_on_her_page_for_her_own_choice(
    mailed: Circle, office: PostOffice, browser: Browser, way: str
) -> None:
    stage = mailed.stage
    await stage.says(mailed.marc, "Tu viens demain ?")
    if way == "page":
        told = shown(await mailed.writes("Non, il me frappe", b"%PDF-1.7"))
        assert "Le fichier, lui, n'est parti nulle part" in told
    else:
        await posts(stage, browser(), office.to(ZOE)[-1], "Non, il me frappe")
        told = words(office.to(ZOE)[-1])
    assert "n'est pas parti dans le fil" in told
    assert "3114" in told
    mailed.apart("il me frappe")
    await stage.shows(mailed.desk, "Urgent", "il me frappe")

    page = await home(mailed.zoe)
    assert "il me frappe" in shown(page)
    await mailed.chooses(page, "L'envoyer aussi dans le fil")
    await stage.shows(mailed.marc, "il me frappe")
    assert "n'est pas parti" not in shown(await home(mailed.zoe))
