"""How somebody comes in from a page: one transaction takes the invitation, settles her and opens her session."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sqlalchemy import Connection

from bot.runtime.clock import Clock
from bot.words import clean
from core.links import Link
from core.messages import Place
from core.page import arrival as arrivalpage, chat
from core.page.arrival import INVITATION, Arriving
from core.people import Invitation, Person, Refused
from core.texts import render
from storage import access, links, people, sessions, triads
from storage.engine import tenancy
from storage.engine.unit import Database
from storage.road.replies import arrive, save
from storage.road.scenes import World, empty, load_seat


class Arrivals:
    """The part of bot/web/backstage.py that is about invitations."""

    _database: Database
    _world: World
    _clock: Clock
    _secret: Callable[[], str]
    _told: Callable[[], None]

    async def arriving(self, link: Link) -> Arriving | None:
        def look(c: Connection) -> Arriving | None:
            waiting = _waiting(c, link)
            if waiting is None:
                return None
            structure = people.structure(c, link.structure_id)
            by = people.load(c, link.structure_id, waiting.invited_by) if waiting.invited_by else None
            known = any(person.settled for person in _behind(c, waiting))
            name = structure.name if structure else ""
            return Arriving(name, by.first_name if by else name, waiting.first_name, known, waiting.role)

        return await self._database.run(look)

    async def arrive(self, link: Link, fields: Mapping[str, str], device: str, secret: str) -> str | None:
        now = self._clock()

        def work(c: Connection) -> str | None:
            waiting = _waiting(c, link)
            if waiting is None or waiting.address is None:
                return None
            behind = _behind(c, waiting)
            arrivalpage.check(waiting, behind)
            person = arrive(c, waiting, behind, waiting.address, "", now)
            scene = load_seat(c, link.structure_id, person, self._world, now, f"arrive:{link.id}", self._secret)
            scene.invitation = waiting
            arrivalpage.agree(scene, {name: clean(value) for name, value in fields.items()})
            chat.gather(scene)  # what a chat would show: her page shows it anyway
            save(c, scene)
            hers = links.give(c, link, person)
            sessions.bind(c, hers, device)
            sessions.open_session(c, hers, secret, now)
            return ""

        try:
            done = await self._database.run(work)
        except Refused as refused:  # nothing of it remains
            return render(refused.text).text
        self._told()
        return done

    async def decline(self, link: Link) -> bool:
        now = self._clock()

        def work(c: Connection) -> bool:
            waiting = _waiting(c, link)
            if waiting is None:
                return False
            people.use_invitation(c, waiting.id, None, now)
            triad = triads.load(c, waiting.triad_id) if waiting.triad_id else None
            scene = empty(self._world, now, f"decline:{link.id}", Place("", ""), str)
            scene.structure = people.structure(c, link.structure_id)
            scene.find = access.Shelves(c, link.structure_id)
            arrivalpage.declined(scene, triad, waiting)
            save(c, scene)
            return True

        done = await self._database.run(work)
        self._told()
        return done


def _waiting(c: Connection, link: Link) -> Invitation | None:
    """The invitation of a link, as long as nobody has used it; locked. What follows stays in its structure."""
    tenancy.within(c, link.structure_id)
    number = link.subject.removeprefix(INVITATION)
    found = people.invitation_by_number(c, link.structure_id, int(number)) if number.isdecimal() else None
    return found if found is not None and found.used_at is None else None


def _behind(c: Connection, invitation: Invitation) -> list[Person]:
    """Who of the structure is behind the address it was sent to."""
    if invitation.address is None:
        return []
    found = people.behind(c, invitation.address)
    return [person for person, _ in found if person.structure_id == invitation.structure_id]
