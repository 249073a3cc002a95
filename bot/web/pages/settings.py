"""The structure's settings in the room, one section a page: what is refused stands there again, as it was typed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse
from starlette.responses import Response

from bot.web.backstage import Backstage
from bot.web.pages.open_room import ROOM
from bot.web.pages.room import posted, show
from bot.web.render import unknown
from core.room import cohort, grid, hours, reminders
from core.scene import Scene

HERE = f"{ROOM}/reglages"
SECTIONS = {"": "Horaires", "rappels": "Rappels", "grille": "Grille", "evaluation": "Évaluation"}
#: name of the section -> its template, and what is seen there
VIEWS: Mapping[str, tuple[str, Callable[[Scene], Any]]] = {
    "": ("room/hours.html", hours.look),
    "rappels": ("room/reminders.html", reminders.look),
    "grille": ("room/grid.html", grid.look),
    "evaluation": ("room/cohort.html", cohort.look),
}


def make(backstage: Backstage) -> APIRouter:
    router = APIRouter()

    async def page(request: Request, section: str, typed: Mapping[str, str], refused: str = "") -> Response:
        if section not in VIEWS:
            return unknown()
        template, view = VIEWS[section]
        more: dict[str, Any] = {
            "sections": SECTIONS, "section": section, "where": _address(section), "typed": typed, "refused": refused,
            "done": "fait" in request.query_params,
        }  # fmt: skip
        return await show(request, backstage, template, view, status=409 if refused else 200, **more)

    @router.get(HERE)
    async def first(request: Request) -> Response:
        return await page(request, "", {})

    @router.get(f"{HERE}/{{section}}")
    async def look(request: Request, section: str) -> Response:
        return await page(request, section, {})

    @router.post(HERE)
    async def act_first(request: Request) -> Response:
        return await act(request, "")

    @router.post(f"{HERE}/{{section}}")
    async def act(request: Request, section: str) -> Response:
        form = await posted(request, backstage)
        if isinstance(form, Response):
            return form
        done = await form.act("chosen")
        if done.refused or section not in VIEWS:
            return await page(request, section, form.fields, done.refused)
        return RedirectResponse(f"{_address(section)}?fait", status_code=303)

    return router


def _address(section: str) -> str:
    return f"{HERE}/{section}" if section else HERE
