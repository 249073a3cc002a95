"""The counsellors' room: « Mes jeunes », a file, and the forms of both. Rights are read again at every request."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse
from starlette.datastructures import UploadFile
from starlette.responses import Response

from bot.web import session
from bot.web.backstage import Backstage, Done
from bot.web.pages.open_room import ROOM
from bot.web.render import page, sorry
from core.links import Seat
from core.page.tutor import WITH_FORM
from core.people import Refused, Role
from core.room import board, canned, desk, door, file, ready, young
from core.scene import Scene
from core.texts import render

T = TypeVar("T")
#: where a form may lead back to
_BACK = re.compile(rf"{ROOM}(?:/[a-z]+(?:/[a-z0-9-]{{1,30}})?)?(?:\?[a-z]+=[\w-]*)?")


def make(backstage: Backstage) -> APIRouter:
    router = APIRouter()

    @router.get(ROOM)
    async def home(request: Request, f: str = "", q: str = "", p: str = "1") -> Response:
        asked = f[:20], q[:60], _number(p)
        words: dict[str, Any] = {"filters": young.FILTERS, "signs": young.SIGNS}
        return await show(request, backstage, "room/young.html", lambda scene: young.look(scene, *asked), **words)

    @router.get(f"{ROOM}/cartes")
    async def cards(request: Request, f: str = "", p: str = "1") -> Response:
        words: dict[str, Any] = {"queues": desk.QUEUES}
        return await show(request, backstage, "room/desk.html", lambda scene: desk.look(scene, f, _number(p)), **words)

    @router.get(f"{ROOM}/prets")
    async def soon(request: Request) -> Response:
        return await show(request, backstage, "room/ready.html", ready.look)

    @router.get(f"{ROOM}/chiffres")
    async def figures(request: Request) -> Response:
        return await show(request, backstage, "room/board.html", board.look)

    @router.get(f"{ROOM}/modeles")
    async def answers(request: Request) -> Response:
        return await show(request, backstage, "room/canned.html", canned.look)

    @router.get(f"{ROOM}/jeune/{{triad}}")
    async def one(request: Request, triad: int, k: str = "", avant: str = "") -> Response:
        def look(scene: Scene) -> file.FileSeen:
            return file.look(scene, triad, k, avant)

        words: dict[str, Any] = {"kinds": file.KINDS, "around": file.around}
        return await show(request, backstage, "room/file.html", look, triad=triad, **words)

    @router.post(f"{ROOM}/faire/{{what}}")
    async def act(request: Request, what: str) -> Response:
        form = await posted(request, backstage)
        if isinstance(form, Response):
            return form
        fields, back = form.fields, form.fields.get("back", "")
        back = back if _BACK.fullmatch(back) else ROOM
        done = await form.act(what)
        if done.refused:
            return page("room/refused.html", status=409, words=done.refused, kept=_typed(fields), back=back)
        if done.said:
            return page("room/said.html", words=done.said, back=back)
        return RedirectResponse(back, status_code=303)

    return router


@dataclass(frozen=True)
class Posted:
    """A form of ours, by somebody with a session. `files`: what was chosen, by field: name and bytes."""

    backstage: Backstage
    seat: Seat
    fields: Mapping[str, str]
    files: Mapping[str, tuple[str, bytes]]

    async def act(self, what: str, **more: str) -> Done:
        """Do it (core/page/deeds.py): once, however often the same form is sent."""
        return await self.backstage.act(self.seat, what, {**self.fields, **more}, self.fields.get("nonce", ""))


async def posted(request: Request, backstage: Backstage, most: int = 0) -> Posted | Response:
    """What was sent; the page to show instead when there is no session, or the form is not of our pages.

    `most`: bytes that are read of a file; what is longer is cut there.
    """
    seat = await session.seat(request, backstage)
    if seat is None:
        return over()
    form = await request.form()
    fields = {name: value for name, value in form.items() if isinstance(value, str)}
    if not session.is_ours(request, fields.get("stamp", "")):
        return sorry("Ce formulaire ne vient pas d'ici", "Rouvrez votre bureau avec /bureau.", status=403)
    chosen = {name: one for name, one in form.items() if isinstance(one, UploadFile) and one.filename}
    files = {name: (one.filename or "", await one.read(most)) for name, one in chosen.items()}
    return Posted(backstage, seat, fields, files)


async def show(
    request: Request,
    backstage: Backstage,
    template: str,
    view: Callable[[Scene], T],
    *,
    triad: int = 0,
    status: int = 200,
    **more: Any,
) -> Response:
    """A page of the room with what `view` sees; nothing without a session, nothing for who has no right to it now."""
    seat = await session.seat(request, backstage)
    if seat is None:
        return over()

    def look(scene: Scene) -> tuple[Mapping[str, Any], T]:
        me = door.staff(scene)
        frame = {
            "me": me,
            "manager": me.role is Role.MANAGER,
            "structure": scene.structure.name if scene.structure else "",
            "ago": lambda moment: ago(door.days_since(scene, moment)),
            "when": scene.when,
        }
        return frame, view(scene)

    try:
        frame, seen = await backstage.show(seat, look, triad=triad)
    except Refused as refused:
        return sorry("Cette page n'est pas ouverte", render(refused.text).text, status=403)
    common = {"stamp": session.stamp(request), "nonce": secrets.token_urlsafe(12), "room": ROOM}
    back = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    return page(template, status=status, seen=seen, back=back, with_form=WITH_FORM, **common, **frame, **more)


def ago(days: int) -> str:
    return "aujourd'hui" if days <= 0 else "hier" if days == 1 else f"il y a {days} jours"


def over() -> Response:
    return sorry(
        "Votre bureau s'est refermé",
        "Il se referme après trente minutes sans activité. Écrivez /bureau au bot : un nouveau lien arrive.",
        status=401,
    )


def _number(words: str) -> int:
    return int(words) if words.isdecimal() and len(words) < 6 else 1


def _typed(fields: Mapping[str, str]) -> str:
    """What was written and could not leave: shown again, nothing is lost."""
    return "\n".join(filter(None, (fields.get(name, "") for name in ("name", "words", "text", "note"))))
