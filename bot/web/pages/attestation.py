"""The page that the QR code of an attestation opens: who issued it, when, for which modules, to which first name."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from bot.web.backstage import Backstage
from bot.web.render import page, unknown
from core.lessons.attestation import PURPOSE, AttestationOf


def make(backstage: Backstage) -> APIRouter:
    router = APIRouter()

    @router.get(f"/{PURPOSE}/{{code}}")
    async def show(code: str) -> Response:
        link = await backstage.link(PURPOSE, code)
        if link is None or not link.open(backstage.now()):
            return unknown()
        found = await backstage.find(link.structure_id, AttestationOf(int(link.subject.partition(":")[2])))
        if found is None:  # whoever it was for has left, and so has what was kept of her
            return unknown()
        return page("attestation.html", attestation=found)

    return router
