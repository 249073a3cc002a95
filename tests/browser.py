"""A real browser for tests: fixtures `browser`, `page` and `look`; a run without one says so in red at its end."""

from __future__ import annotations

import os
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import pytest_asyncio

if TYPE_CHECKING:  # a run that asks for no browser does not pay for the import of Playwright
    from playwright.async_api import Browser, Page

SCREENS = Path(__file__).parents[1] / "build" / "screens"
PROGRAMS = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
NONE = "AUCUN NAVIGATEUR"
QUIET = "--disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync"
MICROPHONE = "--use-fake-ui-for-media-stream --use-fake-device-for-media-stream"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", *QUIET.split(), *MICROPHONE.split()]

# Playwright belongs to the event loop that started it, and starting it is slow: all tests of pages share one loop, that
# of the session. A module of such tests begins with `pytestmark = BROWSER`; its async fixtures are made by `shared`.
BROWSER = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]
shared = pytest_asyncio.fixture(loop_scope="session")

Look = Callable[[str], Awaitable[Path]]


def chromium() -> str | None:
    """The Chromium of this machine: the one that TRIADE_CHROMIUM names, else the first found on the path."""
    named = os.environ.get("TRIADE_CHROMIUM")
    return shutil.which(named) if named is not None else next(filter(None, map(shutil.which, PROGRAMS)), None)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    """A browser for all tests of this run; without one they are skipped, and the end of the run says so in red."""
    program = chromium()
    if program is None:
        pytest.skip(f"{NONE}: Chromium is not on this machine")
    from playwright.async_api import async_playwright

    async with async_playwright() as playwright:
        running = await playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        yield running
        await running.close()


@shared
async def page(browser: Browser) -> AsyncIterator[Page]:
    """A page 1280 wide, in French, that moves little. A script error in it fails the test."""
    context = await browser.new_context(
        viewport={"width": 1280, "height": 860}, locale="fr-FR", reduced_motion="reduce", permissions=["microphone"]
    )
    opened = await context.new_page()
    errors: list[str] = []
    opened.on("pageerror", lambda error: errors.append(str(error)))
    yield opened
    await context.close()
    assert [] == errors


@pytest.fixture
def look(page: Page) -> Look:
    """Keep what the page shows as build/screens/<name>.png."""

    async def keep(name: str) -> Path:
        SCREENS.mkdir(parents=True, exist_ok=True)
        target = SCREENS / f"{name}.png"
        await page.screenshot(path=target)
        return target

    return keep


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say in red how many tests of pages did not run, because there is no browser."""
    skipped = [report for report in terminalreporter.stats.get("skipped", []) if NONE in str(report.longrepr)]
    if not skipped:
        return
    lines = [
        f"{NONE} : {len(skipped)} tests de la page n’ont pas tourné.",
        "Installer chromium, ou nommer le sien dans TRIADE_CHROMIUM.",
    ]
    terminalreporter.write_sep("!", NONE, red=True, bold=True)
    for line in lines:
        terminalreporter.write_line(line, red=True, bold=True)
    terminalreporter.write_sep("!", red=True, bold=True)
