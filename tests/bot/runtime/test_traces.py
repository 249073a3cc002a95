"""What a collector of traces is told: our own steps, and nothing of anybody."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from aiohttp import web
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from bot import simulator
from bot.runtime.settings import Settings
from tests.bot.runtime.test_app import running


@asynccontextmanager
async def collector() -> AsyncIterator[tuple[str, list[bytes]]]:
    """A collector that keeps what it is told: its address, and the requests."""
    told: list[bytes] = []

    async def take(request: web.Request) -> web.Response:
        told.append(await request.read())
        return web.Response()

    app = web.Application()
    app.router.add_post("/v1/traces", take)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}", told
    finally:
        await runner.cleanup()


async def test_a_collector_is_told_each_step_and_nothing_of_anybody(tmp_path: Path) -> None:
    tg = simulator.LocalTelegram()
    bot = tg.bot()
    async with simulator.serve(tg) as server, collector() as (address, told):
        settings = Settings(  # type: ignore[call-arg]
            bot_token=bot.token,
            telegram_api=server.url,
            database_url=f"sqlite:///{tmp_path / 'triade.sqlite3'}",
            traces_url=address,
        )
        async with running(settings):
            person = tg.user("Zéphyrine")
            person.start(bot)
            person.send_text(bot, "Ma mère est malade")
            await tg.until(lambda: len(tg.ledger.entries) >= 2, 15)

    spans = [
        span
        for body in told
        for resource in ExportTraceServiceRequest.FromString(body).resource_spans
        for scope in resource.scope_spans
        for span in scope.spans
    ]
    facts = {(span.name, fact.key) for span in spans for fact in span.attributes}
    sent = {fact.value.string_value for span in spans if span.name == "send" for fact in span.attributes}
    everything = b"".join(told)
    assert {("turn", "updates"), ("send", "channel"), ("send", "act"), ("send", "result")} == facts
    assert all(span.end_time_unix_nano >= span.start_time_unix_nano for span in spans)
    assert {"telegram", "send", "sent"} == sent
    for word in ("Zéphyrine", "malade", str(person.id), bot.token):
        assert word.encode() not in everything
