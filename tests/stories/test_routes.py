"""Every route of our pages, asked by nobody, by a stranger's session and by the team of another structure.

A route without a rule here breaks the test: whoever adds one says who may ask it.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import product

import httpx
from sqlalchemy import Connection, select

from storage.engine.tenancy import tenant_tables
from tests.stories.cast import raise_curtain
from tests.stories.conftest import Theatre
from tests.stories.test_room import enters

Browser = Callable[[], httpx.AsyncClient]
SECRETS = ("Ysolde", "Kylian", "Wanda", "Peupliers")
#: who may: "code", whoever has the 128 bits that the address holds; "session", whoever a session says, for her own
#: things; "key", a key of the structure; "team", a counsellor or manager of the structure, by session; "anybody", it
#: shows nothing of anybody
RULES = {
    "/adresse": "code",
    "/arrivee": "code",
    "/attestation": "code",
    "/entrer": "code",
    "/ouvrir": "code",
    "/passeport": "code",
    "/rappels": "code",
    "/telegram": "code",
    "/ma-page": "session",
    "/bureau": "team",
    "/mini": "anybody",
    "/api": "key",
    "/api/v1/openapi.json": "anybody",
    "/sortir": "anybody",
    "/.well-known": "anybody",
}
#: numbers of the first structure's rows, and what no code is
FILLED = {"triad": ("1", "999"), "number": ("1",), "rank": ("1",), "act": ("amend",), "code": ("A" * 22,),
          "thread": ("1",), "rest": ("x",), "section": ("rappels", "x"), "slug": ("definir-l-alternance", "x"),
          "what": ("mission", "post", "note")}  # fmt: skip
FORM = {"triad": "1", "number": "1", "version": "1", "act": "validate", "text": "Et moi ?", "key": "x", "stamp": "x"}


def addresses(path: str) -> list[str]:
    """The path with each of its holes filled."""
    holes = [part[1:-1].partition(":")[0] for part in path.split("/") if part.startswith("{")]
    found = []
    for values in product(*(FILLED[hole] for hole in holes)):
        address = path
        for hole, value in zip(holes, values, strict=True):
            address = address.replace(f"{{{hole}}}", value)
        found.append(address)
    return found


async def test_no_route_gives_anything_to_others(theatre: Theatre, browser: Browser) -> None:
    stage = theatre.stage
    victim = await raise_curtain(stage, "Mission locale des Peupliers", "Wanda", "Ysolde", "Kylian", "Garage Peupliers")
    await victim.drafts()
    await stage.taps(victim.young, "Envoyer")
    away = await raise_curtain(stage, "Mission locale des Saules", "Nour", "Zoé", "Hugo", "Atelier Brise")
    routers = theatre.app.pages()
    routes = [(route.path, method) for router in routers for route in router.routes for method in route.methods]
    routes.sort(key=lambda one: one[0] == "/sortir")  # it ends the session of who asks: last
    assert {f"/{path.split('/')[1]}" for path, _ in routes} <= RULES.keys(), "say who may ask the new route"
    assert len(routes) > 30

    def hers(c: Connection) -> dict[str, list[object]]:
        """All that stands in the tables of the victim's structure."""
        found = {}
        for table in tenant_tables():
            which = table.c.id if table.name == "structures" else table.c.structure_id
            query = select(table).where(which == victim.house.id).order_by(*table.primary_key.columns)
            found[table.name] = list(c.execute(query))
        return found

    async with browser() as nobody:
        team = await enters(away, browser)
        before = await theatre.app.database.run(hers)
        for path, method in routes:
            for address, (name, client) in product(addresses(path), (("nobody", nobody), ("others' team", team))):
                answer = await client.request(method, address, data=FORM if method == "POST" else None)
                told = f"{name}: {method} {address} -> {answer.status_code}"
                assert answer.status_code < 500, told
                assert not [word for word in SECRETS if word in answer.text], told
                if RULES.get(path, RULES[f"/{path.split('/')[1]}"]) in ("session", "team", "key") and name == "nobody":
                    assert answer.status_code in (303, 401, 403, 404, 405), told
                if method == "POST" and address != "/sortir":
                    assert answer.status_code != 200, told
        await team.aclose()
        assert before == await theatre.app.database.run(hers)
