"""Slow and heavy clients: a request that dawdles or is too long ends, and holds nothing up."""

from __future__ import annotations

import asyncio

from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

#: seconds in which the head of a request must have come, between two pieces of its body, and in which all must be there
HEAD, PIECE, WHOLE = 10.0, 10.0, 60.0
#: bytes of a body at most: forms and lists of some hundred lines; webhooks have smaller limits of their own
LARGEST = 2 * 1024 * 1024


class Brisk(H11Protocol):
    """uvicorn's HTTP/1.1, which hangs up on who has not sent the head of a request in time (slowloris)."""

    _hurry: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._watch()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        self._watch()

    def connection_lost(self, exc: Exception | None) -> None:
        if self._hurry is not None:
            self._hurry.cancel()
        super().connection_lost(exc)

    def _watch(self) -> None:
        """The clock runs from the first byte on, not from the last: who trickles gains nothing."""
        under_way = self.cycle is not None and not self.cycle.response_complete
        if under_way and self._hurry is not None:
            self._hurry.cancel()
            self._hurry = None
        elif not under_way and self._hurry is None:
            self._hurry = self.loop.call_later(HEAD, self._late)

    def _late(self) -> None:
        self._hurry = None
        if self.cycle is None or self.cycle.response_complete:
            self.transport.close()


class Measured:
    """An application whose requests have bodies of a bounded size, which come at some pace."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = dict(scope["headers"])
        length = headers.get(b"content-length", b"0")
        if b"content-length" in headers and b"transfer-encoding" in headers:
            # Two ends: a proxy might see the other one (RFC 9112, 6.1).
            await _refuse(send, 400)
            return
        if not length.isdigit() or int(length) > LARGEST:
            await _refuse(send, 413)
            return
        came, whole = 0, False
        until = asyncio.get_running_loop().time() + WHOLE

        async def measured() -> Message:
            nonlocal came, whole
            if whole:
                return await receive()
            try:
                left = until - asyncio.get_running_loop().time()
                message = await asyncio.wait_for(receive(), min(PIECE, left))
            except TimeoutError:
                return {"type": "http.disconnect"}
            came += len(message.get("body", b""))
            if came > LARGEST:
                return {"type": "http.disconnect"}
            whole = not message.get("more_body", False)
            return message

        await self._app(scope, measured, send)


async def _refuse(send: Send, status: int) -> None:
    headers = [(b"content-length", b"0"), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b""})
