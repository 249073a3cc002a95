"""`/.well-known/security.txt` (RFC 9116): whom to tell of a flaw. Its end moves with the clock."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from fastapi import APIRouter
from fastapi.responses import PlainTextResponse

PATH = "/.well-known/security.txt"
#: RFC 9116, 2.5.5: less than a year
HOLDS = timedelta(days=90)


def router(contact: str, base: str, now: Callable[[], datetime]) -> APIRouter:
    """`contact`: an address that the settings have checked; `base`: ours."""
    routes = APIRouter()

    @routes.get(PATH)
    async def show() -> PlainTextResponse:
        until = now().replace(hour=0, minute=0, second=0, microsecond=0) + HOLDS
        fields = {
            "Contact": contact, "Expires": f"{until:%Y-%m-%dT%H:%M:%SZ}", "Preferred-Languages": "fr, en",
            "Canonical": base + PATH,
        }  # fmt: skip
        return PlainTextResponse("".join(f"{name}: {value}\n" for name, value in fields.items()))

    return routes
