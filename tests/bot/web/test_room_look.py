"""The room on a phone and on a desk: nothing overflows, axe finds nothing to say; screenshots in build/screens."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import uvicorn
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page

from bot.web.app import create_app
from bot.web.pages import routers
from tests.browser import BROWSER, RULES, SCREENS, shared
from tests.crowd import CODE, HER_CODE, open_house

pytestmark = BROWSER
#: milliseconds that a busy machine may take for a page
PATIENCE = 180_000
PAGES = {
    "list": "/bureau",
    "cards": "/bureau/cartes",
    "file": "/bureau/jeune/7",
    "invite": "/bureau/inviter",
    "ready": "/bureau/prets",
    "board": "/bureau/chiffres",
    "hours": "/bureau/reglages",
    "reminders": "/bureau/reglages/rappels",
    "grid": "/bureau/reglages/grille",
    "cohort": "/bureau/reglages/evaluation",
    "canned": "/bureau/modeles",
    "events": "/bureau/evenements",
    "event": "/bureau/evenements/1?f=waiting",
    "event-new": "/bureau/evenements/nouveau",
    "lessons": "/bureau/lecons",
    "lesson": "/bureau/lecons/definir-l-alternance",
}


@shared
async def base(tmp_path: Path) -> AsyncIterator[str]:
    """The pages on this machine, for a browser."""
    database, house = await open_house(tmp_path, 60)
    door = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(create_app(routers(house)), log_config=None, access_log=False))
    serving = asyncio.ensure_future(server.serve([door]))
    yield f"http://127.0.0.1:{door.getsockname()[1]}"
    server.should_exit = True
    await serving
    await database.close()


@pytest.mark.parametrize("width", [390, 1280])
async def test_the_room_reads_on_a_phone_and_on_a_desk(page: Page, base: str, width: int):
    await page.set_viewport_size({"width": width, "height": 844})
    page.set_default_timeout(PATIENCE)
    SCREENS.mkdir(parents=True, exist_ok=True)
    await page.goto(f"{base}/ouvrir/{CODE}")
    await page.get_by_role("button", name="Ouvrir mon bureau").click()
    for name, path in PAGES.items():
        await page.goto(f"{base}{path}")
        await looks_well(page, name, width)
    await page.goto(f"{base}/bureau/lecons/definir-l-alternance")
    await page.get_by_label("Texte de la leçon").fill("Une leçon ?")
    await page.get_by_role("button", name="Vérifier le texte").click()
    await looks_well(page, "lesson-wrong", width)
    await page.goto(f"{base}/bureau/lecons/definir-l-alternance")
    await page.get_by_role("button", name="La jouer").click()
    await looks_well(page, "lesson-played", width)


@pytest.mark.parametrize("width", [390, 1280])
async def test_the_managers_keys_read_as_well(page: Page, base: str, width: int):
    await page.set_viewport_size({"width": width, "height": 844})
    page.set_default_timeout(PATIENCE)
    await page.goto(f"{base}/ouvrir/{HER_CODE}")
    await page.get_by_role("button", name="Ouvrir mon bureau").click()
    await page.goto(f"{base}/bureau/cles")
    await page.get_by_label("À quoi sert-elle ?").fill("Tableau de bord du conseil régional")
    await page.get_by_label("Les missions").check()
    await page.get_by_role("button", name="Faire la clé").click()
    await looks_well(page, "key-made", width)
    await page.goto(f"{base}/bureau/cles")
    await looks_well(page, "keys", width)


async def looks_well(page: Page, name: str, width: int) -> None:
    """Its screenshot, the first folded part open; nothing wider than the screen, and nothing that axe says."""
    await page.evaluate("document.querySelectorAll('details').forEach((one, n) => one.open = !n)")
    await page.screenshot(path=SCREENS / f"room-{name}-{width}.png", full_page=True)
    assert await page.evaluate("document.documentElement.scrollWidth") <= width, name
    found = await Axe().run(page, options=RULES)
    assert [] == [(one["id"], [n["html"] for n in one["nodes"]]) for one in found.response["violations"]], name


async def test_a_mini_app_offers_its_button_only_with_what_telegram_signed(page: Page, base: str):
    await page.goto(f"{base}/mini")
    assert await page.locator("#open").is_hidden()
    await page.goto("about:blank")
    await page.goto(f"{base}/mini#tgWebAppData=user%3D1%26hash%3Dab&tgWebAppVersion=9.2")
    assert await page.locator("#open").is_visible()
    assert "user=1&hash=ab" == await page.locator("#init").input_value()
    assert page.url.endswith("/mini")
    found = await Axe().run(page)
    assert [] == [one["id"] for one in found.response["violations"]]


async def test_a_form_of_the_room_sent_by_a_real_browser_is_ours(page: Page, base: str):
    """With `no-referrer` browsers would say `Origin: null`, which is refused: no client of ours in other tests does."""
    await page.goto(f"{base}/ouvrir/{CODE}")
    await page.get_by_role("button", name="Ouvrir mon bureau").click()
    await page.goto(f"{base}/bureau/inviter")
    await page.get_by_label("Prénom").fill("Ysolde")
    await page.get_by_role("button", name="Faire l'invitation").click()
    assert "1 invitation : à remettre maintenant" in await page.inner_text("main")
