"""Who guesses learns nothing: whatever is not hers takes the same statements and the same answer as what never was.

Seconds say more about the machine than about us; statements and bytes are the same on each.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from secrets import token_urlsafe

import httpx
import pytest
from sqlalchemy import Connection, insert, select, update

from bot.runtime.backstage import House
from bot.web.app import create_app
from bot.web.pages import routers
from bot.web.pages.keys import hashed, new_secret
from core.api.keys import Scope
from core.links import NewLink
from storage import links, sessions
from storage.people import hash_code
from storage.tables import (
    api_keys,
    links as links_table,
    members,
    people,
    sessions as sessions_table,
    structures,
    triads,
)
from tests.crowd import NADIA, NOW, counted, open_house
from tests.stories.test_routes import RULES

#: pages behind a code, by the purpose of their links
PURPOSES = ("adresse", "arrivee", "attestation", "entrer", "ouvrir", "passeport", "rappels", "telegram")


@dataclass
class Site:
    house: House
    client: httpx.AsyncClient

    async def asks(self, path: str, **headers: str) -> tuple[int, str, list[str]]:
        """Status, body and the statements it took (their words, without values)."""
        with counted() as statements:
            answer = await self.client.get(path, headers=headers)
        return answer.status_code, answer.text, [re.sub(r"\s+", " ", one) for one in statements]


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[Site]:
    database, house = await open_house(tmp_path, 2)
    app = create_app(routers(house))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="https://bot") as client:
        yield Site(house, client)
    await database.close()


@pytest.mark.parametrize("purpose", PURPOSES)
async def test_a_code_that_opens_nothing_here_says_no_more_than_one_that_never_was(site: Site, purpose: str) -> None:
    assert {f"/{one}" for one in PURPOSES} == {path for path, who in RULES.items() if who == "code"}
    theirs = {one: f"{one:-<22}"[:22] for one in PURPOSES if one != purpose}
    for other, code in theirs.items():
        link = NewLink(code, other, NOW + timedelta(days=1), person_id=NADIA, triad_id=1, subject="1")
        await site.house._database.run(lambda c, link=link: links.add(c, 1, link, NOW))
    guesses = {
        "never was": token_urlsafe(16),
        "another one": token_urlsafe(16),
        "short": "x",
        "long": "x" * 4000,
        "odd": "%C3%A9%0D%0A%2E%2E",
        **{f"of {other}": code for other, code in theirs.items()},
    }

    answers = {name: await site.asks(f"/{purpose}/{code}") for name, code in guesses.items()}

    assert 1 == len({(status, body) for status, body, _ in answers.values()}), answers
    assert 1 == len({tuple(statements) for _, _, statements in answers.values()})


async def test_a_session_that_is_over_says_no_more_than_one_that_never_was(site: Site) -> None:
    house, secrets = site.house, {name: token_urlsafe(32) for name in ("idle", "old", "revoked", "never was")}
    link = await house.link("ouvrir", "bureau-bureau-bureau-x")
    assert link is not None

    def open_all(c: Connection) -> None:
        for name, secret in secrets.items():
            if name != "never was":
                sessions.open_session(c, link, secret, NOW)
        which = sessions_table.c.secret_hash
        for name, values in {"idle": {"idle_at": NOW - timedelta(hours=1)}, "old": {"expires_at": NOW}}.items():
            c.execute(update(sessions_table).where(which == hash_code(secrets[name])).values(**values))

    await house._database.run(open_all)
    open_one = await site.asks("/bureau", Cookie=f"__Host-triade-session={secrets['revoked']}")
    assert 200 == open_one[0]
    await house._database.run(lambda c: c.execute(update(links_table).values(revoked_at=NOW)))

    answers = [await site.asks("/bureau", Cookie=f"__Host-triade-session={secret}") for secret in secrets.values()]

    assert {401} == {status for status, _, _ in answers}
    assert 1 == len({(body, tuple(statements)) for _, body, statements in answers})


async def test_a_key_that_is_closed_says_no_more_than_one_that_never_was(site: Site) -> None:
    secrets = {name: new_secret() for name in ("revoked", "old", "never was")}

    def keep(c: Connection) -> None:
        common = {"structure_id": 1, "label": "x", "scopes": [Scope.YOUNG.value], "created_at": NOW}
        for name, ends, revoked in (("revoked", 1, NOW), ("old", -1, None)):
            values = {
                "secret_hash": hashed(secrets[name]),
                "expires_at": NOW + timedelta(days=ends),
                "revoked_at": revoked,
            }
            c.execute(insert(api_keys).values(**common, **values))

    await site.house._database.run(keep)
    answers = [await site.asks("/api/v1/young-people", Authorization=f"Bearer {one}") for one in secrets.values()]
    assert {401} == {status for status, _, _ in answers}
    assert 1 == len({(body, tuple(statements)) for _, body, statements in answers})
    malformed = await site.asks("/api/v1/young-people", Authorization="Bearer triade_court")
    assert (401, answers[0][1], []) == malformed


async def test_a_number_of_another_structure_says_no_more_than_one_that_never_was(site: Site) -> None:
    house, secret = site.house, new_secret()

    def keep(c: Connection) -> None:
        c.execute(insert(structures).values(id=2, name="Ailleurs", created_at=NOW, hours="", timezone="Europe/Paris"))
        for table, which, changed in (
            (people, people.c.id == 10, {"id": 500}),
            (triads, triads.c.id == 1, {"id": 50}),
            (
                members,
                (members.c.triad_id == 1) & (members.c.person_id == 10),
                {"id": 9000, "triad_id": 50, "person_id": 500},
            ),
        ):
            row = dict(c.execute(select(table).where(which)).one()._mapping)
            c.execute(insert(table).values(row | {"structure_id": 2} | changed))
        values = {"structure_id": 1, "label": "x", "scopes": [Scope.YOUNG.value], "created_at": NOW}
        c.execute(insert(api_keys).values(**values, secret_hash=hashed(secret), expires_at=NOW + timedelta(days=1)))

    await house._database.run(keep)
    opened = await site.client.post("/ouvrir/bureau-bureau-bureau-x")
    assert 303 == opened.status_code
    for path in ("/bureau/jeune/{}", "/bureau/jeune/{}?k=note"):
        answers = [await site.asks(path.format(number)) for number in (50, 999_999)]
        assert answers[0] == answers[1]
    key = {"Authorization": f"Bearer {secret}"}
    await site.asks("/api/v1/young-people/1", **key)  # the first use of a minute is written down
    one, other = [await site.asks(f"/api/v1/young-people/{number}", **key) for number in (50, 999_999)]
    assert one == other
