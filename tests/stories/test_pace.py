"""A forum of 150 triads under Telegram's real limits: nothing is refused, nothing is lost, the urgent goes first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot import simulator
from bot.demo.stage import Stage, Where
from bot.runtime.app import App
from bot.runtime.limits import TelegramLimits
from bot.runtime.settings import Settings
from bot.runtime.wire import build
from bot.simulator import Bot, Clock, LocalTelegram
from bot.simulator.ledger import Entry
from bot.simulator.rates import RateLimits
from tests.benchmarks import town
from tests.benchmarks.town import Town

HOMES = 150
#: messages a minute that we let leave for one group, when it is long
PER_MINUTE = 15


@dataclass
class Rush:
    """The town, its bot, and a clock that only the test moves."""

    tg: LocalTelegram
    clock: Clock
    bot: Bot
    town: Town
    app: App

    @property
    def stage(self) -> Stage:
        return Stage(self.tg, self.clock, self.bot, self.app.database, self.app.settle)

    @property
    def forum(self) -> int:
        return self.town.homes[0][0].forum.id

    def posted(self) -> list[Entry]:
        """What was written in the forum."""
        return [e for e in self.tg.ledger.entries if e.chat == self.forum and e.method == "sendMessage"]

    async def pass_until(self, count: int) -> None:
        """Let time pass until so many messages stand in the forum; a fault if it takes longer than it must."""
        patience = 2 * 60 * count // PER_MINUTE
        while len(self.posted()) < count and patience > 0:
            await self.app.settle()
            self.clock.advance(1)
            patience -= 1
        assert len(self.posted()) >= count


@pytest.fixture
async def rush(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Rush]:
    clock = Clock(real=lambda: town.NOW.timestamp())
    monkeypatch.setattr("throttled.utils.now_mono_f", clock)
    tg = LocalTelegram(clock, rates=RateLimits())
    bot = tg.bot()
    place = town.build(tg, bot, [], 1, HOMES)
    url = f"sqlite:///{tmp_path / 'triade.sqlite3'}"
    await town.furnish(place, bot, url)
    async with simulator.serve(tg) as server:
        settings = Settings(bot_token=bot.token, telegram_api=server.url, database_url=url)
        app = await build(settings, now=lambda: datetime.fromtimestamp(clock(), UTC), limits=TelegramLimits())
        await app.prepare()
        yield Rush(tg, clock, bot, place, app)
        await app.close()


async def test_a_long_queue_leaves_in_order_and_what_is_urgent_first(rush: Rush) -> None:
    """Everybody writes twice; in the middle of the queue somebody is not well."""
    homes = rush.town.homes[0]
    for home in homes:
        for number in (1, 2):
            home.apprentice.send_text(rush.bot, f"{number} : je range la réserve, {home.apprentice.first_name}.")
    await rush.pass_until(40)

    called, before = rush.clock(), len(rush.posted())
    await rush.stage.says(Where(homes[-1].apprentice), "/sos")
    await rush.stage.taps(Where(homes[-1].apprentice), "urgent")
    await rush.pass_until(before + 3)
    told = [entry for entry in rush.posted()[before:] if "ne va pas" in entry.text]
    assert 1 == len(told)
    assert told[0].at - called <= 15  # 4 s for the topic « À traiter », 4 s for the card, in a queue of 17 minutes

    await rush.pass_until(2 * HOMES + len(told))
    topics: dict[int | None, list[str]] = defaultdict(list)
    for entry in rush.posted():
        topics[entry.topic].append(entry.text)
    for home in homes:
        mine = [text for text in topics[home.topic] if home.apprentice.first_name in text and "réserve" in text]
        assert ["1", "2"] == [text.split(" : je")[0][-1] for text in mine]
    copies = [e for e in rush.tg.ledger.entries if e.chat == homes[0].tutor.id and "réserve" in e.text]
    assert 2 == len(copies)
    assert 0 == rush.tg.rates.refused
    times = [entry.at for entry in rush.posted()]
    assert all(later - first >= 60 for first, later in zip(times, times[20:], strict=False))


async def test_who_floods_a_thread_keeps_no_other_thread_waiting(rush: Rush) -> None:
    """One writes 50 times; ten others write once, later. Theirs are read within a minute; hers all leave, in order."""
    flooder, *others = rush.town.homes[0][:11]
    for number in range(50):
        flooder.apprentice.send_text(rush.bot, f"Encore {number}.")
    await rush.pass_until(10)

    wrote = rush.clock()
    for home in others:
        home.apprentice.send_text(rush.bot, "Je commence l'inventaire.")
    await rush.pass_until(60)

    waited = [entry.at - wrote for entry in rush.posted() if "inventaire" in entry.text]
    assert 10 == len(waited)
    assert max(waited) <= 70
    hers = [entry.text for entry in rush.posted() if entry.topic == flooder.topic]
    assert [f"Encore {number}." for number in range(50)] == [text.split("\n")[-1] for text in hers]
    assert 0 == rush.tg.rates.refused
