"""Names and words that are scripts, on every page of the room, in a real browser: nothing runs."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from pathlib import Path

from playwright.async_api import Page
from sqlalchemy import Connection, update

from bot.web.app import create_app
from bot.web.pace import Brisk
from bot.web.pages import routers
from storage.tables import desk_cards, missions, people, posts, structures
from tests.bot.web.test_room_look import PAGES
from tests.browser import BROWSER, shared
from tests.crowd import CODE, open_house

pytestmark = BROWSER
ATTACKS = (
    "<script>window.ran=1</script>",
    '"><img src=x onerror="window.ran=1">',
    "'><svg/onload=window.ran=1>",
    "javascript:window.ran=1//",
    "</textarea><iframe srcdoc='<script>parent.ran=1</script>'>",
    "{{7*7}}<style>body{display:none}</style><base href=//evil.example>",
)


def poison(c: Connection) -> None:
    """Every name and every word that people write."""
    hostile = "".join(ATTACKS)
    c.execute(update(people).where(people.c.role != "counsellor").values(first_name=hostile, company=hostile))
    c.execute(update(structures).values(name=hostile, hours=hostile))
    c.execute(update(posts).values(content={"t": hostile}))
    c.execute(update(missions).values(card={"title": hostile, "why": hostile, "when": hostile}))
    c.execute(update(desk_cards).values(content={"t": hostile}))


@shared
async def base(tmp_path: Path) -> AsyncIterator[str]:
    import uvicorn

    database, house = await open_house(tmp_path, 12)
    await database.run(poison)
    door = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(create_app(routers(house)), http=Brisk, log_config=None, access_log=False)
    server = uvicorn.Server(config)
    serving = asyncio.ensure_future(server.serve([door]))
    yield f"http://127.0.0.1:{door.getsockname()[1]}"
    server.should_exit = True
    await serving
    await database.close()


async def test_no_name_and_no_word_runs_on_any_page(page: Page, base: str) -> None:
    dialogs: list[str] = []
    elsewhere: list[str] = []
    page.on("dialog", lambda dialog: dialogs.append(dialog.message))
    page.on("request", lambda asked: elsewhere.append(asked.url) if not asked.url.startswith((base, "data:")) else None)
    await page.goto(f"{base}/ouvrir/{CODE}")
    await page.get_by_role("button", name="Ouvrir mon bureau").click()
    shown = 0
    for path in (*PAGES.values(), "/bureau?q=script", "/bureau/modeles"):
        answer = await page.goto(f"{base}{path}")
        assert answer is not None
        assert 200 == answer.status, path
        assert await page.evaluate("window.ran") is None, path
        planted = "document.querySelectorAll('main script, main iframe, main svg[onload], base, [onerror], main style')"
        assert 0 == await page.evaluate(f"{planted}.length"), path
        assert 0 == await page.evaluate("[...document.links].filter(a => a.protocol == 'javascript:').length"), path
        shown += "<script>window.ran=1</script>" in await page.inner_text("body")
    assert shown >= 3, "the words are there, as words"
    assert [] == dialogs + elsewhere
