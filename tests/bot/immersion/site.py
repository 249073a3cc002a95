"""A local Immersion Facilitée: answers as its public API does, from files in its shape, with fictional people."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from aiohttp import web

NUMBER = "1a2b3c4d-0000-4000-8000-0123456789ab"
KEY = "cle-de-test-du-service"


def convention(**changes: Any) -> dict[str, Any]:
    """The convention of the file, with some of its fields otherwise."""
    text = (Path(__file__).parent / "answers" / "partially-signed.json").read_text("utf-8")
    return {**json.loads(text), **changes}


class Site:
    """What it knows, whether it is up, and what it was asked."""

    def __init__(self) -> None:
        self.url = ""
        self.conventions: dict[str, Any] = {NUMBER: convention()}
        self.down = False
        self.asked: list[str] = []

    async def answer(self, request: web.BaseRequest) -> web.StreamResponse:
        self.asked.append(request.path)
        if self.down:
            return web.Response(status=503)
        if request.headers.get("authorization") != KEY:
            return web.json_response({"status": 401, "message": "unauthenticated"}, status=401)
        found = self.conventions.get(request.path.removeprefix("/api/v2/conventions/"))
        if found is None:
            return web.json_response({"status": 404, "message": "not found"}, status=404)
        return web.json_response(found)


@asynccontextmanager
async def open_site() -> AsyncIterator[Site]:
    site = Site()
    runner = web.ServerRunner(web.Server(site.answer))
    await runner.setup()
    listening = web.TCPSite(runner, "127.0.0.1", 0)
    await listening.start()
    site.url = f"http://127.0.0.1:{runner.addresses[0][1]}/api"
    yield site
    await runner.cleanup()
