"""What is kept of one person: counted, who has seen it, and all of it; and the erasures that were asked for."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, delete, false, func, or_, select, update

from core.people import Role
from core.privacy.erasure import Erased, ErasureAsked, ErasureDropped, ErasureOf, Standing
from core.privacy.kept import LEFT_OUT, Export, ExportOf, Kept, KeptOf, Seen, SeenBy
from core.privacy.readings import OUTSIDE, PURPOSES, READINGS
from storage import erasure, retention
from storage.engine.dialect import insert_new
from storage.readings import outside, readings
from storage.register import REGISTER, Entry
from storage.tables import (
    addresses,
    call_lines,
    call_readings,
    calls,
    forgotten,
    links,
    members,
    metadata,
    people,
    triads,
)

#: rows of a triad that are not for the eyes of its apprentice, unless they are her own
OWN_ONLY = frozenset({"events", "links", "invitations", "held_posts", "nudges"})
#: how the columns end that could open a door
HASHED = "_hash"
_f, _p, _m = forgotten.c, people.c, members.c


# --- erasures asked for ----------------------------------------------------------------------------------------------


def standing(c: Connection, structure_id: int, asked: ErasureOf) -> Standing:
    """What was asked and is not done yet, and the open threads she is in."""
    mine = (_m.person_id == asked.person) & (_m.structure_id == structure_id) & _m.until.is_(None)
    threads = select(_m.triad_id).join(triads, triads.c.id == _m.triad_id).where(mine, triads.c.state != "closed")
    which = (_f.person_id == asked.person) & (_f.structure_id == structure_id) & _f.erased_at.is_(None)
    row = c.execute(select(_f.asked_at, _f.due_at, _f.why).where(which)).first()
    found = tuple(c.execute(threads.order_by(_m.triad_id)).scalars())
    if row is None:
        return Standing(threads=found)
    still = row.why in retention.STILL and retention.STILL[row.why](c, structure_id, asked.person, row.asked_at)
    return Standing(row.asked_at, row.due_at, found, row.why, still)


def save_asked(c: Connection, structure_id: int, one: ErasureAsked, now: datetime) -> None:
    key = {"person_id": one.person_id, "structure_id": structure_id}
    values = {"why": one.why, "asked_at": one.asked_at, "due_at": one.due_at}
    if not c.execute(insert_new(c, forgotten, "person_id"), key | values | {"rooms": []}).rowcount:
        which = (_f.person_id == one.person_id) & (_f.structure_id == structure_id) & _f.erased_at.is_(None)
        c.execute(update(forgotten).where(which).values(values))


def save_dropped(c: Connection, structure_id: int, one: ErasureDropped, now: datetime) -> None:
    which = (_f.person_id == one.person_id) & (_f.structure_id == structure_id) & _f.erased_at.is_(None)
    c.execute(delete(forgotten).where(which))


def save_erased(c: Connection, structure_id: int, one: Erased, now: datetime) -> None:
    erasure.erase(c, structure_id, one.person_id, one.why, now)


# --- what is kept ----------------------------------------------------------------------------------------------------


def kept(c: Connection, structure_id: int, asked: KeptOf) -> Kept:
    """In figures, by the register: rows of her own, and for an apprentice those of her triads."""
    row = c.execute(select(people).where(_p.id == asked.person, _p.structure_id == structure_id)).first()
    if row is None:
        return Kept()
    at = select(addresses.c.channel, addresses.c.value).where(addresses.c.person_id == asked.person)
    mine = _triads(c, structure_id, asked.person)
    counts = {
        name: c.execute(select(func.count()).select_from(entry.table).where(which)).scalar_one()
        for name, entry in REGISTER.items()
        if (which := _hers(entry, asked.person, [] if name == "posts" else mine)) is not None
    }
    found = tuple((one.channel, one.value) for one in c.execute(at.order_by(addresses.c.id)))
    return Kept(found, row.created_at, row.consent_at, counts)


def seen(c: Connection, structure_id: int, asked: SeenBy) -> tuple[Seen, ...]:
    """Who sits in her threads, the team, who read her calls, and the links that open a page of hers."""
    mine = select(_m.triad_id).where(_m.person_id == asked.person, _m.structure_id == structure_id)
    seats = (
        select(_p.first_name, _m.role, func.min(_m.since).label("since"), func.max(_m.until).label("until"))
        .join(people, _p.id == _m.person_id)
        .where(_m.triad_id.in_(mine), _m.person_id != asked.person, _m.role != Role.COUNSELLOR)
        .group_by(_p.id, _p.first_name, _m.role)
        .order_by(_p.id)
    )
    found = [Seen(row.first_name, Role(row.role), "thread", row.since, row.until) for row in c.execute(seats)]
    # also those who have left since; managers read figures only
    works = (_p.role == Role.COUNSELLOR) & _p.consent_at.is_not(None) & (_p.structure_id == structure_id)
    for row in c.execute(select(people).where(works, _p.id != asked.person).order_by(_p.id)):
        found.append(Seen(row.first_name, Role(row.role), "team", row.created_at, row.left_at))
    hers = select(calls.c.key).where(calls.c.person_id == asked.person, calls.c.structure_id == structure_id)
    reading = (
        select(_p.first_name, _p.role, call_readings.c.at)
        .join(people, _p.id == call_readings.c.person_id)
        .where(call_readings.c.call_key.in_(hers), call_readings.c.structure_id == structure_id)
        .order_by(call_readings.c.id.desc())
    )
    found += [Seen(row.first_name, Role(row.role), "call", row.at) for row in c.execute(reading)]
    mine_only = _triads(c, structure_id, asked.person)
    found += readings(c, structure_id, asked.person, mine_only)
    found += outside(c, structure_id, asked.person, mine_only)
    shown = (links.c.structure_id == structure_id) & (links.c.subject == f"passport:{asked.person}")
    for row in c.execute(select(links).where(shown).order_by(links.c.id.desc())):
        ends = row.revoked_at or row.expires_at
        found.append(Seen("", Role.APPRENTICE, "link", row.created_at, ends))
    return tuple(found)


def export(c: Connection, structure_id: int, asked: ExportOf) -> Export:
    """Everything of hers that she may read, table by table, in the order it was written."""
    mine = _triads(c, structure_id, asked.person)
    names: dict[int, str] = {row.id: row.first_name for row in c.execute(
        select(_p.id, _p.first_name).where(_p.structure_id == structure_id))}  # fmt: skip
    found: dict[str, list[dict[str, Any]]] = {}
    for table in metadata.sorted_tables:
        entry = REGISTER[table.name]
        which = _hers(entry, asked.person, [] if table.name in OWN_ONLY else mine)
        if table in (call_lines, call_readings):
            keys = select(calls.c.key).where(calls.c.person_id == asked.person, calls.c.structure_id == structure_id)
            which = table.c.call_key.in_(keys)
        if which is None or entry.unshown or not entry.personal:
            continue
        if "structure_id" in table.c:
            which &= table.c.structure_id == structure_id
        rows = c.execute(select(table).where(which).order_by(*table.primary_key.columns)).all()
        plain = [_plain(row._mapping, entry, names) for row in rows]
        found[table.name] = [row for row in plain if _hers_to_read(table.name, row, asked.person)]
        if table.name == "posts":
            found["left_out"] = _left_out(plain, asked.person)
    found["readings"] = [
        {"by": one.name if one.role else OUTSIDE[one.what], "role": one.role or "",
         "what": READINGS.get(one.what) or PURPOSES.get(one.name, one.name), "times": one.times,
         "first": one.since.isoformat(), "last": one.until.isoformat() if one.until else ""}
        for one in (*readings(c, structure_id, asked.person, mine), *outside(c, structure_id, asked.person, mine))
    ]  # fmt: skip
    found["assessments"] = _both_given(found.get("assessments", []), asked.person)
    return {name: rows for name, rows in found.items() if rows}


def _triads(c: Connection, structure_id: int, person: int) -> list[int]:
    """Those whose apprentice she is or was."""
    mine = (_m.person_id == person) & (_m.structure_id == structure_id) & (_m.role == Role.APPRENTICE)
    return list(c.execute(select(_m.triad_id).where(mine)).scalars())


def _hers(entry: Entry, person: int, mine: list[int]) -> ColumnElement[bool] | None:
    """Which rows are hers; None where nothing can be."""
    of_hers = [entry.table.c.triad_id.in_(mine)] if entry.of_triad and mine else []
    own = [entry.table.c[name] == person for name in entry.own]
    if entry.table is triads:
        own = [triads.c.id.in_(mine)]
    return or_(false(), *own, *of_hers) if own or of_hers else None


def _plain(row: Mapping[Any, Any], entry: Entry, names: Mapping[int, str]) -> dict[str, Any]:
    """JSON-able, without secrets; who wrote it by name too."""
    plain = {
        name: value.isoformat() if isinstance(value, date | datetime) else value
        for name, value in row.items()
        if not name.endswith(HASHED)
    }
    author: Any = next((plain[name] for name in ("author_id", "person_id") if name in plain), None)
    return plain | ({"by": names.get(author, "")} if author is not None else {})


def _hers_to_read(table: str, row: Mapping[str, Any], person: int) -> bool:
    """The notes of the team and the line of the professionals are not hers, unless she wrote in them."""
    return table != "posts" or row["author_id"] == person or not (row["note"] or row["content"].get("l"))


def _left_out(posts: list[dict[str, Any]], person: int) -> list[dict[str, Any]]:
    """What an automatic export does not give, by kind: how many, why, and how to have it (core/privacy/kept.py)."""
    hidden = [row for row in posts if not _hers_to_read("posts", row, person)]
    counts = {"notes": sum(bool(row["note"]) for row in hidden)}
    counts["professionals"] = len(hidden) - counts["notes"]
    return [{"what": LEFT_OUT[kind], "how_many": n} for kind, n in counts.items() if n]


def _both_given(rows: list[dict[str, Any]], person: int) -> list[dict[str, Any]]:
    """A look of somebody else is shown once hers is in, here as in the thread."""
    given = {(row["triad_id"], row["number"]) for row in rows if row["person_id"] == person}
    return [row for row in rows if row["person_id"] == person or (row["triad_id"], row["number"]) in given]
