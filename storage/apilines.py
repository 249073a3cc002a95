"""What the API shows, a page at a time: each question reads the threads of its page and no others."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from sqlalchemy import Connection, Select, select, tuple_

from core.api.keys import Scope
from core.api.shown import (
    EventLine,
    EventsAfter,
    MeetingLine,
    MeetingsAfter,
    MissionLine,
    MissionsAfter,
    YoungAfter,
    YoungLine,
)
from core.api.told import MEETINGS, MISSIONS, shown
from core.people import REFERENCE, Role
from core.room.young import YoungHere
from storage import room
from storage.evaluation import proposed
from storage.tables import assessments, events, meetings, members, mission_steps, missions, people

_m, _p, _mi, _s, _a, _me, _e = (
    members.c, people.c, missions.c, mission_steps.c, assessments.c, meetings.c, events.c,
)  # fmt: skip
#: an apprentice who is there now and has said yes
AGREED = (_m.role == Role.APPRENTICE, _m.until.is_(None), _p.left_at.is_(None), _p.consent_version != "")


def young(c: Connection, structure_id: int, asked: YoungAfter) -> tuple[YoungLine, ...]:
    query = (
        select(_m.triad_id, _p.settings)
        .join(people, _p.id == _m.person_id)
        .where(_m.structure_id == structure_id, *AGREED, _m.triad_id > asked.after)
        .order_by(_m.triad_id)
    )
    if asked.thread:
        query = query.where(_m.triad_id == asked.thread)
    if asked.reference:
        query = query.where(_p.settings[REFERENCE].as_string() == asked.reference)
    numbers = {row.triad_id: row.settings.get(REFERENCE, "") for row in c.execute(query.limit(asked.most))}
    if not numbers:
        return ()
    known = room.young(c, structure_id, YoungHere(tuple(numbers)))
    return tuple(YoungLine(one, numbers[one.triad]) for one in known)


def missions_after(c: Connection, structure_id: int, asked: MissionsAfter) -> tuple[MissionLine, ...]:
    """Only those that were sent: a draft is hers alone."""
    sent = (
        select(_s.number).where(_s.triad_id == _mi.triad_id, _s.number == _mi.number, _s.act == "propose").exists()
    )  # fmt: skip
    query = select(_mi.triad_id, _mi.number, _mi.state, _mi.version, _mi.updated_at, _p.id.label("person")).where(sent)
    rows = c.execute(_page(query.select_from(missions), _mi, structure_id, asked)).all()
    which = [(row.triad_id, row.number) for row in rows]
    steps, looks = defaultdict(list), defaultdict(list)
    told = select(_s.triad_id, _s.number, _s.act, _s.role, _s.at).where(_s.structure_id == structure_id)
    for step in c.execute(told.where(tuple_(_s.triad_id, _s.number).in_(which)).order_by(_s.id)):
        steps[step.triad_id, step.number].append(step)
    given = select(_a.triad_id, _a.number, _a.side).where(_a.structure_id == structure_id)
    for look in c.execute(given.where(tuple_(_a.triad_id, _a.number).in_(which)).order_by(_a.side)):
        looks[look.triad_id, look.number].append(look.side)
    return tuple(_mission(row, steps[row.triad_id, row.number], looks[row.triad_id, row.number]) for row in rows)


def _mission(row: Any, steps: list[Any], looks: list[str]) -> MissionLine:
    life = proposed(steps, len(looks))
    assert life is not None  # it was sent: the question has asked for that
    return MissionLine(
        row.triad_id, row.number, row.person, row.state, row.version, life.at, life.answered_at, row.updated_at,
        tuple(looks),
    )  # fmt: skip


def meetings_after(c: Connection, structure_id: int, asked: MeetingsAfter) -> tuple[MeetingLine, ...]:
    columns = (_me.triad_id, _me.number, _p.id, _me.stage, _me.starts, _me.updated_at)
    query = _page(select(*columns).select_from(meetings), _me, structure_id, asked)
    return tuple(MeetingLine(*row) for row in c.execute(query))


def events_after(c: Connection, structure_id: int, asked: EventsAfter) -> tuple[EventLine, ...]:
    """Of threads whose apprentice has said yes, as all the rest."""
    told = {Scope.MISSIONS: MISSIONS, Scope.MEETINGS: MEETINGS}
    kinds = [kind for scope in sorted(asked.scopes) for kind in told[scope]]
    query = (
        select(_e.id, _e.kind, _e.subject, _e.triad_id, _e.data, _e.at)
        .select_from(events.join(members, _m.triad_id == _e.triad_id).join(people, _p.id == _m.person_id))
        .where(_e.structure_id == structure_id, _e.kind.in_(kinds), *AGREED)
        .where(_e.id > asked.after, _e.at <= asked.until)
        .order_by(_e.id)
        .limit(asked.most)
    )
    rows = c.execute(query if asked.since is None else query.where(_e.at >= asked.since))
    return tuple(EventLine(row.id, shown(row.kind, row.subject, row.triad_id, row.data, row.at)) for row in rows)


def _page(query: Select[Any], of: Any, structure_id: int, asked: MissionsAfter | MeetingsAfter) -> Select[Any]:
    """Rows of threads whose apprentice has said yes, in order, after the last page."""
    query = (
        query.join(members, _m.triad_id == of.triad_id)
        .join(people, _p.id == _m.person_id)
        .where(of.structure_id == structure_id, *AGREED, tuple_(of.triad_id, of.number) > tuple_(*asked.after))
        .order_by(of.triad_id, of.number)
        .limit(asked.most)
    )
    return query.where(of.triad_id == asked.thread) if asked.thread else query
