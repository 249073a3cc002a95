"""A page of one's own: the cards that wait with their buttons, the last words of the thread, and a box to answer."""

from __future__ import annotations

import asyncio
import base64
import mimetypes
import secrets
from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse
from starlette.datastructures import UploadFile
from starlette.responses import Response

from bot.papers import make as make_paper, qr
from bot.web import session
from bot.web.backstage import Backstage, Done
from bot.web.download import download
from bot.web.pages.enter import HOME, language_of
from bot.web.render import page, sorry
from core.links import Seat
from core.messages import Attachment
from core.missions.grids import grid_of
from core.missions.mission import Act
from core.page import joining, tutor as tutorpage, waits
from core.page.chat import FORMS
from core.page.deeds import READY
from core.page.tutor import CardSeen
from core.page.upload import ACCEPT
from core.people import Refused
from core.scene import Scene
from core.texts import render


def make(backstage: Backstage) -> APIRouter:
    router = APIRouter()

    @router.get(HOME)
    async def home(request: Request) -> Response:
        seat = await session.seat(request, backstage)
        return await _home(request, backstage, seat) if seat is not None else over()

    @router.get(f"{HOME}/agenda/{{triad}}")
    async def calendar(request: Request, triad: int) -> Response:
        seat = await session.seat(request, backstage)
        if seat is None:
            return over()
        try:
            return await _file(await backstage.show(seat, lambda scene: waits.calendar(scene, triad)))
        except Refused as refused:
            return await _home(request, backstage, seat, render(refused.text).text)

    @router.get(f"{HOME}/mission/{{triad}}/{{number}}/{{act}}")
    async def form(request: Request, triad: int, number: int, act: str) -> Response:
        seat = await session.seat(request, backstage)
        if seat is None:
            return over()
        return await _form(request, backstage, seat, (triad, number, act), {})

    @router.post(f"{HOME}/{{what}}")
    async def act(request: Request, what: str) -> Response:
        seat = await session.seat(request, backstage)
        if seat is None:
            return over()
        form = await request.form()
        fields = {name: value for name, value in form.items() if isinstance(value, str)}
        fields |= await _uploaded(form.get("file"))
        if not session.is_ours(request, fields.get("stamp", "")):
            return sorry("Ce formulaire ne vient pas d'ici", "Rouvrez votre page depuis votre lien.", status=403)
        done = await backstage.act(seat, what, fields, fields.get("nonce", ""))
        if what == joining.PURPOSE and done.said:
            return page(
                "telegram.html",
                language=await language_of(backstage, seat),
                address=done.said[0],
                picture=_picture(done.said[0]),
                home=HOME,
            )
        asks = any(content.buttons for content in done.shown)
        if done.shown and not done.refused and (what in FORMS or asks):
            return await _screen(request, backstage, seat, done, fields)
        if not done.refused and done.said:
            return await _home(request, backstage, seat, notice=" ".join(done.said))
        if not done.refused:
            return RedirectResponse(HOME, status_code=303)
        if what == "mission" and fields.get("act") in [one.value for one in (*tutorpage.WITH_FORM, Act.VALIDATE)]:
            where = (_int(fields, "triad"), _int(fields, "number"), fields["act"])
            return await _form(request, backstage, seat, where, fields, done.refused)
        return await _home(request, backstage, seat, done.refused, fields.get("text", ""))

    @router.post("/sortir")
    async def leave(request: Request) -> Response:
        fields = await request.form()
        if session.is_ours(request, str(fields.get("stamp", ""))):
            await backstage.close(session.read(request, session.SESSION))
        response = sorry("À bientôt", "Votre page est fermée sur cet appareil.", status=200)
        session.forget(request, response)
        return response

    return router


async def _home(
    request: Request, backstage: Backstage, seat: Seat, trouble: str = "", kept: str = "", notice: str = ""
) -> Response:
    """The whole page; `kept` is what was typed and could not be sent, `notice` what has just been done."""
    try:
        seen = await backstage.show(seat, tutorpage.look)
    except Refused as refused:
        return sorry("Cette page est fermée", render(refused.text).text, status=403)
    status = 409 if trouble else 200
    more = {"trouble": trouble, "kept": kept, "notice": notice, **_common(request)}
    return page("mine.html", status=status, language=seen.person.language, seen=seen, **more)


async def _form(
    request: Request,
    backstage: Backstage,
    seat: Seat,
    where: tuple[int, int, str],
    fields: Mapping[str, str],
    trouble: str = "",
) -> Response:
    """The form of one act on one card; what was filled in already stays filled in."""
    triad, number, act = where

    def look(scene: Scene) -> tuple[CardSeen, Mapping[str, str], Mapping[str, str]]:
        assert scene.person is not None
        seen = tutorpage.look_at(scene, triad, number)
        grid = grid_of(scene, seen.mission)
        return seen, grid.questions(scene.person.role), grid.labels()

    try:
        card, questions, levels = await backstage.show(seat, look)
    except Refused as refused:
        return await _home(request, backstage, seat, render(refused.text).text)
    choice = next((one for one in card.choices if one.act == act), None)
    if choice is None or not choice.form:
        return await _home(request, backstage, seat, trouble or "Cette mission n'attend plus cette réponse.")
    return page(
        "act.html",
        status=409 if trouble else 200,
        language=await language_of(backstage, seat),
        card=card,
        choice=choice,
        Act=Act,
        questions=questions,
        levels=levels,
        reasons=READY,
        fields=fields or card.mission.card.words(),
        trouble=trouble,
        **_common(request),
    )


async def _screen(
    request: Request, backstage: Backstage, seat: Seat, done: Done, fields: Mapping[str, str]
) -> Response:
    """What the chat would show, with its buttons; when it is one file, the file itself."""
    files = [content.attachment for content in done.shown if content.attachment is not None]
    if len(files) == 1 and files[0].paper is not None:
        return await _file(files[0])
    try:
        question = await backstage.show(seat, waits.open_question)
    except Refused as refused:
        return sorry("Cette page est fermée", render(refused.text).text, status=403)
    shown = [one for one in done.shown if question is None or one.text != question.words]
    if len(shown) == len(done.shown) and not fields.get("key"):
        question = None  # of another conversation: it waits on the page
    # A toast of the chat stands alone; the rest of what is said is shown with its buttons.
    # Words that did not answer the question are still there to be mended.
    kept = fields.get("text", "") if question is not None and shown else ""
    papers = [(file.name, await _inside(file)) for file in files if file.paper is not None]
    toasts = done.said[: len(done.said) - len(done.shown)]
    return page(
        "screen.html",
        language=await language_of(backstage, seat),
        toasts=toasts,
        shown=shown,
        question=question,
        kept=kept,
        papers=papers,
        subject=fields.get("subject", ""),
        **_common(request),
    )


async def _uploaded(file: object) -> dict[str, str]:
    """The file of a form as fields, its bytes in base64."""
    if not isinstance(file, UploadFile) or not file.filename:
        return {}
    return {"file_name": file.filename, "file": base64.b64encode(await file.read()).decode()}


async def _file(file: Attachment) -> Response:
    assert file.paper is not None
    made = await asyncio.to_thread(make_paper, file.paper)
    kind = file.mime or mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    return download(made, kind, file.name)


async def _inside(file: Attachment) -> str:
    """A file of ours, inside the page itself."""
    made = await _file(file)
    return f"data:{made.media_type};base64,{base64.b64encode(bytes(made.body)).decode()}"


def _picture(address: str) -> str:
    """The QR code of an address, inside the page itself."""
    return "data:image/png;base64," + base64.b64encode(qr.make({"address": address})).decode()


def _common(request: Request) -> dict[str, Any]:
    """What every form carries: the stamp of the session, and a number that makes it one form."""
    return {"stamp": session.stamp(request), "nonce": secrets.token_urlsafe(12), "home": HOME, "accept": ACCEPT}


def over() -> Response:
    """The session has ended."""
    return sorry(
        "Votre page s'est refermée",
        "Elle se referme après trente minutes sans activité. Rouvrez-la avec le même lien, sur le même appareil.",
        status=401,
    )


def _int(fields: Mapping[str, str], name: str) -> int:
    value = fields.get(name, "")
    return int(value) if value.isdecimal() and len(value) < 10 else 0
