"""The manager's page of keys for the API: made here, shown once, closed here."""

from __future__ import annotations

import secrets
from hashlib import sha256
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from bot.web import session
from bot.web.api.routes import PREFIX
from bot.web.backstage import Backstage
from bot.web.pages.open_room import ROOM
from bot.web.pages.room import over, show
from bot.web.render import sorry
from core.api import keys
from core.api.told import Hook, HooksHere
from core.scene import Scene

HERE = f"{ROOM}/cles"
#: what a button asks -> the form (core/page/deeds.py)
FORMS = {"revoke": "api-key-revoke", "resume": "webhook", "close": "webhook"}


def make(backstage: Backstage) -> APIRouter:
    router = APIRouter()

    async def page(request: Request, secret: str = "", refused: str = "") -> Response:
        words: dict[str, Any] = {
            "scopes": keys.SCOPES,
            "address": HERE,
            "secret": secret,
            "refused": refused,
            "longest": keys.LONGEST,
        }
        return await show(request, backstage, "room/keys.html", _look, **words)

    @router.get(HERE)
    async def look(request: Request) -> Response:
        return await page(request)

    @router.post(HERE)
    async def act(request: Request) -> Response:
        seat = await session.seat(request, backstage)
        if seat is None:
            return over()
        fields = {name: value for name, value in (await request.form()).items() if isinstance(value, str)}
        if not session.is_ours(request, fields.get("stamp", "")):
            return sorry("Ce formulaire ne vient pas d'ici", "Rouvrez votre bureau avec /bureau.", status=403)
        if what := FORMS.get(fields.get("verb", "")):
            done = await backstage.act(seat, what, fields, fields.get("nonce", ""))
            return await page(request, refused=done.refused)
        secret = new_secret()
        fields["hash"] = hashed(secret)
        done = await backstage.act(seat, "api-key", fields, fields.get("nonce", ""))
        if not done.refused and await backstage.key(secret) is None:
            done = type(done)(refused="Ce formulaire a déjà fait sa clé : fermez-la si elle est perdue.")
        return await page(request, "" if done.refused else secret, done.refused)

    return router


def _look(scene: Scene) -> dict[str, Any]:
    seen = keys.look(scene)
    hooks: tuple[Hook, ...] = scene.find(HooksHere())
    return {"open": seen.open, "closed": seen.closed, "hooks": hooks}


def new_secret() -> str:
    """256 bits, with a beginning that says what it is."""
    return PREFIX + secrets.token_urlsafe(32)


def hashed(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()
