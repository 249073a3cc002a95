"""Where somebody is reached: shown, chosen, stopped and resumed by herself; a card is one, wherever its copies are."""

from __future__ import annotations

import re
from email.message import EmailMessage

from bot.demo.stage import Where
from tests.servers.smtp import words
from tests.stories.test_by_mail import MARC, TITLE, Browser, Desk, desk, more_settings, office
from tests.stories.test_joining import code
from tests.stories.test_own_page import HERE, sends, words as shown
from tests.stories.test_page_acts import home, taps

__all__ = ["desk", "more_settings", "office"]
NEW = "atelier.marc@atelier.example"


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


async def test_the_team_adds_an_address_that_its_reader_confirms(desk: Desk, browser: Browser) -> None:
    stage, office = desk.stage, desk.office
    await desk.settles(browser)
    for typed, said in (
        ("Marc pas-une-adresse", "ni une adresse e-mail, ni un numéro de mobile"),
        ("Eve eve@atelier.example", "Je ne sais pas pour qui"),
        ("Marc 06 12 34 56 78", "n'envoie rien par ce moyen"),
        ("Léa " + MARC, "déjà celle de quelqu'un d'ici"),
    ):
        await stage.says(desk.topic, f"/adresses {typed}")
        await stage.shows(desk.topic, said)
    await stage.says(desk.topic, "/adresses marc faux@atelier.example")
    await stage.says(desk.topic, f"/adresses marc {NEW}")
    await stage.shows(desk.topic, f"Un message part vers {NEW}", "Marc y confirme")
    await stage.says(desk.topic, "/adresses")
    await stage.shows(desk.topic, "Marc · entreprise", "E-mail m…@", "tout arrive ici", "E-mail a…@", "à confirmer")
    await stage.says(desk.young, "Avant")
    assert 1 == len(office.to(NEW))  # nothing but the question
    wrong, right = (_confirming(office.to(box)[-1]) for box in ("faux@atelier.example", NEW))

    assert 404 == (await browser().get(wrong)).status_code  # replaced meanwhile
    assert "Est-ce votre adresse" in shown(await browser().get(right))
    assert 200 == (await browser().post(right, data={"use": "first"})).status_code
    await stage.follow()
    assert "Une adresse de plus est la vôtre : E-mail a…@" in words(office.to(MARC)[-1])
    before = len(office.to(MARC))
    await stage.says(desk.young, "Après")
    assert ("Après" in words(office.to(NEW)[-1]), before) == (True, len(office.to(MARC)))
    assert 404 == (await browser().get(right)).status_code
    await stage.says(desk.topic, f"/adresses Marc {MARC}")
    await stage.shows(desk.topic, "E-mail m…@", "vient en premier pour Marc")
    await stage.says(desk.young, "Encore")
    assert "Encore" in words(office.to(MARC)[-1])


def _confirming(mail: EmailMessage) -> str:
    return re.findall(r"https://triade\.example(/adresse/\S+)", words(mail))[0]
