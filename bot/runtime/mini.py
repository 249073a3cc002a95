"""Opening the counsellors' room as a Mini App: Telegram says who it is, our own rows say what she may."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import Connection

from bot.runtime.clock import Clock
from bot.telegram.mini import Shown
from bot.telegram.read import NAME
from core.links import NewLink, Seat
from core.messages import Address
from core.room.door import LIFE as OPEN, STAFF
from storage import links, people, sessions
from storage.engine import tenancy
from storage.engine.unit import Database

PURPOSE = "mini"
#: who the signed data are for; None when they are not Telegram's, or too old
Proves = Callable[[str, datetime], Shown | None]


class Minis:
    """The part of bot/web/backstage.py that is about Mini Apps."""

    #: nobody, as long as there is no bot whose token signs
    proves: Proves | None = None
    _database: Database
    _clock: Clock

    async def open_mini(self, init: str, device: str, secret: str) -> Seat | None:
        now = self._clock()
        shown = self.proves(init, now) if self.proves is not None else None
        if shown is None:
            return None

        def work(c: Connection) -> Seat | None:
            behind = people.behind(c, Address(NAME, shown.user))
            team = [(current, one) for one, current in behind if one.role in STAFF and one.settled]
            if not team:
                return None
            person = next((one for current, one in team if current), team[0][1])
            tenancy.within(c, person.structure_id)
            link = links.find(c, PURPOSE, shown.mark)
            if link is None:  # kept, so that what was signed once opens on one device alone
                links.add(c, person.structure_id, NewLink(shown.mark, PURPOSE, now + OPEN, person_id=person.id), now)
                link = links.find(c, PURPOSE, shown.mark)
            if link is None or link.person_id != person.id or not sessions.bind(c, link, device):
                return None
            sessions.open_session(c, link, secret, now)
            return Seat(person.structure_id, person.id)

        return await self._database.run(work)
