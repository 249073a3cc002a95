"""The pages' way to what is kept: one transaction a question or a deed, within one structure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TypeVar

from sqlalchemy import Connection

from bot.runtime.arrivals import Arrivals
from bot.runtime.clock import Clock
from bot.runtime.keys import Keys
from bot.runtime.limits import KeyLimits
from bot.runtime.mini import Minis
from bot.web.backstage import Done, Made, Signs
from bot.words import clean
from core.desk import handle
from core.links import Link, Seat
from core.messages import Address, Deed, Place
from core.page import mine as mypage
from core.records import Asked
from core.scene import PAGE, Scene
from storage import access, events, links, sessions
from storage.engine import tenancy
from storage.engine.unit import Database
from storage.road import outbox
from storage.road.replies import save
from storage.road.scenes import World, load, load_seat

T = TypeVar("T")
#: signs that tell a form from another one of the same person
NONCE = 64


class House(Arrivals, Keys, Minis):
    """Fulfils bot/web/backstage.py. `told` is called when there is something to send."""

    def __init__(
        self, database: Database, world: World, clock: Clock, secret: Callable[[], str], told: Callable[[], None]
    ) -> None:
        self.signer: Signs | None = None
        self.meter = KeyLimits()
        self._database = database
        self._world = world
        self._clock = clock
        self._secret = secret
        self._told = told

    def now(self) -> datetime:
        return self._clock()

    async def link(self, purpose: str, code: str) -> Link | None:
        return await self._database.run(lambda c: links.find(c, purpose, code))

    async def find(self, structure: int, asked: Asked[T]) -> T:
        def look(c: Connection) -> T:
            tenancy.within(c, structure)
            return access.Shelves(c, structure)(asked)

        return await self._database.run(look)

    async def keep(self, structure: int, *things: object) -> None:
        def work(c: Connection) -> None:
            tenancy.within(c, structure)
            for thing in things:
                access.keep(c, structure, thing, self._clock())

        await self._database.run(work)

    # --- sessions --------------------------------------------------------------------------------------------------

    async def open(self, link: Link, device: str, secret: str) -> bool:
        def work(c: Connection) -> bool:
            tenancy.within(c, link.structure_id)
            if not sessions.bind(c, link, device):
                return False
            sessions.open_session(c, link, secret, self._clock())
            return True

        return await self._database.run(work)

    async def seat(self, secret: str) -> Seat | None:
        return await self._database.run(lambda c: sessions.seat(c, secret, self._clock()))

    async def close(self, secret: str) -> None:
        await self._database.run(lambda c: sessions.close(c, secret))

    # --- looking and acting ------------------------------------------------------------------------------------------

    async def show(self, seat: Seat, view: Callable[[Scene], T], *, triad: int = 0) -> T:
        def look(c: Connection) -> T:
            scene = self._scene(c, seat, "look", triad)
            seen = view(scene)
            if scene.reply.events:  # that somebody looked may be worth keeping, nothing else follows from it
                save(c, scene)
            return seen

        return await self._database.run(look)

    async def act(self, seat: Seat, what: str, fields: Mapping[str, str], nonce: str) -> Done:
        now = self._clock()
        deed = Deed(
            cause=f"page:{seat.person}:{clean(nonce)[:NONCE]}",
            at=now,
            sender=Address(PAGE, str(seat.person)),
            place=Place(PAGE, str(seat.person)),
            structure=seat.structure,
            person=seat.person,
            what=what,
            fields={clean(name): clean(value) for name, value in fields.items()},
        )

        def work(c: Connection) -> Done:
            tenancy.within(c, seat.structure)
            if outbox.caused(c, deed.cause) or events.caused(c, seat.structure, deed.cause, now - sessions.LONGEST):
                return Done()
            scene = load(c, deed, self._world, now, self._secret)
            reply = handle(deed, scene)
            save(c, scene, deed)
            if reply.refused is not None:
                return Done(refused=reply.refused.text)
            said = tuple(words.text for words in reply.said)
            return Done(said, tuple(reply.shown), made=_made(scene))

        done = await self._database.run(work)
        self._told()
        return done

    async def renew(self, link: Link) -> None:
        if link.person_id is None:
            return
        seat = Seat(link.structure_id, link.person_id)

        def work(c: Connection) -> None:
            scene = self._scene(c, seat, f"renew:{link.id}:{self._clock():%Y-%m-%dT%H}")
            if not outbox.caused(c, scene.cause):  # once an hour is enough, however often the button is pressed
                mypage.send(scene)
                save(c, scene)

        await self._database.run(work)
        self._told()

    def _scene(self, c: Connection, seat: Seat, cause: str, triad: int = 0) -> Scene:
        now, secret = self._clock(), self._secret
        return load_seat(c, seat.structure, seat.person, self._world, now, cause, secret, triad=triad)


def _made(scene: Scene) -> tuple[Made, ...]:
    """The invitations that somebody hands over herself."""
    return tuple(
        Made(new.first_name, scene.link(new.code), f"{new.expires_at:%d/%m/%Y}")
        for new in scene.reply.invitations
        if new.address is None
    )
