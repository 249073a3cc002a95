"""Workshops are kept as they stand, and no structure sees or touches a room of another one."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from core.lessons.lesson import Option, Question
from core.people import Person, Role
from core.workshops.workshop import Answered, Played, Round, Seat, Taken, Workshop, WorkshopOf, WorkshopWith
from storage import access, workshops
from tests.storage.house import ANA, ELSEWHERE, HERE, LEA, MARC, MONDAY, TOM, House

QUESTION = Question("q", "Une ?", (Option("a", "A", True, "Oui."), Option("b", "B", False, "Non.")))


def somebody(number: int, structure: int = HERE) -> Person:
    return Person(number, structure, Role.TUTOR, f"P{number}")


async def find(house: House, structure: int, asked: Any) -> Workshop | None:
    found: Workshop | None = await house.run(lambda c: access.Shelves(c, structure)(asked))
    return found


async def keep(house: House, structure: int, *things: object) -> None:
    def work(c: Any) -> None:
        for thing in things:
            access.keep(c, structure, thing, MONDAY)

    await house.run(work)


async def furnish(house: House, structure: int, by: int, sits: int) -> None:
    """The same code in each structure: chance may do it."""
    room = Workshop("ABCDEF", somebody(by, structure), MONDAY, MONDAY + timedelta(hours=1), topic="7")
    await keep(house, structure, room, Taken(room.code, Seat(somebody(sits, structure), MONDAY, after=2)))
    await keep(house, structure, Played(room.code, Round(1, QUESTION, MONDAY, "lecon")))
    await keep(house, structure, *(Answered(room.code, 1, sits, answer) for answer in (("a",), ("b",))))


async def test_a_room_is_found_as_it_was_left(house: House):
    await furnish(house, HERE, MARC, LEA)

    room = await find(house, HERE, WorkshopOf("ABCDEF"))

    assert room is not None
    assert ("7", 12, MARC, MONDAY) == (room.topic, room.room, room.by.id, room.opened_at)
    assert [(LEA, 2, None)] == [(seat.person.id, seat.after, seat.present_at) for seat in room.seats]
    assert [Round(1, QUESTION, MONDAY, "lecon", None, {LEA: ("b",)})] == list(room.rounds)
    assert room == await find(house, HERE, WorkshopWith(LEA))
    assert None is await find(house, HERE, WorkshopWith(MARC))


async def test_a_room_that_is_closed_or_left_holds_nobody(house: House):
    await furnish(house, HERE, MARC, LEA)
    room = await find(house, HERE, WorkshopOf("ABCDEF"))
    assert room is not None

    await keep(house, HERE, Taken(room.code, replace(room.seats[0], left_at=MONDAY)))
    assert None is await find(house, HERE, WorkshopWith(LEA))

    await keep(house, HERE, Taken(room.code, room.seats[0]), replace(room, closed_at=MONDAY, room=20))

    assert None is await find(house, HERE, WorkshopWith(LEA))
    closed = await find(house, HERE, WorkshopOf("ABCDEF"))
    assert closed is not None
    assert (MONDAY, 20) == (closed.closed_at, closed.room)


async def test_the_same_code_elsewhere_is_another_room(house: House):
    await furnish(house, HERE, MARC, LEA)
    assert None is await find(house, ELSEWHERE, WorkshopOf("ABCDEF"))
    assert None is await find(house, ELSEWHERE, WorkshopWith(LEA))

    await furnish(house, ELSEWHERE, ANA, TOM)
    await keep(house, ELSEWHERE, Answered("ABCDEF", 1, TOM, ("a",)))

    here, there = await find(house, HERE, WorkshopOf("ABCDEF")), await find(house, ELSEWHERE, WorkshopOf("ABCDEF"))
    assert here is not None
    assert there is not None
    assert ({LEA: ("b",)}, {TOM: ("a",)}) == (here.rounds[0].answers, there.rounds[0].answers)
    assert ELSEWHERE == await house.run(workshops.structure_of, "ABCDEF", [ELSEWHERE])
