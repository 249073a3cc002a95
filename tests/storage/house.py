"""Two structures with their people, and short words for what the road does with their messages."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, insert, select, update

from core.messages import Content, Outgoing, Place, Send, ToPerson
from core.texts import Rich
from storage.engine.unit import Database
from storage.road.letters import Act, Left, Letter, Outcome, Settled
from storage.road.outbox import claim, put, recover, settle
from storage.tables import addresses, events, members, outbox, people, structures, triads

MONDAY = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)

HERE, ELSEWHERE = 1, 2
LEA, MARC, SONIA, ANA, TOM = 1, 2, 3, 4, 5
TRIAD, OTHER_TRIAD = 1, 2
FORUM, OTHER_FORUM = "-100", "-200"


def furnish(c: Connection) -> None:
    """Structure 1: Léa, Marc and Sonia are triad 1. Structure 2: Ana and Tom are triad 2. Nothing was ever sent."""
    circles = {HERE: (FORUM, TRIAD, [LEA, MARC, SONIA]), ELSEWHERE: (OTHER_FORUM, OTHER_TRIAD, [ANA, TOM])}
    for structure, (forum, triad, persons) in circles.items():
        linked = {"forum_channel": "telegram", "forum_chat": forum, "forum_open": True}
        c.execute(insert(structures), {"name": f"Structure {structure}", "created_at": MONDAY, **linked})
        c.execute(insert(triads), {"structure_id": structure, "created_at": MONDAY})
        for person in persons:
            inside = {"structure_id": structure}
            c.execute(insert(people), {"first_name": f"P{person}", "role": "tutor", "created_at": MONDAY, **inside})
            at = {"channel": "telegram", "value": chat(person), "created_at": MONDAY}
            c.execute(insert(addresses), {"person_id": person, **at, **inside})
            c.execute(insert(members), {"triad_id": triad, "person_id": person, "since": MONDAY, **inside})


def chat(person: int) -> str:
    """The private chat of a person."""
    return str(1000 + person)


def words(text: str) -> Content:
    return Content(Rich(text))


def to(person: int, text: str = "Bonjour", **more: Any) -> Send:
    """A message to a person."""
    return Send(to=ToPerson(person), content=words(text), **more)


class House:
    """The database and a clock that stands still until it is moved."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.now = MONDAY
        self._causes = 0
        self._messages = 0

    async def run(self, function: Callable[..., Any], *arguments: Any, **named: Any) -> Any:
        return await self.database.run(lambda c: function(c, *arguments, **named))

    def later(self, **by: float) -> None:
        self.now += timedelta(**by)

    # --- the road -------------------------------------------------------------------------------------------------

    async def put(self, *acts: Outgoing, structure: int | None = HERE, cause: str = "", **named: Any) -> int:
        """Put acts for a cause of their own, or the one named."""
        self._causes += 1
        cause = cause or f"cause {self._causes}"
        return await self.run(put, acts, structure=structure, cause=cause, now=self.now, **named)

    async def claim(self, limit: int = 10, sender: str = "one", blocked: Collection[str] = ()) -> list[Letter]:
        return await self.run(claim, self.now, sender, limit, blocked)

    async def settle(self, *outcomes: Outcome) -> Settled:
        return await self.run(settle, outcomes, self.now)

    async def recover(self, sender: str | None = None) -> Settled:
        return await self.run(recover, sender, self.now)

    def left(self, letter: Letter) -> Left:
        """The channel did it, as Telegram would answer."""
        if letter.act not in (Act.SEND, Act.OPEN_TOPIC):
            return Left(letter)
        self._messages += 1
        number = str(self._messages)
        place = letter.place
        if letter.act is Act.OPEN_TOPIC:
            place = Place(place.channel, place.chat, number, private=False)
        return Left(letter, number, place)

    async def deliver(self) -> list[Letter]:
        """Send all that may leave now; the letters in the order in which they left."""
        sent: list[Letter] = []
        while letters := await self.claim():
            await self.settle(*map(self.left, letters))
            sent += letters
        return sent

    async def only(self) -> Letter:
        """The one letter that may leave now."""
        (letter,) = await self.claim()
        return letter

    # --- what stands in the tables --------------------------------------------------------------------------------

    async def rows(self, **columns: Any) -> list[Any]:
        """The outbox, oldest first."""
        where = [outbox.c[name] == value for name, value in columns.items()]
        return await self.run(lambda c: c.execute(select(outbox).where(*where).order_by(outbox.c.id)).all())

    async def states(self, **columns: Any) -> list[str]:
        return [row.state for row in await self.rows(**columns)]

    async def told(self, kind: str) -> list[Any]:
        """The events of a kind."""
        return await self.run(lambda c: c.execute(select(events).where(events.c.kind == kind)).all())

    async def change(self, table: Any, row: int, **values: Any) -> None:
        await self.run(lambda c: c.execute(update(table).where(table.c.id == row).values(**values)))


def texts(letters: list[Letter]) -> list[str]:
    """What they say; the act of those that say nothing."""
    return [letter.content.text.text or letter.act.value for letter in letters]
