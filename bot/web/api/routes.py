"""The routes of the API. Each says its scope; a key sees its structure and nothing else (storage/engine/tenancy.py)."""

from __future__ import annotations

import hmac
import re
from base64 import urlsafe_b64encode
from collections.abc import Awaitable, Callable
from hashlib import sha256
from math import ceil
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Header, Path, Query, Request
from fastapi.openapi.utils import get_openapi
from fastapi.responses import JSONResponse
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from pydantic import AwareDatetime
from starlette.responses import Response

from bot.web.api import shapes
from bot.web.api.problems import Problem, Route, described
from bot.web.backstage import Backstage
from core.api.inviting import Otherwise, Wanted
from core.api.keys import Key, Scope
from core.api.shown import MOST, SETTLED, EventsAfter, MeetingsAfter, MissionsAfter, YoungAfter, indicators
from core.api.told import SCOPES
from core.evaluation.cases import CohortHere
from core.people import plain_name
from core.room.roster import NUMBER

BASE = "/api/v1"
#: how a secret begins, so that one that was published by mistake is recognised
PREFIX = "triade_"
_SECRET = re.compile(rf"{PREFIX}[A-Za-z0-9_-]{{43}}")
_LARGEST = 2**53
#: a key, and its secret
Holder = tuple[Key, str]
#: numbers of rows, as every language reads them
Number = Annotated[int, Query(ge=1, le=_LARGEST)]
Limit = Annotated[int, Query(ge=1, le=MOST, description="lignes par page")]
Cursor = Annotated[str, Query(pattern=r"^(?:[0-9]{1,15}(?:-[0-9]{1,9})?)?$", description="`next` de la page d'avant")]
Since = Annotated[AwareDatetime | None, Query(description="le moment où commencer ; avec un `cursor`, il ne sert plus")]
ABOUT = """
Lire où en sont les jeunes d'une structure, et inviter. **Jamais** le texte d'une mission, d'un message ou d'un compte
rendu.

Une clé se met dans l'en-tête `Authorization: Bearer triade_…`. Elle est faite par un responsable (`/bureau/cles`) ou
par l'exploitant (`triade api-key add`), pour une structure, avec des portées et une fin. 120 demandes par minute et
par clé. Les erreurs sont des « problem details » (RFC 9457).
"""


def make(backstage: Backstage) -> APIRouter:
    router = APIRouter(prefix=BASE, route_class=Route)
    bearer = Depends(HTTPBearer(auto_error=False, description="la clé, telle qu'elle a été montrée une fois"))

    async def holder(given: HTTPAuthorizationCredentials | None = bearer) -> Holder:
        secret = given.credentials if given is not None else ""
        key = await backstage.key(secret) if _SECRET.fullmatch(secret) else None
        if key is None:
            raise Problem(401, "Mettez une clé valable : Authorization: Bearer triade_…", WWW_Authenticate="Bearer")
        if wait := await backstage.wait(key):
            raise Problem(429, "Attendez un peu, puis recommencez.", Retry_After=str(ceil(wait)))
        return key, secret

    held_by = Depends(holder)

    def with_scope(*scopes: Scope) -> Callable[..., Awaitable[Holder]]:
        async def check(held: Holder = held_by) -> Holder:
            if not any(map(held[0].may, scopes)):
                raise Problem(403, f"Il manque la portée {' ou '.join(scopes)} à cette clé.")
            return held

        return check

    _reading(router, backstage, with_scope)
    _happening(router, backstage, with_scope)
    _inviting(router, backstage, with_scope)

    @router.get("", responses=described(401, 429), summary="Ce que la clé ouvre")
    async def about(held: Holder = held_by) -> shapes.About:
        key, _ = held
        return shapes.About(
            structure=key.structure_id, label=key.label, scopes=sorted(key.scopes), expires_at=key.expires_at
        )

    @router.get("/openapi.json", include_in_schema=False)
    async def openapi() -> JSONResponse:
        return JSONResponse(described_by(router))

    @router.api_route("/{rest:path}", methods=["GET", "POST", "PUT", "PATCH", "DELETE"], include_in_schema=False)
    async def nowhere(request: Request, rest: str) -> Response:
        raise Problem(404, f"La description est à {BASE}/openapi.json.")

    return router


def described_by(router: APIRouter) -> dict[str, Any]:
    """The OpenAPI document."""
    return get_openapi(title="Triade", version="1", description=ABOUT, routes=router.routes)


def _reading(router: APIRouter, backstage: Backstage, with_scope: Callable[..., Any]) -> None:
    scopes = (Scope.YOUNG, Scope.MISSIONS, Scope.MEETINGS, Scope.INDICATORS)
    of_young, of_missions, of_meetings, of_figures = (Depends(with_scope(scope)) for scope in scopes)
    errors = described(401, 403, 422, 429)

    @router.get("/young-people", responses=errors, summary="Les jeunes, un par fil")
    async def young(
        limit: Limit = 50,
        cursor: Cursor = "",
        reference: Annotated[str, Query(pattern=f"^(?:{NUMBER.pattern})?$", description="numéro i-milo")] = "",
        held: Holder = of_young,
    ) -> shapes.Page[shapes.YoungPerson]:
        key, _ = held
        asked = YoungAfter(_after(cursor)[0], limit, reference=reference)
        found = await backstage.read(key, asked)
        names = key.may(Scope.NAMES)
        items = [shapes.YoungPerson.of(line, names) for line in found]
        return shapes.Page(items=items, next=str(items[-1].thread) if len(items) == limit else None)

    @router.get("/young-people/{thread}", responses=errors | described(404), summary="Un jeune, par son fil")
    async def one(thread: Annotated[int, Path(ge=1, le=_LARGEST)], held: Holder = of_young) -> shapes.YoungPerson:
        key, _ = held
        found = await backstage.read(key, YoungAfter(thread=thread))
        if not found:
            raise Problem(404, "Ce fil n'est pas dans cette structure, ou personne n'y a encore dit oui.")
        return shapes.YoungPerson.of(found[0], key.may(Scope.NAMES))

    @router.get("/missions", responses=errors, summary="Les missions envoyées à une entreprise")
    async def missions(
        limit: Limit = 50, cursor: Cursor = "", thread: Number | None = None, held: Holder = of_missions
    ) -> shapes.Page[shapes.Mission]:
        found = await backstage.read(held[0], MissionsAfter(_after(cursor), limit, thread or 0))
        items = [shapes.Mission.of(line) for line in found]
        return shapes.Page(items=items, next=items[-1].id if len(items) == limit else None)

    @router.get("/meetings", responses=errors, summary="Les rendez-vous à trois")
    async def meetings(
        limit: Limit = 50, cursor: Cursor = "", thread: Number | None = None, held: Holder = of_meetings
    ) -> shapes.Page[shapes.Meeting]:
        found = await backstage.read(held[0], MeetingsAfter(_after(cursor), limit, thread or 0))
        items = [shapes.Meeting.of(line) for line in found]
        return shapes.Page(items=items, next=items[-1].id if len(items) == limit else None)

    @router.get("/indicators", responses=errors, summary="Les indicateurs, petits nombres masqués")
    async def figures(by: Literal["", "wave", "exposure"] = "", held: Holder = of_figures) -> shapes.Indicators:
        cohort = await backstage.find(held[0].structure_id, CohortHere())
        return shapes.Indicators(items=[shapes.Indicator.of(line) for line in indicators(cohort, by)])


def _happening(router: APIRouter, backstage: Backstage, with_scope: Callable[..., Any]) -> None:
    of_either = Depends(with_scope(*SCOPES))

    @router.get("/events", responses=described(401, 403, 422, 429), summary="Ce qui s'est passé, dans l'ordre")
    async def events(
        limit: Limit = 50,
        cursor: Annotated[str, Query(pattern=r"^[0-9]{0,15}$", description="celui de la page d'avant")] = "",
        since: Since = None,
        held: Holder = of_either,
    ) -> shapes.Events:
        """Deux minutes après, comme les webhooks, pour qui n'en a pas ou en a manqué : gardé trois ans."""
        key, _ = held
        scopes = frozenset(scope for scope in SCOPES if key.may(scope))
        after, since = int(cursor or 0), None if cursor else since
        asked = EventsAfter(scopes, backstage.now() - SETTLED, after, since, limit)
        found = await backstage.find(key.structure_id, asked)
        last = str(found[-1].number) if found else cursor
        return shapes.Events(
            items=[shapes.Event.model_validate(line.told) for line in found], cursor=last, more=len(found) == limit
        )


def _inviting(router: APIRouter, backstage: Backstage, with_scope: Callable[[Scope], Any]) -> None:
    inviter = Depends(with_scope(Scope.INVITE))
    mark = Header(
        alias="Idempotency-Key", pattern="^[A-Za-z0-9_-]{8,64}$",
        description="un repère de la demande : la même demande refaite ne fait pas une deuxième invitation",
    )  # fmt: skip

    @router.post(
        "/invitations", status_code=201, responses=described(401, 403, 409, 422, 429), summary="Inviter un jeune"
    )
    async def invite(
        wanted: shapes.NewInvitation, idempotency_key: str = mark, held: Holder = inviter
    ) -> shapes.Invitation:
        key, secret = held
        code = _code(secret, idempotency_key)
        try:
            made = await backstage.invite(key, Wanted(code, plain_name(wanted.first_name), wanted.reference))
        except Otherwise:
            raise Problem(409, "Ce repère (Idempotency-Key) a déjà servi pour une autre personne.") from None
        return shapes.Invitation(
            id=made.number, link=backstage.invitation_link(code), state=made.state, expires_at=made.expires_at,  # type: ignore[arg-type]
        )  # fmt: skip


def _code(secret: str, mark: str) -> str:
    """The code of the invitation of a request: the same request has the same one, and nobody keeps it."""
    made = hmac.new(secret.encode(), f"invitation:{mark}".encode(), sha256).digest()
    return urlsafe_b64encode(made[:16]).decode().rstrip("=")


def _after(cursor: str) -> tuple[int, int]:
    thread, _, number = cursor.partition("-")
    return int(thread or 0), int(number or 0)
