"""The inner door, for machines of our own: metrics, and whether this process lives and can work."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from aiohttp import web

from bot.runtime import metrics
from storage.road.gauges import Road

#: seconds after which a part that has not gone round is stuck: longer than any patience of ours
STUCK = 90


class Inner:
    """`/live`, `/ready` and `/metrics` on an address that nobody outside reaches."""

    def __init__(self, look: Callable[[], Awaitable[Road]], health: Callable[[], Awaitable[str]]) -> None:
        self._look = look
        self._health = health
        self._runner: web.AppRunner | None = None

    async def open(self, host: str, port: int) -> None:
        """Listen; OSError when the address is taken or not of this machine."""
        app = web.Application()
        app.add_routes(
            [web.get("/live", self._live), web.get("/ready", self._ready), web.get("/metrics", self._metrics)]
        )
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
        await self._runner.setup()
        await web.TCPSite(self._runner, host, port).start()

    async def close(self) -> None:
        if self._runner is not None:
            await self._runner.cleanup()

    async def _live(self, _: web.Request) -> web.Response:
        """503: start this process anew. That the database is away is no reason to."""
        stuck = metrics.stuck(STUCK)
        return web.Response(text=" ".join(stuck) or "ok", status=503 if stuck else 200)

    async def _ready(self, _: web.Request) -> web.Response:
        """503: send nobody here for now."""
        trouble = await self._health()
        return web.Response(text=trouble or "ok", status=503 if trouble else 200)

    async def _metrics(self, _: web.Request) -> web.Response:
        try:
            road = await self._look()
        except Exception:  # a page without the database says so itself: triade_database_up 0
            road = None
        return web.Response(body=metrics.show(road), headers={"Content-Type": "text/plain; version=0.0.4"})
