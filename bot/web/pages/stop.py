"""No more reminders, by the link of a mail: looking at it changes nothing (mail scanners look), a POST ends them.

RFC 8058: the mail program of a reader who taps « Se désabonner » posts to the same address, without any cookie. The
link does nothing else, and the page of its person takes it back.
"""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from bot.web.backstage import Backstage
from bot.web.pages.enter import language_of
from bot.web.render import page, sorry, unknown
from core.links import Link, Seat
from core.page.stopping import PURPOSE


def make(backstage: Backstage) -> APIRouter:
    router = APIRouter()

    async def known(code: str) -> Link | None:
        link = await backstage.link(PURPOSE, code)
        return link if link is not None and link.open(backstage.now()) and link.person_id is not None else None

    @router.get(f"/{PURPOSE}/{{code}}")
    async def look(code: str) -> Response:
        link = await known(code)
        if link is None or link.person_id is None:
            return unknown()
        language = await language_of(backstage, Seat(link.structure_id, link.person_id))
        return page("stop.html", language=language, code=code)

    @router.post(f"/{PURPOSE}/{{code}}")
    async def stop(code: str) -> Response:
        link = await known(code)
        if link is None or link.person_id is None:
            return unknown()
        seat = Seat(link.structure_id, link.person_id)
        done = await backstage.act(seat, "nudge", {"what": "off"}, f"stop-{link.id}")
        if done.refused:
            return unknown()
        words = "Les messages du fil arrivent toujours. Votre page permet de reprendre les rappels."
        return sorry("Plus de rappels", words, status=200)

    return router
