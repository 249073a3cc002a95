"""Sessions on our pages: opened by a link on one device, known by the hash of a secret, over after a silence."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, insert, or_, select, update

from core.links import Link, Seat
from storage.people import hash_code
from storage.tables import links, sessions

#: without a page for so long, a session is over; and at last after so long, whatever happens
IDLE, LONGEST = timedelta(minutes=30), timedelta(hours=8)

_s, _l = sessions.c, links.c


def bind(c: Connection, link: Link, device: str) -> bool:
    """Whether this device may act through the link: the first one that opens it, and no other one ever."""
    mark = hash_code(device)
    c.execute(update(links).where(_l.id == link.id, _l.device_hash == "").values(device_hash=mark))
    bound: str = c.execute(select(_l.device_hash).where(_l.id == link.id)).scalar_one()
    return bound == mark


def open_session(c: Connection, link: Link, secret: str, now: datetime) -> None:
    """A session for the person of the link. Sessions that are over are swept away."""
    c.execute(delete(sessions).where(or_(_s.idle_at < now - IDLE, _s.expires_at < now)))
    c.execute(
        insert(sessions).values(
            structure_id=link.structure_id,
            person_id=link.person_id,
            link_id=link.id,
            secret_hash=hash_code(secret),
            opened_at=now,
            idle_at=now,
            expires_at=now + LONGEST,
        )
    )


def seat(c: Connection, secret: str, now: datetime) -> Seat | None:
    """Whose session this is, which goes on; None when there is none or its link was revoked."""
    live = (_s.secret_hash == hash_code(secret)) & (_s.idle_at >= now - IDLE) & (_s.expires_at > now)
    query = select(_s.id, _s.structure_id, _s.person_id).join_from(sessions, links, _l.id == _s.link_id)
    row = c.execute(query.where(live, _l.revoked_at.is_(None))).first()
    if row is None:
        return None
    c.execute(update(sessions).where(_s.id == row.id).values(idle_at=now))
    return Seat(row.structure_id, row.person_id)


def close(c: Connection, secret: str) -> None:
    """She is done: the session ends at once."""
    c.execute(delete(sessions).where(_s.secret_hash == hash_code(secret)))
