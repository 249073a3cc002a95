"""The link to a page of one's own: looking at it changes nothing (mail scanners look), a button opens the session.

| the link is | what one sees |
|---|---|
| open | one button; the first device that presses it is the only one |
| open, on another device | « recevoir un nouveau lien », which goes to the known address only |
| expired | the same |
| unknown, altered, of another purpose, revoked | one plain page, the same for all |
"""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse
from starlette.responses import Response

from bot.web import session
from bot.web.backstage import Backstage
from bot.web.render import page, unknown
from core.languages import FRENCH
from core.links import Link, Seat
from core.page.mine import PURPOSE

#: where one's own page is, once the session is open: an address without any secret
HOME = "/ma-page"


def make(backstage: Backstage) -> APIRouter:
    router = APIRouter()

    async def known(code: str) -> Link | None:
        link = await backstage.link(PURPOSE, code)
        return link if link is not None and link.revoked_at is None and link.person_id is not None else None

    @router.get(f"/{PURPOSE}/{{code}}")
    async def look(code: str) -> Response:
        link = await known(code)
        if link is None:
            return unknown()
        return page("enter.html", language=await _language(backstage, link), code=code, open=link.open(backstage.now()))

    @router.post(f"/{PURPOSE}/{{code}}")
    async def enter(request: Request, code: str) -> Response:
        link = await known(code)
        if link is None:
            return unknown()
        device, secret = session.read(request, session.DEVICE) or session.new_secret(), session.new_secret()
        if not link.open(backstage.now()) or not await backstage.open(link, device, secret):
            language = await _language(backstage, link)
            return page("enter.html", status=403, language=language, code=code, open=False)
        response = RedirectResponse(HOME, status_code=303)
        session.write(request, response, session.DEVICE, device, session.DEVICE_LIFE)
        session.write(request, response, session.SESSION, secret)
        return response

    @router.post(f"/{PURPOSE}/{{code}}/nouveau")
    async def renew(code: str) -> Response:
        link = await known(code)
        if link is None:
            return unknown()
        await backstage.renew(link)
        return page("renewed.html", language=await _language(backstage, link))

    return router


async def language_of(backstage: Backstage, seat: Seat) -> str:
    """The language of the one whose page it is."""
    return await backstage.show(seat, lambda scene: scene.person.language if scene.person else FRENCH)


async def _language(backstage: Backstage, link: Link) -> str:
    return await language_of(backstage, Seat(link.structure_id, link.person_id or 0))
