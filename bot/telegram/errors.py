"""What Telegram's refusals and the network's troubles mean for an act: every aiogram exception becomes a SendFailed."""

from __future__ import annotations

import re

from aiogram.exceptions import (
    ClientDecodeError,
    TelegramAPIError,
    TelegramBadRequest,
    TelegramConflictError,
    TelegramEntityTooLarge,
    TelegramForbiddenError,
    TelegramMigrateToChat,
    TelegramNetworkError,
    TelegramNotFound,
    TelegramRetryAfter,
    TelegramServerError,
    TelegramUnauthorizedError,
)
from aiohttp import ClientConnectorError, ConnectionTimeoutError, InvalidURL

from bot.channel import Failure, SendFailed

# Telegram asks to match on the code and a part of the text, never on the whole. The first line that fits decides.
_BAD_REQUEST = (
    # An album of which a part was sent and stays: nobody is told which.
    (r"failed to send message #", Failure.AMBIGUOUS),
    (r"message thread not found|topic_deleted|topic_id_invalid", Failure.TOPIC_GONE),
    (r"topic_closed", Failure.TOPIC_CLOSED),
    (r"message to (be )?\w+ not found|message_id_invalid|message not found", Failure.TARGET_GONE),
    (r"message can't be (edited|deleted)", Failure.TOO_LATE),
    (r"chat not found|peer_id_invalid|user not found|deactivated|group chat was (upgraded|deleted)", Failure.GONE),
    (r"file is too big", Failure.TOO_BIG),
    (r"not enough rights|have no write access|need administrator rights", Failure.NO_RIGHT),
    (r"chat_write_forbidden|chat_admin_required|chat_restricted|_forbidden\b", Failure.NO_RIGHT),
    (r"not a forum", Failure.NO_RIGHT),
)
_FORBIDDEN = (
    (r"blocked by the user|can't initiate conversation", Failure.BLOCKED),
    (r"deactivated|kicked|not a member|was deleted", Failure.GONE),
    (r"can't send messages to", Failure.REJECTED),
    (r"", Failure.NO_RIGHT),
)
# These requests never left.
_NOT_OPENED = (ClientConnectorError, ConnectionTimeoutError, InvalidURL, ConnectionRefusedError)


def failed(error: Exception) -> SendFailed:
    """What went wrong and what can be done. The reason is Telegram's sentence or the kind of trouble, no more."""
    if isinstance(error, TelegramRetryAfter):
        seconds = error.retry_after
        return SendFailed(Failure.TOO_FAST, f"Too Many Requests: retry after {seconds}", retry_after=seconds)
    if isinstance(error, TelegramMigrateToChat):
        return SendFailed(Failure.MOVED, "the group became a supergroup", to_chat=str(error.migrate_to_chat_id))
    if isinstance(error, TelegramEntityTooLarge):
        return SendFailed(Failure.REJECTED, "Request Entity Too Large")
    if isinstance(error, TelegramNetworkError):
        return _network(error)
    if isinstance(error, TelegramAPIError):
        return _refused(error, _reason(error))
    if isinstance(error, ClientDecodeError):
        return SendFailed(Failure.AMBIGUOUS, "the answer could not be read")
    if isinstance(error, UnicodeEncodeError):
        return SendFailed(Failure.REJECTED, "the text has characters that cannot be sent")
    kind = Failure.DEFINITE_RETRY if isinstance(error, _NOT_OPENED) else Failure.AMBIGUOUS
    return SendFailed(kind, type(error).__name__)


def _refused(error: TelegramAPIError, said: str) -> SendFailed:
    if isinstance(error, TelegramBadRequest):
        return SendFailed(_first(_BAD_REQUEST, said), said)
    if isinstance(error, TelegramForbiddenError):
        return SendFailed(_first(_FORBIDDEN, said), said)
    if isinstance(error, TelegramUnauthorizedError):
        return SendFailed(Failure.UNAUTHORIZED, said)
    if isinstance(error, TelegramConflictError):
        return SendFailed(Failure.CONFLICT, said)
    if isinstance(error, TelegramNotFound):
        # Bot API: a path with an unknown token answers the bare words.
        return SendFailed(Failure.REJECTED if "method" in said.lower() else Failure.UNAUTHORIZED, said)
    if isinstance(error, TelegramServerError):
        return SendFailed(Failure.AMBIGUOUS, said)
    if "too many requests" in said.lower():
        return SendFailed(Failure.TOO_FAST, said, retry_after=1)
    if "misdirected" in said.lower():
        return SendFailed(Failure.UNAUTHORIZED, said)
    return SendFailed(Failure.AMBIGUOUS, said)


def _first(table: tuple[tuple[str, Failure], ...], said: str) -> Failure:
    return next((kind for pattern, kind in table if re.search(pattern, said.lower())), Failure.REJECTED)


def _network(error: TelegramNetworkError) -> SendFailed:
    cause = error.__cause__
    kind = Failure.DEFINITE_RETRY if isinstance(cause, _NOT_OPENED) else Failure.AMBIGUOUS
    # Never the words of the network error: they hold the address, and so the token.
    return SendFailed(kind, type(cause or error).__name__)


def _reason(error: TelegramAPIError) -> str:
    """Telegram's description as far as it cannot quote a message: what follows a second colon might."""
    return ": ".join(str(error.message or "no description").split(": ")[:2])[:200]
