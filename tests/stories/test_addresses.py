"""Where somebody is reached: shown, chosen, stopped and resumed by herself; a card is one, wherever its copies are."""

from __future__ import annotations

import re

from bot.demo.stage import Where
from tests.servers.smtp import words
from tests.stories.test_by_mail import MARC, TITLE, Browser, Desk, desk, more_settings, office
from tests.stories.test_joining import code
from tests.stories.test_own_page import HERE, sends, words as shown
from tests.stories.test_page_acts import home, taps

__all__ = ["desk", "more_settings", "office"]


async def test_a_tutor_chooses_where_he_is_reached_and_stops_an_address(desk: Desk, browser: Browser) -> None:
    stage = desk.stage
    page = await desk.settles(browser)
    marc = stage.tg.user("Marc")
    phone = Where(marc)
    marc.start(stage.bot, await code(page))
    await stage.follow()
    await desk.proposes()
    await stage.shows(phone, TITLE, "en attente du oui")

    await stage.says(phone, "/adresses")
    await stage.shows(phone, "Telegram : tout arrive ici", "E-mail m…@", "de secours")
    await stage.taps(phone, "E-mail : tout recevoir ici")
    before = len(desk.office.to(MARC))
    await stage.says(desk.young, "Par mail, alors")
    assert "Par mail, alors" in words(desk.office.to(MARC)[-1])
    assert before + 1 == len(desk.office.to(MARC))

    await sends(page, "/ma-page", "/ma-page/mission", act="validate")
    await stage.follow()
    await stage.shows(phone, TITLE, "validée – vous")  # the same card, on the phone too
    await stage.says(phone, "/adresses")  # whoever writes there is answered there
    await stage.shows(phone, "Telegram : de secours")

    screen = await taps(page, await home(page), "Où me joindre", "command")
    stopped = await taps(page, screen, "Telegram : arrêter")
    assert "Telegram : arrêtée" in shown(stopped)
    await stage.says(desk.young, "Toujours là ?")
    assert not await stage.sees(phone, "Toujours là ?")
    await stage.says(phone, "/adresses")  # writing there opens it again
    await stage.shows(phone, "Telegram : de secours")


async def test_the_only_address_is_not_stopped_and_others_are_not_touched(desk: Desk, browser: Browser) -> None:
    page = await desk.settles(browser)

    screen = await taps(page, await home(page), "Où me joindre", "command")
    stamp = re.findall(r'name="stamp" value="([^"]*)"', (await home(page)).text)[-1]
    answers = [
        await page.post(
            "/ma-page/press", data={"stamp": stamp, "nonce": f"n{at}", "data": f"ad:stop:{at}"}, headers=HERE
        )
        for at in range(1, 6)
    ]

    assert "E-mail m…@" in shown(screen)
    assert {409} == {answer.status_code for answer in answers}
    assert 1 == sum("la seule adresse ouverte" in shown(answer) for answer in answers)
