"""Structures, people, their addresses and invitations: load and save."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, and_, bindparam, case, func, insert, select, update

from core.due import next_day
from core.forum.team import PeopleAt, PersonBy, Team
from core.messages import Address, Place
from core.nudges.nudge import Hours
from core.people import REFERENCE, Invitation, Person, Role, Structure
from core.scene import NewInvitation
from storage.engine.dialect import insert_new
from storage.engine.tenancy import across
from storage.road.timers import set_timer
from storage.tables import addresses, invitations, members, people, rooms, runs, structures, timers, triads
from storage.tables.road import WAITING

p, a, s, m, i = people.c, addresses.c, structures.c, members.c, invitations.c

THREADS = (
    select(func.count())
    .select_from(members.join(triads, triads.c.id == m.triad_id))
    .where(m.person_id == p.id, m.until.is_(None), triads.c.state == "open")
    .scalar_subquery()
)
PERSON = (
    p.id,
    p.structure_id,
    p.role,
    p.first_name,
    p.language,
    p.company,
    p.consent_version,
    p.left_at,
    a.channel,
    a.value,
    a.blocked_at,
    p.settings,
)
_BEHIND = (
    select(*PERSON, THREADS.label("threads"), a.current)
    .select_from(people.join(addresses, a.person_id == p.id))
    .where(a.channel == bindparam("channel"), a.value == bindparam("value"), p.left_at.is_(None))
    .order_by(p.id)
    .with_for_update(of=people, key_share=True)
)
_STRUCTURE = select(structures)
_ONE_STRUCTURE = _STRUCTURE.where(s.id == bindparam("structure"))
_STRUCTURE_OF_FORUM = _STRUCTURE.where(s.forum_channel == bindparam("channel"), s.forum_chat == bindparam("chat"))
_INVITATION = select(invitations).where(invitations.c.code_hash == bindparam("hash")).with_for_update(key_share=True)


def person_of(row: Any, threads: int = 1, seat: str = "") -> Person:
    """The person of a row that begins with the columns PERSON, in the role of her seat when it is one of a triad."""
    return Person(
        id=row[0],
        structure_id=row[1],
        role=Role(seat or row[2]),
        first_name=row[3],
        language=row[4],
        company=row[5],
        consent_version=row[6],
        left=row[7] is not None,
        address=Address(row[8], row[9]) if row[8] else None,
        reachable=bool(row[8]) and row[10] is None,
        threads=threads,
        settings=row[11],
    )


def behind(c: Connection, address: Address) -> list[tuple[Person, bool]]:
    """Everybody behind an address, one per structure, with whether she is the one who speaks now."""
    rows = c.execute(_BEHIND, {"channel": address.channel, "value": address.value})
    return [(person_of(row, row.threads), row.current) for row in rows]


def load(c: Connection, structure_id: int, person_id: int) -> Person | None:
    """One person of the structure, with her address."""
    query = select(*PERSON, THREADS.label("threads")).select_from(people.outerjoin(addresses, a.person_id == p.id))
    which = query.where(p.id == person_id, p.structure_id == structure_id)
    row = c.execute(which.order_by(a.blocked_at.is_not(None), a.id.desc())).first()
    return person_of(row, row.threads) if row is not None else None


def by_number(c: Connection, structure_id: int, asked: PersonBy) -> Person | None:
    return load(c, structure_id, asked.number)


def team(c: Connection, structure_id: int, _: Team) -> tuple[Person, ...]:
    """The counsellors and managers who have said yes, in the order they came."""
    query = select(*PERSON).select_from(people.outerjoin(addresses, a.person_id == p.id))
    works = p.role.in_((Role.COUNSELLOR, Role.MANAGER)) & p.left_at.is_(None) & (p.consent_version != "")
    rows = c.execute(
        query.where(p.structure_id == structure_id, works).order_by(p.id, a.blocked_at.is_(None), a.id.desc())
    )
    return tuple({row.id: person_of(row) for row in rows}.values())


def at_address(c: Connection, structure_id: int, asked: PeopleAt) -> tuple[Person, ...]:
    return tuple(person for person, _ in behind(c, asked.address) if person.structure_id == structure_id)


def structure(c: Connection, structure_id: int) -> Structure | None:
    return _structure(c.execute(_ONE_STRUCTURE, {"structure": structure_id}).first())


def structure_of_forum(c: Connection, place: Place) -> Structure | None:
    """The structure whose forum this group is."""
    return _structure(c.execute(_STRUCTURE_OF_FORUM, {"channel": place.channel, "chat": place.chat}).first())


def structures_all(c: Connection) -> list[Structure]:
    rows = c.execute(_STRUCTURE.order_by(s.id))
    return [found for row in rows if (found := _structure(row)) is not None]


def _structure(row: Any) -> Structure | None:
    if row is None:
        return None
    forum = Place(row.forum_channel, row.forum_chat, private=False) if row.forum_chat else None
    return Structure(row.id, row.name, row.timezone, row.hours, forum, row.desk_topic, row.settings)


def add_structure(c: Connection, name: str, hours: str, timezone: str, now: datetime) -> int:
    """A new structure, which begins its days; its id."""
    row = {"name": name, "hours": hours, "timezone": timezone, "created_at": now}
    structure_id = int(c.execute(insert(structures).returning(s.id), row).scalar_one())
    begin_days(c, now)
    return structure_id


def begin_days(c: Connection, now: datetime) -> None:
    """Every structure has its timer of the day; nothing changes where it waits already."""
    waiting = select(timers.c.structure_id).where(timers.c.kind == "day", WAITING)
    for structure_id, zone in c.execute(select(s.id, s.timezone).where(s.id.not_in(waiting))).all():
        first = next_day(structure_id, Hours(zone=zone), now)
        set_timer(c, structure_id, first.key, first.kind, first.due_at)


def save_structure(c: Connection, structure_id: int, changed: Structure, now: datetime) -> None:
    """Its hours in words and what it has chosen."""
    c.execute(
        update(structures).where(s.id == structure_id).values(hours=changed.hours, settings=dict(changed.settings))
    )


def link_forum(c: Connection, structure_id: int, place: Place) -> None:
    c.execute(
        update(structures)
        .where(s.id == structure_id)
        .values(forum_channel=place.channel, forum_chat=place.chat, desk_topic="", forum_open=True)
    )
    c.execute(update(triads).where(triads.c.structure_id == structure_id).values(topic="", pros_topic=""))


def hash_code(code: str) -> str:
    return sha256(code.encode()).hexdigest()


def invitation(c: Connection, code: str) -> Invitation | None:
    """The invitation of a code, or None; the row is locked until the end of the transaction: one winner."""
    return _invitation_of(c.execute(_INVITATION, {"hash": hash_code(code)}).first())


def invitation_by_number(c: Connection, structure_id: int, number: int) -> Invitation | None:
    """The same, of one structure, by its number."""
    ours = (i.id == number) & (i.structure_id == structure_id)
    return _invitation_of(c.execute(select(invitations).where(ours).with_for_update(key_share=True)).first())


def invitation_at(c: Connection, structure_id: int, address: Address, now: datetime) -> Invitation | None:
    """The newest invitation that waits at an address."""
    there = (i.channel == address.channel) & (i.value == address.value) & (i.structure_id == structure_id)
    waits = i.used_at.is_(None) & (i.expires_at > now)
    return _invitation_of(c.execute(select(invitations).where(there, waits).order_by(i.id.desc())).first())


def _invitation_of(row: Any) -> Invitation | None:
    if row is None:
        return None
    return Invitation(
        id=row.id,
        structure_id=row.structure_id,
        role=row.role,
        first_name=row.first_name,
        triad_id=row.triad_id,
        invited_by=row.invited_by,
        expires_at=row.expires_at,
        used_at=row.used_at,
        used_by=row.used_by,
        address=Address(row.channel, row.value) if row.channel else None,
        reference=row.reference,
    )


def add_invitation(c: Connection, structure_id: int, new: NewInvitation, invited_by: int | None, now: datetime) -> None:
    c.execute(
        insert(invitations).values(
            structure_id=structure_id,
            code_hash=hash_code(new.code),
            role=new.role,
            first_name=new.first_name,
            triad_id=new.triad_id,
            channel=new.address.channel if new.address else "",
            value=new.address.value if new.address else "",
            reference=new.reference,
            invited_by=invited_by,
            created_at=now,
            expires_at=new.expires_at,
        )
    )


def use_invitation(c: Connection, invitation_id: int, person_id: int | None, now: datetime) -> None:
    """It serves once; the address it was sent to is not kept here any longer."""
    used = {"used_at": now, "used_by": person_id, "declined_at": None, "channel": "", "value": ""}
    c.execute(update(invitations).where(i.id == invitation_id).values(used))


def add_person(c: Connection, invitation: Invitation, address: Address, language: str, now: datetime) -> int:
    """Somebody who has just come in; nothing is agreed yet. Her id."""
    structure_id, reference = invitation.structure_id, invitation.reference
    row = {
        "structure_id": structure_id,
        "role": invitation.role,
        "first_name": invitation.first_name,
        "language": language or "fr",
        "created_at": now,
        "settings": {REFERENCE: reference} if reference else {},
    }
    person_id = int(c.execute(insert(people).returning(p.id), row).scalar_one())
    with across(c):  # whoever is known there in another structure does not speak there now
        c.execute(update(addresses).where(a.channel == address.channel, a.value == address.value).values(current=False))
    c.execute(
        addresses.delete().where(
            and_(a.channel == address.channel, a.value == address.value, a.structure_id == structure_id)
        )
    )
    c.execute(
        insert(addresses).values(
            structure_id=structure_id,
            person_id=person_id,
            channel=address.channel,
            value=address.value,
            current=True,
            created_at=now,
        )
    )
    return person_id


def save_person(c: Connection, person: Person, now: datetime) -> None:
    """Name, company, language, consent; or that she left."""
    c.execute(
        update(people)
        .where(p.id == person.id, p.structure_id == person.structure_id)
        .values(
            first_name=person.first_name,
            company=person.company,
            language=person.language,
            consent_version=person.consent_version,
            settings=dict(person.settings),
            consent_at=_agreed(person, now),
            left_at=now if person.left else None,
        )
    )


def _agreed(person: Person, now: datetime) -> Any:
    """When she said yes to the version she has agreed to."""
    if not person.consent_version:
        return None
    return case((p.consent_version == person.consent_version, func.coalesce(p.consent_at, now)), else_=now)


def forget(c: Connection, person_id: int) -> None:
    """Somebody said no: her address and what she was asked go; the row stays, without a name."""
    c.execute(addresses.delete().where(a.person_id == person_id))
    c.execute(runs.delete().where(runs.c.person_id == person_id))


def block(c: Connection, address: Address, blocked_at: datetime | None) -> None:
    """The address answers no more, or does again (None)."""
    c.execute(
        update(addresses).where(a.channel == address.channel, a.value == address.value).values(blocked_at=blocked_at)
    )


def speak_as(c: Connection, address: Address, person_id: int) -> None:
    """Of the people behind the address, this one speaks from now on."""
    c.execute(
        update(addresses)
        .where(a.channel == address.channel, a.value == address.value)
        .values(current=a.person_id == person_id)
    )


def save_room(c: Connection, place: Place, values: dict[str, Any], now: datetime) -> None:
    """How the bot stands in a group; of one that it has left, nothing new is kept."""
    key = {"channel": place.channel, "chat": place.chat}
    where = and_(rooms.c.channel == place.channel, rooms.c.chat == place.chat)
    if not c.execute(update(rooms).where(where).values(**values, updated_at=now)).rowcount and values["bond"] != "gone":
        c.execute(insert_new(c, rooms, "channel", "chat"), {**key, **values, "updated_at": now})


def room(c: Connection, place: Place) -> dict[str, Any]:
    row = c.execute(select(rooms).where(rooms.c.channel == place.channel, rooms.c.chat == place.chat)).first()
    return dict(row._mapping) if row is not None else {}


def counsellors(c: Connection, structure_id: int) -> Sequence[int]:
    """The counsellors of a structure, the first one first."""
    query = select(p.id).where(p.structure_id == structure_id, p.role == Role.COUNSELLOR, p.left_at.is_(None))
    return c.execute(query.order_by(p.id)).scalars().all()
