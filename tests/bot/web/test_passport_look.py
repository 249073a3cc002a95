"""The passport on a small phone and on paper: nothing overflows, axe finds nothing to say."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import uvicorn
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page

from bot.web.app import create_app
from bot.web.pages.passport import make
from tests.bot.web.test_passport import CODE, Back
from tests.browser import BROWSER, SCREENS

pytestmark = BROWSER


@asynccontextmanager
async def served(back: Back) -> AsyncIterator[str]:
    """The pages on this machine, for a browser."""
    door = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(create_app([make(back)]), log_config=None, access_log=False))  # type: ignore[arg-type]
    serving = asyncio.ensure_future(server.serve([door]))
    yield f"http://127.0.0.1:{door.getsockname()[1]}"
    server.should_exit = True
    await serving


@pytest.mark.parametrize(
    ("name", "path", "revoked"),
    [("passport", "", False), ("passport-proof", "/preuve", False), ("passport-closed", "", True)],
)
async def test_a_page_of_the_passport_reads_on_a_small_phone(page: Page, name: str, path: str, revoked: bool):
    async with served(Back(revoked=revoked)) as base:
        await page.set_viewport_size({"width": 390, "height": 844})
        await page.goto(f"{base}/passeport/{CODE}{path}")
        SCREENS.mkdir(parents=True, exist_ok=True)
        await page.screenshot(path=Path(SCREENS / f"{name}.png"), full_page=True)

        assert await page.evaluate("document.documentElement.scrollWidth") <= 390
        found = await Axe().run(page)
        assert [] == [one["id"] for one in found.response["violations"]]
        await page.emulate_media(media="print")
        assert await page.locator(".screen").first.is_hidden() if name == "passport" else True
