"""Lessons in the room: the list, one lesson with its versions, writing it, and playing it as its readers will."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse
from starlette.responses import Response

from bot.web.backstage import Backstage
from bot.web.pages.open_room import ROOM
from bot.web.pages.room import Posted, posted, show
from core.files import FILE_LIMIT
from core.lessons.authoring import TROUBLES
from core.lessons.preview import INERT
from core.room import lessons
from core.scene import Scene

HERE = f"{ROOM}/lecons"


def make(backstage: Backstage) -> APIRouter:
    router = APIRouter()

    @router.get(HERE)
    async def look(request: Request) -> Response:
        return await show(request, backstage, "room/lessons.html", lessons.look)

    @router.get(f"{HERE}/{{slug}}")
    async def one(request: Request, slug: str) -> Response:
        return await show(request, backstage, "room/lesson.html", lambda scene: lessons.one(scene, slug))

    @router.post(HERE)
    async def write(request: Request) -> Response:
        form = await posted(request, backstage, FILE_LIMIT + 1)
        if isinstance(form, Response):
            return form
        name, text, refused = _typed(form)
        if not refused:
            refused = (await form.act("lesson", verb="draft", name=name, words=text)).refused
        if not refused:
            slug = await backstage.show(form.seat, lambda scene: lessons.written(scene, name, text))
            return RedirectResponse(f"{HERE}/{slug}", status_code=303)

        def look(scene: Scene) -> lessons.Written:
            return lessons.unread(scene, name, text)

        return await show(request, backstage, "room/lesson_write.html", look, status=409, refused=refused)

    @router.post(f"{HERE}/{{slug}}/apercu")
    async def play(request: Request, slug: str) -> Response:
        form = await posted(request, backstage)
        if isinstance(form, Response):
            return form
        done = await form.act("lesson", verb="play", slug=slug)
        if not done.shown and not done.refused:  # the same form again, as a reload sends it
            return RedirectResponse(f"{HERE}/{slug}", status_code=303)
        more: dict[str, Any] = {"refused": done.refused, "shown": done.shown, "inert": INERT}
        return await show(request, backstage, "room/lesson_play.html", lambda scene: lessons.one(scene, slug), **more)

    return router


def _typed(form: Posted) -> tuple[str, str, str]:
    """The name and the text of a lesson, from a file or from the page; and why it cannot be read, or ""."""
    if "file" in form.files:
        name, raw = form.files["file"]
        if len(raw) > FILE_LIMIT:
            return name, "", TROUBLES["too-big"]
        try:
            text = raw.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = "\0"
        return (name, "", TROUBLES["not-text"]) if "\0" in text else (name, _plain(text), "")
    name = form.fields.get("name", "").strip()
    return name if name.endswith(".md") else f"{name}.md", _plain(form.fields.get("words", "")), ""


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\0", "")
