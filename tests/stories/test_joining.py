"""From a page to Telegram: the same person goes on there, nothing is lost, and a code serves its owner once."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from bot.demo.stage import Where
from storage.tables import addresses, people
from tests.servers.smtp import words
from tests.stories.test_by_mail import MARC, TITLE, Browser, Desk, desk, more_settings, office
from tests.stories.test_own_page import sends, words as shown

__all__ = ["desk", "more_settings", "office"]


async def code(page: object) -> str:
    answer = await sends(page, "/ma-page", "/ma-page/telegram")  # type: ignore[arg-type]
    assert 'src="data:image/png;base64,' in answer.text
    assert len(answer.content) < 50_000
    return re.findall(r"start=([\w-]{22})", answer.text)[0]


@pytest.mark.grown
async def test_a_tutor_goes_on_in_telegram_with_all_that_was(desk: Desk, browser: Browser) -> None:
    stage = desk.stage
    page = await desk.settles(browser)
    await desk.proposes()
    marc = stage.tg.user("Marc")

    marc.start(stage.bot, await code(page))
    await stage.follow()

    phone = Where(marc)
    await stage.shows(phone, "tout arrive ici")
    assert "maintenant sur Telegram" in words(desk.office.to(MARC)[-1])
    assert 1 == len(await desk.rows(select(people).where(people.c.role == "tutor")))
    before = len(desk.office.to(MARC))
    await stage.says(desk.young, "Salut")
    await stage.shows(phone, "Salut")
    assert before == len(desk.office.to(MARC))
    await stage.taps(phone, "Valider")  # the card that he was mailed
    await stage.shows(desk.young, "dit oui", TITLE)
    assert "Valider" not in shown(await page.get("/ma-page"))
    assert "Continuer sur Telegram" not in shown(await page.get("/ma-page"))

    marc.block(stage.bot)  # the mailbox is still his
    await stage.follow()
    await stage.says(desk.young, "Tu es là ?")
    assert "Tu es là ?" in words(desk.office.to(MARC)[-1])


async def test_a_code_serves_once_its_time_and_nobody_else(desk: Desk, browser: Browser) -> None:
    stage = desk.stage
    page = await desk.settles(browser)
    eve, marc = stage.tg.user("Ève"), stage.tg.user("Marc")
    first = await code(page)

    desk.lea.start(stage.bot, first)  # the apprentice is somebody here already
    await stage.follow()
    await stage.shows(desk.young, "déjà celui de Léa")
    marc.start(stage.bot, first)
    await stage.follow()
    eve.start(stage.bot, first)
    await stage.follow()
    await stage.shows(Where(eve), "ne sert plus")

    marcs = select(addresses.c.value).where(addresses.c.channel == "telegram")
    known = [row[0] for row in await desk.rows(marcs)]  # type: ignore[index]
    assert (True, False) == (str(marc.id) in known, str(eve.id) in known)


async def test_an_old_code_opens_nothing(desk: Desk, browser: Browser) -> None:
    stage = desk.stage
    old = await code(await desk.settles(browser))
    marc = stage.tg.user("Marc")
    await stage.pass_time(minutes=16)

    marc.start(stage.bot, old)
    await stage.follow()

    await stage.shows(Where(marc), "ne sert plus")
