"""A local SMS gateway over HTTP: answers in the shape of a provider, as a test says, and keeps what it was asked."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web

#: what each provider answers to an SMS that it takes; %d is a fresh number
TAKEN = {
    "plain": (202, {"id": "sms-%d"}),
    "ovh": (
        200,
        {"ids": ["%d"], "validReceivers": ["+33612345678"], "invalidReceivers": [], "totalCreditsRemoved": 1},
    ),
    "brevo": (201, {"reference": "ab1cde2fgh3i4jklmno", "messageId": "%d", "smsCount": 1, "remainingCredits": 82.85}),
}
ADDRESS = {
    "plain": "http://secret-of-the-gateway@127.0.0.1:{}/send",
    "ovh": "ovh://key:secret@127.0.0.1:{}/sms-ab12345-1?consumer=consumer",
    "brevo": "brevo://key-of-brevo@127.0.0.1:{}",
}


class Switchboard:
    """What was asked, oldest first; `answer` is given to the next questions, "drop" breaks off."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.url = ""
        self.asked: list[tuple[web.BaseRequest, dict[str, Any]]] = []
        self.answer: tuple[int, Any] | str = ""

    async def take(self, request: web.BaseRequest) -> web.StreamResponse:
        self.asked.append((request, json.loads(await request.read())))
        if self.answer == "drop":
            assert request.transport is not None
            request.transport.abort()
            return web.Response()
        status, told = self.answer if isinstance(self.answer, tuple) else TAKEN[self.kind]
        body = json.dumps(told).replace("%d", str(100 + len(self.asked)))
        return web.Response(status=status, text=body, content_type="application/json")

    def texts(self, to: str = "") -> list[str]:
        """The SMS that were taken, all or those to one number."""
        return [self.text(body) for _, body in self.asked if not to or to.lstrip("+") in json.dumps(body)]

    @staticmethod
    def text(body: dict[str, Any]) -> str:
        return str(body.get("text") or body.get("message") or body.get("content"))


@asynccontextmanager
async def switchboard(kind: str = "plain") -> AsyncIterator[Switchboard]:
    """Open on a free port of the loopback."""
    board = Switchboard(kind)
    runner = web.ServerRunner(web.Server(board.take))
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    board.url = ADDRESS[kind].format(port)
    yield board
    await runner.cleanup()
