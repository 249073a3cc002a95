"""Events in the room: the list, one with its guests, the form of a new one, and the list as a table to take out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse
from starlette.responses import Response

from bot import papers
from bot.web import session
from bot.web.backstage import Backstage
from bot.web.download import download
from bot.web.pages.open_room import ROOM
from bot.web.pages.room import over, posted, show
from bot.web.render import sorry
from core.gatherings.gathering import KINDS, SEATED, STATES, State
from core.people import Refused
from core.room import events
from core.scene import Scene
from core.texts import render

HERE = f"{ROOM}/evenements"


def make(backstage: Backstage) -> APIRouter:
    router = APIRouter()
    words: dict[str, Any] = {
        "kinds": KINDS, "states": {state: label.partition(" ")[2] for state, label in STATES.items()},
        "seated": SEATED, "state": State, "where": HERE,
    }  # fmt: skip

    @router.get(HERE)
    async def look(request: Request) -> Response:
        return await show(request, backstage, "room/events.html", events.look, **words)

    async def form(request: Request, typed: Mapping[str, str], refused: str = "") -> Response:
        more = words | {"typed": typed, "refused": refused}
        status = 409 if refused else 200
        return await show(request, backstage, "room/event_new.html", events.form, status=status, **more)

    @router.get(f"{HERE}/nouveau")
    async def new(request: Request) -> Response:
        return await form(request, {})

    @router.post(f"{HERE}/nouveau")
    async def write(request: Request) -> Response:
        sent = await posted(request, backstage)
        if isinstance(sent, Response):
            return sent
        done = await sent.act("event", verb="make")
        return await form(request, sent.fields, done.refused) if done.refused else RedirectResponse(HERE, 303)

    @router.get(f"{HERE}/{{number}}")
    async def one(request: Request, number: str, f: str = "", p: str = "1") -> Response:
        page = int(p) if p.isdecimal() and len(p) < 6 else 1

        def view(scene: Scene) -> events.EventSeen:
            return events.one(scene, number, f, page)

        return await show(request, backstage, "room/event.html", view, **words)

    @router.get(f"{HERE}/{{number}}/liste.csv")
    async def table(request: Request, number: str) -> Response:
        seat = await session.seat(request, backstage)
        if seat is None:
            return over()
        try:
            name, paper = await backstage.show(seat, lambda scene: events.table(scene, number))
        except Refused as refused:
            return sorry("Cette page n'est pas ouverte", render(refused.text).text, status=403)
        return download(papers.make(paper), "text/csv; charset=utf-8", name)

    return router
