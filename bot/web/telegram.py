"""The webhook: stores each update that Telegram posts, commits, and only then answers 200.

| what comes | answer | because |
|---|---|---|
| no secret, or another one | 401 | it is not from Telegram; nothing of it is read |
| more than 1 MB | 413 | Telegram's updates have at most 512 KB |
| no JSON, or no update number | 200 | it would come again for a day and hold back its chat; logged, counted |
| the storage fails | 503 | Telegram keeps the update and posts it again |
| the rest | 200 | it is stored; what it means is read later |
"""

from __future__ import annotations

import hmac
import json

import structlog
from fastapi import APIRouter, Request, Response
from starlette.requests import ClientDisconnect

from bot.channel import Row, Store
from bot.telegram.lanes import row

BODY_LIMIT = 1024 * 1024
HEADER = "X-Telegram-Bot-Api-Secret-Token"

log = structlog.get_logger("bot.web.telegram")


class Webhook:
    """The webhook door of one bot, at `path`. Refuses to exist without a secret."""

    def __init__(self, bot_id: int, secret: str, store: Store) -> None:
        if not secret:
            raise ValueError("a webhook without a secret accepts updates from anybody")
        self.path = f"/telegram/{bot_id}"
        #: how many authentic requests held no update
        self.refused = 0
        self._secret = secret.encode()
        self._store = store

    def router(self) -> APIRouter:
        router = APIRouter()
        router.add_api_route(self.path, self.receive, methods=["POST"], response_class=Response)
        return router

    async def receive(self, request: Request) -> Response:
        """One request of Telegram; see the table above."""
        # Starlette reads headers as Latin-1, so every header can be compared as bytes.
        if not hmac.compare_digest(request.headers.get(HEADER, "").encode("latin-1"), self._secret):
            return Response(status_code=401)
        try:
            body = await _body(request)
        except ClientDisconnect:
            return Response(status_code=400)
        if body is None:
            return Response(status_code=413)
        kept = _row(body)
        if kept is None:
            self.refused += 1
            log.error("a request without an update was refused", bytes=len(body), refused=self.refused)
            return Response(status_code=200)
        try:
            await self._store([kept])
        except Exception as error:
            # Its words may quote the update: only its kind is logged. Telegram keeps the update and comes again.
            log.error("an update could not be stored", error=type(error).__name__)
            return Response(status_code=503)
        return Response(status_code=200)


async def _body(request: Request) -> bytes | None:
    """The whole body, or None as soon as it is too long."""
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > BODY_LIMIT:
            return None
    return bytes(body)


def _row(body: bytes) -> Row | None:
    """The update as an inbox row; None when it is no JSON object with a number that a table could hold."""
    try:
        text = body.decode()
        raw = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return row(raw, text)
