"""What waits for somebody besides missions, read from what is kept: one query a ladder, each within one structure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, and_, exists, func, select

from core.evaluation.protocol import ANSWERED_WITHIN
from core.immersions.conventions import DEAD, TOLD_SIGNED, VALID
from core.meetings.meeting import LENGTH, SIDES, Meeting, Stage
from core.nudges.matters import LATEST, Matter, Waiting
from core.people import LINKS, Role
from core.safeguarding import calls
from core.week import weeks
from storage import silence
from storage.tables import (
    desk_cards,
    immersions,
    invitations,
    meetings,
    members,
    outbox,
    people,
    progress,
    surveys,
    triads,
    week_reviews,
)
from storage.tables.desk import LIVE
from storage.tables.journey import UNFINISHED
from storage.tables.road import SUBJECT

#: a page that was turned today is no lesson left
REST = timedelta(days=1)
#: Monday to Friday
DAYS = 5


def waiting(c: Connection, structure_id: int, asked: Waiting) -> tuple[Matter, ...]:
    """The matters of this kind, oldest first."""
    found = QUERIES[asked.kind](c, structure_id, asked.now)
    return tuple(sorted((one for one in found if asked.ref in ("", one.ref)), key=lambda one: one.since))


def _invitations(c: Connection, structure: int, now: datetime) -> Iterator[Matter]:
    i = invitations.c
    which = (i.structure_id == structure) & i.used_at.is_(None) & (i.expires_at > now) & i.role.not_in(LINKS)
    for row in c.execute(select(invitations).where(which, i.declined_at.is_(None), i.created_at >= now - LATEST)):
        yield Matter(str(row.id), row.created_at, None, row.triad_id, row.first_name)


def _consents(c: Connection, structure: int, now: datetime) -> Iterator[Matter]:
    p = people.c
    which = (p.structure_id == structure) & (p.consent_version == "") & p.left_at.is_(None)
    for row in c.execute(select(p.id, p.created_at).where(which, p.created_at >= now - LATEST)):
        yield Matter(str(row.id), row.created_at, row.id)


def _lessons(c: Connection, structure: int, now: datetime) -> Iterator[Matter]:
    p = progress.c
    which = (p.structure_id == structure) & (p.updated_at >= now - LATEST) & (p.updated_at <= now - REST)
    query = select(p.person_id, p.module, p.state, p.updated_at).join_from(progress, people).where(UNFINISHED, which)
    for row in c.execute(query.where(people.c.role == Role.APPRENTICE, people.c.left_at.is_(None))):
        ref = f"{row.person_id}:{row.module}:{row.state.get('page', 0)}"
        yield Matter(ref, row.updated_at, row.person_id, None, row.module)


def _conventions(c: Connection, structure: int, now: datetime) -> Iterator[Matter]:
    i = immersions.c
    settled = (*DEAD, VALID, TOLD_SIGNED)
    which = (i.structure_id == structure) & (i.starts > now.date()) & i.status.not_in(settled)
    for row in c.execute(select(i.triad_id, i.convention, i.starts, i.created_at).where(which)):
        ref = f"{row.triad_id}:{row.convention}:{row.starts}"
        yield Matter(ref, row.created_at, None, row.triad_id, row.convention)


def _reviews(c: Connection, structure: int, now: datetime) -> Iterator[Matter]:
    i = immersions.c
    over = i.ends.between((now - LATEST).date(), now.date() - timedelta(days=1))
    which = (i.structure_id == structure) & over & i.status.in_((VALID, TOLD_SIGNED))
    for row in c.execute(select(i.triad_id, i.convention, i.ends, i.review).where(which)):
        if not row.review:
            since = datetime.combine(row.ends + timedelta(days=1), datetime.min.time(), UTC)
            yield Matter(f"{row.triad_id}:{row.convention}", since, None, row.triad_id, row.convention)


def _meetings(c: Connection, structure: int, now: datetime, stage: Stage) -> Iterator[tuple[Meeting, datetime]]:
    m = meetings.c
    which = (m.structure_id == structure) & (m.stage == stage.value) & (m.updated_at >= now - LATEST)
    for row in c.execute(select(meetings).where(which)):
        yield Meeting.unpack(row.triad_id, row.number, row.stage, row.starts, row.data), row.updated_at


def _unanswered(c: Connection, structure: int, now: datetime) -> Iterator[Matter]:
    for meeting, since in list(_meetings(c, structure, now, Stage.ASKING)):
        asked = [role.value for role in SIDES if role is not Role.COUNSELLOR and role.value not in meeting.answers]
        here = (members.c.triad_id == meeting.triad_id) & members.c.until.is_(None) & members.c.role.in_(asked)
        whose = select(members.c.person_id, members.c.role).where(here, members.c.structure_id == structure)
        for person, role in c.execute(whose).all():
            ref = f"{meeting.triad_id}:{meeting.number}:{meeting.round}:{role}"
            yield Matter(ref, since, person, meeting.triad_id)


def _unreported(c: Connection, structure: int, now: datetime) -> Iterator[Matter]:
    for meeting, _ in list(_meetings(c, structure, now, Stage.KEPT)):
        over = meeting.starts + LENGTH if meeting.starts is not None else now
        if over < now and not meeting.report:
            yield Matter(f"{meeting.triad_id}:{meeting.number}:{meeting.sequence}", over, None, meeting.triad_id)


def _weeks(c: Connection, structure: int, now: datetime) -> Iterator[Matter]:
    """The look back that was offered this week and not taken."""
    o, r, t = outbox.c, week_reviews.c, triads.c
    week = weeks.monday(now.date())
    taken = exists().where(r.triad_id == t.id, r.week == week)
    open_ones = select(t.id).where(t.structure_id == structure, t.state == "open", ~taken)
    days = [week + timedelta(days=n) for n in range(DAYS)]
    keys = {f"week:thursday:{triad}:{day}": triad for triad in c.execute(open_ones).scalars() for day in days}
    offered = select(o.subject, o.person_id, o.sent_at).where(SUBJECT, o.structure_id == structure)
    for row in c.execute(offered.where(o.subject.in_(keys), o.state == "sent")).all():
        triad = keys[row.subject]
        yield Matter(f"{triad}:{week}", row.sent_at, row.person_id, triad)


def _surveys(c: Connection, structure: int, now: datetime) -> Iterator[Matter]:
    s = surveys.c
    which = (s.structure_id == structure) & (s.state == "asked") & (s.asked_at >= now - ANSWERED_WITHIN)
    for row in c.execute(select(s.study_id, s.moment, s.person_id, s.asked_at).where(which)):
        yield Matter(f"{row.study_id}:{row.moment}:{row.person_id}", row.asked_at, row.person_id)


def _cards(c: Connection, structure: int, now: datetime) -> Iterator[Matter]:
    """Whoever holds it; else who follows the triad. Calls have a clock of their own."""
    d = desk_cards.c
    follows = (
        select(func.min(members.c.person_id))
        .where(and_(members.c.triad_id == d.triad_id, members.c.role == Role.COUNSELLOR, members.c.until.is_(None)))
        .scalar_subquery()
    )
    which = (d.structure_id == structure) & (d.kind != calls.KIND) & (d.changed_at >= now - LATEST)
    query = select(d.key, d.changed_at, d.triad_id, func.coalesce(d.holder_id, follows).label("whose"))
    for row in c.execute(query.where(LIVE, which)):
        yield Matter(f"{row.key}:{row.changed_at.timestamp():.0f}", row.changed_at, row.whose, row.triad_id)


Query = Callable[[Connection, int, datetime], Iterator[Matter]]
QUERIES: Mapping[str, Query] = {
    "invitation-unopened": _invitations,
    "consent-unfinished": _consents,
    "lesson-left": _lessons,
    "convention-unsigned": _conventions,
    "immersion-unreviewed": _reviews,
    "meeting-unanswered": _unanswered,
    "meeting-unreported": _unreported,
    "week-unreviewed": _weeks,
    "survey-unanswered": _surveys,
    "card-waiting": _cards,
    "person-silent": silence.silent,
}
