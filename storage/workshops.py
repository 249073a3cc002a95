"""Workshops: load a room with its seats and questions, and save what changes in it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Table, and_, bindparam, insert, select, update

from core.people import Person
from core.workshops.workshop import (
    Answered,
    Played,
    Round,
    Seat,
    Taken,
    Workshop,
    WorkshopOf,
    WorkshopWith,
    pack_question,
    unpack_question,
)
from storage.people import PERSON, person_of
from storage.tables import addresses, people, workshop_answers, workshop_rounds, workshop_seats, workshops

_w, _s, _r, _a = workshops.c, workshop_seats.c, workshop_rounds.c, workshop_answers.c


def _of(table: Table) -> Any:
    return and_(table.c.structure_id == bindparam("here"), table.c.code == bindparam("which"))


# Locked: the last seat has one taker, and the counter never goes back.
_ROOM = select(workshops).where(_of(workshops)).with_for_update(key_share=True)
_SEATS = select(workshop_seats).where(_of(workshop_seats)).order_by(_s.joined_at, _s.person_id)
_ROUNDS = select(workshop_rounds).where(_of(workshop_rounds)).order_by(_r.number)
_ANSWERS = select(_a.number, _a.person_id, _a.answer).where(_of(workshop_answers)).order_by(_a.at)
_PEOPLE = (
    select(*PERSON)
    .select_from(people.outerjoin(addresses, addresses.c.person_id == people.c.id))
    .where(people.c.structure_id == bindparam("here"), people.c.id.in_(bindparam("ids", expanding=True)))
)
_WITH = (
    select(_w.code)
    .join_from(workshops, workshop_seats, and_(_s.structure_id == _w.structure_id, _s.code == _w.code))
    .where(
        _w.structure_id == bindparam("here"),
        _w.closed_at.is_(None),
        _s.person_id == bindparam("person"),
        _s.left_at.is_(None),
    )
    .order_by(_s.joined_at.desc())
    .limit(1)
)


def find(c: Connection, structure: int, asked: WorkshopOf) -> Workshop | None:
    """The room of this code, in this structure."""
    where = {"here": structure, "which": asked.code}
    row = c.execute(_ROOM, where).first()
    if row is None:
        return None
    rows = c.execute(_SEATS, where).all()
    known = _people(c, structure, [row.opened_by, *(one.person_id for one in rows)])
    seats = tuple(Seat(known[s.person_id], s.joined_at, s.present_at, s.left_at, s.after) for s in rows)
    answers: dict[int, dict[int, tuple[str, ...]]] = {}
    for number, person, answer in c.execute(_ANSWERS, where):
        answers.setdefault(number, {})[person] = tuple(answer)
    rounds = tuple(
        Round(
            one.number, unpack_question(one.question), one.asked_at, one.module, one.shown_at,
            answers.get(one.number, {}),
        )
        for one in c.execute(_ROUNDS, where)
    )  # fmt: skip
    return Workshop(
        row.code, known[row.opened_by], row.opened_at, row.until, row.room, row.topic, row.closed_at, seats, rounds,
    )  # fmt: skip


def with_person(c: Connection, structure: int, asked: WorkshopWith) -> Workshop | None:
    """The open room in which she sits."""
    code = c.execute(_WITH, {"here": structure, "person": asked.person}).scalar()
    return find(c, structure, WorkshopOf(code)) if code else None


def structure_of(c: Connection, code: str, structures: list[int]) -> int | None:
    """Of these structures, the one that has a room of this code."""
    return c.execute(select(_w.structure_id).where(_w.code == code, _w.structure_id.in_(structures))).scalar()


def save(c: Connection, structure: int, workshop: Workshop, now: datetime) -> None:
    """The room as it stands; its seats and questions are saved one by one."""
    values = {"room": workshop.room, "closed_at": workshop.closed_at}
    new = {
        "opened_by": workshop.by.id,
        "opened_at": workshop.opened_at,
        "until": workshop.until,
        "topic": workshop.topic,
    }
    _put(c, workshops, {"structure_id": structure, "code": workshop.code}, values, new)


def save_seat(c: Connection, structure: int, taken: Taken, now: datetime) -> None:
    seat = taken.seat
    key = {"structure_id": structure, "code": taken.code, "person_id": seat.person.id}
    values = {"present_at": seat.present_at, "left_at": seat.left_at}
    _put(c, workshop_seats, key, values, {"joined_at": seat.joined_at, "after": seat.after})


def save_round(c: Connection, structure: int, played: Played, now: datetime) -> None:
    one = played.round
    key = {"structure_id": structure, "code": played.code, "number": one.number}
    new = {"module": one.module, "question": pack_question(one.question), "asked_at": one.asked_at}
    _put(c, workshop_rounds, key, {"shown_at": one.shown_at}, new)


def save_answer(c: Connection, structure: int, answered: Answered, now: datetime) -> None:
    key = {
        "structure_id": structure,
        "code": answered.code,
        "number": answered.number,
        "person_id": answered.person,
    }
    _put(c, workshop_answers, key, {"answer": list(answered.answer), "at": now}, {})


def _put(
    c: Connection, table: Table, key: Mapping[str, Any], values: Mapping[str, Any], new: Mapping[str, Any]
) -> None:
    """Change the row of this key, or write it for the first time with what never changes."""
    which = and_(*(table.c[name] == value for name, value in key.items()))
    if not c.execute(update(table).where(which).values(values)).rowcount:
        c.execute(insert(table).values({**key, **values, **new}))


def _people(c: Connection, structure: int, ids: list[int]) -> Mapping[int, Person]:
    """Everybody in the room, at once."""
    return {row[0]: person_of(row) for row in c.execute(_PEOPLE, {"here": structure, "ids": ids})}
