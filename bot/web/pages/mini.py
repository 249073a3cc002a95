"""The counsellors' room as a Telegram Mini App: the one page with a script, and nothing of anybody on it.

Telegram gives what it signed behind the `#` of the address, which no server sees: a script of ours puts it into the
form, and the button sends it. From there on the room has no script. Telegram Web shows Mini Apps in a frame, which our
pages refuse: there, the link of /bureau is the way.
"""

from __future__ import annotations

import secrets

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse
from starlette.responses import Response

from bot.web import session
from bot.web.backstage import Backstage
from bot.web.pages.open_room import ROOM, shut
from bot.web.render import HEADERS, page

PATH = "/mini"
POLICY = "Content-Security-Policy"


def make(backstage: Backstage) -> APIRouter:
    router = APIRouter()

    @router.get(PATH)
    async def look() -> Response:
        shown = page("room/mini.html", path=PATH)
        shown.headers[POLICY] = f"{HEADERS[POLICY]}; script-src 'self'"
        return shown

    @router.post(PATH)
    async def enter(request: Request) -> Response:
        init = str((await request.form()).get("init", ""))
        device, secret = session.read(request, session.DEVICE) or session.new_secret(), session.new_secret()
        seat = await backstage.open_mini(init, device, secret)
        if seat is None:
            return shut()
        if (await backstage.act(seat, "room-open", {}, secrets.token_urlsafe(12))).refused:
            await backstage.close(secret)
            return shut()
        response = RedirectResponse(ROOM, status_code=303)
        session.write(request, response, session.DEVICE, device, session.DEVICE_LIFE)
        session.write(request, response, session.SESSION, secret)
        return response

    return router
