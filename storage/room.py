"""What the counsellors' room shows of all young people at once: a fixed number of statements, however many they are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, func, select

from core.missions.mission import State
from core.people import Role
from core.room.young import Young, YoungHere
from storage.tables import addresses, desk_cards, members, missions, people, posts, progress, triads
from storage.tables.desk import LIVE

_t, _m, _p, _d, _mi, _po = triads.c, members.c, people.c, desk_cards.c, missions.c, posts.c
_GOING = (State.VALIDATED, State.IN_PROGRESS, State.DONE)


def young(c: Connection, structure_id: int, _: YoungHere) -> tuple[Young, ...]:
    """Every young person with her thread, in the order they came."""
    seats, cards, work = _seats(c, structure_id), _cards(c, structure_id), _missions(c, structure_id)
    learnt = _lessons(c, structure_id)
    return tuple(
        _young(row, seats[row.id], cards.get(row.id), work.get(row.id, {}), learnt)
        for row in _threads(c, structure_id)
        if any(seat.role == Role.APPRENTICE for seat in seats[row.id])
    )


def _threads(c: Connection, structure_id: int) -> Iterator[Any]:
    """The threads, with the time of their last message."""
    last = and_(_po.triad_id == _t.id, _po.number == _t.posts)
    query = select(_t.id, _t.state, _t.created_at, _po.at).select_from(triads.outerjoin(posts, last))
    yield from c.execute(query.where(_t.structure_id == structure_id).order_by(_t.id))


def _seats(c: Connection, structure_id: int) -> dict[int, list[Any]]:
    """Who is in each thread now; whether an address of hers answers."""
    answers = select(addresses.c.id).where(addresses.c.person_id == _p.id, addresses.c.blocked_at.is_(None)).exists()
    query = (
        select(_m.triad_id, _m.role, _p.id, _p.first_name, _p.company, _p.consent_version, answers.label("answers"))
        .select_from(triads.join(members, _m.triad_id == _t.id).join(people, _p.id == _m.person_id))
        .where(_t.structure_id == structure_id, _m.until.is_(None), _p.left_at.is_(None))
        .order_by(_m.id)
    )
    found: dict[int, list[Any]] = defaultdict(list)
    for row in c.execute(query):
        found[row.triad_id].append(row)
    return found


def _cards(c: Connection, structure_id: int) -> dict[int, Any]:
    """What waits in « À traiter », by thread; calls have none."""
    query = select(
        _d.triad_id,
        func.count().label("cards"),
        func.sum((_d.state == "open").cast(_d.id.type)).label("untaken"),
        func.max(_d.urgent.cast(_d.id.type)).label("urgent"),
    ).where(LIVE, _d.triad_id.is_not(None), _d.structure_id == structure_id)
    return {row.triad_id: row for row in c.execute(query.group_by(_d.triad_id))}


def _missions(c: Connection, structure_id: int) -> dict[int, dict[str, Any]]:
    query = select(_mi.triad_id, _mi.state, func.count().label("n"), func.max(_mi.updated_at).label("at"))
    found: dict[int, dict[str, Any]] = defaultdict(dict)
    for row in c.execute(query.where(_mi.structure_id == structure_id).group_by(_mi.triad_id, _mi.state)):
        found[row.triad_id][row.state] = row
    return found


def _lessons(c: Connection, structure_id: int) -> dict[int, Any]:
    """Lessons finished, and the last time one was open, by person."""
    of = progress.c
    query = (
        select(of.person_id, func.count(of.finished_at).label("n"), func.max(of.updated_at).label("at"))
        .select_from(people.join(progress, of.person_id == _p.id))
        .where(_p.structure_id == structure_id, _p.role == Role.APPRENTICE)
    )
    return {row.person_id: row for row in c.execute(query.group_by(of.person_id))}


def _young(thread: Any, seats: list[Any], cards: Any, work: dict[str, Any], learnt: dict[int, Any]) -> Young:
    me = next(seat for seat in seats if seat.role == Role.APPRENTICE)
    tutor = next((seat for seat in seats if seat.role == Role.TUTOR), None)
    team = [seat for seat in seats if seat.role == Role.COUNSELLOR]
    lessons = learnt.get(me.id)
    signs: list[tuple[datetime, str]] = [(thread.created_at, "arrival")]
    signs += [(thread.at, "post")] if thread.at is not None else []
    signs += [(row.at, "mission") for row in work.values()]
    signs += [(lessons.at, "lesson")] if lessons is not None else []
    moved_at, moved = max(signs)

    def count(*states: State) -> int:
        return sum(work[state].n for state in states if state in work)

    return Young(
        thread.id, me.id, me.first_name, thread.state, bool(me.consent_version), bool(me.answers),
        tutor.first_name if tutor else "", tutor.company if tutor else "",
        frozenset(seat.id for seat in team), team[0].first_name if team else "",
        cards.cards if cards else 0, cards.untaken if cards else 0, bool(cards and cards.urgent),
        count(State.PROPOSED), count(State.AMENDED), count(*_GOING), count(State.ASSESSED),
        lessons.n if lessons else 0, moved_at, moved,
    )  # fmt: skip
