"""An immersion with the service beside: followed from the chat, changed by its news, signed by nobody here."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from bot import simulator
from bot.demo.stage import Stage
from bot.runtime.app import App
from bot.runtime.limits import NoLimits
from bot.runtime.settings import Settings
from bot.runtime.wire import build
from storage.tables import alerts, inbox
from tests.bot.immersion.site import KEY, NUMBER, Site, convention, open_site
from tests.stories.cast import Cast, raise_curtain
from tests.stories.conftest import START


@dataclass
class Beside:
    """The cast, with the service beside it."""

    app: App
    cast: Cast
    site: Site

    async def posts(self, **changes: object) -> int:
        """The service posts news."""
        assert self.app.watcher is not None
        new = await self.app.watcher.take(convention(**changes))
        await self.app.settle()
        return new


@pytest.fixture
async def beside(tmp_path: Path) -> AsyncIterator[Beside]:
    clock = simulator.Clock(real=lambda: START.timestamp())
    tg = simulator.LocalTelegram(clock)
    bot = tg.bot()
    async with simulator.serve(tg) as server, open_site() as site:
        settings = Settings(
            bot_token=bot.token,
            telegram_api=server.url,
            database_url=f"sqlite:///{tmp_path / 'triade.sqlite3'}",
            immersion_key=KEY,
            immersion_url=site.url,
            immersion_key_ends=date(2027, 1, 15),
            immersion_webhook_secret="un-secret-assez-long",
        )
        app = await build(settings, now=lambda: datetime.fromtimestamp(clock(), UTC), limits=NoLimits())
        await app.prepare()
        stage = Stage(tg, clock, bot, app.database, app.settle)
        yield Beside(app, await raise_curtain(stage), site)
        await app.close()


@pytest.mark.grown
async def test_a_convention_is_followed_to_its_review(beside: Beside) -> None:
    cast, stage = beside.cast, beside.cast.stage
    await stage.says(cast.young, f"/immersion {NUMBER}")
    await stage.shows(cast.young, "signée par une partie", "ton représentant légal", "commence dans 14 jours")
    await stage.shows(cast.topic, "signée par une partie", "le représentant légal de Léa")
    await stage.taps(cast.young, "Les règles")
    await stage.shows(cast.young, "30 jours de présence", "Le bot ne signe jamais")

    await stage.pass_time(days=7)
    await stage.shows(cast.desk, "Convention d'immersion pas encore prête", "Léa")
    await stage.shows(cast.young, "Sans elle, on ne commence pas")

    assert 1 == await beside.posts(status="ACCEPTED_BY_VALIDATOR", updatedAt="2026-12-01T09:00:00.000Z")
    await stage.shows(cast.young, "La convention est validée")
    told = len(stage.texts(cast.young))
    assert 0 == await beside.posts(status="ACCEPTED_BY_VALIDATOR", updatedAt="2026-12-01T09:00:00.000Z")
    assert 1 == await beside.posts(status="IN_REVIEW", updatedAt="2026-11-30T09:00:00.000Z")
    assert told == len(stage.texts(cast.young))

    await stage.says(cast.young, "/mission")
    await stage.pass_time(days=21)
    await stage.taps(cast.adult, "Faire le bilan à deux")
    await stage.taps(cast.adult, "Oui, on y va")
    await stage.says(cast.adult, "L'accueil des clients")
    await stage.says(cast.adult, "Le stock")
    await stage.taps(cast.adult, "Une alternance est possible")
    await stage.taps(cast.adult, "✅ Oui")
    await stage.taps(cast.young, "J'étais là")
    await stage.shows(cast.topic, "Léa confirme le bilan")


async def test_a_service_that_is_down_keeps_the_last_state(beside: Beside) -> None:
    cast, stage = beside.cast, beside.cast.stage
    await stage.says(cast.topic, f"/immersion {NUMBER}")
    await stage.shows(cast.topic, "signée par une partie")
    beside.site.down = True

    await stage.pass_time(hours=7)
    await stage.says(cast.young, "/immersion")

    await stage.shows(cast.young, "signée par une partie", "Immersion Facilitée, 10:00", "ne répond pas")


async def test_the_end_of_the_key_is_announced_thirty_days_before(beside: Beside) -> None:
    cast, stage = beside.cast, beside.cast.stage
    await stage.pass_time(days=22)
    assert not await stage.sees(cast.topic, "clé d'Immersion Facilitée")

    await stage.pass_time(days=1)

    await stage.shows(cast.desk, "La clé d'Immersion Facilitée finit le 15/01/2027")
    await stage.pass_time(days=1)
    assert 1 == cast.count(cast.desk, "La clé")
    kinds = await beside.app.database.run(lambda c: c.execute(select(alerts.c.kind)).scalars().all())
    assert ["immersion-key"] == kinds


async def test_the_inbox_holds_no_name_nor_birth_date(beside: Beside) -> None:
    await beside.cast.stage.says(beside.cast.young, f"/immersion {NUMBER}")
    rows = await beside.app.database.run(
        lambda c: c.execute(select(inbox.c.raw).where(inbox.c.door == "immersion")).scalars().all()
    )

    assert rows
    assert all(word not in row for row in rows for word in ("Essai", "2009-", "+33", "@"))
