"""Names and words that are scripts, on every page that shows any, in a real browser: nothing runs."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.async_api import Page
from sqlalchemy import Connection, delete, insert, update

from bot.web.app import create_app
from bot.web.pace import Brisk
from bot.web.pages import routers
from core.lessons.attestation import Attestation
from core.links import NewLink
from core.page.arrival import INVITATION
from storage import links
from storage.tables import (
    applications,
    assessments,
    attestations,
    desk_cards,
    invitations,
    missions,
    offers,
    passports,
    people,
    posts,
    progress,
    quotes,
    structures,
    triad_groups,
)
from tests.bot.web.test_room_look import PAGES
from tests.browser import BROWSER, shared
from tests.crowd import CODE, NOW, open_house

pytestmark = BROWSER
ATTACKS = (
    "<script>window.ran=1</script>",
    '"><img src=x onerror="window.ran=1">',
    "'><svg/onload=window.ran=1>",
    "javascript:window.ran=1//",
    "</textarea><iframe srcdoc='<script>parent.ran=1</script>'>",
    "{{7*7}}<style>body{display:none}</style><base href=//evil.example>",
)


def poison(c: Connection) -> None:
    """Every name and every word that people write."""
    hostile = "".join(ATTACKS)
    c.execute(update(people).where(people.c.role != "counsellor").values(first_name=hostile, company=hostile))
    c.execute(update(structures).values(name=hostile, hours=hostile))
    c.execute(update(posts).values(content={"t": hostile}))
    c.execute(update(missions).values(card={"title": hostile, "why": hostile, "when": hostile}))
    c.execute(update(desk_cards).values(content={"t": hostile}))


#: codes of the pages that open by one; of the tutor and of the young person
CODES = {one: f"{one:-<22}" for one in ("arrivee", "attestation", "passeport")}
TUTOR, YOUNG = "t" * 22, "y" * 22
PASSPORT, INVITED = 10, 900


def open_doors(c: Connection) -> None:
    """What the other pages show: an invitation, an attestation, a passport with a quote, offers, a group; and links."""
    hostile, soon = "".join(ATTACKS), NOW + timedelta(days=20)
    young = {"structure_id": 1, "person_id": PASSPORT}
    card = {"title": hostile, "why": hostile, "when": hostile, "skill": hostile}
    c.execute(delete(progress).where(progress.c.person_id == PASSPORT))  # the crowd has read nothing really
    c.execute(update(missions).where(missions.c.triad_id == 1).values(state="assessed", card=card))
    c.execute(update(missions).where(missions.c.triad_id == 1, missions.c.number == 2).values(state="proposed"))
    for side, who in (("apprentice", PASSPORT), ("tutor", PASSPORT + 1)):
        for number in (1, 3):
            look = {"triad_id": 1, "number": number, "side": side, "person_id": who, "marks": {}, "words": hostile}
            c.execute(insert(assessments).values(structure_id=1, grid_version=1, at=NOW, **look))
    quoted = {"triad_id": 1, "number": 1, "person_id": PASSPORT + 1, "words": hostile, "state": "agreed", "version": 1}
    c.execute(insert(quotes).values(structure_id=1, **quoted))
    c.execute(insert(passports).values(**young, shown=[[1, 1], [1, 3]], until=soon, updated_at=NOW))
    made = Attestation(PASSPORT, hostile, hostile, NOW.date(), ((hostile, NOW.date()),))
    c.execute(insert(attestations).values(**young, state=made.pack(), issued_at=NOW))
    offer = {"title": hostile, "company": hostile, "town": hostile, "contact": hostile, "kind": "apprenticeship"}
    c.execute(insert(offers).values(id=1, structure_id=1, author_id=1, until=soon.date(), created_at=NOW, **offer))
    answered = {"offer_id": 1, "stage": "applied", "shared": True, "applied_at": NOW, "updated_at": NOW}
    c.execute(insert(applications).values(**young, **answered))
    group = {"channel": "telegram", "chat": "-100", "title": hostile, "who": {}, "linked_by": 1, "since": NOW}
    c.execute(insert(triad_groups).values(triad_id=1, structure_id=1, **group))
    invited = {"code_hash": "x", "role": "tutor", "first_name": hostile, "triad_id": 3, "channel": "mail"}
    rest = {"value": "a@b.example", "reference": "<b>IM", "invited_by": 1, "created_at": NOW, "expires_at": soon}
    c.execute(insert(invitations).values(id=INVITED, structure_id=1, **invited, **rest))
    for code, purpose, person, subject in (
        (TUTOR, "entrer", PASSPORT + 1, ""),
        (YOUNG, "entrer", PASSPORT, ""),
        (CODES["arrivee"], "arrivee", None, f"{INVITATION}{INVITED}"),
        (CODES["attestation"], "attestation", None, f"attestation:{PASSPORT}"),
        (CODES["passeport"], "passeport", None, f"passport:{PASSPORT}"),
    ):
        links.add(c, 1, NewLink(code, purpose, soon, person_id=person, triad_id=1, subject=subject), NOW)


class Watch:
    """Follows a page, and says whether something ran, went elsewhere, or stands there as more than words."""

    def __init__(self, page: Page, base: str) -> None:
        self.page, self.base, self.shown = page, base, 0
        self.dialogs: list[str] = []
        self.elsewhere: list[str] = []
        page.on("dialog", lambda dialog: self.dialogs.append(dialog.message))
        page.on("request", lambda asked: self._asked(asked.url))

    def _asked(self, url: str) -> None:
        self.elsewhere += [] if url.startswith((self.base, "data:")) else [url]

    async def goes(self, path: str) -> None:
        answer = await self.page.goto(f"{self.base}{path}")
        assert answer is not None
        assert 200 == answer.status, path
        await self.looks(path)

    async def looks(self, path: str) -> None:
        assert await self.page.evaluate("window.ran") is None, path
        planted = "document.querySelectorAll('main script, main iframe, main svg[onload], base, [onerror], main style')"
        assert 0 == await self.page.evaluate(f"{planted}.length"), path
        scripts = "[...document.links].filter(a => a.protocol == 'javascript:').length"
        assert 0 == await self.page.evaluate(scripts), path
        self.shown += "<script>window.ran=1</script>" in await self.page.inner_text("body")


@shared
async def base(tmp_path: Path) -> AsyncIterator[str]:
    import uvicorn

    database, house = await open_house(tmp_path, 12)
    await database.run(poison)
    await database.run(open_doors)
    door = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(create_app(routers(house)), http=Brisk, log_config=None, access_log=False)
    server = uvicorn.Server(config)
    serving = asyncio.ensure_future(server.serve([door]))
    yield f"http://127.0.0.1:{door.getsockname()[1]}"
    server.should_exit = True
    await serving
    await database.close()


async def test_no_name_and_no_word_runs_on_any_page(page: Page, base: str) -> None:
    watch = Watch(page, base)
    await page.goto(f"{base}/ouvrir/{CODE}")
    await page.get_by_role("button", name="Ouvrir mon bureau").click()
    for path in (*PAGES.values(), "/bureau?q=script", "/bureau/modeles", "/bureau/jeune/1"):
        await watch.goes(path)
    assert watch.shown >= 5, "the words are there, as words"
    assert [] == watch.dialogs + watch.elsewhere


async def test_nor_on_the_pages_that_anybody_opens_by_a_link(page: Page, base: str) -> None:
    watch = Watch(page, base)
    for purpose, code in CODES.items():
        await watch.goes(f"/{purpose}/{code}")
    await watch.goes(f"/passeport/{CODES['passeport']}/preuve")
    assert len(CODES) + 1 == watch.shown, "the words are there, as words"
    assert [] == watch.dialogs + watch.elsewhere


#: what each asks for on her page that shows words of people; all commands were tried once, and each costs two pages
ASKED = {TUTOR: ("rdv", "horizon", "corriger"), YOUNG: ("rdv", "offres", "candidatures", "passeport", "corriger")}
#: with a mission that waits for her
FORMS = {TUTOR: ("refuse", "amend", "question"), YOUNG: ()}


@pytest.mark.parametrize("code", [TUTOR, YOUNG])
async def test_nor_on_ones_own_page_and_on_what_is_asked_there(page: Page, base: str, code: str) -> None:
    watch = Watch(page, base)
    await page.goto(f"{base}/entrer/{code}")
    await page.get_by_role("button").first.click()
    await watch.looks("/ma-page")
    for path in ("donnees", *(f"mission/1/2/{act}" for act in FORMS[code])):
        await watch.goes(f"/ma-page/{path}")
    for name in ASKED[code]:
        await page.goto(f"{base}/ma-page")
        form = page.locator(f"form[action$='/command']:has(input[name=name][value='{name}'])")
        await form.evaluate("form => form.closest('details')?.setAttribute('open', '')")
        await form.get_by_role("button").click()
        await watch.looks(name)
    assert watch.shown > 3, "the words are there, as words"
    assert [] == watch.dialogs + watch.elsewhere
