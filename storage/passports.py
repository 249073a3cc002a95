"""Passports and the words they quote: load and save."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, and_, func, insert, select, update

from core.missions.mission import State
from core.passport.passport import Consent, Passport, Proof, Quote, QuoteOf, Shelf, ShelfOf
from core.people import Role
from storage.content.house import load_skills
from storage.tables import assessments, members, missions, passports, people, quotes, structures

_p, _q, _m, _a = passports.c, quotes.c, missions.c, assessments.c


def shelf(c: Connection, structure_id: int, asked: ShelfOf) -> Shelf | None:
    """The passport of a person of the structure, and the missions of hers that both have looked at, newest first."""
    who = select(people.c.first_name, structures.c.name, structures.c.timezone).join_from(people, structures)
    row = c.execute(who.where(people.c.id == asked.person, people.c.structure_id == structure_id)).first()
    if row is None:
        return None
    mine = select(members.c.triad_id).where(
        members.c.person_id == asked.person, members.c.role == Role.APPRENTICE, members.c.structure_id == structure_id
    )
    triads = list(c.execute(mine).scalars())
    return Shelf(
        passport=_passport(c, structure_id, asked.person),
        first_name=row.first_name,
        structure=row.name,
        proofs=_proofs(c, triads, ZoneInfo(row.timezone)),
        quotes=tuple(map(_quote, c.execute(_quotes().where(_q.triad_id.in_(triads), _q.structure_id == structure_id)))),
    )


def quote(c: Connection, structure_id: int, asked: QuoteOf) -> Quote | None:
    which = _quotes().where(
        _q.triad_id == asked.triad, _q.number == asked.number, _q.structure_id == structure_id
    )  # fmt: skip
    row = c.execute(which.with_for_update(of=quotes, key_share=True)).first()
    return _quote(row) if row is not None else None


def save(c: Connection, structure_id: int, one: Passport, now: datetime) -> None:
    values = {"shown": [list(key) for key in one.shown], "until": one.until, "updated_at": now}
    which = (_p.person_id == one.person_id) & (_p.structure_id == structure_id)
    if not c.execute(update(passports).where(which).values(values)).rowcount:
        c.execute(insert(passports).values(person_id=one.person_id, structure_id=structure_id, **values))


def save_quote(c: Connection, structure_id: int, one: Quote, now: datetime) -> None:
    values = {
        "person_id": one.person_id,
        "words": one.words,
        "version": one.version,
        "state": one.state.value,
        "asked_at": one.asked_at,
        "answered_at": one.answered_at,
    }
    which = (_q.triad_id == one.triad_id) & (_q.number == one.number) & (_q.structure_id == structure_id)
    if not c.execute(update(quotes).where(which).values(values)).rowcount:
        c.execute(insert(quotes).values(triad_id=one.triad_id, number=one.number, structure_id=structure_id, **values))


def _passport(c: Connection, structure_id: int, person: int) -> Passport:
    row = c.execute(select(passports).where(_p.person_id == person, _p.structure_id == structure_id)).first()
    if row is None:
        return Passport(person)
    return Passport(person, tuple((triad, number) for triad, number in row.shown), row.until)


def _quotes() -> Any:
    # Whoever withdrew from everything is quoted no more.
    return select(quotes).join(people, people.c.id == _q.person_id).where(people.c.left_at.is_(None))


def _quote(row: Any) -> Quote:
    return Quote(
        row.triad_id, row.number, row.person_id, row.words, row.version, Consent(row.state),
        row.asked_at, row.answered_at,
    )  # fmt: skip


def _proofs(c: Connection, triads: list[int], zone: ZoneInfo) -> tuple[Proof, ...]:
    """Each mission with the second look's day, and the tutor of the tutor's look."""
    looked = select(_a.triad_id, _a.number, func.max(_a.at).label("last")).group_by(_a.triad_id, _a.number).subquery()
    theirs = assessments.alias("theirs")
    query = (
        select(missions, looked.c.last, theirs.c.words, theirs.c.person_id, people.c.first_name, people.c.company,
               people.c.left_at)
        .join(looked, and_(looked.c.triad_id == _m.triad_id, looked.c.number == _m.number))
        .outerjoin(theirs, and_(theirs.c.triad_id == _m.triad_id, theirs.c.number == _m.number,
                                theirs.c.side == Role.TUTOR))
        .outerjoin(people, people.c.id == theirs.c.person_id)
        .where(_m.triad_id.in_(triads), _m.state == State.ASSESSED.value)
        .order_by(looked.c.last.desc(), _m.triad_id, _m.number.desc())
    )  # fmt: skip
    skills = load_skills()
    return tuple(
        Proof(
            row.triad_id, row.number, row.card["title"], skills.get(row.card["skill"], row.card["skill"]),
            row.last.astimezone(zone).date(),
            *((row.person_id, row.first_name, row.company, row.words) if row.left_at is None else ()),
        )
        for row in c.execute(query)
    )  # fmt: skip
