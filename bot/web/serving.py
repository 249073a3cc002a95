"""The web server of pages and webhook: up before anybody is told its address, down when the bot stops."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Awaitable, Callable, Sequence

import uvicorn
from fastapi import APIRouter

from bot.web.app import Health, create_app
from bot.web.pace import Brisk

#: seconds that a request under way may take once the bot stops
PATIENCE = 5
#: serves until the event is set
Serve = Callable[[asyncio.Event], Awaitable[None]]


async def open_server(host: str, port: int, routers: Sequence[APIRouter], health: Health) -> Serve:
    """What serves, once the address accepts connections; OSError when it is taken or not of this machine."""
    # Bound by us: uvicorn would end the whole process.
    door = socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    app = create_app(routers, health)
    server = _Server(
        uvicorn.Config(app, http=Brisk, log_config=None, access_log=False, timeout_graceful_shutdown=PATIENCE)
    )
    serving = asyncio.ensure_future(server.serve([door]))

    async def serve(stop: asyncio.Event) -> None:
        await asyncio.wait({serving, asyncio.ensure_future(stop.wait())}, return_when=asyncio.FIRST_COMPLETED)
        server.should_exit = True
        await serving

    return serve


class _Server(uvicorn.Server):
    """uvicorn without its signal handlers: the process has its own."""

    def install_signal_handlers(self) -> None:
        return
