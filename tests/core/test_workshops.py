"""The rules of a workshop: who gets a seat, what a code is, how often the forum is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from core.lessons.lesson import Option, Question
from core.people import Refused
from core.scene import Timer
from core.workshops.workshop import (
    CODE_LENGTH,
    LETTERS,
    Round,
    Workshop,
    WorkshopOf,
    WorkshopWith,
    code_from,
    pack_question,
    read_code,
    unpack_question,
)
from tests.core.circle import LEA, MARC, MONDAY, NADIA, Circle, changed_nothing, person, toast

HOUR = timedelta(hours=1)
ROOM = Workshop("ABCDEF", NADIA, MONDAY, MONDAY + HOUR, room=2)
TICKS = Question("t", "Deux ?", tuple(Option(o, o, o != "c", "") for o in "abc"))
ONE = Question("q", "Une ?", (Option("a", "A", True, "Oui."), Option("b", "B", False, "Non.")))


def circle(workshop: Workshop) -> Circle:
    """Everybody, with this room kept."""
    made = Circle()
    made.answers[WorkshopOf] = lambda asked: workshop if asked.code == workshop.code else None
    made.answers[WorkshopWith] = lambda asked: None
    return made


def seated(*people, room: Workshop = ROOM) -> Workshop:  # type: ignore[no-untyped-def]
    for one in people:
        room = room.with_seat(room.admit(one, MONDAY))
    return room


def test_a_code_can_be_read_aloud_and_typed_in_any_way():
    codes = {code_from(str(n)) for n in range(10_000)}

    assert len(codes) > 9_990
    assert all(len(code) == CODE_LENGTH and set(code) <= set(LETTERS) for code in codes)
    assert {"ABCDEF"} == {read_code(typed) for typed in ("abcdef", " ABC-DEF ", "atelier-ABCDEF", "abc def")}


def test_a_room_has_so_many_seats_and_a_seat_that_is_left_is_free():
    full = seated(LEA, MARC)
    with pytest.raises(Refused, match="complet"):
        full.admit(NADIA, MONDAY)

    gone = full.with_seat(replace(full.admit(LEA, MONDAY), left_at=MONDAY))
    assert NADIA == gone.admit(NADIA, MONDAY).person
    with pytest.raises(Refused, match="complet"):
        seated(NADIA, room=gone).admit(LEA, MONDAY)  # she left: her seat may be somebody else's now


def test_the_code_ends_but_a_seat_stays():
    room, late = seated(LEA), MONDAY + HOUR

    with pytest.raises(Refused, match="ne marche plus"):
        room.admit(MARC, late)
    assert MONDAY == room.admit(LEA, late).joined_at
    with pytest.raises(Refused, match="fini"):
        replace(room, closed_at=late).admit(LEA, late)


def test_one_answer_is_changed_and_several_are_ticked():
    one, several = Round(1, ONE, MONDAY, answers={LEA.id: ("a",)}), Round(2, TICKS, MONDAY, answers={LEA.id: ("b",)})

    assert ("b",) == one.chosen(LEA.id, "b")
    assert [("a", "b"), ()] == [several.chosen(LEA.id, "a"), several.chosen(LEA.id, "b")]
    assert (1, 0) == (several.count("b"), several.count("a"))
    assert TICKS == unpack_question(pack_question(TICKS))


def test_a_dozen_answers_in_a_moment_are_one_change_in_the_forum():
    young = [person(100 + n, LEA.role, f"P{n}") for n in range(12)]
    room = seated(*young, room=replace(ROOM, room=12)).with_round(Round(1, ONE, MONDAY))
    house = circle(room)
    house.people |= {one.id: one for one in young}

    timers: list[Timer] = []
    for one in young:
        timers += house.presses(one, f"atelier:{room.code}:answer:1:a").timers

    assert 12 == len(timers)
    assert 1 == len({timer.key for timer in timers})
    assert timedelta(0) < timers[0].due_at - MONDAY <= timedelta(seconds=3)
    assert not any(house.sent(NADIA))


def test_only_counsellors_lead():
    room = seated(LEA)
    house = circle(room)

    for what in ("end", "show:1", "more:2", "list", "poll", "pick", "read:x", "ask:x:1:1", "all:x"):
        reply = house.presses(LEA, f"atelier:{room.code}:{what}")
        assert "Seule l'équipe" in toast(reply)
        assert changed_nothing(reply)
    assert [] == house.kept
