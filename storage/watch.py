"""What the early alarm reads: when an apprentice gave a sign, never what she wrote; and the alarms there were."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Connection, func, select

from core.meetings.meeting import Stage
from core.missions.mission import Act
from core.people import Role
from core.watch.acts import Alarm, AlarmsOf
from core.watch.moments import Moods, MoodsOf
from core.watch.rules import Signs, SignsOf
from storage.tables import events, meetings, members, mission_steps, posts, structures, week_reviews

_e, _s, _p, _w, _m = events.c, mission_steps.c, posts.c, week_reviews.c, members.c
_KINDS = ("alarm-raised", "alarm-contested", "alarm-judged")
_ANSWERS = {Act.VALIDATE, Act.PHONE, Act.AMEND, Act.ACCEPT, Act.REFUSE}


def signs(c: Connection, structure_id: int, asked: SignsOf) -> Signs | None:
    """What is known of the apprentice who is in this triad now."""
    here = (_m.structure_id == structure_id) & (_m.triad_id == asked.triad) & (_m.role == Role.APPRENTICE)
    seat = c.execute(select(_m.person_id, _m.since).where(here, _m.until.is_(None))).first()
    if seat is None:
        return None
    zone = ZoneInfo(c.execute(select(structures.c.timezone).where(structures.c.id == structure_id)).scalar_one())
    whose = (_s.structure_id == structure_id) & (_s.triad_id == asked.triad)
    reviews = (_w.structure_id == structure_id) & (_w.triad_id == asked.triad) & (_w.person_id == seat.person_id)
    written = (_p.structure_id == structure_id) & (_p.triad_id == asked.triad) & (_p.author_id == seat.person_id)
    held = (meetings.c.structure_id == structure_id) & (meetings.c.triad_id == asked.triad)
    last = (
        _last(c, _p.at, written), _last(c, _s.at, whose & (_s.person_id == seat.person_id)), _last(c, _w.at, reviews)
    )  # fmt: skip
    known = [moment for moment in last if moment is not None]
    steps = c.execute(select(_s.number, _s.act).where(whose).order_by(_s.id)).all()
    answers: dict[int, str] = {}
    for row in steps:
        if row.act == Act.UNDO:
            answers.pop(row.number, None)  # taken back
        elif row.act in _ANSWERS:
            answers[row.number] = row.act
    newest = sorted(answers)[-2:]
    refused = tuple(newest) if len(newest) == 2 and {answers[one] for one in newest} == {Act.REFUSE.value} else ()
    hard = c.execute(select(_w.week, _w.hard).where(reviews).order_by(_w.week.desc()).limit(2)).all()
    return Signs(
        seat.since.astimezone(zone).date(),
        max(known).astimezone(zone).date() if known else None,
        len({row.number for row in steps}),
        c.execute(select(func.count()).where(held, meetings.c.stage == Stage.REPORTED.value)).scalar_one(),
        refused,
        tuple((row.week, row.hard) for row in hard),
        _low(c, structure_id, asked.triad, seat.since, zone),
    )


def moods(c: Connection, structure_id: int, asked: MoodsOf) -> Moods | None:
    """When the apprentice who is in this triad now was asked how it goes, and answered."""
    here = (_m.structure_id == structure_id) & (_m.triad_id == asked.triad) & (_m.role == Role.APPRENTICE)
    seat = c.execute(select(_m.since).where(here, _m.until.is_(None))).first()
    if seat is None:
        return None
    zone = ZoneInfo(c.execute(select(structures.c.timezone).where(structures.c.id == structure_id)).scalar_one())
    which = (_e.structure_id == structure_id) & (_e.triad_id == asked.triad) & (_e.at >= seat.since)
    told: dict[str, set[int]] = {"mood-asked": set(), "mood-answered": set()}
    for row in c.execute(select(_e.kind, _e.data).where(which, _e.kind.in_(told))):
        told[row.kind].add(int(row.data["moment"]))
    return Moods(seat.since.astimezone(zone).date(), *map(frozenset, told.values()))


def _low(c: Connection, structure_id: int, triad: int, since: datetime, zone: ZoneInfo) -> date | None:
    """The day of her last answer, when it was that it does not go well."""
    which = (_e.structure_id == structure_id) & (_e.triad_id == triad) & (_e.at >= since)
    query = select(_e.at, _e.data).where(which, _e.kind == "mood-answered").order_by(_e.id.desc()).limit(1)
    last = c.execute(query).first()
    return last.at.astimezone(zone).date() if last is not None and last.data["mood"] == "low" else None


def _last(c: Connection, column: ColumnElement[datetime], which: ColumnElement[bool]) -> datetime | None:
    return c.execute(select(column).where(which).order_by(column.desc()).limit(1)).scalar()


def alarms(c: Connection, structure_id: int, asked: AlarmsOf) -> tuple[Alarm, ...]:
    """The alarms with what became of them, oldest first."""
    which = (_e.structure_id == structure_id) & _e.kind.in_(_KINDS)
    if asked.triad:
        which &= _e.triad_id == asked.triad
    found: dict[tuple[int, str], Alarm] = {}
    for row in c.execute(select(_e.kind, _e.triad_id, _e.data).where(which).order_by(_e.id)):
        day = row.data["day"]
        if row.kind == "alarm-raised":
            found[row.triad_id, day] = Alarm(row.triad_id, date.fromisoformat(day), tuple(row.data["rules"]))
        elif known := found.get((row.triad_id, day)):
            founded = row.data.get("founded", known.founded)
            contested = known.contested or row.kind == "alarm-contested"
            found[row.triad_id, day] = Alarm(known.triad, known.day, known.rules, contested, founded)
    return tuple(found.values())
