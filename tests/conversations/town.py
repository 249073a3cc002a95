"""Two structures on one local Telegram: tutors of several, a closed and a paused thread, a tutor by e-mail, Telegram
groups as threads, and every other time topics in private chats."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import Connection, func, insert, select

from bot import simulator
from bot.demo.stage import House, Stage, Where
from bot.runtime.limits import NoLimits
from bot.runtime.settings import Settings
from bot.runtime.wire import build
from bot.simulator import FaultScript, Group, Person, Rule
from core.people import CONSENT_VERSION, Role
from storage.content.library import library
from storage.engine.unit import Database
from storage.road import inbox as inbox_rows, outbox as outbox_rows
from storage.tables import addresses, inbox, members, outbox, people, triads
from tests.empty import lay_empty
from tests.servers.smtp import PostOffice, post_office
from tests.stories.cast import gather, group_code
from tests.stories.conftest import PAGES, START
from tests.tenancy import refuse_unscoped

#: (structure, its counsellor, its threads: state, apprentice, tutor, trainer)
STRUCTURES = (
    (
        "Mission locale des Tilleuls",
        "Nadia",
        (
            ("closed", "Awa", "Bruno", ""),
            ("open", "Awa", "Marc", "Fanny"),
            ("open", "Basile", "Marc", "Fanny"),
            ("open", "Chloé", "Bruno", ""),
            ("paused", "Dina", "Marc", ""),
            ("open", "Élie", "Xavier", ""),
            ("open", "Farid", "@mail", "Fanny"),
        ),
    ),
    ("CFA du Port", "Odile", (("open", "Gaël", "Xavier", ""), ("open", "Hana", "Yvonne", ""))),
)
MAIL = "tuteur@atelier.example"
#: whose thread is a Telegram group; their tutors follow others too, one of them in the other structure
GROUPED = ("Basile", "Gaël")
UNSENT = ("new", "retry", "later", "sending", "aboard")
#: how bad the network can be: the share of calls that fail before they took effect, and after
NETWORKS = ((0.0, 0.0), (0.06, 0.06), (0.2, 0.2))


@dataclass
class Thread:
    """A triad as it stands; `seats`: who is in it, but for the counsellors."""

    number: int
    house: House
    apprentice: str
    seats: dict[Person, Role]
    mail: bool = False
    group: Group | None = None

    def is_named(self, topic: str, person: Person) -> bool:
        """Whether a topic in her chat is of this thread: it bears the young person's name, or for her the tutor's."""
        wanted = Role.TUTOR if self.seats.get(person) is Role.APPRENTICE else Role.APPRENTICE
        return person in self.seats and any(
            who.first_name in topic for who, role in self.seats.items() if role is wanted
        )


@dataclass
class Town:
    """Everybody, and the bot."""

    stage: Stage
    office: PostOffice
    unscoped: list[str]
    threads: dict[int, Thread] = field(default_factory=dict)
    people: list[Person] = field(default_factory=list)

    def network(self, how: int) -> None:
        before, after = NETWORKS[how % len(NETWORKS)]
        self.stage.tg.faults.rules = [
            Rule("getMe", probability=0),  # without any rule nobody would ask
            Rule("*", probability=before / 2, code=429, retry_after=2),
            Rule("*", probability=before / 2, code=500),
            Rule("*", probability=after / 2, code=500, after=True),
            Rule("*", probability=after / 2, kind="reset", after=True),
        ]

    async def states(self) -> dict[int, str]:
        """The thread's number -> open, paused or closed."""
        return await self.stage.database.run(lambda c: dict(c.execute(select(triads.c.id, triads.c.state)).all()))

    async def rest(self) -> None:
        """The network is good again, and time passes until nothing waits."""
        self.network(0)
        for _ in range(400):
            await self.stage.follow()
            due = await self.stage.database.run(_next)
            if due is None:
                return
            self.stage.clock.advance(max((due - self.stage.now).total_seconds(), 0) + 1)
        raise AssertionError("something waits for ever")


def _next(c: Connection) -> datetime | None:
    """When something that waits is due; None when nothing does."""
    waits = c.execute(select(func.count()).where(outbox.c.state.in_(UNSENT))).scalar_one()
    waits += c.execute(select(func.count()).where(inbox.c.state == "new")).scalar_one()
    if not waits:
        return None
    due = [at for at in (inbox_rows.next_retry(c), outbox_rows.next_due(c)) if at is not None]
    return min(due) if due else datetime(2026, 1, 1, tzinfo=UTC)


@asynccontextmanager
async def open_town(seed: int) -> AsyncIterator[Town]:
    """A fresh one; the same seed loses the same answers. Odd ones have topics."""
    clock = simulator.Clock(real=lambda: START.timestamp())
    tg = simulator.LocalTelegram(clock, faults=FaultScript(seed=seed))
    bot = tg.bot(topics_in_private=seed % 2 == 1)
    with TemporaryDirectory() as folder, refuse_unscoped() as unscoped:
        url = lay_empty(Path(folder) / "triade.sqlite3")
        async with simulator.serve(tg) as server, post_office() as office:
            settings = Settings(
                bot_token=bot.token, telegram_api=server.url, database_url=url, public_url=PAGES,
                updates="polling", smtp_url=office.url, mail_from="Mission locale <triade@ml.example>",
            )  # fmt: skip
            app = await build(
                settings,
                now=lambda: datetime.fromtimestamp(clock(), UTC),
                limits=NoLimits(),
                database=Database.open(url, durable=False),
                books=library(),
            )
            await app.prepare()
            town = Town(Stage(tg, clock, bot, app.database, app.settle), office, unscoped)
            await _settle_in(town)
            try:
                yield town
            finally:
                await app.close()


async def _settle_in(town: Town) -> None:
    stage = town.stage
    names = {name for _, _, several in STRUCTURES for _, *who in several for name in who if name and name[0] != "@"}
    town.people = [stage.tg.user(name) for name in sorted(names)]
    for person in town.people:
        person.start(stage.bot)
    for name, counsellor, _ in STRUCTURES:
        await stage.open_house(name, counsellor)
    await stage.database.run(lambda c: _seat_all(c, town))
    for thread in town.threads.values():
        if thread.apprentice in GROUPED:
            thread.group = await _group(stage, thread)


async def _group(stage: Stage, thread: Thread) -> Group:
    """The people of a thread had a group, and it is their thread from now on."""
    nadia, forum = thread.house.counsellor, thread.house.forum
    young = next(one for one, role in thread.seats.items() if role is Role.APPRENTICE)
    await stage.says(Where(young), "Je commence lundi.")  # which opens the topic
    code = await group_code(stage, Where(nadia, forum, nadia.topics(forum)[-1].name))
    group = await gather(stage, f"Alternance {thread.apprentice}", nadia, *thread.seats)
    await stage.says(Where(nadia, group), f"/lier {code}")
    await stage.shows(Where(nadia, group), "C'est fait")
    return group


def _seat_all(c: Connection, town: Town) -> None:
    """Everybody has said yes and sits where STRUCTURES says; Xavier is somebody in each of the two structures."""
    stage, by_name = town.stage, {one.first_name: one for one in town.people}
    for house, (_, _, several) in zip(stage.houses, STRUCTURES, strict=True):
        at, known = {"structure_id": house.id}, dict[str, int]()

        def number(name: str, role: Role, at: dict[str, int] = at, known: dict[str, int] = known) -> int:
            if name not in known:
                row = {"role": role, "first_name": name.strip("@"), "consent_version": CONSENT_VERSION}
                made = insert(people).values(**row, created_at=stage.now, **at).returning(people.c.id)
                known[name] = c.execute(made).scalar_one()
                where = {"channel": "telegram", "value": str(by_name[name].id)} if name in by_name else None
                where = where or {"channel": "mail", "value": MAIL}
                current = c.execute(select(addresses.c.id).where(addresses.c.value == where["value"])).first() is None
                more = {"person_id": known[name], "current": current, "created_at": stage.now}
                c.execute(insert(addresses).values(**where, **more, **at))
            return known[name]

        team = c.execute(select(people.c.id).where(people.c.structure_id == house.id, people.c.role == "counsellor"))
        counsellor = team.scalar_one()
        for state, young, tutor, trainer in several:
            made = insert(triads).values(state=state, created_at=stage.now, **at).returning(triads.c.id)
            triad = c.execute(made).scalar_one()
            circle = {young: Role.APPRENTICE, tutor: Role.TUTOR} | ({trainer: Role.TRAINER} if trainer else {})
            seats = [(number(name, role), role) for name, role in circle.items()] + [(counsellor, Role.COUNSELLOR)]
            for who, role in seats:
                row = {"triad_id": triad, "person_id": who, "role": role, "since": stage.now - timedelta(days=1)}
                c.execute(insert(members).values(**row, **at))
            seated = {by_name[name]: role for name, role in circle.items() if name in by_name}
            town.threads[triad] = Thread(triad, house, young, seated, mail=tutor == "@mail")
