"""What an operator sees and is told: metrics, probes, mails when Telegram is down, letters that were given up."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from sqlalchemy import select, update

from bot import simulator
from bot.runtime import metrics
from bot.runtime.app import App
from bot.runtime.limits import NoLimits
from bot.runtime.settings import Settings
from bot.runtime.wire import build
from bot.simulator import Rule
from storage import invariants
from storage.road import alerts, deadletters
from storage.road.letters import Definite, Kind
from storage.tables import outbox
from tests.bot.runtime.test_app import free_port
from tests.servers.smtp import PostOffice, post_office, words
from tests.storage.house import LEA, MARC, MONDAY, House, furnish, to

RETRIED = {"state": "retry", "attempts": 9, "not_before": MONDAY + timedelta(days=1), "reason": "refused"}
CANARY = "Ma mère est malade"

Ground = tuple[House, App, simulator.LocalTelegram, PostOffice, int]


@pytest.fixture
async def ground(tmp_path: Path) -> AsyncIterator[Ground]:
    tg, port = simulator.LocalTelegram(), free_port()
    bot = tg.bot()
    async with simulator.serve(tg) as server, post_office() as office, AsyncExitStack() as stack:
        settings = Settings(  # type: ignore[call-arg]
            bot_token=bot.token,
            telegram_api=server.url,
            database_url=f"sqlite:///{tmp_path / 'triade.sqlite3'}",
            metrics_listen=f"127.0.0.1:{port}",
            public_url="https://bot.example.org",
            webhook_secret="x",
            smtp_url=office.url,
            mail_from="Triade <triade@example.org>",
            operator_mail="astreinte@example.org",
            safe_recipients=f"telegram:{1000 + LEA},mail:essai@example.org",
        )
        house: House
        app = await build(settings, limits=NoLimits(), now=lambda: house.now)
        house = House(app.database)
        await app.prepare()
        metrics.rest()  # what other tests left in this process
        await house.run(furnish)
        await app._open_inner_door(stack)
        yield house, app, tg, office, port
        await app.close()


async def get(port: int, path: str) -> httpx.Response:
    async with httpx.AsyncClient() as client:
        return await client.get(f"http://127.0.0.1:{port}{path}")


async def test_metrics_show_ages_and_states_and_never_a_word(ground: Ground) -> None:
    house, app, *_, port = ground
    await house.put(to(LEA, CANARY), to(MARC, CANARY))
    house.later(seconds=90)
    page = (await get(port, "/metrics")).text

    assert 'triade_queue_age_seconds{queue="outbox"} 90.0' in page
    assert 'triade_outbox{state="new"} 2.0' in page
    assert "triade_database_up 1.0" in page
    await app.deliverer.drain()
    page = (await get(port, "/metrics")).text
    assert re.search(r'triade_sends_total\{channel="telegram",result="gone",urgency="\w+"\} 1.0', page)
    assert CANARY not in page
    assert not re.search(r"telegram:\d|P\d", page)


async def test_a_process_is_ready_with_its_database_and_lives_as_long_as_its_parts_go_round(
    ground: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    *_, port = ground
    assert (200, 200) == ((await get(port, "/ready")).status_code, (await get(port, "/live")).status_code)

    monkeypatch.setitem(metrics._beats, "receiver", -1000.0)
    assert (503, "receiver") == ((answer := await get(port, "/live")).status_code, answer.text)


async def test_a_process_without_its_database_says_so_and_lives(ground: Ground) -> None:
    _, app, *_, port = ground
    await app.database.close()

    assert 503 == (await get(port, "/ready")).status_code
    assert 200 == (await get(port, "/live")).status_code
    assert "triade_database_up 0.0" in (await get(port, "/metrics")).text


async def test_what_needs_a_human_is_mailed_once_while_telegram_is_down(ground: Ground) -> None:
    house, app, tg, office, _ = ground
    await house.put(to(LEA, CANARY), to(MARC, CANARY))
    tg.faults.rules = [Rule(code=502)]
    for _ in range(2):  # the second doubt holds it for a human
        await app.deliverer.drain()
        house.later(seconds=10)
    await house.run(lambda c: c.execute(update(outbox).where(outbox.c.person_id == MARC).values(RETRIED)))
    office.answer = "451 later"
    assert 0 == await app.sentinel.once()
    office.answer = ""

    assert 1 <= await app.sentinel.once()
    assert 0 == await app.sentinel.once()

    (mail,) = office.to("astreinte@example.org")
    assert "Des messages n'arrivent plus à partir depuis 8 min." in words(mail)
    assert "1 × send-held" in words(mail)
    assert CANARY not in str(mail)


async def test_a_dead_letter_is_seen_and_replayed_once(ground: Ground) -> None:
    house, *_ = ground
    await house.put(to(LEA, "Bonjour"))
    letter = await house.only()
    await house.settle(Definite(letter, Kind.REJECTED, "chat not found"))
    (alert,) = await house.run(alerts.unseen, house.now)

    assert await house.run(deadletters.replay, alert.id, house.now)
    assert not await house.run(deadletters.replay, alert.id, house.now)
    assert [] == list(await house.run(alerts.unseen, house.now))
    again = await house.only()
    await house.settle(Definite(again, Kind.REJECTED, "chat not found"))
    (second,) = await house.run(alerts.unseen, house.now)
    assert second.id != alert.id
    assert [] == await house.run(invariants.broken)
    assert await house.run(deadletters.drop, second.id, house.now)
    assert [] == await house.run(invariants.broken)


async def test_outside_production_nobody_is_sent_anything_but_those_of_the_list(ground: Ground) -> None:
    house, app, tg, *_ = ground
    await house.put(to(LEA, "Pour elle"), to(MARC, "Pas pour lui"))
    await app.deliverer.drain()

    tried = {entry.chat for entry in tg.ledger.entries}
    assert 1000 + MARC not in tried
    reasons = await house.run(
        lambda c: c.execute(select(outbox.c.reason).where(outbox.c.person_id == MARC)).scalars().all()
    )
    assert ["rejected: not a safe recipient"] == list(reasons)
