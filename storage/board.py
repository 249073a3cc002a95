"""What the manager's board counts, and the signs of who is ready: a fixed number of statements."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection, and_, case, extract, func, or_, select

from core.immersions.conventions import TOLD_SIGNED, VALID, Convention
from core.missions.mission import Act
from core.nudges.nudged import AWAY
from core.nudges.recontact import WAITS
from core.people import Role
from core.room.board import ANSWERS, CardsHeld, Counted, CountedSince, LostHere, TutorsHere
from core.room.ready import Signs, SignsHere
from core.room.young import Followed, FollowedHere
from core.scripts.refuse_mission import REASONS
from storage.tables import (
    addresses,
    assessments,
    desk_cards,
    immersions,
    members,
    mission_steps,
    people,
    posts,
    progress,
    triads,
)

_t, _m, _p, _s, _a, _i, _d = (
    triads.c, members.c, people.c, mission_steps.c, assessments.c, immersions.c, desk_cards.c,
)  # fmt: skip

#: of how many of the newest messages of a thread an author is looked for
LOOKED_AT = 500


def counted(c: Connection, structure_id: int, asked: CountedSince) -> Counted:
    """Counted where it lies: the steps of three months are many. Of the words of a refusal, only a reason of ours."""
    here = triads.join(mission_steps, _s.triad_id == _t.id)
    since = (_t.structure_id == structure_id) & (_s.at >= asked.since)
    reason = case((_s.note.in_(REASONS.values()), _s.note), else_="")
    at = extract("epoch", _s.at)
    asked_at, answered_at = (func.min(case((_s.act.in_(some), at))) for some in ((Act.PROPOSE,), ANSWERS))
    by_act = select(_s.act, func.count()).select_from(here).where(since).group_by(_s.act)
    by_reason = select(reason, func.count()).select_from(here).where(since, _s.act == Act.REFUSE).group_by(reason)
    by_mission = select(asked_at, answered_at).select_from(here).where(since).group_by(_s.triad_id, _s.number)
    return Counted(
        {act: int(n) for act, n in c.execute(by_act).all()},
        {why: int(n) for why, n in c.execute(by_reason).all()},
        tuple(float(then - first) / 3600 for first, then in c.execute(by_mission).all() if first and then),
    )


def followed(c: Connection, structure_id: int, asked: FollowedHere) -> Followed:
    seats = (
        select(_t.id, _t.posts, _p.id.label("person"), _p.consent_version)
        .select_from(triads.join(members, _m.triad_id == _t.id).join(people, _p.id == _m.person_id))
        .where(_t.structure_id == structure_id, _t.state == "open", _m.role == Role.APPRENTICE)
        .where(_m.until.is_(None), _p.left_at.is_(None))
        .subquery()
    )
    of, since = seats.c, asked.since
    signs = (  # hers alone: what others do in her thread says nothing of her
        select(posts.c.at)
        .where(posts.c.triad_id == of.id, posts.c.number > of.posts - LOOKED_AT)
        .where(posts.c.author_id == of.person, posts.c.at >= since),
        select(_s.at).where(_s.triad_id == of.id, _s.person_id == of.person, _s.at >= since),
        select(progress.c.id).where(progress.c.person_id == of.person, progress.c.updated_at >= since),
    )
    moved = or_(*(sign.exists() for sign in signs))
    settled = of.consent_version != ""
    counts = [func.count(case((which, of.id)).distinct()) for which in (settled, and_(settled, moved))]
    row = c.execute(select(func.count(of.id.distinct()), *counts)).one()
    first = (
        select(func.min(_m.id))
        .join(people, _p.id == _m.person_id)
        .where(_m.role == Role.COUNSELLOR, _m.until.is_(None), _p.left_at.is_(None))
        .where(_m.triad_id.in_(select(of.id)))
        .group_by(_m.triad_id)
    )
    named = select(_p.first_name, func.count()).join(members, _m.person_id == _p.id).where(_m.id.in_(first))
    by = {name: int(many) for name, many in c.execute(named.group_by(_p.first_name)).all()}
    return Followed(int(row[0]), int(row[1]), int(row[2]), by)


def tutors(c: Connection, structure_id: int, _: TutorsHere) -> tuple[int, int]:
    answers = select(addresses.c.id).where(addresses.c.person_id == _p.id, addresses.c.blocked_at.is_(None)).exists()
    reached = case((and_(_p.consent_version != "", answers), 1), else_=0)
    query = (
        select(func.count(), func.coalesce(func.sum(reached), 0))
        .select_from(triads.join(members, _m.triad_id == _t.id).join(people, _p.id == _m.person_id))
        .where(_t.structure_id == structure_id, _t.state == "open", _m.role == Role.TUTOR)
        .where(_m.until.is_(None), _p.left_at.is_(None))
    )
    many, reachable = c.execute(query).one()
    return int(many), int(reachable)


def held(c: Connection, structure_id: int, _: CardsHeld) -> Mapping[str, int]:
    query = (
        select(_p.first_name, func.count())
        .join(people, _p.id == _d.holder_id)
        .where(_d.structure_id == structure_id, _d.state == "taken")
        .group_by(_p.first_name)
    )
    return {name: int(many) for name, many in c.execute(query).all()}


def lost(c: Connection, structure_id: int, _: LostHere) -> int:
    away = _p.settings[AWAY]["state"].as_string() == WAITS
    query = (
        select(func.count(_p.id.distinct()))
        .select_from(triads.join(members, _m.triad_id == _t.id).join(people, _p.id == _m.person_id))
        .where(_t.structure_id == structure_id, _t.state == "open", _m.until.is_(None), _p.left_at.is_(None), away)
    )
    return int(c.execute(query).scalar_one())


def signs(c: Connection, structure_id: int, asked: SignsHere) -> Mapping[int, Signs]:
    looks = (
        select(_a.triad_id, _a.grid_version, _a.marks)
        .select_from(triads.join(assessments, _a.triad_id == _t.id))
        .where(_t.structure_id == structure_id, _t.state == "open", _a.side == Role.TUTOR)
        .order_by(_a.at)
    )
    found = {row.triad_id: Signs(row.grid_version, row.marks) for row in c.execute(looks).all()}
    valid = (_i.structure_id == structure_id) & (_i.ends >= asked.since) & _i.status.in_((VALID, TOLD_SIGNED))
    for row in c.execute(select(_i.triad_id, _i.ends, _i.details).where(valid).order_by(_i.ends)).all():
        before = found.get(row.triad_id, Signs())
        objective = Convention.unpack(row.details).objective
        found[row.triad_id] = Signs(before.grid, before.marks, row.ends, objective)
    return found
