"""An address that the team added for somebody: looking at the link changes nothing, a POST says that it is hers."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from bot.web.backstage import Backstage
from bot.web.pages.enter import language_of
from bot.web.render import page, sorry, unknown
from core.links import Link, Seat
from core.page import proposed
from core.page.proposed import PURPOSE
from core.people import Refused


def make(backstage: Backstage) -> APIRouter:
    router = APIRouter()

    async def known(code: str) -> tuple[Link, Seat] | None:
        link = await backstage.link(PURPOSE, code)
        if link is None or not link.open(backstage.now()) or link.person_id is None:
            return None
        return link, Seat(link.structure_id, link.person_id)

    @router.get(f"/{PURPOSE}/{{code}}")
    async def look(code: str) -> Response:
        found = await known(code)
        if found is None:
            return unknown()
        link, seat = found
        try:
            address, house, young = await backstage.show(seat, lambda scene: proposed.look(scene, link.subject))
        except Refused:
            return unknown()
        return page(
            "confirm.html",
            language=await language_of(backstage, seat),
            code=code,
            address=address,
            house=house,
            young=young,
        )

    @router.post(f"/{PURPOSE}/{{code}}")
    async def confirm(request: Request, code: str) -> Response:
        found = await known(code)
        if found is None:
            return unknown()
        link, seat = found
        use = str((await request.form()).get("use", ""))
        done = await backstage.act(seat, PURPOSE, {"about": link.subject, "use": use}, f"confirm-{link.id}")
        if done.refused:
            return sorry("Rien n'a changé", done.refused, status=409)
        return sorry("C'est confirmé", "Les prochains messages peuvent arriver ici.", status=200)

    return router
