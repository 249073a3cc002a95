"""Every job that a process starts by itself and every address that machines come to has a written rule, and keeps it.

What a process has is read from one that runs, with every setting: a new job or door without a rule in
tests/stories/rules.py breaks the tests.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
import uvicorn
from aiohttp import web
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from fastapi import FastAPI
from sqlalchemy import Connection, func, insert, select

from bot import simulator
from bot.runtime.limits import NoLimits
from bot.runtime.settings import Settings
from bot.runtime.wire import build
from bot.sms.gateway import gateway
from bot.web.app import create_app
from bot.web.mail import PATIENCE, sign
from bot.web.sms import door as sms_door, key
from bot.web.telegram import HEADER, Webhook
from core.immersions.conventions import Convention
from core.immersions.immersion import Immersion
from storage.engine.tenancy import tenant_tables
from storage.engine.unit import Database
from storage.immersions import save as save_immersion
from storage.tables import addresses, inbox, metadata, people
from tests.bot.immersion.site import KEY, NUMBER, convention
from tests.bot.sms.gateway import Switchboard, switchboard
from tests.servers.postgres import GivenPostgres, Postgres
from tests.servers.process import free_port
from tests.servers.smtp import PostOffice, post_office
from tests.stories.cast import Cast, raise_curtain
from tests.stories.conftest import PAGES, Theatre
from tests.stories.rules import DOORS, JOBS
from tests.stories.test_answering_by_mail import answer
from tests.stories.test_routes import RULES

SECRETS = {"telegram": "a-secret-for-the-door-of-telegram", "mail": "a-secret-for-the-door-of-mails",
           "sms": "a-secret-for-the-door-of-sms", "immersion": "a-secret-for-the-door-of-immersions"}  # fmt: skip
MAIL, PHONE = "zoe@saules.example", "+33612345670"
BREVO = gateway("brevo://key@api.brevo.com")


@pytest.fixture
async def office() -> AsyncIterator[PostOffice]:
    async with post_office() as opened:
        yield opened


@pytest.fixture
async def board() -> AsyncIterator[Switchboard]:
    async with switchboard() as opened:
        yield opened


@pytest.fixture
async def more_settings(office: PostOffice, board: Switchboard) -> dict[str, str]:
    return {
        "smtp_url": office.url, "mail_from": "Saules <triade@ml.example>", "mail_webhook_secret": SECRETS["mail"],
        "sms_url": board.url, "sms_from": "Saules", "sms_webhook_secret": SECRETS["sms"],
        "immersion_webhook_secret": SECRETS["immersion"],
    }  # fmt: skip


# --- what there is -------------------------------------------------------------------------------------------------


def looked_after(job: Any) -> str:
    """The class whose work a job of the scheduler is."""
    does = job.args[0] if job.func.__name__ == "_when_elected" else job.func
    own = {"_tick": "Ticker", "_mourn": "Deliverer"}
    return own.get(does.__name__, type(does.__self__).__name__)


def paths(routes: Iterable[Any]) -> Iterator[str]:
    """Of an application: what it includes stands in it as routers."""
    for route in routes:
        included = getattr(route, "original_router", None)
        yield from paths(included.routes) if included is not None else (route.path,)


async def test_every_job_and_every_door_of_a_process_has_a_rule(
    monkeypatch: pytest.MonkeyPatch,
    postgres: Postgres | GivenPostgres,
    office: PostOffice,
    more_settings: dict[str, str],
) -> None:
    """All of it in one process on PostgreSQL: read while it starts, then it is told to stop."""
    jobs: list[Any] = []
    apps: list[FastAPI] = []
    inner: list[web.Application] = []
    stop = asyncio.Event()

    class Server(uvicorn.Config):
        def __init__(self, app: FastAPI, **more: Any) -> None:
            apps.append(app)
            super().__init__(app, **more)

    class Runner(web.AppRunner):
        def __init__(self, app: web.Application, **more: Any) -> None:
            inner.append(app)
            super().__init__(app, **more)

    def start(scheduler: AsyncIOScheduler) -> None:
        jobs.extend(scheduler.get_jobs())
        stop.set()

    monkeypatch.setattr(uvicorn, "Config", Server)
    monkeypatch.setattr(web, "AppRunner", Runner)
    monkeypatch.setattr(AsyncIOScheduler, "start", start)
    monkeypatch.setattr(AsyncIOScheduler, "shutdown", lambda *_, **__: None)
    tg, port = simulator.LocalTelegram(), free_port()
    url = postgres.create_database("doors")
    async with simulator.serve(tg) as server:
        settings = Settings(
            bot_token=tg.bot().token, telegram_api=server.url, database_url=url.replace("+asyncpg", ""),
            public_url=f"http://127.0.0.1:{port}", listen=f"127.0.0.1:{port}", webhook_secret=SECRETS["telegram"],
            metrics_listen=f"127.0.0.1:{free_port()}", security_contact="mailto:a@example.org",
            immersion_key=KEY, lba_key="k", imap_url=f"imap://triade:x@127.0.0.1:{free_port()}", **more_settings,
        )  # fmt: skip
        app = await build(settings, limits=NoLimits(), database=Database.open(url, durable=False))
        await asyncio.wait_for(app.run(stop), 60)
    postgres.drop_database("doors")

    assert JOBS.keys() == {looked_after(job) for job in jobs}
    assert len(JOBS) == len(jobs)
    served = {*paths(apps[0].routes), *(str(one.canonical) for one in inner[0].router.resources())}
    found = {path.replace(str(settings.bot_id), "{bot}") for path in served}
    assert "/.well-known/security.txt" in found
    doors = {path for path in found if path in DOORS or f"/{path.split('/')[1]}" not in RULES}
    assert doors == DOORS.keys() - {"/sms/inbound/{shown}"}, "say who may come to the new door"


def test_a_gateway_that_signs_nothing_has_an_address_of_its_own() -> None:
    async def store(_: object) -> None: ...

    (route,) = sms_door(SECRETS["sms"], BREVO, store, lambda: None).routes  # type: ignore[arg-type, return-value]
    assert route.path in DOORS  # type: ignore[attr-defined]


# --- the doors, and who tries them -----------------------------------------------------------------------------------


@dataclass
class Call:
    """One request, as whoever has the secret makes it."""

    method: str
    path: str
    body: bytes
    headers: dict[str, str]


@dataclass
class Town:
    """Two houses; somebody of the second one writes, by every way."""

    theatre: Theatre
    here: Cast
    away: Cast
    client: httpx.AsyncClient

    def call(self, door: str, secret: str, *, late: int = 0, text: str = "Bonjour") -> Call:
        """What an authentic machine would send, with that secret: all of it by Zoé, of the second house."""
        stamp = str(int(self.theatre.stage.now.timestamp()) - late)
        body = self._body(door, text)
        path = door.replace("{bot}", str(self.theatre.app.me.id))
        headers = {"content-type": "application/json"}
        if door == "/telegram/{bot}":
            headers[HEADER] = secret
        elif door == "/immersion/convention-updated":
            headers["authorization"] = secret
        elif door == "/sms/inbound/{shown}":
            path = path.replace("{shown}", key(secret, BREVO) if secret else "x")
        else:
            headers |= {"x-triade-timestamp": stamp, "x-triade-signature": sign(secret, stamp, body)}
        return Call("POST", path, body, headers)

    def _body(self, door: str, text: str) -> bytes:
        zoe = self.away.apprentice
        if door == "/telegram/{bot}":
            sender = {"id": zoe.id, "is_bot": False, "first_name": "Zoé"}
            message = {"message_id": 900_000, "date": int(self.theatre.stage.now.timestamp()), "from": sender,
                       "chat": {"id": zoe.id, "type": "private", "first_name": "Zoé"}, "text": text}  # fmt: skip
            return json.dumps({"update_id": 10**9 + len(text), "message": message}).encode()
        if door == "/mail/inbound":
            return answer(None, text, f"Zoé <{MAIL}>", In_Reply_To="<1.1@triade.example>")
        if door == "/sms/inbound":
            return json.dumps({"id": text, "kind": "text", "number": PHONE, "text": text}).encode()
        if door == "/sms/inbound/{shown}":
            return json.dumps({"msg_status": "replied", "to": PHONE, "messageId": "1", "reply": text}).encode()
        return json.dumps(
            {"payload": {"convention": convention(status="ACCEPTED_BY_VALIDATOR", establishmentTutor=text)}}
        ).encode()

    async def sends(self, call: Call) -> int:
        return (await self.client.request(call.method, call.path, content=call.body, headers=call.headers)).status_code

    async def rows(self) -> dict[str, int]:
        """How many rows every table has."""

        def count(c: Connection) -> dict[str, int]:
            tables = metadata.sorted_tables
            return {one.name: c.execute(select(func.count()).select_from(one)).scalar_one() for one in tables}

        return await self.theatre.app.database.run(count)

    async def hers(self) -> dict[str, list[Any]]:
        """All rows of the first house."""

        def look(c: Connection) -> dict[str, list[Any]]:
            found = {}
            for table in tenant_tables():
                which = (table.c.id if table.name == "structures" else table.c.structure_id) == self.here.house.id
                found[table.name] = list(c.execute(select(table).where(which).order_by(*table.primary_key.columns)))
            return found

        return await self.theatre.app.database.run(look)


@pytest.fixture
async def town(theatre: Theatre, cast: Cast) -> AsyncIterator[Town]:
    away = await raise_curtain(cast.stage, "Mission locale des Saules", "Nour", "Zoé", "Hugo", "Atelier Brise")
    app, now = theatre.app, theatre.stage.now

    def settle(c: Connection) -> None:
        zoe = c.execute(select(people.c.id, people.c.structure_id).where(people.c.first_name == "Zoé")).one()
        known = {"person_id": zoe.id, "structure_id": zoe.structure_id, "current": True, "created_at": now}
        for channel, value in (("mail", MAIL), ("sms", PHONE)):
            c.execute(insert(addresses).values(known | {"channel": channel, "value": value}))
        followed = Immersion(2, Convention(NUMBER, "IN_REVIEW"))
        save_immersion(c, zoe.structure_id, followed, now)

    await app.database.run(settle)

    async def store(rows: Any) -> int:
        return await app.receiver.store("sms:in", list(rows))

    webhook = Webhook(app.me.id, SECRETS["telegram"], app._store).router()
    doors = [*app.pages(), webhook, sms_door(SECRETS["sms"], BREVO, store, lambda: theatre.stage.now)]
    async with httpx.AsyncClient(transport=httpx.ASGITransport(create_app(doors)), base_url=PAGES) as client:
        yield Town(theatre, cast, away, client)


GUARDED = sorted(path for path, rule in DOORS.items() if rule.shows)


def own(door: str) -> str:
    return SECRETS[door.split("/")[1]]


def forgeries(town: Town, door: str) -> Iterator[tuple[str, Call]]:
    """What somebody sends who does not have the secret, or who has seen one request of somebody who has."""
    mine, make = own(door), town.call
    good = make(door, mine)
    yield "nothing shown", Call(good.method, make(door, "").path, good.body, {})
    wrong = {
        "empty": "",
        "cut": mine[:-1],
        "longer": mine + "x",
        "upper": mine.upper(),
        "spaced": f" {mine}x",
        "star": "*",
    }
    for name, secret in wrong.items() | {(f"of {name}", secret) for name, secret in SECRETS.items() if secret != mine}:
        yield name, make(door, secret)
    if DOORS[door].shows == "signature":
        yield "seen long ago", make(door, mine, late=PATIENCE + 1)
        yield "of tomorrow", make(door, mine, late=-PATIENCE - 1)
        yield "another body", Call(good.method, good.path, make(door, mine, text="Autre").body, good.headers)
        later = str(int(good.headers["x-triade-timestamp"]) + 1)
        yield "another moment", Call(good.method, good.path, good.body, good.headers | {"x-triade-timestamp": later})
        yield "no signature", Call(good.method, good.path, good.body, good.headers | {"x-triade-signature": ""})
        yield "no moment", Call(good.method, good.path, good.body, good.headers | {"x-triade-timestamp": ""})


async def test_whoever_has_not_the_secret_of_a_door_leaves_nothing(town: Town) -> None:
    before, told = await town.rows(), {}
    for door in GUARDED:
        tries = list(forgeries(town, door))
        assert len({name for name, _ in tries}) == len(tries) > 8
        told |= {f"{door}: {name}": await town.sends(call) for name, call in tries}

    assert {401} == set(told.values()), told
    assert before == await town.rows()


async def test_what_a_door_takes_is_kept_once_and_concerns_the_house_of_its_sender(town: Town) -> None:
    hers, stage = await town.hers(), town.theatre.stage
    for door in GUARDED:
        first, before = town.call(door, own(door)), await town.rows()

        assert [200, 200, 200] == [await town.sends(first) for _ in range(3)], door

        after = await town.rows()
        assert {DOORS[door].keeps} == {name for name in after if after[name] != before[name]}, door
        assert 1 == after["inbox"] - before["inbox"], door
        await stage.follow()
        assert "done" == await town.theatre.app.database.run(_handled), door
        done = await town.rows()
        assert 200 == await town.sends(first), door
        await stage.follow()
        assert done == await town.rows(), f"{door}: replayed after it was handled"
    assert hers == await town.hers()


def _handled(c: Connection) -> str:
    """What became of the newest thing that came in."""
    return str(c.execute(select(inbox.c.state).order_by(inbox.c.id.desc()).limit(1)).scalar_one())


async def test_what_asks_for_nothing_tells_nothing(town: Town) -> None:
    """Of the outer address; the inner one is tests/bot/runtime/test_operations.py."""
    for path in ("/health", "/static/triade.css", "/static/", "/static/none"):
        told = await town.client.get(path)
        assert told.status_code in (200, 404), path
        assert not [word for word in ("Léa", "Zoé", "Tilleuls", "Saules", MAIL, PHONE) if word in told.text]


# --- jobs ------------------------------------------------------------------------------------------------------------


async def test_a_job_that_needs_an_office_rests_without_it(theatre: Theatre, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of several processes one does it: the others look at nothing."""
    app, looked = theatre.app, []

    async def look() -> None:
        looked.append(1)

    monkeypatch.setattr(app.peers, "holds", lambda office: False)
    monkeypatch.setattr(app.ticker, "drain", look)
    monkeypatch.setattr(app.heartbeat, "_write", lambda c: looked.append(1))
    await app._tick()
    await app._when_elected(look)
    await app.heartbeat.beat(lambda: app.peers.holds("door"))

    assert [] == looked
