"""Errors of the API: problem details (RFC 9457), in French, without anything of anybody."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Mapping, Sequence
from typing import Any

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from fastapi.routing import APIRoute
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.responses import Response

from core.people import Refused
from core.texts import render

MEDIA = "application/problem+json"
TITLES = {
    401: "Clé absente, inconnue ou fermée",
    403: "Cette clé n'ouvre pas cela",
    404: "Rien à cette adresse",
    409: "Refusé par une règle",
    422: "Demande mal formée",
    429: "Trop de demandes",
    503: "Service indisponible",
}
WRONG = {"missing": "manque", "json_invalid": "n'est pas du JSON", "extra_forbidden": "n'est pas attendu"}


class Wrong(BaseModel):
    """One part of a request that does not fit."""

    where: str = Field(description="la partie de la demande", examples=["query.limit"])
    what: str = Field(description="ce qui ne va pas", examples=["n'a pas la forme attendue"])


class Shown(BaseModel):
    """An error as it is answered."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str = ""
    errors: list[Wrong] = []


class Problem(Exception):
    """A request that gets an error; caught by the route class below."""

    def __init__(self, status: int, detail: str = "", **headers: str) -> None:
        self.status, self.detail = status, detail
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}
        super().__init__(detail)


def answer(
    status: int, detail: str = "", headers: Mapping[str, str] | None = None, errors: Sequence[Wrong] = ()
) -> Response:
    """An error on its way."""
    shown = Shown(title=TITLES[status], status=status, detail=detail, errors=list(errors))
    return JSONResponse(shown.model_dump(), status_code=status, headers=headers, media_type=MEDIA)


class Route(APIRoute):
    """A route whose errors are problems."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        inner = super().get_route_handler()

        async def handle(request: Request) -> Response:
            try:
                return await inner(request)
            except Problem as problem:
                return answer(problem.status, problem.detail, problem.headers)
            except Refused as refused:
                return answer(409, render(refused.text).text)
            except HTTPException:  # what FastAPI says of a body that is no text
                return answer(422, "Le corps de la demande ne se lit pas.")
            except RequestValidationError as error:
                return answer(422, "Corrigez ce que la liste nomme.", errors=[_wrong(one) for one in error.errors()])

        return handle


def _wrong(error: Any) -> Wrong:
    where = ".".join(str(part) for part in error["loc"])
    return Wrong(where=where[:200], what=WRONG.get(error["type"], "n'a pas la forme attendue"))


def described(*codes: int) -> dict[int | str, dict[str, Any]]:
    """The errors of a route, for the OpenAPI document."""
    return {code: {"model": Shown, "description": TITLES[code], "content": {MEDIA: {}}} for code in codes}
