"""A stage for stories: the real bot, driven by hand, against the local Telegram over real HTTP."""

from __future__ import annotations

import os
import ssl
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from shutil import copy
from types import SimpleNamespace
from uuid import uuid4

import httpx
import pytest
from sqlalchemy import Connection, select

from bot import simulator
from bot.demo.stage import Stage
from bot.runtime.app import App
from bot.runtime.limits import Limits, NoLimits
from bot.runtime.settings import Settings
from bot.runtime.wire import build
from bot.web.app import create_app
from core.scene import Library
from storage.content.library import library
from storage.engine.unit import Database
from storage.migrate import migrate
from storage.tables import alerts, inbox, outbox
from tests import empty
from tests.storage.conftest import wait_for
from tests.stories.cast import Cast, raise_curtain
from tests.stories.rules import held_to_their_rules, strays
from tests.tenancy import refuse_unscoped

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


#: the database of a stage without a bot
NOWHERE = Database.open("sqlite:///nowhere.sqlite3")
#: where the pages of a story are; nothing is asked of any network
PAGES = "https://triade.example"


@pytest.fixture
async def more_settings() -> dict[str, str]:
    """Settings that a story adds: a mail server…"""
    return {}


@pytest.fixture
def limits() -> Limits:
    """Who counts what leaves; a story may have it counted for real."""
    return NoLimits()


@pytest.fixture
def account() -> dict[str, bool]:
    """How the bot is set at @BotFather; a story may have topics in private chats."""
    return {}


@dataclass
class Theatre:
    """The stage, and the bot on it."""

    stage: Stage
    app: App


@pytest.fixture(scope="session", autouse=True)
def certificates_read_once() -> Iterator[None]:
    """Each bot reads the authorities that it trusts, which takes a while; here are hundreds of bots, and no TLS."""
    with pytest.MonkeyPatch.context() as patch:
        once = SimpleNamespace(create_default_context=cache(ssl.create_default_context))
        patch.setattr("aiogram.client.session.aiohttp.ssl", once)
        yield


@pytest.fixture(scope="session")
def empty_file() -> Path:
    return empty.empty_file()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A story marked `grown` is also played on PostgreSQL; with TEST_STORIES=postgresql, every one, only there."""
    if "story_url" not in metafunc.fixturenames:
        return
    kinds = ["sqlite", "postgresql"] if metafunc.definition.get_closest_marker("grown") else ["sqlite"]
    if (only := os.environ.get("TEST_STORIES")) is not None:
        kinds = [only]
    names = None if len(kinds) > 1 or only else [pytest.HIDDEN_PARAM]
    metafunc.parametrize("story_url", kinds, indirect=True, ids=names)


@pytest.fixture(scope="session")
def empty_template(request: pytest.FixtureRequest) -> str:
    """The same on PostgreSQL: the name of a database to clone."""
    return str(request.getfixturevalue("postgres").template("empty", lambda url: wait_for(migrate(url, durable=False))))


@pytest.fixture
def story_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database with nobody in it."""
    if request.param == "sqlite":
        copy(request.getfixturevalue("empty_file"), tmp_path / "triade.sqlite3")
        yield f"sqlite:///{tmp_path / 'triade.sqlite3'}"
        return
    postgres = request.getfixturevalue("postgres")
    name = f"story_{uuid4().hex[:8]}"
    yield postgres.create_database(name, template=request.getfixturevalue("empty_template"))
    postgres.drop_database(name)


@pytest.fixture
def unscoped() -> Iterator[list[str]]:
    """Statements of the bot that forgot to say within which structure they are: each fails, and fails the story."""
    with refuse_unscoped() as found:
        yield found


@asynccontextmanager
async def open_theatre(
    stage: Stage, url: str, books: Library, more: dict[str, str], limits: Limits
) -> AsyncIterator[App]:
    """The bot on this stage, until the block ends."""
    async with simulator.serve(stage.tg) as server:
        settings = Settings(
            bot_token=stage.bot.token,
            telegram_api=server.url,
            database_url=url.replace("+asyncpg", ""),
            public_url=PAGES,
            updates="polling",
            **more,  # type: ignore[arg-type]
        )
        app = await build(
            settings,
            now=lambda: datetime.fromtimestamp(stage.clock(), UTC),
            limits=limits,
            # The tests' server does not wait for the disk, which a real bot refuses.
            database=Database.open(url, durable=False),
            books=books,
        )
        await app.prepare()
        stage.database, stage.settle = app.database, app.settle
        yield app
        await app.close()


def empty_stage(**account: bool) -> Stage:
    """The local Telegram, and nobody but the bot on it."""
    clock = simulator.Clock(real=START.timestamp)
    tg = simulator.LocalTelegram(clock)
    return Stage(tg, clock, tg.bot(**account), NOWHERE)


@pytest.fixture(scope="session")
def opening(empty_file: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Cast]:
    """The database and the stage once the curtain is up, made once: copying both is much faster than playing it."""
    path = tmp_path_factory.mktemp("opening") / "triade.sqlite3"
    copy(empty_file, path)
    made: list[Cast] = []

    async def play() -> None:
        stage = empty_stage()
        async with open_theatre(stage, f"sqlite:///{path}", library(), {}, NoLimits()):
            made.append(await raise_curtain(stage))
        stage.database, stage.settle = NOWHERE, None

    wait_for(play())
    return path, made[0]


@pytest.fixture
def raised(
    request: pytest.FixtureRequest,
    story_url: str,
    tmp_path: Path,
    books: Library,
    more_settings: dict[str, str],
    account: dict[str, bool],
) -> Cast | None:
    """A copy of the opening, in the database too, for a story that begins with it; None for one with another house."""
    usual = story_url.startswith("sqlite") and books is library() and not more_settings and not account
    if "cast" not in request.fixturenames or not usual:
        return None
    path, cast = request.getfixturevalue("opening")
    copy(path, tmp_path / "triade.sqlite3")
    return deepcopy(cast, {id(NOWHERE): NOWHERE})


@pytest.fixture
async def theatre(
    story_url: str,
    expected: Expected,
    books: Library,
    more_settings: dict[str, str],
    account: dict[str, bool],
    unscoped: list[str],
    raised: Cast | None,
    limits: Limits,
) -> AsyncIterator[Theatre]:
    """The local Telegram with the bot on it. At the end nothing may have failed but what is `expected`."""
    stage = raised.stage if raised else empty_stage(**account)
    async with open_theatre(stage, story_url, books, more_settings, limits) as app:
        with held_to_their_rules(app) as beyond:
            yield Theatre(stage, app)
            await app.settle()
        troubles, stray = await app.database.run(_troubles), await app.database.run(strays)
    assert [] == [trouble for trouble in troubles if trouble[0] not in expected.alerts | expected.sends]
    assert [] == unscoped
    assert [] == beyond, "written by a job whose rule says no: tests/stories/rules.py"
    assert [] == stray, "sent to somebody whom it is not for: tests/stories/rules.py"


@pytest.fixture
def stage(theatre: Theatre) -> Stage:
    return theatre.stage


@pytest.fixture
def browser(theatre: Theatre) -> Callable[[], httpx.AsyncClient]:
    """Opens another browser on the bot's pages, with cookies of its own."""
    pages = create_app(theatre.app.pages())
    return lambda: httpx.AsyncClient(transport=httpx.ASGITransport(pages), base_url=PAGES)


@pytest.fixture
async def cast(stage: Stage, raised: Cast | None) -> Cast:
    """One structure, with Léa, Marc and Nadia in their thread."""
    return raised or await raise_curtain(stage)


def _troubles(c: Connection) -> list[tuple[str, str]]:
    """What went wrong: updates that failed, messages given up, alerts."""
    failed = c.execute(select(inbox.c.reason).where(inbox.c.tries > 0)).scalars()
    lost = c.execute(select(outbox.c.state, outbox.c.reason).where(outbox.c.state.in_(("dead", "held"))))
    raised = c.execute(select(alerts.c.kind, alerts.c.words))
    return [("update", why) for why in failed] + [(row[0], row[1]) for row in lost] + [(r[0], r[1]) for r in raised]
