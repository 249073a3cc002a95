"""Every ladder of reminders, from the registry: never two in a day, what was sent is shown, one card with what to say.

A ladder without a story breaks the test: whoever adds one plays it on screens too.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from importlib import import_module
from itertools import pairwise

import pytest

from core.forum.cards import DeskCard
from core.forum.invitations import InvitationBy
from core.messages import Address, Change, Send, ToPlace, ToTopic, Urgency
from core.missions.mission import State
from core.nudges import matters
from core.nudges.invited import LastTo, RemindersTo
from core.nudges.matters import Matter, Waiting
from core.nudges.nudge import LADDERS, Ladder, MissionLadder
from core.nudges.nudged import APART
from core.nudges.phone import NumberOf
from core.nudges.recontact import AttemptsOf
from core.nudges.rounds import NudgesAbout
from core.nudges.words import LABELS
from core.people import Role
from core.texts import Rich
from tests.core.circle import LEA, MARC, MONDAY, NADIA, TRIAD, invitation, person
from tests.core.test_nudges import Clockwork

#: ladder -> where it is played on screens
STORIES = {
    "mission-waiting": "test_nudges:test_a_month_of_silence_is_three_messages_and_one_card_a_mission",
    "question-waiting": "test_ladders:test_what_missions_wait_for_is_asked_for_on_both_sides_then_handed_over",
    "amendment-waiting": "test_ladders:test_what_missions_wait_for_is_asked_for_on_both_sides_then_handed_over",
    "mission-to-start": "test_ladders:test_what_missions_wait_for_is_asked_for_on_both_sides_then_handed_over",
    "tutor-look-waiting": "test_ladders:test_what_missions_wait_for_is_asked_for_on_both_sides_then_handed_over",
    "apprentice-look-waiting": "test_ladders:test_what_missions_wait_for_is_asked_for_on_both_sides_then_handed_over",
    "invitation-unopened": "test_without_app:test_an_invitation_that_was_sent_is_sent_again_twice_then_the_team_calls",
    "consent-unfinished": "test_waiting:test_a_first_question_left_open_is_asked_again_and_then_the_team_calls",
    "lesson-left": "test_waiting:test_a_lesson_left_in_the_middle_waits_at_its_page",
    "convention-unsigned": "test_ladders:test_a_convention_is_asked_for_until_it_is_signed_then_its_review",
    "immersion-unreviewed": "test_ladders:test_a_convention_is_asked_for_until_it_is_signed_then_its_review",
    "meeting-unanswered": "test_waiting:test_moments_and_the_week_that_nobody_answers_are_asked_for_once_more",
    "meeting-unreported": "test_ladders:test_a_meeting_without_its_three_lines_is_a_card",
    "week-unreviewed": "test_waiting:test_moments_and_the_week_that_nobody_answers_are_asked_for_once_more",
    "survey-unanswered": "test_surveys:test_who_is_not_counted_is_not_asked_and_others_answer_nothing",
    "card-waiting": "test_waiting:test_a_card_that_nobody_takes_reaches_the_substitute_and_never_twice_a_day",
    "person-silent": "test_unreachable:test_who_blocks_the_bot_is_called_put_off_closed_and_welcomed_back",
}
#: no card: a week that nobody looked back on is over, and the early signs (core/watch) read it; nobody is pressed to
#: answer a questionnaire
ENDS_ALONE = {"week-unreviewed", "survey-unanswered"}
MISSIONS: dict[str, Callable[[Clockwork], object]] = {
    "mission-waiting": lambda room: room.propose(),
    "amendment-waiting": lambda room: room.reach(State.AMENDED),
    "mission-to-start": lambda room: room.reach(State.VALIDATED),
    "tutor-look-waiting": lambda room: room.reach(State.DONE),
    "apprentice-look-waiting": lambda room: room.reach(State.DONE),
    "question-waiting": lambda room: asks(room),
}
NUMBER = "📱 +33 6 12 34 56 78"
#: whom a matter names, and which of them belong to no triad
WHOSE = {"consent-unfinished": LEA, "lesson-left": LEA, "person-silent": LEA, "week-unreviewed": LEA,
         "survey-unanswered": LEA, "meeting-unanswered": MARC, "card-waiting": NADIA}  # fmt: skip
ALONE = ("consent-unfinished", "lesson-left", "person-silent", "card-waiting")
CARD = DeskCard("x:1", "x", Rich("Une carte"), TRIAD.id)


def asks(room: Clockwork) -> None:
    """The tutor asks before he answers."""
    room.propose()
    room.taps(MARC, "Question")
    room.says(MARC, "Avec qui ?")


@pytest.fixture
def room() -> Clockwork:
    """A circle that knows numbers, a manager, an invitation that was mailed, and what left."""
    room = Clockwork()
    about = room.answers[NudgesAbout]
    room.people[9] = person(9, Role.MANAGER, "Ines")
    sent = replace(invitation(Role.TUTOR, triad=TRIAD.id, first_name="Marc"), address=Address("mail", "m@a.example"))
    room.answers |= {
        NumberOf: lambda _: "+33612345678",
        NudgesAbout: lambda asked: tuple(replace(one, sent_at=one.decided_at) for one in about(asked)),
        AttemptsOf: lambda _: ((MONDAY, "telegram"), (MONDAY, "mail")),
        InvitationBy: lambda _: sent,
        RemindersTo: lambda _: tuple(MONDAY for _ in mailed(room)),
        LastTo: lambda _: None,
    }
    return room


def mailed(room: Clockwork) -> list[Send]:
    """The reminders of an invitation."""
    sends = [one for reply in room.replies for one in reply.outgoing if isinstance(one, Send)]
    return [one for one in sends if isinstance(one.to, ToPlace) and one.urgency is Urgency.NUDGE]


def waits(room: Clockwork, ladder: Ladder) -> None:
    """Something of this kind begins to wait."""
    if isinstance(ladder, MissionLadder):
        MISSIONS[ladder.kind](room)
        return
    whose = WHOSE.get(ladder.kind)
    ref = {"card-waiting": f"{CARD.key}:1", "survey-unanswered": "1:t0:1"}.get(ladder.kind, "1")
    triad = None if ladder.kind in ALONE else TRIAD.id
    one = Matter(ref, room.now, whose.id if whose else None, triad, "Marc")
    room.answers[Waiting] = lambda asked: (one,) if asked.kind == ladder.kind else ()
    scene = room.quiet("day")
    scene.keep(CARD)
    matters.look(scene)
    room.keep(scene)


every_ladder = pytest.mark.parametrize("kind", LADDERS)


def test_every_ladder_has_a_story_and_a_name() -> None:
    assert set(LADDERS) == set(STORIES) == set(LABELS)
    assert set(MISSIONS) == {kind for kind, one in LADDERS.items() if isinstance(one, MissionLadder)}
    for story in STORIES.values():
        file, _, name = story.partition(":")
        assert callable(getattr(import_module(f"tests.stories.{file}"), name)), story


@every_ladder
def test_it_reminds_as_often_as_planned_and_never_twice_in_a_day(kind: str, room: Clockwork) -> None:
    waits(room, LADDERS[kind])

    room.until(MONDAY + timedelta(days=35))

    mine = [one for reply in room.replies for one in reply.events if one.kind == "nudge-decided"]
    steps = [one.data["step"] for one in mine if one.data["ladder"] == kind]
    assert list(range(1, len(LADDERS[kind].days) + 1)) == steps
    for who in (LEA, MARC, NADIA):
        assert all(later - before >= APART for before, later in pairwise(room.times(who.id)))


@every_ladder
def test_then_the_team_has_one_card_with_what_was_sent_whom_to_call_and_what_to_say(kind: str, room: Clockwork) -> None:
    ladder = LADDERS[kind]
    waits(room, ladder)

    room.until(MONDAY + timedelta(days=35))

    raised = [one for reply in room.replies for one in reply.events if one.kind == "card-raised"]
    own = "unreachable" if kind == "person-silent" else kind
    cards = [card for card in room.cards() if card.kind == own]
    if kind in ENDS_ALONE:
        assert 0 == ladder.desk_after
    elif kind == "card-waiting":  # it is a card already: those above read it
        assert [] == raised
        assert ["late"] == [line.kind for line in room.cards()[0].log]
        assert "Une carte" in room.sees(room.people[9])
    else:
        assert [own] == [one.data["card"] for one in raised if one.data["card"] == own]
        words = cards[0].words.text
        assert "Proposition : « " in words
        assert NUMBER in words or "Envoyée à m@a.example" in words
        assert "Relancé : " in words or "Essayé sans réponse : " in words or not ladder.days


@pytest.mark.parametrize("kind", MISSIONS)
def test_the_thread_shows_the_last_reminder_before_anybody_reminds_by_hand(kind: str, room: Clockwork) -> None:
    waits(room, LADDERS[kind])

    room.until(MONDAY + timedelta(days=8))

    shown = [one for reply in room.replies for one in reply.outgoing if isinstance(one, Change)]
    topic = [one.content.text.text for one in shown if one.to == ToTopic(TRIAD.id)]
    assert any("elanc" in text or "Rappel" in text for text in topic)
