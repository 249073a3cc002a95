"""The manager's page of keys for the API: made here, shown once, closed here."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from bot.web.api.routes import PREFIX
from bot.web.backstage import Backstage
from bot.web.pages.open_room import ROOM
from bot.web.pages.room import posted, show
from core.api import keys
from core.api.told import Hook, HooksHere
from core.scene import Scene

HERE = f"{ROOM}/cles"
#: what a button asks -> the form (core/page/deeds.py)
FORMS = {"revoke": "api-key-revoke", "resume": "webhook", "close": "webhook"}


def make(backstage: Backstage) -> APIRouter:
    router = APIRouter()

    async def page(
        request: Request, secret: str = "", refused: str = "", typed: Mapping[str, str] | None = None
    ) -> Response:
        words: dict[str, Any] = {
            "scopes": keys.SCOPES, "address": HERE, "secret": secret, "refused": refused, "longest": keys.LONGEST,
            "typed": typed or {},
        }  # fmt: skip
        return await show(request, backstage, "room/keys.html", _look, status=409 if refused else 200, **words)

    @router.get(HERE)
    async def look(request: Request) -> Response:
        return await page(request)

    @router.post(HERE)
    async def act(request: Request) -> Response:
        form = await posted(request, backstage)
        if isinstance(form, Response):
            return form
        if what := FORMS.get(form.fields.get("verb", "")):
            return await page(request, refused=(await form.act(what)).refused)
        secret = new_secret()
        done = await form.act("api-key", hash=hashed(secret))
        if done.refused:
            return await page(request, refused=done.refused, typed=form.fields)
        if not done.said:
            return await page(request, refused="Ce formulaire a déjà fait sa clé : fermez-la si elle est perdue.")
        return await page(request, secret)

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
