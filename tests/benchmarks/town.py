"""Where the benchmarks take place: people and forums on a local Telegram, and our database that knows all of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Table, insert, text

from bot.simulator import Bot, Group, LocalTelegram, Person
from core.people import CONSENT_VERSION, Role
from storage import migrate
from storage.engine.unit import Database
from storage.tables import (
    addresses,
    events,
    inbox,
    members,
    mission_steps,
    missions,
    outbox,
    people,
    posts,
    progress,
    structures,
    timers,
    triads,
)

#: what every triad has behind it
POSTS, MISSIONS = 10, 3
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
LATER = NOW + timedelta(days=3650)
#: how SQL writes the two moments
AT, AFTERWARDS = (f"'{moment:%Y-%m-%d %H:%M:%S}.000000'" for moment in (NOW, LATER))
#: strangers bear numbers from here on
FAR = 10_000_000
WORDS = "Bonjour, j'ai rangé la réserve ce matin et je commence l'inventaire demain avec Karim."


@dataclass(frozen=True)
class Home:
    """A triad: its apprentice, its tutor, its topic in the forum of its structure."""

    apprentice: Person
    tutor: Person
    forum: Group
    topic: int


@dataclass
class Town:
    """Structures with their triads."""

    tg: LocalTelegram
    counsellors: list[Person]
    homes: list[list[Home]]

    @property
    def everybody(self) -> list[Person]:
        """All apprentices, then all tutors."""
        homes = [home for structure in self.homes for home in structure]
        return [home.apprentice for home in homes] + [home.tutor for home in homes]


def build(tg: LocalTelegram, ours: Bot, others: list[Bot], structures: int, homes: int) -> Town:
    """People who have opened their chats with all bots, and the forums in which ours is an administrator."""
    town = Town(tg, [], [])
    for number in range(structures):
        counsellor = tg.user(f"Nadia {number}")
        forum = tg.supergroup(f"Équipe {number}", counsellor)
        forum.add(ours, counsellor)
        forum.promote(ours, by=counsellor)
        town.counsellors.append(counsellor)
        town.homes.append([_home(tg, forum, counsellor, f"{number}-{home}") for home in range(homes)])
    for person in [*town.everybody, *town.counsellors]:
        for bot in (ours, *others):
            tg.private(bot, person).started = True
    ours.queue.clear()
    return town


def _home(tg: LocalTelegram, forum: Group, counsellor: Person, name: str) -> Home:
    topic = tg.open_topic(forum, counsellor, f"Léa {name}")
    return Home(tg.user(f"Léa {name}"), tg.user(f"Marc {name}"), forum, topic.id)


async def furnish(town: Town, bot: Bot, url: str) -> None:
    """Our database: the town with its past, as if it had used the bot for months."""
    database = Database.open(url, durable=False)  # filled once; the bot opens it in its own way
    await database.run(migrate.upgrade)
    await database.run(lambda c: _furnish(c, town, bot))
    await database.close()


def settle_strangers(c: Connection, structure: int, number: int) -> None:
    """So many people of another structure, each with an address and a timer that waits for years (SQLite)."""
    c.execute(text(f"INSERT INTO structures (id, name, hours, created_at) VALUES ({structure}, 'Ailleurs', '', {AT})"))
    numbers = f"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {number})"
    for into, values in (
        (
            "people (id, structure_id, role, first_name, consent_version, settings, created_at)",
            f"{FAR} + i, {structure}, 'apprentice', 'Alex', '{CONSENT_VERSION}', '{{}}', {AT}",
        ),
        (
            "addresses (structure_id, person_id, channel, value, current, created_at)",
            f"{structure}, {FAR} + i, 'telegram', 'far-' || i, 1, {AT}",
        ),
        (
            "timers (structure_id, key, kind, person_id, data, due_at)",
            f"{structure}, 'recall:' || i, 'recall', {FAR} + i, '{{}}', {AFTERWARDS}",
        ),
    ):
        c.execute(text(f"INSERT INTO {into} {numbers} SELECT {values} FROM n"))
    c.execute(text("ANALYZE"))


class _Rows:
    """Rows on their way into the tables, each table at once."""

    def __init__(self) -> None:
        self._rows: dict[Table, list[dict[str, Any]]] = {}

    def add(self, into: Table, **values: Any) -> None:
        self._rows.setdefault(into, []).append(values)

    def write(self, c: Connection) -> None:
        for into, rows in self._rows.items():
            c.execute(insert(into), rows)


def _furnish(c: Connection, town: Town, bot: Bot) -> None:
    rows, persons, number = _Rows(), iter(range(1, 10**9)), 0
    for structure, (counsellor, homes) in enumerate(zip(town.counsellors, town.homes, strict=True), start=1):
        forum = str(homes[0].forum.id)
        rows.add(
            structures,
            id=structure,
            name=f"Mission locale {structure}",
            hours="du lundi au vendredi",
            created_at=NOW,
            forum_channel="telegram",
            forum_chat=forum,
            forum_open=True,
        )
        guide = _person(rows, structure, next(persons), Role.COUNSELLOR, counsellor)
        for home in homes:
            number += 1
            rows.add(
                triads,
                id=number,
                structure_id=structure,
                topic=str(home.topic),
                topic_name=home.apprentice.first_name,
                posts=POSTS,
                missions=MISSIONS,
                created_at=NOW,
            )
            young = _person(rows, structure, next(persons), Role.APPRENTICE, home.apprentice)
            adult = _person(rows, structure, next(persons), Role.TUTOR, home.tutor)
            for person, role in ((young, Role.APPRENTICE), (adult, Role.TUTOR), (guide, Role.COUNSELLOR)):
                rows.add(members, structure_id=structure, triad_id=number, person_id=person, role=role, since=NOW)
            _past(rows, structure, number, young, adult, home, f"telegram:{bot.id}")
    rows.write(c)


def _person(rows: _Rows, structure: int, number: int, role: Role, who: Person) -> int:
    rows.add(
        people,
        id=number,
        structure_id=structure,
        role=role,
        first_name=who.first_name,
        company="Atelier Lumen" if role is Role.TUTOR else "",
        consent_version=CONSENT_VERSION,
        consent_at=NOW,
        created_at=NOW,
    )
    at = {"channel": "telegram", "value": str(who.id), "current": True, "created_at": NOW}
    rows.add(addresses, structure_id=structure, person_id=number, **at)
    return number


def _past(rows: _Rows, structure: int, triad: int, young: int, adult: int, home: Home, door: str) -> None:
    """Posts with their copies, missions with their steps, lessons, a timer: what months leave behind."""
    here = {"structure_id": structure}
    for post in range(1, POSTS + 1):
        update = triad * 100 + post
        cause, chat, reader = f"{door}:{update}", str(home.apprentice.id), str(home.tutor.id)
        rows.add(inbox, door=door, number=update, lane=f"telegram:{chat}", raw="", state="done", received_at=NOW)
        rows.add(
            posts,
            triad_id=triad,
            number=post,
            author_id=young,
            role="apprentice",
            channel="telegram",
            chat=chat,
            message=f"p{update}",
            content={"t": WORDS},
            at=NOW,
            **here,
        )
        copies = (
            (f"person:{adult}", adult, reader, "", f"telegram:{reader}"),
            (
                f"topic:{triad}",
                None,
                str(home.forum.id),
                str(home.topic),
                f"telegram:{home.forum.id}:triad-{triad}",
            ),
        )
        for rank, (recipient, person, room, topic, lane) in enumerate(copies):
            rows.add(
                outbox,
                cause=cause,
                rank=rank,
                act="send",
                recipient=recipient,
                person_id=person,
                triad_id=triad,
                lane=lane,
                channel="telegram",
                chat=room,
                topic=topic,
                subject=f"post:{triad}:{post}",
                payload={"c": {"t": WORDS}},
                urgency=1,
                state="sent",
                created_at=NOW,
                not_before=NOW,
                sent_at=NOW,
                message=f"c{update}",
                **here,
            )
        rows.add(events, at=NOW, kind="post-written", person_id=young, triad_id=triad, data={}, cause=cause, **here)
    for mission in range(1, MISSIONS + 1):
        card = {
            "title": "Refaire la vitrine",
            "why": WORDS,
            "when": "lundi",
            "skill": "stock",
            "help": "",
            "lesson": "",
        }
        mine = {"triad_id": triad, "number": mission, "card": card, **here}
        rows.add(missions, state="validated", updated_at=NOW, **mine)
        for act, state, who, role in (
            ("propose", "proposed", young, "apprentice"),
            ("validate", "validated", adult, "tutor"),
        ):
            step = {"version": 1, "act": act, "state": state, "person_id": who, "role": role, "channel": "telegram"}
            rows.add(mission_steps, at=NOW, **mine, **step)
    for module in ("definir-l-alternance", "types-de-contrats"):
        state = {"module": module, "version": 1, "page": 3}
        rows.add(progress, person_id=young, module=module, state=state, started_at=NOW, updated_at=NOW, **here)
    rows.add(timers, key=f"bench:{triad}", kind="mission-waiting", triad_id=triad, data={}, due_at=LATER, **here)
