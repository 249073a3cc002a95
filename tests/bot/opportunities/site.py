"""Local services of offers: they answer as the public ones do, from recorded shapes with fictional companies."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from aiohttp import web

LBA_KEY, IMMERSION_KEY = "cle-lba-de-test", "cle-immersion-de-test"
HERE = Path(__file__).parent / "answers"
TREMBLAY = [{"nom": "Tremblay-en-France", "centre": {"type": "Point", "coordinates": [2.56, 48.98]}}]


def recorded(name: str) -> Any:
    return json.loads((HERE / f"{name}.json").read_text("utf-8"))


class Site:
    """What the services know, which are down, and what they were asked (path and query)."""

    def __init__(self) -> None:
        self.url = ""
        self.offers, self.hosts = recorded("lba"), recorded("immersion")
        self.down: set[str] = set()
        self.asked: list[tuple[str, dict[str, str]]] = []

    async def answer(self, request: web.BaseRequest) -> web.StreamResponse:
        kind = request.path.rsplit("/", 1)[-1]
        self.asked.append((request.path, dict(request.query)))
        if kind in self.down:
            return web.Response(status=503)
        if kind == "communes":
            return web.json_response(TREMBLAY if request.query["codePostal"] == "93290" else [])
        key = {"search": f"Bearer {LBA_KEY}", "offers": IMMERSION_KEY}[kind]
        if request.headers.get("authorization") != key:
            return web.json_response({"statusCode": 401, "message": "Unauthorized"}, status=401)
        return web.json_response(self.offers if kind == "search" else self.hosts)


@asynccontextmanager
async def open_site() -> AsyncIterator[Site]:
    site = Site()
    runner = web.ServerRunner(web.Server(site.answer))
    await runner.setup()
    listening = web.TCPSite(runner, "127.0.0.1", 0)
    await listening.start()
    site.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    yield site
    await runner.cleanup()
