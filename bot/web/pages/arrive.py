"""The page of an invitation: looking at it changes nothing (mail scanners look), a button says yes or no.

| the invitation is | what one sees |
|---|---|
| waiting | who invites, what is kept, two lines to fill in, « D'accord » or « Non merci » |
| accepted | « recevoir un lien vers ma page », which goes to the known address only |
| declined, too old, unknown, altered | one plain page, the same for all |
"""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse
from starlette.responses import Response

from bot.web import session
from bot.web.backstage import Backstage
from bot.web.pages.enter import HOME
from bot.web.render import page, sorry, unknown
from core.links import Link
from core.page.arrival import DOORSTEP, LONGEST
from core.page.arrivalwords import HEADS, KEPT, RIGHTS
from core.people import Role
from core.texts import render, say

PURPOSE = DOORSTEP.purpose


def make(backstage: Backstage) -> APIRouter:
    router = APIRouter()

    async def known(code: str) -> Link | None:
        link = await backstage.link(PURPOSE, code)
        return link if link is not None and link.open(backstage.now()) else None

    async def show(code: str, trouble: str = "", **filled: str) -> Response:
        link = await known(code)
        if link is None:
            return unknown()
        if link.person_id is not None:
            return page("arrived.html", code=code)
        arriving = await backstage.arriving(link)
        if arriving is None:
            return unknown()
        role, named = arriving.role, {"structure": arriving.structure, "by": arriving.by}
        head, kept = (render(say(words.get(role, words[Role.TUTOR]), **named)).text for words in (HEADS, KEPT))
        rights = [render(say(one, **named)).text for one in RIGHTS] if arriving.young else []
        fields = {"first_name": arriving.first_name, "company": ""} | filled
        return page(
            "arrive.html",
            status=409 if trouble else 200,
            code=code,
            seen=arriving,
            head=head,
            kept=kept,
            rights=rights,
            trouble=trouble,
            fields=fields,
            most=LONGEST,
        )

    @router.get(f"/{PURPOSE}/{{code}}")
    async def look(code: str) -> Response:
        return await show(code)

    @router.post(f"/{PURPOSE}/{{code}}")
    async def agree(request: Request, code: str) -> Response:
        link = await known(code)
        if link is None or link.person_id is not None:
            return await show(code)
        form = await request.form()
        fields = {name: str(form.get(name, "")) for name in LONGEST}
        device, secret = session.read(request, session.DEVICE) or session.new_secret(), session.new_secret()
        refused = await backstage.arrive(link, fields, device, secret)
        if refused is None:  # used meanwhile, in another tab or by another link
            return await show(code)
        if refused:
            return await show(code, refused, **fields)
        response = RedirectResponse(HOME, status_code=303)
        session.write(request, response, session.DEVICE, device, session.DEVICE_LIFE)
        session.write(request, response, session.SESSION, secret)
        return response

    @router.post(f"/{PURPOSE}/{{code}}/non")
    async def decline(code: str) -> Response:
        link = await known(code)
        if link is None or link.person_id is not None or not await backstage.decline(link):
            return await show(code)
        words = "Rien n'est gardé. En cas de changement d'avis, la structure peut inviter à nouveau."
        return sorry("C'est votre choix", words, status=200)

    @router.post(f"/{PURPOSE}/{{code}}/nouveau")
    async def renew(code: str) -> Response:
        link = await known(code)
        if link is None or link.person_id is None:
            return unknown()
        await backstage.renew(link)
        return page("renewed.html")

    return router
