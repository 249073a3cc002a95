"""A tutor with nothing but a phone number: short messages with a link, answers that wait for his tap, STOP."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from sqlalchemy import select

from bot.demo.stage import Stage, Where
from bot.sms.plain import sign
from bot.web.sms import PATH
from storage.tables import addresses, people
from tests.bot.sms.gateway import Switchboard, switchboard
from tests.servers.smtp import post_office
from tests.stories.conftest import PAGES
from tests.stories.test_by_mail import Browser, Desk
from tests.stories.test_own_page import sends, words as shown

MARC, TYPED = "+33612345678", "06 12 34 56 78"
SECRET = "a-secret-for-the-door-of-sms"


@pytest.fixture
async def board() -> AsyncIterator[Switchboard]:
    async with switchboard() as opened:
        yield opened


@pytest.fixture
async def more_settings(board: Switchboard) -> dict[str, str]:
    return {"sms_url": board.url, "sms_from": "Tilleuls", "sms_webhook_secret": SECRET}


@pytest.fixture
async def desk(stage: Stage) -> AsyncIterator[Desk]:
    house = await stage.open_house()
    async with post_office() as office:  # nothing is mailed here
        yield Desk(stage, office, house, await stage.welcome_apprentice(house))


async def invites(desk: Desk, typed: str = TYPED) -> None:
    stage = desk.stage
    await stage.says(desk.topic, "/inviter")
    await stage.taps(desk.topic, "La personne de l'entreprise")
    await stage.taps(desk.topic, "SMS")
    await stage.replies(desk.topic, "Marc")
    await stage.replies(desk.topic, typed)


def link(board: Switchboard, number: int = -1) -> str:
    return re.findall(rf"{PAGES}(/\S+)", board.texts(MARC)[number])[0]


async def settles(desk: Desk, board: Switchboard, browser: Browser) -> httpx.AsyncClient:
    await invites(desk)
    client = browser()
    answer = await client.post(link(board), data={"first_name": "Marc", "company": "Atelier Lumen"})
    assert 303 == answer.status_code
    await desk.stage.follow()
    return client


async def tells(desk: Desk, client: httpx.AsyncClient, secret: str = SECRET, **told: Any) -> int:
    body = json.dumps({"id": "n1", "kind": "text", "number": MARC} | told).encode()
    stamp = str(int(desk.stage.now.timestamp()))
    headers = {"X-Triade-Timestamp": stamp, "X-Triade-Signature": sign(secret, stamp, body)}
    status = (await client.post(PATH, content=body, headers=headers)).status_code
    await desk.stage.follow()
    return status


async def test_a_tutor_with_only_a_phone_validates_a_mission(desk: Desk, board: Switchboard, browser: Browser) -> None:
    await settles(desk, board, browser)
    await desk.stage.shows(desk.young, "Marc · entreprise", "a rejoint ton fil")
    await desk.stage.pass_time(minutes=11)
    await desk.proposes()

    page = browser()
    assert 303 == (await page.post(link(board))).status_code
    assert 303 == (await sends(page, "/ma-page", "/ma-page/mission", act="validate")).status_code
    await desk.stage.follow()

    await desk.stage.shows(desk.young, "dit oui")
    assert all("Léa" not in text and len(text) <= 160 for text in board.texts())


async def test_a_burst_is_one_sms_until_it_is_opened(desk: Desk, board: Switchboard, browser: Browser) -> None:
    await settles(desk, board, browser)
    await desk.stage.pass_time(minutes=31)
    before = len(board.texts(MARC))

    for words in ("Salut", "Tu es là ?", "Je suis en avance"):
        await desk.stage.says(desk.young, words)
    assert before + 1 == len(board.texts(MARC))

    page = browser()
    await page.post(link(board))
    assert "Je suis en avance" in shown(await page.get("/ma-page"))
    await desk.stage.says(desk.young, "Encore un mot")
    assert before + 2 == len(board.texts(MARC))


async def test_what_is_typed_in_an_sms_waits_for_a_tap(desk: Desk, board: Switchboard, browser: Browser) -> None:
    await settles(desk, board, browser)
    await desk.stage.pass_time(minutes=31)

    assert [200, 200] == [await tells(desk, browser(), text="Oui, à lundi") for _ in range(2)]

    assert 0 == sum("à lundi" in text for text in desk.stage.texts(desk.young))
    assert "attend votre accord" in board.texts(MARC)[-1]
    page = browser()
    await page.post(link(board))
    assert 1 == shown(await page.get("/ma-page")).count("Oui, à lundi")
    await sends(page, "/ma-page", "/ma-page/post", text="Oui, à lundi")
    await desk.stage.follow()
    await desk.stage.shows(desk.young, "Marc · entreprise", "Oui, à lundi")
    assert "Oui, à lundi</textarea>" not in (await page.get("/ma-page")).text


async def test_stop_ends_it_and_is_told_once(desk: Desk, board: Switchboard, browser: Browser) -> None:
    await settles(desk, board, browser)
    await desk.stage.pass_time(minutes=31)

    assert [200, 200] == [await tells(desk, browser(), id=f"s{n}", text="STOP") for n in range(2)]
    before = len(board.texts(MARC))
    await desk.stage.says(desk.young, "Salut")

    assert before == len(board.texts(MARC))
    cards = desk.stage.texts(Where(desk.house.counsellor, desk.house.forum, "À traiter"))
    assert 1 == sum("par SMS" in card for card in cards)
    assert 401 == await tells(desk, browser(), secret="another-secret-of-the-door", text="START")
    assert 200 == await tells(desk, browser(), id="again", text="START")
    await desk.stage.says(desk.young, "Et maintenant ?")
    assert before + 1 == len(board.texts(MARC))


async def test_a_number_that_is_no_more_is_told_by_the_report(desk: Desk, board: Switchboard, browser: Browser) -> None:
    await settles(desk, board, browser)
    await tells(desk, browser(), id="r1", kind="failed", message="made-up")
    assert [(None,)] == await desk.rows(select(addresses.c.blocked_at).where(addresses.c.value == MARC))

    await tells(desk, browser(), id="r2", kind="failed", message=f"sms-{100 + len(board.asked)}")

    await desk.stage.shows(Where(desk.house.counsellor, desk.house.forum, "À traiter"), "Marc", "par SMS")


async def test_an_invitation_to_nobody_is_told_in_the_thread(desk: Desk, board: Switchboard, browser: Browser) -> None:
    await invites(desk, "01 42 68 53 00")
    await desk.stage.shows(desk.topic, "Ce n'est pas le numéro d'un téléphone mobile")
    assert [] == board.asked

    await invites(desk)
    await tells(desk, browser(), kind="failed", message="sms-101")
    await desk.stage.shows(desk.topic, "par SMS n'est pas arrivée")
    assert [] == await desk.rows(select(people).where(people.c.role == "tutor"))


async def test_a_young_person_with_only_a_phone_is_in_her_thread(
    desk: Desk, board: Switchboard, browser: Browser
) -> None:
    stage, general = desk.stage, Where(desk.house.counsellor, desk.house.forum, None)
    await stage.says(general, "/inviter")
    for label in ("Un ou une jeune", "SMS"):
        await stage.taps(general, label)
    for typed in ("Zoé", "06 98 76 54 32"):
        await stage.says(general, typed)

    zoe = browser()
    opened = re.findall(rf"{PAGES}(/\S+)", board.texts("+33698765432")[-1])[0]
    assert "Tes droits, en clair" in shown(await zoe.get(opened))
    assert 303 == (await zoe.post(opened, data={"first_name": "Zoé", "company": "Ailleurs"})).status_code
    await stage.follow()
    await stage.shows(Where(desk.house.counsellor, desk.house.forum, "Zoé"), "Zoé · alternance", "a rejoint le fil")
    assert board.texts("+33698765432")[-1].startswith("Du nouveau pour toi :")
    assert [("",)] == await desk.rows(select(people.c.company).where(people.c.first_name == "Zoé"))
