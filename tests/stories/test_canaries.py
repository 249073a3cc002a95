"""Marks in everything that somebody writes and is: found where they should be before she is erased, nowhere after it.

Looked into: every row, the bytes of the database and of its log of writes (of PostgreSQL: those of every table, index
and statistic), searches, both exports, what waits to be mailed, the whole log at DEBUG, every key and a full dump of
Redis, temporary files, and what the program makes.
"""

from __future__ import annotations

import io
import json
import re
import tempfile
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import asyncpg
import pytest
import redis
from sqlalchemy import Connection, select

from bot.demo.stage import Stage, Where
from bot.runtime.limits import Limits, NoLimits, SharedLimits
from core.privacy.kept import ExportOf
from storage import archive, erasure, privacy
from storage.engine import tenancy
from storage.road.letters import Letter
from storage.tables import outbox, people
from storage.tables.road import UNSENT
from tests.servers.smtp import PostOffice, post_office
from tests.servers.valkey import GivenRedis, Redis
from tests.storage.planting import dump
from tests.stories.cast import TITLE
from tests.stories.conftest import Theatre
from tests.stories.test_answering_by_mail import answer, posts
from tests.stories.test_by_mail import MARC, Browser, Desk
from tests.stories.test_own_page import sends
from tests.stories.test_secrets import logged as logged

MAIL_SECRET = "a-secret-for-the-door-of-mail"
#: by them or about them, in the thread of the two who are erased
SAID = ("Canari-message", "Canari-note", "Canari-mail", "Canari-page", "Canari-equipe", "Canari-nuit", TITLE)
WHO = ("Léa", "Marc", "Atelier Lumen", MARC)
MARKS = (*SAID, *WHO)
#: who is not erased
STAYS = "Zoé"


class Counting(NoLimits):
    """Redis counts everything that leaves, as in production, and nothing waits."""

    def __init__(self, url: str) -> None:
        self._shared = SharedLimits(url)

    async def wait(self, letter: Letter) -> float:
        await self._shared.wait(letter)
        return 0


@pytest.fixture
def limits(redis_server: Redis | GivenRedis) -> Limits:
    redis_server.flush()
    return Counting(redis_server.url)


@pytest.fixture
def temporary(tmp_path: Path) -> Iterator[Path]:
    """Where whatever is written for a moment is written in this story."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    before, tempfile.tempdir = tempfile.tempdir, str(folder)
    yield folder
    tempfile.tempdir = before


@pytest.fixture
async def office() -> AsyncIterator[PostOffice]:
    async with post_office() as opened:
        yield opened


@pytest.fixture
async def more_settings(office: PostOffice, logged: io.StringIO) -> dict[str, str]:
    return {
        "smtp_url": office.url, "mail_from": "Tilleuls <triade@ml.example>", "mail_webhook_secret": MAIL_SECRET,
    }  # fmt: skip


@pytest.fixture
async def desk(stage: Stage, office: PostOffice, temporary: Path) -> Desk:
    house = await stage.open_house()
    await stage.says(Where(house.counsellor, house.forum, None), "/horaires mails 0")
    return Desk(stage, office, house, await stage.welcome_apprentice(house))


@dataclass
class Places:
    """Everywhere that something may be kept."""

    theatre: Theatre
    desk: Desk
    redis: str
    temporary: Path
    logged: io.StringIO

    async def _of_the_database(self) -> str:
        """Its files, as they are on the disk."""
        if self.theatre.app.database.name == "sqlite":
            return _bytes(self.temporary.parent.glob("triade.sqlite3*"))
        files = (
            "SELECT pg_read_binary_file(pg_relation_filepath(oid)) FROM pg_class WHERE pg_relation_filepath(oid) <> ''"
        )
        rows = await on_the_server(self.theatre, "CHECKPOINT", files)
        return "\n".join(row[0].decode("utf-8", "replace") for row in rows)

    async def search(self) -> str:
        """What the team's searches answer to."""
        where, told = Where(self.desk.house.counsellor, self.desk.house.forum, None), []
        for words in ("Canari", "Lea", "Marc", "pneus"):
            await self.desk.stage.says(where, f"/chercher {words}")
            said = self.desk.stage.screen(where)[-1]
            told.append(re.sub(rf"« {words} »", "", said.text))
        return "\n".join(told)

    async def look(self) -> dict[str, str]:
        """Place -> all of it as text."""
        run, here = self.theatre.app.database.run, self.desk.house.id

        def queue(c: Connection) -> str:
            rows = c.execute(select(outbox.c.payload, outbox.c.chat).where(UNSENT, outbox.c.channel == "mail"))
            return json.dumps([list(row) for row in rows], ensure_ascii=False)

        def theirs(c: Connection) -> str:
            tenancy.within(c, here)
            young = c.execute(select(people.c.id).where(people.c.role == "apprentice").order_by(people.c.id)).scalars()
            return json.dumps(privacy.export(c, here, ExportOf(young.all()[0])), ensure_ascii=False)

        return {
            "mail queue": await run(queue),
            "her export": await run(theirs),
            "export": json.dumps(await run(lambda c: archive.export(c, here)), ensure_ascii=False),
            "rows": await run(dump),
            "bytes": await self._of_the_database(),
            "redis": in_redis(self.redis),
            "temporary": _bytes(one for one in self.temporary.rglob("*") if one.is_file()),
            "search": await self.search(),  # last: what is typed there stands in what came in
            "log": "\n".join(x for x in self.logged.getvalue().splitlines() if '"logger": "mail.log"' not in x),
        }


#: what the server quotes of the tables, for its planner
QUOTED = "SELECT most_common_vals::text, histogram_bounds::text FROM pg_stats WHERE schemaname = 'public'"


async def on_the_server(theatre: Theatre, *statements: str) -> list[Any]:
    """What the last of these statements finds, as the one who looks after the server may ask."""
    line = await asyncpg.connect(theatre.app.settings.database_url)
    try:
        return [await line.fetch(statement) for statement in statements][-1]
    finally:
        await line.close()


def _bytes(files: Iterator[Path]) -> str:
    return "\n".join(file.read_bytes().decode("utf-8", "replace") for file in files)


def in_redis(url: str) -> str:
    """Every key, what it holds, and the dump of the whole."""
    with redis.Redis.from_url(url) as client:
        keys = list(client.scan_iter())
        held = b"\n".join(key + b" " + (client.dump(key) or b"") for key in keys)
        client.save()
        folder, name = (client.config_get(what)[what] for what in ("dir", "dbfilename"))
        return (held + (Path(folder) / name).read_bytes()).decode("utf-8", "replace")


async def play(desk: Desk, browser: Browser) -> None:
    """The thread of Léa and Marc, by Telegram, mail and pages; at night a mail to him waits for the morning."""
    stage = desk.stage
    zoe = await stage.welcome_apprentice(desk.house, STAYS)
    await stage.says(Where(zoe), "Bonjour")
    marc = await desk.settles(browser)
    await desk.proposes()
    await stage.says(desk.young, "Canari-message")
    await stage.says(desk.topic, "/note Canari-note")
    await stage.says(desk.topic, "Canari-equipe")
    await posts(desk, browser(), answer(desk.office.to(MARC)[-1], "Canari-mail"), secret=MAIL_SECRET)
    await sends(marc, "/ma-page", "/ma-page/post", text="Canari-page")
    await stage.follow()
    for tap in ("Tout recevoir", "Qui a vu mon dossier"):
        await stage.says(desk.young, "/mesdonnees")
        await stage.taps(desk.young, tap)
    assert (await marc.get("/ma-page/donnees.pdf")).content.startswith(b"%PDF")
    await stage.pass_time(hours=11)
    await stage.says(desk.young, "Canari-nuit")


def found(seen: dict[str, str]) -> dict[str, set[str]]:
    return {place: {mark for mark in MARKS if mark in text} for place, text in seen.items()}


@pytest.mark.grown
async def test_what_is_erased_is_found_before_and_nowhere_after(
    theatre: Theatre,
    desk: Desk,
    browser: Browser,
    logged: io.StringIO,
    temporary: Path,
    redis_server: Redis | GivenRedis,
) -> None:
    await play(desk, browser)
    places = Places(theatre, desk, redis_server.url, temporary, logged)
    if theatre.app.database.name == "postgresql":  # as its server does by itself
        quoted = str(await on_the_server(theatre, "ANALYZE", QUOTED))
        assert {mark for mark in MARKS if mark in quoted} >= {"Léa", "Canari-message"}
    before = found(await places.look())

    nowhere = ("redis", "temporary", "log")
    assert {place: set() for place in nowhere} == {place: before[place] for place in nowhere}
    for place in ("rows", "bytes"):
        assert before[place] == set(MARKS), place
    assert before["export"] >= {*SAID, "Léa", "Marc"}
    assert before["her export"] >= {"Canari-message", "Canari-mail", "Canari-page", "Canari-equipe", "Léa", TITLE}
    assert "Canari-note" not in before["her export"]
    assert before["search"] >= {"Canari-message", "Léa", "Marc"}
    assert before["mail queue"] >= {"Canari-nuit", MARC}

    def erase(c: Connection) -> None:
        tenancy.within(c, desk.house.id)
        both = people.c.role.in_(("apprentice", "tutor")) & (people.c.first_name != STAYS)
        for person in c.execute(select(people.c.id).where(both)).scalars().all():
            assert erasure.erase(c, desk.house.id, person, "asked", desk.stage.now)

    await theatre.app.database.run(erase)
    await desk.stage.follow()
    await desk.stage.pass_time(hours=12)
    assert theatre.app.sweeper is not None
    await theatre.app.sweeper.once()
    if theatre.app.database.name == "postgresql":
        quoted = str(await on_the_server(theatre, QUOTED))
        assert not {mark for mark in MARKS if mark in quoted}
        await on_the_server(theatre, "VACUUM FULL")  # as the runbook says

    after = found(await places.look())
    assert {place: set() for place in after} == after
    assert "Canari-nuit" not in "".join(map(str, desk.office.mails))


def test_what_stands_in_redis_would_be_found(redis_server: Redis | GivenRedis) -> None:
    """The look into Redis sees keys, values and the dump."""
    with redis.Redis.from_url(redis_server.url) as client:
        client.set("Canari-note", "Canari-page")
        client.rpush("list", "Canari-mail")
    told = in_redis(redis_server.url)
    redis_server.flush()

    assert {"Canari-note", "Canari-page", "Canari-mail"} == {mark for mark in SAID if mark in told}
