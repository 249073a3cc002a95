"""What somebody has done as a tutor, counted from the steps of missions, the looks and the meetings."""

from __future__ import annotations

from datetime import datetime, timedelta
from statistics import median

from sqlalchemy import Connection, select

from core.meetings.meeting import Stage
from core.missions.mission import Act
from core.people import Role
from core.tutoring.tutoring import Tutoring, TutoringOf, Tutors
from storage.tables import assessments, meetings, members, mission_steps, people, triads

_s, _m, _a = mission_steps.c, members.c, assessments.c
ASKS = {Act.PROPOSE.value, Act.REPROPOSE.value, Act.REVIVE.value}
ANSWERS = {Act.VALIDATE.value, Act.AMEND.value, Act.REFUSE.value, Act.QUESTION.value}


def tutors(c: Connection, structure_id: int, _: Tutors) -> tuple[int, ...]:
    here = (_m.structure_id == structure_id) & (_m.role == Role.TUTOR) & _m.until.is_(None)
    there = select(_m.person_id).join_from(members, triads, triads.c.id == _m.triad_id).where(here)
    gone = select(people.c.id).where(people.c.structure_id == structure_id, people.c.left_at.is_not(None))
    open_ones = there.where(triads.c.state == "open", _m.person_id.not_in(gone)).distinct().order_by(_m.person_id)
    return tuple(c.execute(open_ones).scalars())


def tutoring(c: Connection, structure_id: int, asked: TutoringOf) -> Tutoring:
    """A question is an answer too: it is the tutor who has moved. Each version of a mission counts once."""
    seats = select(_m.triad_id, _m.since).where(
        _m.person_id == asked.person, _m.structure_id == structure_id, _m.role == Role.TUTOR
    )
    mine = {row.triad_id: row.since for row in c.execute(seats)}
    if not mine:
        return Tutoring()
    steps = select(_s.triad_id, _s.number, _s.version, _s.act, _s.person_id, _s.at).where(
        _s.triad_id.in_(mine), _s.structure_id == structure_id
    )
    waits: dict[tuple[int, int], datetime] = {}
    answered: set[tuple[int, int, int]] = set()
    agreed: set[tuple[int, int]] = set()
    delays: list[float] = []
    for row in c.execute(steps.order_by(_s.id)):
        mission = (row.triad_id, row.number)
        if row.act in ASKS:
            waits[mission] = row.at
        if row.act not in ANSWERS or row.person_id != asked.person or not asked.since <= row.at < asked.until:
            continue
        if row.act == Act.VALIDATE:
            agreed.add(mission)
        if mission in waits:
            delays.append((row.at - waits.pop(mission)).total_seconds())
        answered.add((*mission, row.version))
    looks = select(_a.triad_id).where(
        _a.person_id == asked.person, _a.side == Role.TUTOR, _a.structure_id == structure_id
    )
    given = c.execute(looks.where(_a.at >= asked.since, _a.at < asked.until)).all()
    held = select(meetings.c.triad_id).where(
        meetings.c.triad_id.in_(mine), meetings.c.structure_id == structure_id, meetings.c.stage == Stage.REPORTED
    )
    met = c.execute(held.where(meetings.c.starts >= asked.since, meetings.c.starts < asked.until)).all()
    delay = timedelta(seconds=median(delays)) if delays else None
    return Tutoring(len(answered), len(agreed), delay, len(given), len(met), len(mine), min(mine.values()))
