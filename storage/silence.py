"""Who answers nothing any more, what was tried, and the number to call."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import Connection, func, select, text

from core.nudges.matters import LATEST, Matter
from core.nudges.nudged import AWAY
from core.nudges.phone import NumberOf
from core.nudges.recontact import AttemptsOf, ThreadsOf
from core.people import Role
from core.triad import Triad
from storage import triads as stored
from storage.people import load
from storage.tables import addresses, events, members, outbox, people, posts, triads

#: reminders that must have left without an answer: one may have come at a bad moment
ATTEMPTS = 2
FOLLOWED = (Role.APPRENTICE, Role.TUTOR, Role.TRAINER)
#: what the journal tells about somebody without her having done anything; and all that begins with "send-"
NOT_HERS = ("nudge-decided", "person-unreachable", "person-lost")
a, e, m, o, p, po = addresses.c, events.c, members.c, outbox.c, people.c, posts.c
#: a message that left and bears reminders
_REMINDER = text("outbox.act = 'send' AND outbox.subject LIKE 'nudge:%' AND outbox.sent_at IS NOT NULL")


def silent(c: Connection, structure: int, now: datetime) -> Iterator[Matter]:
    """Since the first reminder that was left without an answer; since the last address closed, when none is left."""
    open_ones = select(m.person_id).join_from(members, triads).where(triads.c.state == "open", m.until.is_(None))
    here = (p.structure_id == structure) & p.left_at.is_(None) & (p.consent_version != "") & p.role.in_(FOLLOWED)
    followed = select(p.id, p.settings).where(here, p.id.in_(open_ones.where(m.structure_id == structure)))
    lost = _lost(c, structure)
    tried = _tried(c, structure, now)
    for person in c.execute(followed).all():
        if AWAY in person.settings or not (person.id in lost or len(tried.get(person.id, ())) >= ATTEMPTS):
            continue
        heard = _heard(c, structure, person.id)
        sent = [at for at in tried.get(person.id, ()) if heard is None or at > heard]
        since = lost.get(person.id) or (sent[0] if len(sent) >= ATTEMPTS else None)
        if since is not None and since >= now - LATEST:
            yield Matter(f"{person.id}:{since.timestamp():.0f}", since, person.id)


def _lost(c: Connection, structure: int) -> dict[int, datetime]:
    """Those who have addresses of which none is open: when the last one closed."""
    query = select(a.person_id, func.max(a.blocked_at)).where(a.structure_id == structure).group_by(a.person_id)
    return {row[0]: row[1] for row in c.execute(query.having(func.count(a.blocked_at) == func.count(a.id)))}


def _tried(c: Connection, structure: int, now: datetime) -> dict[int, list[datetime]]:
    """When reminders left for each, oldest first."""
    which = (o.structure_id == structure) & o.person_id.is_not(None) & (o.sent_at >= now - LATEST)
    query = select(o.person_id, func.min(o.sent_at)).where(_REMINDER, which).group_by(o.person_id, o.subject)
    found: dict[int, list[datetime]] = {}
    for person, at in c.execute(query.order_by(func.min(o.sent_at))):
        found.setdefault(person, []).append(at)
    return found


def _heard(c: Connection, structure: int, person: int) -> datetime | None:
    """The last sign of life: what she did, or wrote in a thread."""
    did = (e.structure_id == structure) & (e.person_id == person) & e.kind.not_in(NOT_HERS) & e.kind.not_like("send-%")
    wrote = (po.structure_id == structure) & (po.author_id == person)
    found = (
        c.execute(select(func.max(e.at)).where(did)).scalar(),
        c.execute(select(func.max(po.at)).where(wrote)).scalar(),
    )
    return max(filter(None, found), default=None)


def attempts(c: Connection, structure: int, asked: AttemptsOf) -> tuple[tuple[datetime, str], ...]:
    which = (o.structure_id == structure) & (o.person_id == asked.person) & (o.sent_at >= asked.since)
    query = select(func.min(o.sent_at), o.channel).where(_REMINDER, which).group_by(o.subject, o.channel)
    return tuple((at, channel) for at, channel in c.execute(query.order_by(func.min(o.sent_at))))


def number(c: Connection, structure: int, asked: NumberOf) -> str:
    hers = (a.structure_id == structure) & (a.person_id == asked.person) & (a.channel == "sms")
    return c.execute(select(a.value).where(hers).order_by(a.id.desc())).scalar() or ""


def threads(c: Connection, structure: int, asked: ThreadsOf) -> tuple[Triad, ...]:
    person = load(c, structure, asked.person)
    return tuple(one for one in stored.of_person(c, person).values() if one.state == "open") if person else ()
