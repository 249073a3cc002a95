"""The web server of pages and webhook: up before anybody is told its address, down when the bot stops."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import uvicorn
from fastapi import APIRouter
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.web.app import Health, create_app
from bot.web.pace import Brisk

#: seconds that a request under way may take once the bot stops
PATIENCE = 5
#: serves until the event is set
Serve = Callable[[asyncio.Event], Awaitable[None]]


async def open_server(host: str, port: int, secure: bool, routers: Sequence[APIRouter], health: Health) -> Serve:
    """What serves, once the address accepts connections; OSError when it is taken or not of this machine.

    `secure`: browsers come by https, to a proxy in front of us. The settings say so, not the headers of a request: a
    proxy on another machine would not be believed, and cookies would go without their protection.
    """
    # Bound by us: uvicorn would end the whole process.
    door = socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    app = create_app(routers, health)
    if secure:
        app.add_middleware(_Secure)
    more: dict[str, Any] = {"log_config": None, "access_log": False, "proxy_headers": False, "server_header": False}
    server = _Server(uvicorn.Config(app, http=Brisk, timeout_graceful_shutdown=PATIENCE, **more))
    serving = asyncio.ensure_future(server.serve([door]))

    async def serve(stop: asyncio.Event) -> None:
        await asyncio.wait({serving, asyncio.ensure_future(stop.wait())}, return_when=asyncio.FIRST_COMPLETED)
        server.should_exit = True
        await serving

    return serve


class _Secure:
    """Requests are as the browser made them, by https."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._app({**scope, "scheme": "https"} if scope["type"] == "http" else scope, receive, send)


class _Server(uvicorn.Server):
    """uvicorn without its signal handlers: the process has its own."""

    def install_signal_handlers(self) -> None:
        return
