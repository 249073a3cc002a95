"""Logs tell what happened, and neither a secret nor a word of a message."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
import structlog

from bot.channel import Failure, SendFailed
from bot.runtime.logs import configure

TOKEN = "123456789:AAExampleExampleExampleExampleExamp"
WORDS = "les mots de Lina"


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


def logs_to(json_lines: bool = True, **more: Any) -> io.StringIO:
    stream = io.StringIO()
    configure("info", json=json_lines, stream=stream, **more)
    return stream


def only_line(stream: io.StringIO) -> dict[str, Any]:
    (line,) = stream.getvalue().splitlines()
    return dict(json.loads(line))


def test_an_event_is_one_line_of_json():
    stream = logs_to()

    structlog.get_logger("bot.telegram.door").warning("polling failed", kind="ambiguous", again_in=4)

    line = only_line(stream)
    assert line.pop("timestamp").endswith("Z")
    assert {
        "event": "polling failed",
        "kind": "ambiguous",
        "again_in": 4,
        "level": "warning",
        "logger": "bot.telegram.door",
    } == line


def test_a_library_writes_the_same_way():
    stream = logs_to()

    logging.getLogger("sqlalchemy.pool").error("lost %s of %d", "one", 5)

    line = only_line(stream)
    assert ("lost one of 5", "error", "sqlalchemy.pool") == (line["event"], line["level"], line["logger"])


def test_what_is_below_the_level_is_not_written():
    stream = logs_to()

    structlog.get_logger("bot").debug("x")
    logging.getLogger("bot").debug("x")
    logging.getLogger("uvicorn.access").info("GET /")

    assert "" == stream.getvalue()


@pytest.mark.parametrize("json_lines", [True, False])
@pytest.mark.parametrize(
    "secret",
    [
        TOKEN,
        f"https://api.telegram.org/bot{TOKEN}/sendMessage",
        TOKEN.replace(":", "%3A"),
        "hook-word",
        "p@ss",
        "p%40ss",
    ],
)
def test_a_secret_is_hidden_wherever_it_stands(json_lines: bool, secret: str):
    stream = logs_to(json_lines, secrets=["hook-word", "p@ss"])

    structlog.get_logger("bot").info(f"a {secret} b", url=secret, deep={"more": [secret]})
    logging.getLogger("aiohttp").warning("%s", secret)
    try:
        raise OSError(f"cannot open {secret}")
    except OSError:
        structlog.get_logger("bot").exception("failed")

    written = stream.getvalue()
    assert 5 <= written.count("[hidden]")
    assert [] == [s for s in ("AAExample", "hook-word", "p@ss", "p%40ss") if s in written]


@pytest.mark.parametrize("json_lines", [True, False])
@pytest.mark.parametrize("by_library", [True, False])
def test_the_words_of_a_strange_exception_are_not_written(json_lines: bool, by_library: bool):
    """A validation or database error quotes its input: what people wrote."""
    stream = logs_to(json_lines)
    try:
        try:
            raise KeyError(WORDS)
        except KeyError as cause:
            raise ValueError(f"cannot read {WORDS!r}") from cause
    except ValueError:
        if by_library:
            logging.getLogger("asyncio").exception("Task exception was never retrieved")
        else:
            structlog.get_logger("bot").exception("failed")

    written = stream.getvalue()
    assert WORDS not in written
    assert "builtins.ValueError in test_the_words_of_a_strange_exception" in written
    assert "because of builtins.KeyError" in written


def test_our_own_exceptions_may_speak():
    stream = logs_to()
    try:
        raise SendFailed(Failure.TOPIC_GONE, "Bad Request: message thread not found")
    except SendFailed as failure:
        structlog.get_logger("bot").error("not sent", exc_info=failure)

    told = only_line(stream)["exception"]
    assert told.startswith("bot.channel.SendFailed: topic-gone: Bad Request: message thread not found in ")


def test_configuring_twice_writes_once():
    configure("info", json=True)
    stream = logs_to()

    structlog.get_logger("bot").info("once")

    assert "once" == only_line(stream)["event"]


@pytest.mark.parametrize("json_lines", [True, False])
def test_nothing_that_is_told_begins_another_line(json_lines: bool):
    hostile = "x\r\n2026-11-23 [info] forged\n\x1b[2J\x9b2J\x85\u2028\u2029\x7f\0"
    stream = logs_to(json_lines)

    structlog.get_logger("bot").warning(hostile, who=hostile, **{hostile: "x"})
    logging.getLogger("library").warning("said %s", hostile)
    try:
        raise SendFailed(Failure.REJECTED, hostile)
    except SendFailed:
        structlog.get_logger("bot").exception("failed")

    assert 3 == len(stream.getvalue().splitlines())
    assert "forged" in stream.getvalue()
    assert not set(stream.getvalue()) & set("\r\x1b\x9b\x7f\0")
