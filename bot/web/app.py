"""The web process: a FastAPI application made of doors and pages, each one a router."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

from fastapi import APIRouter, FastAPI
from fastapi.responses import JSONResponse

from bot.web.pace import Measured
from bot.web.render import furnish

#: "" when all is well, else one sentence for the operator
Health = Callable[[], Awaitable[str]]


async def _alive() -> str:
    return ""


def create_app(routers: Sequence[APIRouter] = (), health: Health = _alive) -> FastAPI:
    """The application. It shows no schema and no documentation page: nobody outside has a use for them."""
    # A redirect to the same address without its slash would name whatever host the request names.
    app = FastAPI(title="Triade", docs_url=None, redoc_url=None, openapi_url=None, redirect_slashes=False)
    furnish(app)
    app.add_middleware(Measured)
    for router in routers:
        app.include_router(router)

    @app.get("/health")
    async def answer_health() -> JSONResponse:
        """200 when this process can do its work, 503 with the reason when it cannot."""
        trouble = await health()
        return JSONResponse({"status": trouble or "ok"}, status_code=503 if trouble else 200)

    return app
