"""The counsellors' look into what is kept: the file of a triad, and where words stand. Calls are not even read."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, String, cast, func, select, text

from core.forum.dossier import Dossier, DossierOf, Noted, Seated
from core.forum.search import Found, Hit, Sought, Wanted
from core.forum.topics import bare
from core.messages import Line, Place
from core.people import Role
from storage.engine.dialect import AnyRow
from storage.road.recipients import topic_key
from storage.tables import members, mission_steps, missions, nudges, outbox, people, posts, structures, triads

t, m, p, po, mi, s = triads.c, members.c, people.c, posts.c, missions.c, structures.c
#: how many texts that may fit are read at most: the newest ones
READ = 20_000
#: notes of a file
NOTES = 5
# Letters that may bear an accent, or be written in another way: JSON keeps those as \\u00e9.
_MAY_VARY = frozenset("aceginosuyz'")
_THREAD = (t.id.label("triad"), t.topic, t.pros_topic, t.topic_name, s.forum_channel, s.forum_chat)


def dossier(c: Connection, structure_id: int, asked: DossierOf) -> Dossier:
    ours = (m.triad_id == asked.triad) & (m.structure_id == structure_id)
    rows = c.execute(
        select(m.person_id, p.first_name, m.role, m.since, m.until)
        .join_from(members, people, p.id == m.person_id)
        .where(ours)
        .order_by(m.until.is_not(None), m.id)
    )
    seats = tuple(Seated(row[0], row[1], Role(row[2]), row[3], row[4]) for row in rows)
    return Dossier(seats, _seen(c, structure_id, asked.triad), _nudged(c, structure_id, asked.triad),
                   _notes(c, structure_id, asked.triad))  # fmt: skip


def _seen(c: Connection, structure_id: int, triad: int) -> dict[int, datetime]:
    """When each last wrote for others, or acted on a mission."""
    st = mission_steps.c
    wrote = select(po.author_id, func.max(po.at)).where(
        po.structure_id == structure_id, po.triad_id == triad, po.note.is_(False)
    )
    acted = select(st.person_id, func.max(st.at)).where(
        st.structure_id == structure_id, st.triad_id == triad, st.person_id.is_not(None)
    )
    seen: dict[int, datetime] = {}
    for person, at in (*c.execute(wrote.group_by(po.author_id)), *c.execute(acted.group_by(st.person_id))):
        seen[person] = max(at, seen.get(person, at))
    return seen


def _nudged(c: Connection, structure_id: int, triad: int) -> dict[int, datetime]:
    """When a nudge last left for each: about this triad or others, as one message holds all."""
    n, o = nudges.c, outbox.c
    here = select(m.person_id).where(m.triad_id == triad, m.structure_id == structure_id, m.until.is_(None))
    rows = c.execute(
        select(n.person_id, func.max(o.sent_at))
        .join_from(nudges, outbox, (o.subject == n.message) & (o.person_id == n.person_id) & text("act = 'send'"))
        .where(n.structure_id == structure_id, n.person_id.in_(here), o.sent_at.is_not(None))
        .group_by(n.person_id)
    )
    nudged: dict[int, datetime] = {}
    for person, at in rows:
        nudged[person] = at
    return nudged


def _notes(c: Connection, structure_id: int, triad: int) -> tuple[Noted, ...]:
    which = (po.structure_id == structure_id) & (po.triad_id == triad) & po.note.is_(True)
    rows = c.execute(
        select(p.first_name, po.at, po.content)
        .join_from(posts, people, p.id == po.author_id)
        .where(which)
        .order_by(po.number.desc())
        .limit(NOTES)
    )
    return tuple(Noted(name, at, content.get("t") or "📎") for name, at, content in rows)


# --- words -----------------------------------------------------------------------------------------------------------


def search(c: Connection, structure_id: int, asked: Sought) -> Found:
    wanted = Wanted(asked.words)
    return Found(
        _people(c, structure_id, wanted, asked.most),
        _missions(c, structure_id, wanted, asked.most),
        _posts(c, structure_id, wanted, asked.most),
    )


def _people(c: Connection, structure_id: int, wanted: Wanted, most: int) -> tuple[Hit, ...]:
    rows = c.execute(
        select(p.first_name, p.company, p.role, *_THREAD)
        .select_from(members.join(people, p.id == m.person_id).join(triads, t.id == m.triad_id).join(structures))
        .where(m.structure_id == structure_id, m.until.is_(None), p.left_at.is_(None), p.role != Role.COUNSELLOR.value)
        .order_by(t.id.desc())
    )
    hits = (
        Hit(row.triad, _name(row), row.first_name, role=Role(row.role), place=_topic(row))
        for row in rows
        if wanted.fits(f"{row.first_name} {row.company}")
    )
    return _first(hits, most)


def _missions(c: Connection, structure_id: int, wanted: Wanted, most: int) -> tuple[Hit, ...]:
    rows = c.execute(
        select(mi.number, mi.card, *_THREAD)
        .select_from(missions.join(triads, t.id == mi.triad_id).join(structures, s.id == t.structure_id))
        .where(mi.structure_id == structure_id, *_may_fit(mi.card, wanted))
        .order_by(mi.updated_at.desc())
        .limit(READ)
    )
    hits = []
    for row in rows:
        words = " · ".join(value for name, value in row.card.items() if name != "skill" and isinstance(value, str))
        if wanted.fits(words):
            place, message = _standing(c, row, f"mission:{row.triad}:{row.number}", Line.TRIAD)
            words = f"n° {row.number} {wanted.around(words)}"
            hits.append(Hit(row.triad, _name(row), "", words, place=place, message=message))
        if len(hits) == most:
            break
    return tuple(hits)


def _posts(c: Connection, structure_id: int, wanted: Wanted, most: int) -> tuple[Hit, ...]:
    query: Select[Any] = (
        select(po.number, po.content, po.note, po.at, po.chat, po.topic.label("written"), po.message, p.first_name,
               *_THREAD)
        .select_from(
            posts.join(people, p.id == po.author_id)
            .join(triads, t.id == po.triad_id)
            .join(structures, s.id == t.structure_id)
        )
        .where(po.structure_id == structure_id, *_may_fit(po.content, wanted))
        .order_by(po.at.desc())
        .limit(READ)
    )  # fmt: skip
    hits = []
    for row in c.execute(query):
        words = row.content.get("t", "")
        if row.content.get("w") or not wanted.fits(words):  # what was taken back stays so
            continue
        line = Line.PROS if row.content.get("l") else Line.TRIAD
        place: Place | None
        if row.chat == row.forum_chat:
            place, message = Place(row.forum_channel, row.chat, row.written, private=False), row.message
        else:
            place, message = _standing(c, row, f"post:{row.triad}:{row.number}", line)
        hits.append(
            Hit(row.triad, _name(row), row.first_name, wanted.around(words), at=row.at, place=place, message=message,
                note=row.note)
        )  # fmt: skip
        if len(hits) == most:
            break
    return tuple(hits)


def _may_fit(column: Any, wanted: Wanted) -> list[Any]:
    """What a database can tell of it: the letters that never change stand there in order. The rest is looked at."""
    kept = cast(column, String)
    patterns = ("".join("%" if c in _MAY_VARY or not c.isalnum() else c for c in word) for word in wanted.words)
    return [kept.ilike(f"%{pattern}%") for pattern in patterns if pattern.isascii()]


def _standing(c: Connection, row: AnyRow, subject: str, line: Line) -> tuple[Place | None, str]:
    """Where the copy of a subject stands in the forum; its topic when nobody knows."""
    o = outbox.c
    copy = c.execute(
        select(o.topic, o.message)
        .where(text("act = 'send' AND subject <> ''"), o.subject == subject, o.recipient == topic_key(row.triad, line))
        .where(o.chat == row.forum_chat, o.message != "")
        .order_by(o.part, o.id.desc())
        .limit(1)
    ).first()
    if copy is None:
        return _topic(row, line), ""
    return Place(row.forum_channel, row.forum_chat, copy.topic, private=False), copy.message


def _topic(row: AnyRow, line: Line = Line.TRIAD) -> Place | None:
    topic = row.pros_topic if line is Line.PROS else row.topic
    return Place(row.forum_channel, row.forum_chat, topic, private=False) if topic and row.forum_chat else None


def _name(row: AnyRow) -> str:
    return bare(row.topic_name) or f"fil n° {row.triad}"


def _first(hits: Iterable[Hit], most: int) -> tuple[Hit, ...]:
    return tuple(hit for hit, _ in zip(hits, range(most), strict=False))
