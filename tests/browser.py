"""A real browser for tests: fixtures `browser`, `page` and `look`; a run without one says so in red at its end."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
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

#: what axe checks: WCAG 2.2 AA, which holds what RGAA 4 asks of it, and its own good practice
RULES = {
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    }
}

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


@dataclass(frozen=True)
class Seen:
    """What a browser found on one page at one width: what axe says, what overflows, and what is too small to tap."""

    name: str
    width: int
    troubles: tuple[str, ...]


#: WCAG 2.2, 2.5.8: the least size of what is tapped, unless it stands in a sentence (CSS pixels)
_SMALL = """() => [...document.querySelectorAll('button, a.button, summary, select, input:not([type=hidden])')]
  .filter(one => one.checkVisibility())
  .map(one => [one.closest('label.pick') || one, one.getBoundingClientRect()])
  .map(([one]) => [one.outerHTML.slice(0, 90), one.getBoundingClientRect()])
  .filter(([, box]) => box.width < 24 || box.height < 24).map(([html]) => html)"""


def inspect(pages: Mapping[str, str], widths: Sequence[int] = (360,), style: str = "") -> list[Seen]:
    """Look at these documents without any script of theirs: build/screens/<name>-<width>.png, and what is wrong.

    To be called in a thread of its own: Playwright has its own loop there.
    """
    from axe_playwright_python.sync_playwright import Axe
    from playwright.sync_api import sync_playwright

    SCREENS.mkdir(parents=True, exist_ok=True)
    found = []
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        for width in widths:
            context = running.new_context(viewport={"width": width, "height": 800}, locale="fr-FR")
            page = context.new_page()
            for name, html in pages.items():
                page.set_content(re.sub(r'<link rel="stylesheet"[^>]*>', f"<style>{style}</style>", html))
                page.screenshot(path=SCREENS / f"{name}-{width}.png", full_page=True)
                page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
                wide = page.evaluate("document.documentElement.scrollWidth")
                said = Axe().run(page, options=RULES).response["violations"]
                troubles = [f"{one['id']}: {one['nodes'][0]['html']}" for one in said]
                troubles += [f"{wide} wide"] if wide > width else []
                troubles += [f"small: {html}" for html in page.evaluate(_SMALL)]
                found.append(Seen(name, width, tuple(troubles)))
            context.close()
        running.close()
    return found
