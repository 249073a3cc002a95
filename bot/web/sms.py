"""The door for what SMS gateways tell us: answers, STOP, reports. It is stored, committed, then 200.

| gateway | comes to | shows |
|---|---|---|
| of our own contract | POST /sms/inbound | X-Triade-Timestamp and X-Triade-Signature, as bot/sms/plain.py says |
| OVHcloud, Brevo, who sign nothing | GET or POST /sms/inbound/KEY | the KEY that `triade doctor` names |

401 without it, 413 when it is too long, 503 when the storage fails: the gateway comes again. What is of no use to us
is answered 200, as it would be told again for nothing.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Callable, Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qsl

import structlog
from fastapi import APIRouter, Request, Response

from bot.channel import Store
from bot.sms.gateway import Gateway
from bot.sms.plain import sign
from bot.sms.read import row

PATH = "/sms/inbound"
BODY_LIMIT = 64 * 1024
#: seconds that a signature holds
PATIENCE = 300

log = structlog.get_logger("bot.web.sms")


def key(secret: str, gateway: Gateway) -> str:
    """What the address of a gateway that signs nothing ends with: 128 bits that say nothing of the secret."""
    return hmac.new(secret.encode(), f"sms:{gateway.name}".encode(), sha256).hexdigest()[:32]


def door(secret: str, gateway: Gateway, store: Store, now: Callable[[], datetime]) -> APIRouter:
    """The router of this door. Refuses to exist without a secret."""
    if not secret:
        raise ValueError("a door without a secret takes SMS from anybody")
    router = APIRouter()

    def signed(request: Request, body: bytes) -> bool:
        stamp = request.headers.get("x-triade-timestamp", "")
        given = request.headers.get("x-triade-signature", "").encode("latin-1")
        fresh = stamp.isdecimal() and len(stamp) < 13 and abs(now().timestamp() - int(stamp)) <= PATIENCE
        return fresh and hmac.compare_digest(given, sign(secret, stamp, body).encode())

    async def receive(request: Request) -> Response:
        body = bytearray()
        async for piece in request.stream():
            body += piece
            if len(body) > BODY_LIMIT:
                return Response(status_code=413)
        shown = str(request.path_params.get("shown", "")).encode()
        known = signed(request, bytes(body)) if gateway.signs else hmac.compare_digest(shown, own)
        if not known:
            return Response(status_code=401)
        try:
            rows = [row(news) for news in gateway.news(_told(request, bytes(body)))]
        except (ValueError, RecursionError):
            log.warning("a gateway said nothing readable", bytes=len(body))
            return Response(status_code=200)
        try:
            if rows:
                await store(rows)
        except Exception as error:  # its words may quote the SMS
            log.error("an SMS could not be stored", error=type(error).__name__)
            return Response(status_code=503)
        return Response(status_code=200)

    own = key(secret, gateway).encode()
    if gateway.signs:
        router.add_api_route(PATH, receive, methods=["POST"], response_class=Response)
    else:
        router.add_api_route(f"{PATH}/{{shown}}", receive, methods=["GET", "POST"], response_class=Response)
    return router


def _told(request: Request, body: bytes) -> Mapping[str, Any]:
    """The fields of a request, in whatever of the three forms they come; ValueError when they do not."""
    if not body:
        return dict(request.query_params)
    if "json" in request.headers.get("content-type", "json"):
        told = json.loads(body)
        if not isinstance(told, dict):
            raise ValueError("no fields")
        return told
    return dict(parse_qsl(body.decode()))
