"""One's own data without any app: what is kept, all of it as a file, who has seen it, and having it erased."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse
from starlette.responses import Response

from bot.papers import make as make_paper
from bot.web import session
from bot.web.backstage import Backstage
from bot.web.download import download
from bot.web.pages.enter import HOME, language_of
from bot.web.pages.mine import over
from bot.web.render import page, sorry
from core.messages import Paper
from core.privacy import mine

HERE = f"{HOME}/donnees"


def make(backstage: Backstage) -> APIRouter:
    router = APIRouter()

    @router.get(HERE)
    async def show(request: Request) -> Response:
        return await _shown(request, backstage)

    @router.post(HERE)
    async def erase(request: Request) -> Response:
        seat = await session.seat(request, backstage)
        if seat is None:
            return over()
        fields = {name: value for name, value in (await request.form()).items() if isinstance(value, str)}
        if not session.is_ours(request, fields.get("stamp", "")):
            return sorry("Ce formulaire ne vient pas d'ici", "Rouvrez votre page depuis votre lien.", status=403)
        done = await backstage.act(seat, "erasure", fields, fields.get("nonce", ""))
        return await _shown(request, backstage, done.refused) if done.refused else RedirectResponse(HERE, 303)

    @router.get(f"{HERE}.json")
    async def bundle(request: Request) -> Response:
        def made(page: object, export: object) -> bytes:
            return json.dumps(export, ensure_ascii=False, indent=1).encode()

        return await _file(request, backstage, made, "json", "application/json")

    @router.get(f"{HERE}.pdf")
    async def paper(request: Request) -> Response:
        def made(page: mine.Page, _: object) -> bytes:
            return make_paper(Paper("mine", page))

        return await _file(request, backstage, made, "pdf", "application/pdf")

    return router


async def _shown(request: Request, backstage: Backstage, trouble: str = "") -> Response:
    seat = await session.seat(request, backstage)
    if seat is None:
        return over()
    seen = await backstage.show(seat, mine.on_a_page)
    common = {"stamp": session.stamp(request), "nonce": secrets.token_urlsafe(12), "home": HOME, "here": HERE}
    return page(
        "mydata.html",
        language=await language_of(backstage, seat),
        status=409 if trouble else 200,
        seen=seen,
        trouble=trouble,
        **common,
    )


async def _file(
    request: Request, backstage: Backstage, made: Callable[[mine.Page, mine.Export], bytes], end: str, mime: str
) -> Response:
    seat = await session.seat(request, backstage)
    if seat is None:
        return over()
    written = made(*await backstage.show(seat, mine.taken))
    return download(written, mime, f"donnees.{end}")
