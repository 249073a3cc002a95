"""Does in another's name what an app may send: any button, any command, any form; and sees what it changes and shows.

Each try runs in a unit of work of its own, which is undone at its end: the tries never meet each other.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Engine, Table, event, func, or_, select

from bot.runtime.app import App
from bot.runtime.receive import decide
from core.incoming import Incoming, Message
from storage.engine.tenancy import tenant_tables
from storage.tables import metadata, outbox

_WRITE = re.compile(r"^\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+\"?(\w+)", re.I)
#: the columns of all tables that name a person or a triad
_PEOPLE = ("person_id", "author_id", "holder_id")


@dataclass(frozen=True)
class Victim:
    """Whose rows must stay as they are and whose words must stay unread: a structure, or a triad of it."""

    structure: int
    #: words that nobody else may read
    secrets: tuple[str, ...]
    #: empty: the whole structure
    triads: frozenset[int] = frozenset()
    people: frozenset[int] = frozenset()
    #: chats that nobody else may make us write to
    chats: frozenset[str] = frozenset()
    #: tables where an alarm may be written down
    alarms: frozenset[str] = frozenset()


@dataclass
class Harm:
    """What one try did that it must not."""

    what: str
    found: list[str] = field(default_factory=list)


class _Undone(Exception):
    """The try is over; nothing of it stays."""


class Intruder:
    """Tries things on a bot that stands still: nothing else changes its database meanwhile."""

    def __init__(self, app: App, victim: Victim) -> None:
        self._app = app
        self._victim = victim
        self._known: dict[str, list[Any]] = {}
        self.tries = 0

    async def tries_all(self, several: list[tuple[str, Incoming]]) -> list[Harm]:
        """What did harm, of all these."""
        harms: list[Harm] = []
        for what, incoming in several:
            harm = Harm(what)
            await self._try(incoming, harm)
            if harm.found:
                harms.append(harm)
        return harms

    async def _try(self, incoming: Incoming, harm: Harm) -> None:
        self.tries += 1
        receiver = self._app.receiver

        def unit(c: Connection) -> None:
            self._learn(c)
            last = c.execute(select(func.max(outbox.c.id))).scalar() or 0
            with written(c) as tables:
                decide(c, incoming, receiver._world, receiver._clock(), receiver._secret)
            harm.found.extend(self._changed(c, tables - {"outbox", "inbox"} - self._victim.alarms))
            harm.found.extend(self._shown(c, last, incoming))
            raise _Undone

        with suppress(_Undone):
            await self._app.database.run(unit)

    def _learn(self, c: Connection) -> None:
        if not self._known:
            self._known = {table.name: self._rows(c, table) for table in tenant_tables() if table is not outbox}

    def _rows(self, c: Connection, table: Table) -> list[Any]:
        """The victim's rows of a table."""
        columns, victim = table.c, self._victim
        which = (
            columns.structure_id == victim.structure if table.name != "structures" else columns.id == victim.structure
        )
        if victim.triads:
            hers = [columns[name].in_(victim.people) for name in _PEOPLE if name in columns]
            if "triad_id" in columns:
                hers.append(columns.triad_id.in_(victim.triads))
            if table.name == "triads":
                hers.append(columns.id.in_(victim.triads))
            if table.name == "people":
                hers.append(columns.id.in_(victim.people))
            which &= or_(False, *hers)
        return list(c.execute(select(table).where(which).order_by(*table.primary_key.columns)))

    def _changed(self, c: Connection, tables: set[str]) -> Iterator[str]:
        for name in sorted(tables & self._known.keys()):
            if self._rows(c, metadata.tables[name]) != self._known[name]:
                yield f"changes {name}"

    def _shown(self, c: Connection, last: int, incoming: Incoming) -> Iterator[str]:
        """Whatever it makes us send goes to the one who tries, and says nothing of the victim's."""
        victim = self._victim
        for row in c.execute(select(outbox).where(outbox.c.id > last)):
            if row.chat != incoming.place.chat and (
                row.chat in victim.chats or row.person_id in victim.people or row.triad_id in victim.triads
            ):
                yield f"writes to {row.recipient}"
            words = json.dumps(row.payload, ensure_ascii=False)
            # her own words may come back to her
            said = incoming.text.text if isinstance(incoming, Message) else ""
            yield from (f"shows « {word} »" for word in victim.secrets if word in words and word not in said)


@contextmanager
def written(c: Connection) -> Iterator[set[str]]:
    """The names of the tables that are written to meanwhile."""
    tables: set[str] = set()

    def note(_c: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if (found := _WRITE.match(statement)) is not None:
            tables.add(found.group(1))

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield tables
    finally:
        event.remove(Engine, "before_cursor_execute", note)


async def buttons(app: App, structure: int) -> list[str]:
    """The data of every button that was ever shown in a structure, each once."""

    def shown(c: Connection) -> list[str]:
        payloads = c.execute(select(outbox.c.payload).where(outbox.c.structure_id == structure)).scalars()
        return sorted({data for payload in payloads for data in _data(payload)})

    return await app.database.run(shown)


def _data(packed: Any) -> Iterator[str]:
    """Buttons stand in rows under "b": [label, data, …] (storage/road/packing.py)."""
    if isinstance(packed, dict):
        for key, value in packed.items():
            if key == "b":
                yield from (button[1] for row in value for button in row if len(button) > 1 and button[1])
            else:
                yield from _data(value)
    elif isinstance(packed, list):
        for value in packed:
            yield from _data(value)
