"""A structure with many young people, and its pages: for figures of time and of statements, and for a look at them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, event, insert

from bot.runtime.backstage import House
from core.api.told import NewHook
from core.forum.cards import key_of
from core.gatherings.gathering import Gathering, Guest, Kind, State
from core.links import NewLink
from core.people import CONSENT_VERSION
from core.room.door import PURPOSE
from storage import gatherings, hooks, links
from storage.content.library import library
from storage.editions import keep_house
from storage.engine.unit import Database
from storage.road.scenes import World
from storage.tables import (
    addresses,
    assessments,
    desk_cards,
    members,
    mission_steps,
    missions,
    people,
    posts,
    progress,
    structures,
    triads,
)
from tests.empty import lay_empty

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
CODE, NADIA = "bureau-bureau-bureau-x", 1
#: the manager's
HER_CODE, HELENE = "bureau-bureau-bureau-y", 2
NAMES = ("Léa", "Inès", "Yanis", "Moussa", "Chloé", "Enzo", "Fatou", "Jean-Luc", "Maëlys", "Zoé")
TITLES = ("Ranger le coin des pneus", "Préparer un devis", "Accueillir un client", "Tenir la caisse")
ANSWERS = (State.INVITED, State.YES, State.WAITING, State.NO, State.MAYBE, State.PRESENT)
STATES = ("proposed", "amended", "in_progress", "done", "assessed", "validated")

GRID = library().grid
CRITERIA, LEVELS = [one.id for one in GRID.criteria], [one.id for one in GRID.levels]
MODULES = [one.slug for one in library().modules][:4]


def furnish(c: Connection, many: int, posts_each: int = 12) -> None:
    """Nadia and her young people, with the past of some months, and links to her room and to the manager's."""
    rows: dict[Any, list[dict[str, Any]]] = {}

    def add(table: Any, **values: Any) -> None:
        rows.setdefault(table, []).append({"structure_id": 1, **values} if table is not structures else values)

    add(structures, id=1, name="Mission locale des Tilleuls", created_at=NOW, hours="", timezone="Europe/Paris")
    person(add, NADIA, "counsellor", "Nadia")
    person(add, HELENE, "manager", "Hélène")
    for n in range(1, many + 1):
        young, tutor, at = 10 * n, 10 * n + 1, NOW - timedelta(days=n % 40, minutes=n)
        add(triads, id=n, posts=posts_each, missions=3, created_at=NOW - timedelta(days=90), state="open")
        person(add, young, "apprentice", NAMES[n % 10])
        person(add, tutor, "tutor", "Marc", company=f"Garage {n}")
        for who, role in ((young, "apprentice"), (tutor, "tutor"), (NADIA, "counsellor")):
            add(members, triad_id=n, person_id=who, role=role, since=NOW - timedelta(days=90))
        for number in range(1, 4):
            state = STATES[(n + number) % 6]
            card = {"title": TITLES[(n + number) % 4], "why": "On gagne du temps.", "when": "Cette semaine"}
            add(missions, triad_id=n, number=number, version=1, state=state, card=card, updated_at=at)
            for act, after in (("propose", "proposed"), ("validate", state)):
                add(mission_steps, triad_id=n, number=number, version=1, act=act, state=after, role="apprentice",
                    person_id=young, channel="telegram", card=card, note="", at=at)  # fmt: skip
        for number in range(1, posts_each + 1):
            words = {"t": "Bonjour, j'ai rangé la réserve ce matin et je commence l'inventaire demain."}
            add(posts, triad_id=n, number=number, author_id=young, role="apprentice", channel="telegram",
                chat=str(young), topic="", message=f"{n}-{number}", note=number == 3, content=words,
                at=at - timedelta(hours=posts_each - number))  # fmt: skip
        if n % 4 == 0:
            marks = dict.fromkeys(CRITERIA, LEVELS[n % 3])
            add(assessments, triad_id=n, number=1, side="tutor", person_id=tutor, marks=marks, words="", at=at,
                grid_version=GRID.version)  # fmt: skip
        for module in MODULES[: n % (len(MODULES) + 1)]:
            add(progress, person_id=young, module=module, state={}, started_at=at, updated_at=at, finished_at=at)
        if n % 7 == 0:
            subject = f"desk:mission-waiting:mission:{n}:1"
            content = {"t": f"⏰ {NAMES[n % 10]} attend une réponse depuis 6 jours : « {TITLES[n % 4]} »."}
            add(desk_cards, key=key_of(subject), subject=subject, kind="mission-waiting", triad_id=n,
                urgent=n % 21 == 0, state="open", content=content, raised_at=at, changed_at=at)  # fmt: skip
    for table, values in rows.items():
        c.execute(insert(table), values)
    guests = [Guest(0, 10 * n, NAMES[n % 10], ANSWERS[n % 6], NOW - timedelta(hours=n)) for n in range(1, many + 1)]
    event = Gathering(NADIA, Kind.COMPANY, "Café des entreprises", "Salle des Lilas", NOW + timedelta(days=3), 25)
    gatherings.save(c, 1, replace(event, guests=tuple(guests)), NOW)
    gatherings.save(c, 1, replace(event, id=1, state="open"), NOW)
    for code, who in ((CODE, NADIA), (HER_CODE, HELENE)):
        links.add(c, 1, NewLink(code, PURPOSE, NOW + timedelta(minutes=15), person_id=who), NOW)
    hooks.add(c, 1, NewHook("https://suivi.example/triade", "whsec_AAAA", frozenset({"missions:read"})), NOW)


def person(add: Any, number: int, role: str, name: str, company: str = "") -> None:
    add(people, id=number, role=role, first_name=name, company=company, consent_version=CONSENT_VERSION, settings={},
        language="fr", created_at=NOW)  # fmt: skip
    add(addresses, person_id=number, channel="telegram", value=str(1000 + number), current=True, created_at=NOW)


async def open_house(folder: Path, many: int) -> tuple[Database, House]:
    """Its pages, on SQLite."""
    database = Database.open(lay_empty(folder / "crowd.sqlite3"))
    await database.run(lambda c: furnish(c, many))
    await database.run(lambda c: keep_house(c, library().modules, NOW))
    return database, house_on(database)


def house_on(database: Database) -> House:
    world = World(library(), page=lambda purpose, code: f"https://triade.example/{purpose}/{code}")
    return House(database, world, lambda: NOW, lambda: "fresh-fresh-fresh-fresh-x"[:22], lambda: None)


@contextmanager
def counted() -> Iterator[list[str]]:
    """The statements that run until the end."""
    found: list[str] = []

    def note(_c: Any, _cursor: Any, statement: str, *_: Any) -> None:
        found.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        event.remove(Engine, "before_cursor_execute", note)
