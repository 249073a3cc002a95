"""Links to pages: keep, find by the code, revoke."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from core.links import Link, NewLink, RevokedLinks
from storage.people import hash_code
from storage.tables import links

_l = links.c


def add(c: Connection, structure_id: int, new: NewLink, now: datetime) -> None:
    """Keep a link by the hash of its code."""
    c.execute(
        insert(links).values(
            structure_id=structure_id,
            code_hash=hash_code(new.code),
            purpose=new.purpose,
            person_id=new.person_id,
            triad_id=new.triad_id,
            subject=new.subject,
            created_at=now,
            expires_at=new.expires_at,
        )
    )


def revoke(c: Connection, structure_id: int, gone: RevokedLinks, now: datetime) -> None:
    which = (_l.structure_id == structure_id) & (_l.purpose == gone.purpose) & (_l.subject == gone.subject)
    c.execute(update(links).where(which, _l.revoked_at.is_(None)).values(revoked_at=now))


def give(c: Connection, link: Link, person_id: int) -> Link:
    """The link is this person's from now on."""
    c.execute(update(links).where(_l.id == link.id).values(person_id=person_id))
    return replace(link, person_id=person_id)


def find(c: Connection, purpose: str, code: str) -> Link | None:
    """The link of this code, be it open or not; None when there is none for this purpose."""
    row = c.execute(select(links).where(_l.code_hash == hash_code(code), _l.purpose == purpose)).first()
    if row is None:
        return None
    return Link(
        row.id,
        row.structure_id,
        row.purpose,
        row.person_id,
        row.triad_id,
        row.subject,
        row.created_at,
        row.expires_at,
        row.revoked_at,
    )
