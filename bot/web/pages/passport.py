"""A skills passport by its link, its proof, and its badges; closed, it only says that its holder took it back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fastapi import APIRouter
from fastapi.responses import JSONResponse, Response

from bot.web.backstage import Backstage
from bot.web.download import download
from bot.web.render import page, sorry, unknown
from core.links import Link
from core.passport.badge import badge
from core.passport.passport import PURPOSE, Shelf, ShelfOf, holder, page_of

JWKS = "/.well-known/jwks.json"
JWK = "/.well-known/badge-key.json"


def make(backstage: Backstage) -> APIRouter:
    router = APIRouter()

    async def shelf_of(code: str) -> tuple[Link, Shelf] | Response:
        """The passport of an open link, or the page that says why there is none."""
        link = await backstage.link(PURPOSE, code)
        if link is None:
            return unknown()
        if link.revoked_at is not None:
            return sorry("Passeport fermé", "Ce passeport a été retiré par son titulaire.", status=410)
        if not link.open(backstage.now()):
            words = "Le lien de ce passeport n'est plus valable. La personne qui l'a envoyé peut en faire un nouveau."
            return sorry("Lien trop ancien", words, status=410)
        shelf = await backstage.find(link.structure_id, ShelfOf(holder(link.subject)))
        return (link, shelf) if shelf is not None else unknown()

    async def show(code: str) -> Response:
        found = await shelf_of(code)
        return found if isinstance(found, Response) else _passport(*found, code, signs=backstage.signer is not None)

    async def prove(code: str) -> Response:
        found = await shelf_of(code)
        return found if isinstance(found, Response) else _proof(*found, code)

    async def give_badge(code: str, rank: int) -> Response:
        found = await shelf_of(code)
        signer = backstage.signer
        if isinstance(found, Response):
            return found
        link, shelf = found
        entries = page_of(shelf)["entries"]
        if signer is None or not 1 <= rank <= len(entries):
            return unknown()
        credential = badge(page_of(shelf), rank, signer.base, code, link.created_at, link.expires_at)
        return download(signer.sign(credential).encode(), "application/vc+jwt", f"badge-{rank}.jwt")

    add: Callable[..., None] = router.add_api_route
    add(f"/{PURPOSE}/{{code}}", show, methods=["GET"], response_class=Response)
    add(f"/{PURPOSE}/{{code}}/preuve", prove, methods=["GET"], response_class=Response)
    add(f"/{PURPOSE}/{{code}}/badge/{{rank}}", give_badge, methods=["GET"], response_class=Response)
    if backstage.signer is not None:
        key = backstage.signer.public

        async def give_key() -> Response:
            return JSONResponse(key)

        async def give_keys() -> Response:
            return JSONResponse({"keys": [key]})

        add(JWK, give_key, methods=["GET"])
        add(JWKS, give_keys, methods=["GET"])
    return router


def _passport(link: Link, shelf: Shelf, code: str, *, signs: bool) -> Response:
    return page("passport.html", **page_of(shelf), **_dates(link), code=code, signs=signs)


def _proof(link: Link, shelf: Shelf, code: str) -> Response:
    return page("passport_proof.html", **page_of(shelf), **_dates(link), code=code)


def _dates(link: Link) -> dict[str, Any]:
    return {"issued": f"{link.created_at:%d/%m/%Y}", "until": f"{link.expires_at:%d/%m/%Y}"}
