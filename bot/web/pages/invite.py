"""Invitations in the room: one, a list with its dry run, the sheet to print, and the list taken out as a table."""

from __future__ import annotations

import asyncio
import re
from typing import Any

from fastapi import APIRouter, Request
from starlette.datastructures import UploadFile
from starlette.responses import Response

from bot import papers
from bot.web import session
from bot.web.backstage import Backstage, Done
from bot.web.download import download
from bot.web.pages.open_room import ROOM
from bot.web.pages.room import over, show
from bot.web.render import sorry
from core.files import Paper
from core.people import Refused
from core.room import inviting, listing
from core.room.roster import MOST, Roster
from core.scene import Scene
from core.texts import render

HERE = f"{ROOM}/inviter"
#: bytes of a list
LARGEST = 512 * 1024
_LINK = re.compile(r"https://[\w.:/?=&%-]{1,200}")


def make(backstage: Backstage) -> APIRouter:
    router = APIRouter()

    @router.get(HERE)
    async def look(request: Request) -> Response:
        return await _page(request, backstage)

    @router.post(HERE)
    async def one(request: Request) -> Response:
        return await act(request, "invite")

    @router.post(f"{HERE}/encore")
    async def again(request: Request) -> Response:
        return await act(request, "invite-again")

    @router.post(f"{HERE}/creer")
    async def several(request: Request) -> Response:
        return await act(request, "invite-list")

    async def act(request: Request, what: str) -> Response:
        fields = await _fields(request)
        seat = await session.seat(request, backstage)
        if seat is None:
            return over()
        if not session.is_ours(request, fields.get("stamp", "")):
            return _foreign()
        done = await backstage.act(seat, what, fields, fields.get("nonce", ""))
        return await _page(request, backstage, done)

    @router.post(f"{HERE}/liste")
    async def preview(request: Request) -> Response:
        form = await request.form(max_part_size=LARGEST)
        if not session.is_ours(request, str(form.get("stamp", ""))):
            return _foreign() if await session.seat(request, backstage) else over()
        file = form.get("file")
        raw = await file.read(LARGEST + 1) if isinstance(file, UploadFile) else b""

        def read(scene: Scene) -> Roster | str:
            if len(raw) > LARGEST:
                return f"Ce fichier est trop grand : {MOST} lignes au plus."
            try:
                return inviting.preview(scene, raw)
            except Refused as refused:
                return render(refused.text).text

        return await show(request, backstage, "room/preview.html", read)

    @router.post(f"{HERE}/feuille")
    async def sheet(request: Request) -> Response:
        fields = await _fields(request)
        seat = await session.seat(request, backstage)
        if seat is None:
            return over()
        if not session.is_ours(request, fields.get("stamp", "")):
            return _foreign()
        try:
            named = await backstage.show(seat, lambda scene: (inviting.look(scene), scene.structure))
        except Refused as refused:
            return sorry("Cette page n'est pas ouverte", render(refused.text).text, status=403)
        lines = [line.split(";", 2) for line in fields.get("cards", "").splitlines()[:MOST]]
        cards = [
            {"link": link, "until": until[:10], "name": name[:60]}
            for link, until, name in (line for line in lines if len(line) == 3)
            if _LINK.fullmatch(link)
        ]
        if not cards:
            return sorry("Il n'y a rien à imprimer", "Faites d'abord une invitation.", status=409)
        data = {"structure": named[1].name if named[1] else "", "cards": cards, "made": f"{backstage.now():%Y-%m-%d}"}
        made = await asyncio.to_thread(papers.make, Paper("invitations", data))
        return download(made, "application/pdf", "invitations.pdf")

    @router.get(f"{ROOM}/jeunes.csv")
    async def table(request: Request) -> Response:
        seat = await session.seat(request, backstage)
        if seat is None:
            return over()
        try:
            rows = await backstage.show(seat, listing.rows)
        except Refused as refused:
            return sorry("Cette page n'est pas ouverte", render(refused.text).text, status=403)
        made = papers.make(Paper("table", {"rows": rows}))
        return download(made, "text/csv; charset=utf-8", "jeunes.csv")

    return router


async def _page(request: Request, backstage: Backstage, done: Done | None = None) -> Response:
    """The page of invitations, with those just made: their codes are nowhere else."""
    more: dict[str, Any] = {"done": done, "roles": inviting.ROLES, "invite": HERE}
    return await show(request, backstage, "room/invite.html", inviting.look, **more)


async def _fields(request: Request) -> dict[str, str]:
    form = await request.form(max_part_size=LARGEST)
    return {name: value for name, value in form.items() if isinstance(value, str)}


def _foreign() -> Response:
    return sorry("Ce formulaire ne vient pas d'ici", "Rouvrez votre bureau avec /bureau.", status=403)
