"""Clients that trickle or send too much are hung up on, over a real socket; the others are answered meanwhile."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from bot.web import pace
from bot.web.app import create_app
from bot.web.serving import open_server
from tests.servers.process import free_port

PATIENT = 30.0  # seconds that a loaded machine may take


@pytest.fixture
async def port(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[int]:
    for name in ("HEAD", "PIECE"):
        monkeypatch.setattr(pace, name, 0.2)
    found, stop = free_port(), asyncio.Event()

    async def well() -> str:
        return ""

    serve = await open_server("127.0.0.1", found, False, (), well)
    serving = asyncio.ensure_future(serve(stop))
    yield found
    stop.set()
    await serving


async def answers(port: int, sent: bytes) -> bytes:
    """All that comes back until the server hangs up; we never do."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(sent)
    told = await asyncio.wait_for(reader.read(), PATIENT)
    writer.close()
    return told


HEALTH = b"GET /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"


async def test_who_never_ends_the_head_is_hung_up_on_and_others_are_answered(port: int) -> None:
    slow = [asyncio.ensure_future(answers(port, sent)) for sent in [b"", b"GET /health HTTP/1.1\r\nX: "] * 100]

    assert b"200 OK" in await answers(port, HEALTH)
    assert {b""} == set(await asyncio.gather(*slow))
    # also after a first request that was well made
    assert 1 == (await answers(port, HEALTH.replace(b"close", b"keep-alive") + b"GET /")).count(b"200 OK")


async def test_a_head_without_end_is_refused_or_hung_up_on(port: int) -> None:
    for head in (b"X: " + b"x" * 200_000, b"X: x\r\n" * 40_000):
        try:
            told = await answers(port, b"GET /health HTTP/1.1\r\nHost: x\r\n" + head)
        except ConnectionResetError:  # hung up on before it had sent all
            continue
        assert told.startswith((b"HTTP/1.1 400 ", b"HTTP/1.1 431 ")), told[:80]
    assert b"200 OK" in await answers(port, HEALTH)


async def test_a_body_that_comes_piece_by_piece_for_ever_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each piece in time, and no end: what counts then is the whole."""
    monkeypatch.setattr(pace, "PIECE", PATIENT)
    monkeypatch.setattr(pace, "WHOLE", 0.2)
    seen: list[str] = []

    async def app(scope: object, receive: object, send: object) -> None:
        while not seen or seen[-1] == "http.request":
            seen.append((await receive())["type"])  # type: ignore[operator]

    async def receive() -> dict[str, object]:
        await asyncio.sleep(0)
        return {"type": "http.request", "body": b"", "more_body": True}

    await pace.Measured(app)({"type": "http", "headers": []}, receive, None)  # type: ignore[arg-type]
    assert "http.disconnect" == seen[-1]


@pytest.mark.parametrize("path", [b"/health", b"/nowhere"])
async def test_a_body_that_trickles_or_is_too_long_holds_nothing(port: int, path: bytes) -> None:
    head = b"POST " + path + b" HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\n"

    assert b" 413 " in await answers(port, head + b"Content-Length: 100000000\r\n\r\na=")
    assert b"Traceback" not in await answers(port, head + b"Connection: close\r\nContent-Length: 900\r\n\r\na=b")
    assert b"200 OK" in await answers(port, HEALTH)


async def test_a_form_is_cut_where_it_is_too_long(port: int) -> None:
    read: list[int] = []

    async def app(scope: object, receive: object, send: object) -> None:
        while (message := await receive())["type"] == "http.request":  # type: ignore[operator]
            read.append(len(message["body"]))

    pieces = iter([{"type": "http.request", "body": b"x" * 900_000, "more_body": True}] * 9)

    async def receive() -> dict[str, object]:
        return next(pieces)

    async def send(message: object) -> None:
        raise AssertionError(message)

    await pace.Measured(app)({"type": "http", "headers": []}, receive, send)  # type: ignore[arg-type]
    assert [900_000, 900_000] == read
    assert create_app().user_middleware[0].cls is pace.Measured
