"""The door for mails that people send us: a mail server posts each one, signed; it is stored, committed, then 200.

    POST /mail/inbound            the mail as it came (RFC 5322), 1 MB at most
    X-Triade-Timestamp: 1795687200                        seconds since 1970, at most 5 minutes away
    X-Triade-Signature: hex(HMAC-SHA256(secret, timestamp + "." + body))

401 without a good signature, 413 when it is too long (the mail server tells its sender), 503 when the storage fails:
the mail server keeps it and comes again.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable
from datetime import datetime
from hashlib import sha256

import structlog
from fastapi import APIRouter, Request, Response

from bot.channel import Store
from bot.mail.read import row

PATH = "/mail/inbound"
BODY_LIMIT = 1024 * 1024
#: seconds that a signature holds
PATIENCE = 300

log = structlog.get_logger("bot.web.mail")


def sign(secret: str, timestamp: str, body: bytes) -> str:
    """The signature of one request."""
    return hmac.new(secret.encode(), timestamp.encode("latin-1") + b"." + body, sha256).hexdigest()


def door(secret: str, store: Store, now: Callable[[], datetime]) -> APIRouter:
    """The router of this door. Refuses to exist without a secret."""
    if not secret:
        raise ValueError("a door without a secret takes mails from anybody")
    router = APIRouter()

    async def receive(request: Request) -> Response:
        body = bytearray()
        async for piece in request.stream():
            body += piece
            if len(body) > BODY_LIMIT:
                return Response(status_code=413)
        stamp = request.headers.get("x-triade-timestamp", "")
        given = request.headers.get("x-triade-signature", "").encode("latin-1")
        fresh = stamp.isdecimal() and len(stamp) < 13 and abs(now().timestamp() - int(stamp)) <= PATIENCE
        if not fresh or not hmac.compare_digest(given, sign(secret, stamp, bytes(body)).encode()):
            return Response(status_code=401)
        try:
            await store([row(bytes(body))])
        except Exception as error:  # its words may quote the mail
            log.error("a mail could not be stored", error=type(error).__name__)
            return Response(status_code=503)
        return Response(status_code=200)

    router.add_api_route(PATH, receive, methods=["POST"], response_class=Response)
    return router
