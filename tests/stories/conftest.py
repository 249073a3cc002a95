"""A stage for stories: the real bot, driven by hand, against the local Telegram over real HTTP."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from shutil import copy

import httpx
import pytest
from sqlalchemy import Connection, select

from bot import simulator
from bot.demo.stage import Stage
from bot.runtime.app import App
from bot.runtime.limits import NoLimits
from bot.runtime.settings import Settings
from bot.runtime.wire import build
from bot.web.app import create_app
from core.scene import Library
from storage.library import library
from storage.migrate import migrate
from storage.tables import alerts, inbox, outbox
from tests.storage.conftest import wait_for
from tests.stories.cast import Cast, raise_curtain

START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)  # a Monday, 10:00 in Paris


@dataclass
class Expected:
    """What a story provokes on purpose: kinds of alerts, and of failed sends (dead, held)."""

    alerts: set[str] = field(default_factory=set)
    sends: set[str] = field(default_factory=set)


@pytest.fixture
def expected() -> Expected:
    return Expected()


@pytest.fixture
def books() -> Library:
    """What the house knows; a story with other lessons or figures has its own."""
    return library()


#: where the pages of a story are; nothing is asked of any network
PAGES = "https://triade.example"


@pytest.fixture
async def more_settings() -> dict[str, str]:
    """Settings that a story adds: a mail server…"""
    return {}


@dataclass
class Theatre:
    """The stage, and the bot on it."""

    stage: Stage
    app: App


@pytest.fixture(scope="session")
def empty_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with every table and nobody in it, made once: copying it is much faster."""
    path = tmp_path_factory.mktemp("stories") / "empty.sqlite3"
    wait_for(migrate(f"sqlite:///{path}"))
    return path


@pytest.fixture
async def theatre(
    tmp_path: Path, empty_file: Path, expected: Expected, books: Library, more_settings: dict[str, str]
) -> AsyncIterator[Theatre]:
    """The local Telegram with the bot on it. At the end nothing may have failed but what is `expected`."""
    copy(empty_file, tmp_path / "triade.sqlite3")
    clock = simulator.Clock(real=lambda: START.timestamp())
    tg = simulator.LocalTelegram(clock)
    bot = tg.bot()
    async with simulator.serve(tg) as server:
        settings = Settings(
            bot_token=bot.token,
            telegram_api=server.url,
            database_url=f"sqlite:///{tmp_path / 'triade.sqlite3'}",
            public_url=PAGES,
            updates="polling",
            **more_settings,  # type: ignore[arg-type]
        )
        app = await build(settings, now=lambda: datetime.fromtimestamp(clock(), UTC), limits=NoLimits(), books=books)
        await app.prepare()
        yield Theatre(Stage(tg, clock, bot, app.database, app.settle), app)
        await app.settle()
        troubles = await app.database.run(_troubles)
        await app.close()
    assert [] == [trouble for trouble in troubles if trouble[0] not in expected.alerts | expected.sends]


@pytest.fixture
def stage(theatre: Theatre) -> Stage:
    return theatre.stage


@pytest.fixture
def browser(theatre: Theatre) -> Callable[[], httpx.AsyncClient]:
    """Opens another browser on the bot's pages, with cookies of its own."""
    pages = create_app(theatre.app.pages())
    return lambda: httpx.AsyncClient(transport=httpx.ASGITransport(pages), base_url=PAGES)


@pytest.fixture
async def cast(stage: Stage) -> Cast:
    """One structure, with Léa, Marc and Nadia in their thread."""
    return await raise_curtain(stage)


def _troubles(c: Connection) -> list[tuple[str, str]]:
    """What went wrong: updates that failed, messages given up, alerts."""
    failed = c.execute(select(inbox.c.reason).where(inbox.c.tries > 0)).scalars()
    lost = c.execute(select(outbox.c.state, outbox.c.reason).where(outbox.c.state.in_(("dead", "held"))))
    raised = c.execute(select(alerts.c.kind, alerts.c.words))
    return [("update", why) for why in failed] + [(row[0], row[1]) for row in lost] + [(r[0], r[1]) for r in raised]
