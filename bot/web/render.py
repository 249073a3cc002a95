"""How pages look: one template language, escaped by itself, one style sheet, and headers that trust nothing else."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path

from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from starlette.middleware.base import RequestResponseEndpoint
from starlette.responses import Response
from starlette.staticfiles import StaticFiles

from bot.markup import rich, typeset
from bot.runtime.languages import translations
from bot.web import session
from bot.web.spoken import PAGES, Translate, translated
from core.languages import FRENCH, spoken

#: a French mobile as core/nudges/phone.py writes it
_NUMBER = re.compile(r"\+33 [67](?: \d{2}){4}")
HERE = Path(__file__).parent
STATIC = "/static"
#: what changes nothing
READS = ("GET", "HEAD", "OPTIONS")

#: Nothing from elsewhere, no script, no frame, no address left with others, nothing kept by a cache on the way.
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    ),
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


class _Spoken(FileSystemLoader):
    """Templates in one language (bot/web/spoken.py)."""

    def __init__(self, folder: Path, translate: Translate) -> None:
        super().__init__(folder)
        self._translate = translate

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        source, file, fresh = super().get_source(environment, template)
        return (translated(source, self._translate) if template in PAGES else source), file, fresh


def page(template: str, *, status: int = 200, language: str = FRENCH, **values: object) -> HTMLResponse:
    """A page made of bot/web/templates/<template>, in the language of its reader."""
    return HTMLResponse(_templates(spoken(language)).get_template(template).render(**values), status_code=status)


def sorry(title: str, words: str, *, status: int = 404) -> HTMLResponse:
    """A plain page that says what is wrong and what to do next."""
    return page("sorry.html", status=status, title=title, words=words)


def unknown() -> HTMLResponse:
    """The same for whatever is not there, not open any more or not for this reader: nobody learns which."""
    return sorry(
        "Cette page n'est pas ouverte",
        "Le lien est peut-être incomplet, trop ancien ou retiré. La personne qui l'a envoyé peut en donner un nouveau.",
    )


def furnish(app: FastAPI) -> None:
    """Give the application its style sheet, its headers, and plain pages for what leads nowhere or is not ours."""
    app.mount(STATIC, StaticFiles(directory=HERE / "static"))

    @app.middleware("http")
    async def guard(request: Request, answer: RequestResponseEndpoint) -> Response:
        if request.method not in READS and session.is_foreign(request):
            response: Response = sorry(
                "Ce formulaire ne vient pas d'ici", "Rouvrez la page depuis le lien.", status=403
            )
        elif "\0" in request.url.path or "%00" in request.url.query:
            response = unknown()
        else:
            response = await answer(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        return response

    @app.exception_handler(404)
    async def nowhere(request: Request, error: Exception) -> Response:
        return unknown()


def phones(shown: Markup) -> Markup:
    """The numbers of a text, each as a link that calls it."""
    linked = _NUMBER.sub(lambda found: f'<a href="tel:{found[0].replace(" ", "")}">{found[0]}</a>', shown)
    return Markup(linked)  # noqa: S704  # escaped before; only digits and spaces were added to


@cache
def _templates(language: str) -> Environment:
    translate = translations(language)
    loader = _Spoken(HERE / "templates", translate)
    made = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    made.filters["rich"] = rich
    made.filters["typeset"] = typeset
    made.filters["phones"] = phones
    made.filters["said"] = translate
    made.globals["language"] = language
    return made
