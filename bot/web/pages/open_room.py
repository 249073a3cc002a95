"""The link to the counsellors' room: looking at it changes nothing, a button opens the session on this device."""

from __future__ import annotations

import secrets

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse
from starlette.responses import Response

from bot.web import session
from bot.web.backstage import Backstage
from bot.web.render import page, sorry
from core.links import Link, Seat
from core.people import Role
from core.room import door
from core.room.door import PURPOSE

#: where the room is, once the session is open: an address without any secret
ROOM = "/bureau"


def make(backstage: Backstage) -> APIRouter:
    router = APIRouter()

    async def known(code: str) -> Link | None:
        link = await backstage.link(PURPOSE, code)
        return link if link is not None and link.person_id is not None and link.open(backstage.now()) else None

    @router.get(f"/{PURPOSE}/{{code}}")
    async def look(code: str) -> Response:
        link = await known(code)
        return page("room/open.html", code=code, purpose=PURPOSE) if link is not None else shut()

    @router.post(f"/{PURPOSE}/{{code}}")
    async def enter(request: Request, code: str) -> Response:
        link = await known(code)
        device, secret = session.read(request, session.DEVICE) or session.new_secret(), session.new_secret()
        if link is None or link.person_id is None or not await backstage.open(link, device, secret):
            return shut()
        seat = Seat(link.structure_id, link.person_id)
        if (await backstage.act(seat, "room-open", {}, secrets.token_urlsafe(12))).refused:
            await backstage.close(secret)
            return shut()
        manager = await backstage.show(seat, lambda scene: door.staff(scene).role is Role.MANAGER)
        response = RedirectResponse(f"{ROOM}/chiffres" if manager else ROOM, status_code=303)
        session.write(request, response, session.DEVICE, device, session.DEVICE_LIFE)
        session.write(request, response, session.SESSION, secret)
        return response

    return router


def shut() -> Response:
    """The same for whatever does not open: too old, opened elsewhere, altered, of somebody who has left."""
    return sorry(
        "Ce lien ne s'ouvre pas",
        "Il tient un quart d'heure et s'ouvre sur un seul appareil. Écrivez /bureau au bot : un nouveau lien arrive.",
        status=403,
    )
