"""The HTTP server: Bot API, file downloads, control API and the page, on one loopback port."""

from __future__ import annotations

import asyncio
import ipaddress
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from aiohttp import web

from bot.simulator.api import answer
from bot.simulator.control import Control
from bot.simulator.errors import ApiError
from bot.simulator.request import read_parameters
from bot.simulator.webhooks import CLOSING

if TYPE_CHECKING:
    from bot.simulator.telegram import LocalTelegram

PAGE = Path(__file__).parent / "page"
COMPACT = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
JSON_HEADERS = {"Content-Type": "application/json"}


class Server:
    """A running server. `url` is the base address: `<url>/bot<token>/<method>`."""

    def __init__(self, tg: LocalTelegram, control: Control) -> None:
        self.tg = tg
        self.url = ""
        self.calls = 0
        self.control = control

    async def handle(self, request: web.BaseRequest) -> web.StreamResponse:
        """Every request of every kind; the Bot API first, because it is the busiest."""
        path = request.rel_url.raw_path
        if path.startswith("/bot"):
            return await self._method(request, path)
        if path.startswith("/file/bot"):
            return self._download(path)
        if path.startswith("/sim/"):
            return await self.control.handle(request)
        return _page(path)

    async def _method(self, request: web.BaseRequest, path: str) -> web.StreamResponse:
        self.calls += 1
        token, _, method = path[4:].partition("/")
        if "%" in token:
            token = unquote(token)
        try:
            params, files = await read_parameters(request, self.tg.limits.upload_bytes)
        except ApiError as refused:
            return _reply(refused.code, refused.body())
        result = await answer(self.tg, token, method, params, files)
        if result.lost:
            return await _lose(request, result.lost)
        return _reply(result.status, result.body, result.retry_after)

    def _download(self, path: str) -> web.StreamResponse:
        token, _, file_path = unquote(path.removeprefix("/file/bot")).partition("/")
        if token not in self.tg.bots:
            return _reply(401, ApiError(401, "Unauthorized").body())
        file = self.tg.files.by_path.get(file_path)
        if file is None:
            return _reply(404, ApiError(404, "Not Found").body())
        return web.Response(body=file.data, content_type="application/octet-stream")


def _reply(status: int, body: dict[str, Any], retry_after: int = 0) -> web.Response:
    data = COMPACT.encode(body).encode("utf-8", "replace")
    headers = {**JSON_HEADERS, "Retry-After": str(retry_after)} if retry_after else JSON_HEADERS
    return web.Response(body=data, status=status, headers=headers)


async def _lose(request: web.BaseRequest, how: str) -> web.StreamResponse:
    """The client gets no answer: its connection dies, or nothing comes until it gives up."""
    if how == "hang":
        await asyncio.Event().wait()
    if request.transport:
        request.transport.abort()
    return web.Response()


def _page(path: str) -> web.StreamResponse:
    """A file of the page, if there is one."""
    wanted = (PAGE / (unquote(path).lstrip("/") or "index.html")).resolve()
    if not wanted.is_relative_to(PAGE.resolve()) or not wanted.is_file():
        return _reply(404, ApiError(404, "Not Found").body())
    return web.FileResponse(wanted, headers={"Cache-Control": "no-cache"})


@asynccontextmanager
async def serve(tg: LocalTelegram, host: str = "127.0.0.1", port: int = 0) -> AsyncIterator[Server]:
    """Run the server until the block ends. Only on loopback: everybody who reaches it may do everything."""
    if host != "localhost" and not ipaddress.ip_address(host).is_loopback:
        raise ValueError("the local Telegram binds to loopback only")
    control = Control(tg)
    server = Server(tg, control)
    loop = asyncio.get_running_loop()

    def make_request(message: Any, payload: Any, protocol: Any, writer: Any, task: Any) -> web.BaseRequest:
        return web.BaseRequest(message, payload, protocol, writer, task, loop, client_max_size=1 << 30)

    low = web.Server(server.handle, request_factory=make_request, handler_cancellation=True, access_log=None)
    runner = web.ServerRunner(low, shutdown_timeout=0.5)
    await runner.setup()
    site = web.TCPSite(runner, host, port)
    await site.start()
    server.url = f"http://{host}:{runner.addresses[0][1]}"
    try:
        yield server
    finally:
        control.close()
        for bot in tg.bots.values():
            bot.queue.interrupt(None)
            if bot.webhook:
                bot.webhook.close()
                bot.webhook = None
        await asyncio.gather(*CLOSING)
        await runner.cleanup()
