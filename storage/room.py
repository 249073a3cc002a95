"""What the counsellors' room shows of all young people at once: a fixed number of statements, however many they are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, case, false, func, select, true

from core.missions.mission import State
from core.people import Role
from core.room.young import Young, YoungHere
from storage.tables import addresses, desk_cards, members, missions, people, posts, progress, triads
from storage.tables.desk import LIVE

_t, _m, _p, _d, _mi, _po = triads.c, members.c, people.c, desk_cards.c, missions.c, posts.c
# What stands for a tutor who is not there, and for missions that are none.
_NOBODY, _NOTHING = ((0, "", 0, "", "", "", False),), (0, 0, 0, 0, 0, None, None)
_GOING = (State.VALIDATED, State.IN_PROGRESS, State.DONE)


def young(c: Connection, structure_id: int, asked: YoungHere) -> tuple[Young, ...]:
    """Every young person with her thread, in the order they came."""
    seats, cards = _seats(c, structure_id, asked), _cards(c, structure_id, asked)
    work, learnt = _missions(c, structure_id, asked), _lessons(c, structure_id, seats if asked.threads else None)
    return tuple(
        _young(row, seats[row.id], cards.get(row.id), work.get(row.id), learnt)
        for row in _threads(c, structure_id, asked)
        if Role.APPRENTICE in seats[row.id]
    )


def _of(asked: YoungHere, triad: ColumnElement[int]) -> ColumnElement[bool]:
    """The threads that are asked about."""
    if asked.looked:
        open_ = select(_t.id).where(_t.id == _mi.triad_id, _t.state == "open").exists()
        return triad.in_(select(_mi.triad_id).where(_mi.state == State.ASSESSED, open_))
    return triad.in_(asked.threads) if asked.threads else true()


def _threads(c: Connection, structure_id: int, asked: YoungHere) -> Sequence[Any]:
    """The threads, with the time of their last message."""
    last = and_(_po.triad_id == _t.id, _po.number == _t.posts)
    query = select(_t.id, _t.state, _t.created_at, _po.at).select_from(triads.outerjoin(posts, last))
    return c.execute(query.where(_t.structure_id == structure_id, _of(asked, _t.id)).order_by(_t.id)).all()


def _seats(c: Connection, structure_id: int, asked: YoungHere) -> dict[int, dict[str, list[Any]]]:
    """Who is in each thread now, by role; whether an address of hers answers."""
    answers = select(addresses.c.id).where(addresses.c.person_id == _p.id, addresses.c.blocked_at.is_(None)).exists()
    shown = case((_m.role == Role.APPRENTICE, answers), else_=false())
    query = (
        select(_m.triad_id, _m.role, _p.id, _p.first_name, _p.company, _p.consent_version, shown.label("answers"))
        .select_from(triads.join(members, _m.triad_id == _t.id).join(people, _p.id == _m.person_id))
        .where(_t.structure_id == structure_id, _of(asked, _t.id), _m.until.is_(None), _p.left_at.is_(None))
        .order_by(_m.id)
    )
    found: dict[int, dict[str, list[Any]]] = defaultdict(dict)
    for row in c.execute(query).all():
        found[row[0]].setdefault(row[1], []).append(row)
    return found


def _cards(c: Connection, structure_id: int, asked: YoungHere) -> dict[int, Any]:
    """What waits in « À traiter », by thread; calls have none."""
    query = select(
        _d.triad_id,
        func.count().label("cards"),
        _how_many(_d.state == "open").label("untaken"),
        _how_many(_d.urgent).label("urgent"),
        func.min(_d.raised_at).label("since"),
    ).where(LIVE, _d.triad_id.is_not(None), _d.structure_id == structure_id, _of(asked, _d.triad_id))
    return {row.triad_id: row for row in c.execute(query.group_by(_d.triad_id)).all()}


def _missions(c: Connection, structure_id: int, asked: YoungHere) -> dict[int, Any]:
    query = select(
        _mi.triad_id,
        _how_many(_mi.state == State.PROPOSED).label("asked"),
        _how_many(_mi.state == State.AMENDED).label("hers"),
        _how_many(_mi.state.in_(_GOING)).label("going"),
        _how_many(_mi.state == State.ASSESSED).label("looked"),
        func.max(_mi.updated_at).label("at"),
        func.min(case((_mi.state.in_((State.PROPOSED, State.AMENDED)), _mi.updated_at))).label("since"),
    ).where(_mi.structure_id == structure_id, _of(asked, _mi.triad_id))
    return {row.triad_id: row for row in c.execute(query.group_by(_mi.triad_id)).all()}


def _lessons(c: Connection, structure_id: int, only: Mapping[int, Mapping[str, list[Any]]] | None) -> dict[int, Any]:
    """Lessons finished, and the last time one was open, by person; of everybody, or of who sits in these threads."""
    of = progress.c
    query = (
        select(of.person_id, func.count(of.finished_at).label("n"), func.max(of.updated_at).label("at"))
        .select_from(people.join(progress, of.person_id == _p.id))
        .where(_p.structure_id == structure_id, _p.role == Role.APPRENTICE)
    )
    if only is not None:
        query = query.where(of.person_id.in_([seat[2] for seats in only.values() for seat in seats[Role.APPRENTICE]]))
    return {row.person_id: row for row in c.execute(query.group_by(of.person_id)).all()}


def _how_many(which: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((which, 1), else_=0))


def _young(thread: Any, seats: Mapping[str, list[Any]], cards: Any, work: Any, learnt: Mapping[int, Any]) -> Young:
    number, state, moved_at, written_at = thread
    (_, _, me, name, _, consent, answers), *_ = seats[Role.APPRENTICE]
    (_, _, _, tutor, company, _, _), *_ = seats.get(Role.TUTOR) or _NOBODY
    team = seats.get(Role.COUNSELLOR, ())
    _, asked, hers, going, looked, worked_at, asked_at = work or _NOTHING
    _, lessons, learnt_at = learnt.get(me) or (me, 0, None)
    _, waits, untaken, urgent, raised_at = cards or (number, 0, 0, 0, None)
    since = min((at for at in (asked_at, raised_at) if at is not None), default=None)
    moved = "arrival"
    for at, sign in ((written_at, "post"), (worked_at, "mission"), (learnt_at, "lesson")):
        if at is not None and at > moved_at:
            moved_at, moved = at, sign
    return Young(
        number, me, name, state, bool(consent), bool(answers), tutor, company,
        frozenset([seat[2] for seat in team]), team[0][3] if team else "",
        waits, untaken, bool(urgent), asked, hers, going, looked, lessons, moved_at, moved, since,
    )  # fmt: skip
