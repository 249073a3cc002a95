"""Cards of « À traiter »: once per subject, taken by one, and what a counsellor does with them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from core.forum.cards import DeskCard, raise_card
from core.messages import Change, Place, ToDesk, ToPerson
from core.nudges.reminders import due
from core.people import Role
from core.scene import Scene, Timer
from core.texts import say
from core.triad import Triad
from tests.core.circle import HOME, LEA, LIBRARY, MARC, NADIA, TRIAD, Circle, person, text_of, toast, topic

DESK = Place("telegram", "-100", "9", private=False)
PAUL = person(11, Role.COUNSELLOR, "Paul")
CLAIRE = person(12, Role.MANAGER, "Claire")


def circle(*more: object) -> Circle:
    found = Circle(Triad(TRIAD.id, HOME.id, (LEA, MARC, NADIA), "70"))
    found.people |= {one.id: one for one in (PAUL, *more)}  # type: ignore[attr-defined]
    return found


def raised(room: Circle, words: str = "Léa ne répond plus.", **more: object) -> DeskCard:
    scene = Scene(room.now, f"raise {words}", Place("", ""), LIBRARY, structure=HOME)
    scene.find = lambda asked: room.answers[type(asked)](asked)  # type: ignore[assignment]
    card = raise_card(scene, "test", "test:1", say(words), triad=room.triads[7], **more)  # type: ignore[arg-type]
    room.keep(scene)
    return card


def desk(room: Circle) -> str:
    """What the card says now."""
    acts = [a for reply in room.replies for a in reply.outgoing if getattr(a, "to", None) == ToDesk()]
    return text_of(acts[-1])


def test_a_card_stands_once_per_subject_and_then_changes_where_it_stands():
    room = circle()

    raised(room)
    raised(room, "Léa ne répond plus du tout.")

    assert 1 == len(room.sent(ToDesk))
    assert "plus du tout" in desk(room)


def test_raising_the_same_card_again_changes_nothing():
    room = circle()
    raised(room)

    raised(room)

    assert [] == room.replies[-1].outgoing


def test_of_two_counsellors_one_takes_the_card_and_the_other_reads_who():
    room = circle()
    data = f"x:{raised(room).key}:take"

    assert "C'est pour vous" == toast(room.presses(NADIA, data, at=DESK))
    late = toast(room.presses(PAUL, data, at=DESK))

    assert "Déjà pris par Nadia (10:00)." == late
    assert "Pris par Nadia" in desk(room)


@pytest.mark.parametrize("who", [LEA, MARC, CLAIRE])
@pytest.mark.parametrize("verb", ["take", "done", "reply", "note", "pause", "hand", "to:3", "up", "open", "zzz"])
def test_nobody_but_a_counsellor_touches_a_card(who, verb):
    room = circle(CLAIRE)
    card = raised(room)

    reply = room.presses(who, f"x:{card.key}:{verb}")

    assert [] == reply.kept
    assert "rien n'a changé" in toast(reply)


def test_a_card_that_is_done_can_only_be_opened_again():
    room = circle()
    key = raised(room).key
    room.presses(NADIA, f"x:{key}:done", at=DESK)

    assert "Déjà fait par Nadia." == toast(room.presses(PAUL, f"x:{key}:take", at=DESK))
    room.presses(PAUL, f"x:{key}:open", at=DESK)
    room.presses(PAUL, f"x:{key}:take", at=DESK)

    assert "Pris par Paul" in desk(room)


def test_a_reply_from_a_card_reaches_the_triad_and_the_card_says_so():
    room = circle()
    key = raised(room).key
    room.presses(NADIA, f"x:{key}:take", at=DESK)

    room.presses(NADIA, f"x:{key}:reply", at=DESK)
    room.says(NADIA, "Bonjour, on se rappelle ?", at=DESK)
    assert not [s for s in room.sent(LEA) if "rappelle" in text_of(s)]
    room.taps(NADIA, "Envoyer", at=DESK)

    assert "Nadia · conseil\nBonjour, on se rappelle ?" == room.sees(LEA) == room.sees(MARC)
    assert "Bonjour, on se rappelle ?" in room.sees(TRIAD)
    assert "Nadia a répondu" in desk(room)


def test_a_reply_from_a_card_does_not_enter_a_thread_that_was_shut_meanwhile():
    room = circle()
    key = raised(room).key
    room.presses(NADIA, f"x:{key}:take", at=DESK)
    room.presses(NADIA, f"x:{key}:reply", at=DESK)
    room.says(NADIA, "Bonjour, on se rappelle ?", at=DESK)

    room.writes(NADIA, "/pause")
    room.taps(NADIA, "Mettre en pause", at=topic())
    room.taps(NADIA, "Envoyer", at=DESK)

    assert "pause ou fermé" in room.sees(DESK)
    assert not [s for s in (*room.sent(LEA), *room.sent(MARC)) if "rappelle" in text_of(s)]


def test_a_note_on_a_card_stays_on_the_card():
    room = circle()
    key = raised(room).key

    room.presses(NADIA, f"x:{key}:note", at=DESK)
    room.says(NADIA, "Sa mère est malade", at=DESK)

    assert "🔒 Nadia : Sa mère est malade" in desk(room)
    assert not any("malade" in text_of(a) for r in room.replies for a in r.outgoing if goes_out(a))


def goes_out(act: object) -> bool:
    to = getattr(act, "to", None)
    return isinstance(to, ToPerson) and not isinstance(act, Change)


def test_handing_over_tells_the_colleague_and_the_card():
    room = circle()
    key = raised(room).key

    room.presses(NADIA, f"x:{key}:hand", at=DESK)
    room.taps(NADIA, "Paul", at=DESK)

    assert "Nadia vous confie" in room.sees(PAUL)
    assert "confié à Paul" in desk(room)
    assert "Pris par Paul" in desk(room)


def test_a_card_goes_up_to_the_manager_or_says_that_there_is_none():
    room, with_manager = circle(), circle(CLAIRE)
    key = raised(room).key
    raised(with_manager)

    assert "Aucun responsable" in toast(room.presses(NADIA, f"x:{key}:up", at=DESK))
    with_manager.presses(NADIA, f"x:{key}:up", at=DESK)

    assert "Léa ne répond plus" in with_manager.sees(CLAIRE)
    assert "Transmis à Claire" in desk(with_manager)


def test_nudges_that_are_paused_come_after_the_pause():
    room = circle()
    mission = room.propose()
    key = raised(room).key
    room.presses(NADIA, f"x:{key}:pause", at=DESK)
    paused = next(thing for thing in room.kept if isinstance(thing, Triad))
    timer = next(t for r in room.replies for t in r.timers)

    scene = Scene(room.now, "tick", Place("", ""), LIBRARY, structure=HOME, missions={(7, 1): mission})
    scene.triads = {7: replace(paused, members=TRIAD.members)}
    reply = due(Timer(timer.key, timer.kind, timer.due_at, 7, None, timer.data), scene)

    assert [] == reply.outgoing
    assert (room.now + timedelta(days=7)).date() == reply.timers[0].due_at.date()
