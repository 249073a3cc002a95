"""The door of Immersion Facilitée: `convention.updated` is read, reduced, stored and committed, then answered 200.

The service shows the secret that was given to it with the subscription (callbackHeaders.authorization). Another secret
gets 401; what is no convention gets 200, as it would be posted again for nothing; a storage that fails gets 503.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Awaitable, Callable
from typing import Any

import structlog
from fastapi import APIRouter, Request, Response

PATH = "/immersion/convention-updated"
BODY_LIMIT = 256 * 1024

#: Keeps what the service says of a convention, for whoever follows it; ValueError when it is none.
Take = Callable[[Any], Awaitable[object]]

log = structlog.get_logger("bot.web.immersion")


def door(secret: str, take: Take) -> APIRouter:
    """The router of this door. Refuses to exist without a secret."""
    if not secret:
        raise ValueError("a door without a secret takes news from anybody")
    router = APIRouter()

    async def receive(request: Request) -> Response:
        shown = request.headers.get("authorization", "").encode("latin-1")
        if not hmac.compare_digest(shown, secret.encode()):
            return Response(status_code=401)
        body = bytearray()
        async for piece in request.stream():
            body += piece
            if len(body) > BODY_LIMIT:
                return Response(status_code=413)
        try:
            convention = json.loads(bytes(body))["payload"]["convention"]
            await take(convention)
        except (ValueError, KeyError, TypeError, RecursionError):
            log.warning("news of no convention", bytes=len(body))
        except Exception as error:  # its words may quote the convention
            log.error("news of a convention could not be stored", error=type(error).__name__)
            return Response(status_code=503)
        return Response(status_code=200)

    router.add_api_route(PATH, receive, methods=["POST"], response_class=Response)
    return router
