"""Who looks: a session cookie that says nothing, a mark of the device, and a check that a form comes from our own page.

Over https the cookies bear the prefix `__Host-`: bound to this host, whole site, secure. On the loopback of the demo
there is no https, so they go without it.
"""

from __future__ import annotations

import hmac
import secrets
from hashlib import sha256
from urllib.parse import urlsplit

from fastapi import Request
from starlette.responses import Response

from bot.web.backstage import Backstage
from core.links import Seat

SESSION, DEVICE = "triade-session", "triade-device"
#: seconds that a device is remembered: longer than any link lives
DEVICE_LIFE = 400 * 24 * 3600


def new_secret() -> str:
    """256 bits, for a session or a device."""
    return secrets.token_urlsafe(32)


def read(request: Request, name: str) -> str:
    """The value of a cookie of ours, or ""."""
    return request.cookies.get(_name(request, name), "")


def write(request: Request, response: Response, name: str, value: str, seconds: int | None = None) -> None:
    """Give the browser a cookie that no script reads and no other site sends along with a form."""
    response.set_cookie(
        _name(request, name),
        value,
        max_age=seconds,
        path="/",
        secure=request.url.scheme == "https",
        httponly=True,
        samesite="lax",
    )


def forget(request: Request, response: Response) -> None:
    """The session is over for this browser."""
    response.delete_cookie(_name(request, SESSION), path="/", secure=request.url.scheme == "https", httponly=True)


async def seat(request: Request, backstage: Backstage) -> Seat | None:
    """Whose session this is; None when there is none or it is over."""
    secret = read(request, SESSION)
    return await backstage.seat(secret) if secret else None


def stamp(request: Request) -> str:
    """What a form must send back: only a page of this session can know it."""
    return sha256(f"form:{read(request, SESSION)}".encode()).hexdigest()[:32]


def is_foreign(request: Request) -> bool:
    """Whether a browser says that this was sent by another page than one of ours.

    Our pages keep their address from others and tell it to themselves (`Referrer-Policy: same-origin`): with
    `no-referrer` browsers would say `Origin: null` of our own forms too, and nothing would tell them from those of a
    sandboxed frame anywhere. So "null" is foreign. Whoever names no origin at all is no browser of today (a mail
    program that ends reminders, a webhook): the stamp, the code or the signature is what counts then.
    """
    origin = request.headers.get("origin")
    elsewhere = origin is not None and urlsplit(origin).netloc != request.headers.get("host", "")
    return elsewhere or request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none")


def is_ours(request: Request, given: str) -> bool:
    """Whether a form bears the stamp of this session, which only a page of it can know."""
    ours = bool(read(request, SESSION)) and hmac.compare_digest(given.encode(), stamp(request).encode())
    return ours and not is_foreign(request)


def _name(request: Request, name: str) -> str:
    return f"__Host-{name}" if request.url.scheme == "https" else name
