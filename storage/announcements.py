"""Announcements: who is in a group, what became of each copy, stopping the rest, the last look before one leaves."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime

from sqlalchemy import ColumnElement, Connection, Select, bindparam, select, text, update

from core.announcements.announcement import Account, AccountOf, GroupOf, Rooms, Stopped, subject_of
from core.nudges.nudge import Hours, closed_days
from core.people import Person, Role, Structure
from core.thread.polite import CHOSEN, Polite, chosen
from storage.engine.dialect import AnyRow
from storage.engine.tenancy import across
from storage.people import PERSON, person_of
from storage.tables import addresses, members, outbox, people, structures, triads, workshop_seats, workshops
from storage.tables.road import UNSENT

#: how the rows of an announcement are named
NEWS = "news:"
p, m, o, a, s = people.c, members.c, outbox.c, addresses.c, structures.c
_ROLES = {"young": Role.APPRENTICE, "tutors": Role.TUTOR, "trainers": Role.TRAINER}
_mine = members.alias("mine")
_STOP = update(outbox).where(o.subject == bindparam("news"), UNSENT, o.doubts == 0, text("act = 'send'"))
_SEATED = (
    select(m.id)
    .join(triads, triads.c.id == m.triad_id)
    .where(m.person_id == p.id, m.until.is_(None), triads.c.state != "closed")
    .exists()
)
_READER = (
    select(
        p.id,
        p.consent_version,
        _SEATED.label("seated"),
        p.settings,
        s.id.label("structure"),
        s.timezone,
        s.settings.label("theirs"),
    )
    .join_from(people, structures, s.id == p.structure_id)
    .where(p.id == bindparam("who"))
)


def group(c: Connection, structure_id: int, asked: GroupOf) -> tuple[Person, ...]:
    """Each once, in the order they came."""
    here = (p.structure_id == structure_id) & p.left_at.is_(None) & (p.consent_version != "")
    which = _which(asked.group, structure_id)
    if which is None:
        return ()
    query = select(*PERSON).select_from(people.outerjoin(addresses, a.person_id == p.id)).where(here, which)
    rows = c.execute(query.order_by(p.id, a.blocked_at.is_(None), a.id))
    return tuple({row.id: person_of(row) for row in rows}.values())


def _which(group: str, structure_id: int) -> ColumnElement[bool] | None:
    if role := _ROLES.get(group):
        return (p.role == role.value) & p.id.in_(_seated(structure_id))
    kind, which = group[:2], group[2:]
    if kind == "of" and which.isdecimal():
        followed = _mine.c
        hers = (followed.person_id == int(which)) & followed.until.is_(None) & (followed.triad_id == m.triad_id)
        seats = _seated(structure_id).where(select(followed.id).where(hers).exists())
        return (p.role == Role.APPRENTICE.value) & p.id.in_(seats)
    if kind == "in":
        seat = workshop_seats.c
        return p.id.in_(select(seat.person_id).where(seat.structure_id == structure_id, seat.code == which))
    return None


def _seated(structure_id: int) -> Select[tuple[int]]:
    """Who is in a thread that is not closed."""
    return (
        select(m.person_id)
        .join_from(members, triads, triads.c.id == m.triad_id)
        .where(m.structure_id == structure_id, m.until.is_(None), triads.c.state != "closed")
    )


def rooms(c: Connection, structure_id: int, asked: Rooms) -> tuple[tuple[str, datetime], ...]:
    w = workshops.c
    query = select(w.code, w.opened_at).where(w.structure_id == structure_id)
    return tuple((row.code, row.opened_at) for row in c.execute(query.order_by(w.opened_at.desc()).limit(asked.most)))


def account(c: Connection, structure_id: int, asked: AccountOf) -> Account:
    query = (
        select(o.state, o.reason, o.not_before, p.first_name)
        .join_from(outbox, people, p.id == o.person_id, isouter=True)
        .where(text("act = 'send' AND subject <> ''"), o.subject == subject_of(asked.key), o.part == 0)
        .where(o.structure_id == structure_id)
        .order_by(o.id)
    )
    rows: Sequence[AnyRow] = c.execute(query).all()
    waiting = [row for row in rows if row.state in ("new", "later", "retry", "sending", "aboard")]
    stopped = [row for row in rows if row.state == "cancelled" and row.reason == "stopped"]
    missed = [row for row in rows if row.state in ("cancelled", "dead") and row not in stopped]
    return Account(
        sent=sum(row.state in ("sent", "removed") for row in rows),
        waiting=len(waiting),
        stopped=len(stopped),
        missed=tuple((row.first_name or "", row.reason.replace(" ", "-")) for row in missed),
        doubtful=tuple(row.first_name or "" for row in rows if row.state == "held"),
        next=min((row.not_before for row in waiting), default=None),
    )


def stop(c: Connection, structure_id: int, stopped: Stopped, now: datetime) -> None:
    """What may have left already is not touched."""
    c.execute(
        _STOP.where(o.structure_id == structure_id).values(state="cancelled", reason="stopped"),
        {"news": subject_of(stopped.key)},
    )


def last_look(
    c: Connection, row: AnyRow, now: datetime, closed: Callable[[str], frozenset[date]]
) -> str | datetime | None:
    """Right before a copy leaves: why it may not any more, or when it may; None: now."""
    with across(c, row.structure_id):
        reader = c.execute(_READER, {"who": row.person_id}).one()
    if not reader.consent_version:
        return "no consent"
    if not reader.seated:
        return "not a member"
    structure = Structure(reader.structure, "", reader.timezone, settings=reader.theirs)
    hours = Hours(zone=reader.timezone, closed=closed(reader.timezone) | closed_days(structure))
    polite = Polite.unpack(reader.settings[CHOSEN]) if reader.settings.get(CHOSEN) else chosen(structure)
    later = polite.next(now, hours)
    return later if later > now else None
