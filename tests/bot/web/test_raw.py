"""What a browser never sends, over a real socket: nothing is read of it, split by it or logged of it."""

from __future__ import annotations

import asyncio
import io
import logging
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import structlog

from bot.runtime.logs import configure
from bot.web import pace
from bot.web.mail import PATH as MAIL, door as mail_door
from bot.web.pages import routers
from bot.web.serving import open_server
from bot.web.telegram import Webhook
from tests.crowd import NOW, open_house
from tests.servers.process import free_port

PATIENT = 30.0
MARK = "Canari-9f3a"
END = b"Host: bot\r\nConnection: close\r\n\r\n"


@pytest.fixture
def logged() -> Iterator[io.StringIO]:
    root = logging.getLogger()
    handlers, level, stream = root.handlers[:], root.level, io.StringIO()
    configure("debug", json=True, stream=stream)
    yield stream
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


@pytest.fixture
async def port(tmp_path: Path, logged: io.StringIO, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[int]:
    """Every page and two doors, served as in production."""
    for name in ("HEAD", "PIECE"):
        monkeypatch.setattr(pace, name, 0.5)

    async def store(rows: object) -> None:
        raise AssertionError("something was stored")

    async def well() -> str:
        return ""

    database, house = await open_house(tmp_path, 1)
    doors = [*routers(house), mail_door("s" * 20, store, lambda: NOW), Webhook(42, "s" * 20, store).router()]
    found, stop = free_port(), asyncio.Event()
    serving = asyncio.ensure_future((await open_server("127.0.0.1", found, True, doors, well))(stop))
    yield found
    stop.set()
    await serving
    await database.close()


async def asks(port: int, sent: bytes) -> bytes:
    """All that comes back until the server hangs up."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(sent)
        return await asyncio.wait_for(reader.read(), PATIENT)
    except ConnectionResetError:
        return b""
    finally:
        writer.close()


TRAVERSALS = [
    b"/static/../app.py", b"/static/..%2fapp.py", b"/static/%2e%2e/app.py", b"/static/%2e%2e%2fapp.py",
    b"/static/..%5capp.py", b"/static/....//app.py", b"/static//etc/passwd", b"/static/%2fetc%2fpasswd",
    b"/static/..;/app.py", b"/static/%252e%252e/app.py", b"/static/triade.css%00.py", b"/static/./../../web/app.py",
    b"/static/%c0%ae%c0%ae/app.py", b"/../../etc/passwd", b"/static/\\..\\app.py", b"http://bot/static/../app.py",
]  # fmt: skip
SPLITS = [
    b"/entrer/x%0d%0aSet-Cookie:%20evil=1", b"/bureau?q=%0d%0aSet-Cookie:%20evil=1", b"/ouvrir/x%0aLocation:%20//evil",
    b"/bureau/%0d%0aSet-Cookie:%20evil=1/", b"//evil.example/", b"//evil.example/bureau/", b"/bureau//evil.example/",
    b"/ma-page/agenda/1%0d%0aevil:1", b"/\\evil.example/",
]  # fmt: skip


async def test_no_path_leaves_the_folder_of_files_and_none_makes_a_header(port: int) -> None:
    for path in TRAVERSALS:
        told = await asks(port, b"GET " + path + b" HTTP/1.1\r\n" + END)
        assert told.startswith((b"HTTP/1.1 404 ", b"HTTP/1.1 400 ")), (path, told[:200])
        assert b"import " not in told
        assert b"root:" not in told
    for path in SPLITS:
        for method in (b"GET", b"POST"):
            told = await asks(port, method + b" " + path + b" HTTP/1.1\r\n" + END)
            head = told.partition(b"\r\n\r\n")[0].lower()
            assert b"evil" not in head, (path, head)
            assert told.startswith(b"HTTP/1.1 4") or (b"HTTP/1.1 307" in told and b"evil" not in told), (
                path,
                told[:200],
            )


def smuggled(head: bytes, body: bytes = b"") -> bytes:
    """A request whose end two servers might see at two places; what they disagree about is another request."""
    return b"POST " + MAIL.encode() + b" HTTP/1.1\r\nHost: bot\r\n" + head + b"\r\n" + body


NEXT = b"GET /health HTTP/1.1\r\nHost: bot\r\n\r\n"
AMBIGUOUS = {
    "both lengths": smuggled(b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n", b"0\r\n\r\n" + NEXT),
    "two lengths": smuggled(b"Content-Length: 0\r\nContent-Length: 40\r\n", NEXT),
    "a list of lengths": smuggled(b"Content-Length: 0, 40\r\n", NEXT),
    "a signed length": smuggled(b"Content-Length: +0\r\n", NEXT),
    "a negative length": smuggled(b"Content-Length: -1\r\n", NEXT),
    "a length in hex": smuggled(b"Content-Length: 0x0\r\n", NEXT),
    "an odd coding": smuggled(b"Transfer-Encoding: xchunked\r\n", b"0\r\n\r\n" + NEXT),
    "two codings": smuggled(b"Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n", b"0\r\n\r\n" + NEXT),
    "a coding after a space": smuggled(b"Transfer-Encoding : chunked\r\n", b"0\r\n\r\n" + NEXT),
    "a chunk of no number": smuggled(b"Transfer-Encoding: chunked\r\n", b"zz\r\n" + NEXT),
    "a chunk below nothing": smuggled(b"Transfer-Encoding: chunked\r\n", b"-1\r\n" + NEXT),
    "a huge chunk": smuggled(b"Transfer-Encoding: chunked\r\n", b"F" * 40 + b"\r\n" + NEXT),
    "a NUL in a header": smuggled(b"X: a\0b\r\nContent-Length: 0\r\n", NEXT),
    "a carriage return in a header": smuggled(b"X: a\rContent-Length: 40\r\nContent-Length: 0\r\n", NEXT),
    "no host": b"GET /health HTTP/1.1\r\n\r\n" + NEXT,
    "two hosts": b"GET /health HTTP/1.1\r\nHost: bot\r\nHost: evil\r\n\r\n" + NEXT,
    "an old version": b"GET /health\r\n" + NEXT,
    "another protocol": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + NEXT,
    "a handshake of TLS": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"x" * 500,
}


@pytest.mark.parametrize("name", AMBIGUOUS)
async def test_a_request_with_two_readings_is_one_refused_request(port: int, name: str) -> None:
    """The next one behind it is read by nobody: 200 would be its answer."""
    told = await asks(port, AMBIGUOUS[name])

    assert b"200 OK" not in told, told[:400]
    assert not told or told.startswith(b"HTTP/1.1 4"), told[:200]


async def test_odd_methods_and_claims_of_a_proxy_change_nothing(port: int) -> None:
    for method in (b"TRACE", b"CONNECT", b"PUT", b"DELETE", b"PATCH", b"PROPFIND", b"get", b"X" * 300):
        told = await asks(port, method + b" /bureau HTTP/1.1\r\nX-Mark: " + MARK.encode() + b"\r\n" + END)
        assert told.startswith((b"HTTP/1.1 400 ", b"HTTP/1.1 405 ", b"HTTP/1.1 404 ")), (method, told[:100])
        assert MARK.encode() not in told
    told = await asks(
        port, b"GET /bureau HTTP/1.1\r\nUpgrade: websocket\r\nSec-WebSocket-Key: x\r\nSec-WebSocket-Version: 13\r\n"
        b"Connection: Upgrade\r\nHost: bot\r\n\r\n"
    )  # fmt: skip
    assert b" 101 " not in told
    for claim in (b"X-Forwarded-Host: evil.example", b"Forwarded: host=evil.example", b"X-Original-URL: /evil",
                  b"X-HTTP-Method-Override: POST", b"X-Forwarded-Prefix: //evil.example"):  # fmt: skip
        told = await asks(port, b"GET /bureau/ HTTP/1.1\r\n" + claim + b"\r\n" + END)
        assert b"evil" not in told, claim
        assert b" 200 " not in told.partition(b"\r\n")[0], claim


async def test_the_server_logs_nothing_of_what_was_asked(port: int, logged: io.StringIO) -> None:
    """At DEBUG: neither the code of a link, nor what a form or a header holds."""
    mark = MARK.encode()
    for sent in (
        b"GET /entrer/" + mark + b" HTTP/1.1\r\nCookie: __Host-triade-session=" + mark + b"\r\n" + END,
        b"GET /bureau?q=" + mark + b" HTTP/1.1\r\nAuthorization: Bearer " + mark + b"\r\n" + END,
        b"POST /ma-page/post HTTP/1.1\r\nContent-Length: 16\r\n" + END + b"text=" + mark,
        b"POST /mail/inbound HTTP/1.1\r\nContent-Length: 11\r\nX-Triade-Signature: " + mark + b"\r\n" + END + mark,
        b"GET /" + mark + b"\0 HTTP/1.1\r\n" + END,
        b"GET / HTTP/1.1\r\n" + mark + b" : " + mark + b"\r\n" + END,
        b"POST /bureau/faire/x HTTP/1.1\r\nContent-Length: 11\r\nContent-Type: multipart/form-data; boundary="
        + mark
        + b"\r\n"
        + END
        + mark,
    ):
        await asks(port, sent)
    structlog.get_logger("bot").debug("the last line")

    assert "the last line" in logged.getvalue()
    assert [] == [line for line in logged.getvalue().splitlines() if MARK in line]


@pytest.mark.parametrize(("secure", "cookie"), [(True, b"__Host-triade-session="), (False, b"triade-session=")])
async def test_cookies_are_those_of_https_because_the_settings_say_so(
    tmp_path: Path, secure: bool, cookie: bytes
) -> None:
    """Also behind a proxy on another machine; a header that claims something else changes nothing."""

    async def well() -> str:
        return ""

    database, house = await open_house(tmp_path, 1)
    found, stop = free_port(), asyncio.Event()
    serving = asyncio.ensure_future((await open_server("127.0.0.1", found, secure, routers(house), well))(stop))
    claim = b"X-Forwarded-Proto: " + (b"http" if secure else b"https") + b"\r\n"
    enters = b"POST /ouvrir/bureau-bureau-bureau-x HTTP/1.1\r\nContent-Length: 0\r\n"
    told = await asks(found, enters + claim + END)
    stop.set()
    await serving
    await database.close()

    cookies = [line for line in told.lower().split(b"\r\n") if line.startswith(b"set-cookie: ")]
    assert any(line.startswith(b"set-cookie: " + cookie.lower()) for line in cookies), told[:400]
    assert {secure} == {b"; secure" in line for line in cookies}
