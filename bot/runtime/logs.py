"""Logs: one line per event, JSON or readable, from us and from every library; no secret, no word of a message."""

from __future__ import annotations

import logging
import re
import sys
import traceback
from collections.abc import Sequence
from typing import Any, TextIO
from urllib.parse import quote

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

HIDDEN = "[hidden]"
# A bot token as such, or in an address: /bot123456789:AAH4c.../sendMessage, also with %3A.
_TOKEN = re.compile(r"[0-9]{5,}(?::|%3A)[A-Za-z0-9_-]{20,}", re.IGNORECASE)
# What would begin a new line or move the cursor of who reads.
_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
# Libraries that tell every request, with its address.
_CHATTY = ("aiohttp.access", "uvicorn.access", "asyncio", "httpx", "httpcore", "apscheduler")


def configure(level: str = "info", *, json: bool, secrets: Sequence[str] = (), stream: TextIO | None = None) -> None:
    """Sends everything to `stream` (standard error), from now on, for this process. May be called again."""
    before: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _tell_exception,
    ]
    look: Processor = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if json
        else structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)
    )
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(_Redacting(secrets, before, look))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    for name in _CHATTY:
        logging.getLogger(name).setLevel(max(logging.WARNING, root.level))
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access"):
        # uvicorn brings handlers of its own, which would write around this one.
        logging.getLogger(name).handlers.clear()
        logging.getLogger(name).propagate = True
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *before,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )


class _Redacting(structlog.stdlib.ProcessorFormatter):
    """Hides secrets in the finished line, wherever they came from, and keeps it one line."""

    def __init__(self, secrets: Sequence[str], before: list[Processor], look: Processor) -> None:
        clean = structlog.stdlib.ProcessorFormatter.remove_processors_meta
        super().__init__(foreign_pre_chain=before, processors=[clean, look])
        forms = {form for secret in secrets if secret for form in (secret, quote(secret, safe=""))}
        # The longest first: one may hold another.
        self._secrets = sorted(forms, key=len, reverse=True)

    def format(self, record: logging.LogRecord) -> str:
        line = _TOKEN.sub(HIDDEN, super().format(record))
        for secret in self._secrets:
            line = line.replace(secret, HIDDEN)
        return _CONTROLS.sub(lambda found: f"\\u{ord(found[0]):04x}", line)


def _tell_exception(_logger: WrappedLogger, _name: str, event: EventDict) -> EventDict:
    """Replaces an exception by its kind and the road it took: the words of many exceptions quote what people wrote."""
    info: Any = event.pop("exc_info", None)
    error = info if isinstance(info, BaseException) else info[1] if isinstance(info, tuple) else None
    if info is True:
        error = sys.exc_info()[1]
    if error is not None:
        event["exception"] = tell(error)
    return event


def tell(error: BaseException) -> str:
    """One line per exception of the chain: kind, words if they are ours or the system's, and where it happened."""
    told = []
    seen: BaseException | None = error
    while seen is not None:
        words = f": {seen}" if _ours(seen) and str(seen) else ""
        road = " < ".join(
            f"{frame.name} ({frame.filename}:{frame.lineno})"
            for frame in reversed(traceback.extract_tb(seen.__traceback__, limit=-12))
        )
        told.append(f"{type(seen).__module__}.{type(seen).__qualname__}{words}" + (f" in {road}" if road else ""))
        seen = seen.__cause__ or (None if seen.__suppress_context__ else seen.__context__)
    return " | because of ".join(told)


def _ours(error: BaseException) -> bool:
    """Our exceptions promise to quote nobody; the system's name files and addresses."""
    return type(error).__module__.split(".")[0] in ("core", "storage", "bot") or isinstance(error, OSError)
