"""Questions that come back: whether, when, which, and how they stop."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from core import due
from core.lessons.editions import ModuleVersion
from core.lessons.lesson import Question, begin
from core.lessons.pages import Reading
from core.lessons.recall import Recall, RecallsOf, chosen
from core.messages import Change, Send, ToPerson
from core.nudges.nudge import Hours
from core.people import Person
from core.scene import Library, Reply, Scene, Timer
from tests.core.circle import HOME, LEA, MARC, Circle, buttons_of, private, text_of, toast
from tests.core.lesson import FIGURES, MODULE, OTHER, STATUS, TEAM

MORE = tuple(replace(STATUS, id=f"q{number}", text=f"Question {number} ?") for number in (3, 4))
LONG = replace(MODULE, pages=(STATUS, TEAM, *MORE))
READING = Reading(FIGURES, date(2026, 11, 23))
FINISH = ("ac", "n", "aa", "ac", "v", "n", "ac", "n", "ac", "n")


def circle(first: str = "ac") -> Circle:
    """Léa has just finished; `first` is her first answer to the first question."""
    made = Circle(library=Library((LONG, OTHER), FIGURES))
    made.answers[ModuleVersion] = lambda asked: None
    made.answers[RecallsOf] = lambda asked: tuple(
        {one.round: one for one in made.kept if isinstance(one, Recall) and one.person == asked.person}.values()
    )
    made.presses(LEA, "l:short:1:0:o")
    page = 0
    for what in (first, *FINISH) if first != "ac" else FINISH:
        made.presses(LEA, f"l:short:1:{page}:{what}")
        page += what == "n"
    return made


def timers(made: Circle) -> list[Timer]:
    return [timer for reply in made.replies for timer in reply.timers]


def fires(made: Circle, timer: Timer, whose: Person | None = LEA) -> Reply:
    """The clock reaches the timer."""
    made.now = max(made.now, timer.due_at)
    scene = Scene(made.now, f"timer:{timer.key}", private(LEA), made.library, Hours(), HOME, whose=whose)
    scene.find = lambda asked: made.answers[type(asked)](asked)
    due.handle(timer, scene)
    made.keep(scene)
    return scene.reply


def accepted(first: str = "ac") -> Circle:
    made = circle(first)
    made.presses(LEA, "q:short:yes")
    return made


def come_back(first: str = "ac") -> Circle:
    made = accepted(first)
    fires(made, timers(made)[-1])
    return made


def shown(made: Circle) -> str:
    return text_of(made.replies[-1].outgoing[-1])


def noted(made: Circle) -> list[str]:
    kinds = [event.kind for reply in made.replies for event in reply.events]
    return [kind for kind in kinds if kind.startswith("recall")]


# --- whether and when -------------------------------------------------------------------------------------------------


def test_it_is_asked_once_at_the_first_end_of_a_lesson():
    made = circle()

    assert "je te repose 3 questions dans 3 jours, puis dans 10 ?" in shown(made)
    made.presses(LEA, "l:short:1:4:b")
    made.presses(LEA, "l:short:1:3:n")
    assert ["recall-offered"] == noted(made)


def test_no_means_that_nothing_comes_back():
    made = circle()

    made.presses(LEA, "q:short:no")

    assert [] == timers(made)
    assert "D'accord, pas de questions." in shown(made)


def test_yes_means_in_three_days_within_working_hours():
    made = accepted()

    (timer,) = timers(made)
    assert (timedelta(days=3), "recall:1:short:1", LEA.id) == (timer.due_at - made.now, timer.key, timer.person_id)
    assert "3 questions le" in shown(made)


def test_a_saturday_evening_becomes_monday_morning():
    made = circle()
    made.now = datetime(2026, 11, 25, 21, tzinfo=UTC)  # three days before a Saturday

    made.presses(LEA, "q:short:yes")

    assert datetime(2026, 11, 30, 8, tzinfo=UTC) == timers(made)[0].due_at


@pytest.mark.parametrize("data", ["q:short:yes", "q:other:yes", "q:short:1:0:ac", "q:short:x:0:n", "q:short", "q:"])
def test_a_forged_button_of_somebody_who_has_finished_nothing_does_nothing(data: str):
    made = Circle(library=Library((LONG, OTHER), FIGURES))
    made.answers[RecallsOf] = lambda asked: ()

    reply = made.presses(LEA, data)

    assert "ne sert plus" in toast(reply)
    assert ([], [], []) == (reply.timers, reply.kept, reply.events)


# --- which ------------------------------------------------------------------------------------------------------------


def names(questions: tuple[Question, ...]) -> list[str]:
    return [question.id for question in questions]


def test_three_questions_come_back_those_answered_wrong_at_first_go_first():
    first = {"status": ("c",), "team": ("a", "c"), "q3": ("c",), "q4": ("a",)}

    assert ["q4", "status", "team"] == names(chosen(LONG, [first], READING))


def test_what_went_wrong_last_goes_before_what_went_wrong_in_the_lesson():
    first, again = {"team": ("a",)}, {"q4": ("a",), "team": ("a", "c")}

    assert ["q4", "team", "status"] == names(chosen(LONG, [first, again], READING))


def test_a_question_about_a_figure_out_of_date_does_not_come_back():
    asked = replace(STATUS, text="Est-ce {part} ?")
    late = replace(READING, today=date(2027, 1, 1))

    assert ["team"] == names(chosen(replace(LONG, pages=(asked, TEAM)), [{}], late))


# --- playing ----------------------------------------------------------------------------------------------------------


def test_a_round_is_one_message_whose_pages_turn():
    made = come_back(first="ab")

    sent = made.replies[-1].outgoing[-1]
    assert isinstance(sent, Send)
    assert ToPerson(LEA.id) == sent.to
    assert "❓ En alternance, tu es…" in text_of(sent)
    assert ["🔕 Plus jamais", "Passer ▸"] == [button.label for button in buttons_of(sent)[-2:]]

    made.presses(LEA, "q:short:1:0:ac")
    made.presses(LEA, "q:short:1:0:n")

    assert isinstance(made.replies[-1].outgoing[-1], Change)
    assert "2/3" in shown(made)
    assert "❓ Qui t'accompagne ?" in shown(made)


def test_the_first_answers_are_noted_apart_and_the_lesson_keeps_its_own():
    made = come_back()
    before = made.progress[LEA.id]["short"]
    for tap in ("0:aa", "0:ac", "0:n", "1:k", "2:ac", "2:n"):
        made.presses(LEA, f"q:short:1:{tap}")

    assert "C'est fini : 1 sur 2 du premier coup." in shown(made)
    assert before == made.progress[LEA.id]["short"]
    told = [event for reply in made.replies for event in reply.events if event.kind == "recall-answered"]
    assert [("status", "a", False, 1), ("q3", "c", True, 1)] == [
        (event.data["question"], event.data["answer"], event.data["right"], event.data["round"]) for event in told
    ]
    assert "recall-skipped" in noted(made)
    assert "recall-finished" == noted(made)[-1]


def test_a_late_tap_changes_nothing():
    made = come_back()
    made.presses(LEA, "q:short:1:0:k")

    reply = made.presses(LEA, "q:short:1:0:ac")

    assert "déjà tournée" in toast(reply)
    assert [] == reply.kept


def test_nobody_else_can_answer_them():
    reply = come_back().presses(MARC, "q:short:1:0:ac")

    assert "ne sert plus" in toast(reply)
    assert [] == reply.kept


def test_the_second_round_comes_ten_days_after_the_lesson_and_is_the_last():
    made = come_back()
    second = timers(made)[-1]

    assert made.now - timedelta(days=3) + timedelta(days=10) == second.due_at
    fires(made, second)
    assert second == timers(made)[-1]
    assert 2 == noted(made).count("recall-decided")


def test_after_a_long_stop_the_two_rounds_do_not_come_together():
    made = accepted()
    made.later(days=21)

    fires(made, timers(made)[-1])

    assert timers(made)[-1].due_at >= made.now + timedelta(days=5)


def test_a_round_goes_through_json_and_back():
    recall = Recall(LEA.id, "short", 2, 1, ("team", "status"), begin(MODULE, datetime(2026, 11, 23, tzinfo=UTC)))

    assert recall == Recall.unpack(LEA.id, "short", 2, json.loads(json.dumps(recall.pack())))


# --- stopping ---------------------------------------------------------------------------------------------------------


def test_one_tap_stops_them_for_ever():
    made = come_back()

    reply = made.presses(LEA, "q:short:1:0:x")

    assert ["recall:1:"] == reply.stopped_timers
    (changed,) = reply.people
    assert "never" == changed.settings["recall"]
    assert "plus aucune question ne reviendra" in shown(made)
    reply = fires(made, replace(timers(made)[-1], key="again"), whose=changed)
    assert [] == reply.outgoing


def test_who_has_stopped_them_is_not_asked_again():
    made = Circle(library=Library((LONG, OTHER), FIGURES))
    made.people[LEA.id] = replace(LEA, settings={"recall": "never"})
    made.progress[LEA.id] = {"short": replace(begin(LONG, made.now), page=3, tries={"q4": (("c",),)})}

    made.presses(LEA, "l:short:1:3:n")

    assert "Leçon finie" in shown(made)
    assert [] == noted(made)


@pytest.mark.parametrize("gone", [None, replace(LEA, left=True), replace(LEA, reachable=False)])
def test_nothing_comes_to_who_is_gone(gone: Person | None):
    made = accepted()

    reply = fires(made, timers(made)[-1], whose=gone)

    assert ([], ["recall-not-sent"]) == (reply.outgoing, [event.kind for event in reply.events])
