"""For the evidence pack: the steps of missions that companies agreed to, and the meetings held; never their words."""

from __future__ import annotations

from sqlalchemy import Connection, select

from core.meetings.meeting import Stage
from core.missions.evidence import Fact, FactsOf, Met, MetOf
from core.missions.mission import Act, State
from core.people import Role
from storage import triads
from storage.tables import meetings, mission_steps, missions, people

_s = mission_steps.c
_m = meetings.c
_AGREED = (Act.VALIDATE.value, Act.ACCEPT.value)


def facts(c: Connection, structure_id: int, asked: FactsOf) -> tuple[Fact, ...]:
    """The steps of agreed missions, by thread, mission and time."""
    known = {triad.id: triad for triad in triads.of_structure(c, structure_id)}
    wanted = [asked.triad] if asked.triad in known else list(known) if not asked.triad else []
    agreed = {
        (row.triad_id, row.number)
        for row in c.execute(
            select(_s.triad_id, _s.number).where(
                _s.structure_id == structure_id, _s.triad_id.in_(wanted), _s.act.in_(_AGREED)
            )
        )
    }
    query = (
        select(mission_steps, people.c.first_name, missions.c.card.label("now"))
        .join(people, people.c.id == _s.person_id)
        .join(missions, (missions.c.triad_id == _s.triad_id) & (missions.c.number == _s.number))
        .where(_s.structure_id == structure_id, _s.triad_id.in_(wanted))
        .order_by(_s.triad_id, _s.number, _s.id)
    )
    return tuple(
        Fact(
            f"{row.triad_id}. {known[row.triad_id].title}", row.number, row.now["title"], row.version, row.act,
            State(row.state), Role(row.role), row.first_name, row.channel, row.at,
        )
        for row in c.execute(query)
        if (row.triad_id, row.number) in agreed
    )  # fmt: skip


def met(c: Connection, structure_id: int, asked: MetOf) -> tuple[Met, ...]:
    """The meetings that were held, by thread and number."""
    known = {triad.id: triad for triad in triads.of_structure(c, structure_id)}
    query = (
        select(_m.triad_id, _m.number, _m.starts)
        .where(_m.structure_id == structure_id, _m.stage == Stage.REPORTED.value, _m.starts.is_not(None))
        .order_by(_m.triad_id, _m.number)
    )
    return tuple(
        Met(f"{row.triad_id}. {known[row.triad_id].title}", row.number, row.starts)
        for row in c.execute(query)
        if row.triad_id in known and asked.triad in (0, row.triad_id)
    )
