"""What happened to the missions that companies agreed to, for the evidence pack: steps alone, never their words."""

from __future__ import annotations

from sqlalchemy import Connection, select

from core.missions.evidence import Fact, FactsOf
from core.missions.mission import Act, State
from core.people import Role
from storage import triads
from storage.tables import mission_steps, missions, people

_s = mission_steps.c
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
