"""The rhythm of a week: Monday's words, Thursday's taps, the question of every two weeks, and hours to copy."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from core import due
from core.horizon.horizon import HorizonOf
from core.lessons.lesson import Card, Deed, Module, Progress, ProgressOf
from core.meetings.meeting import Meeting, MeetingsOf, Stage
from core.messages import Place, ToDesk
from core.missions.mission import State
from core.nudges.nudge import Hours
from core.nudges.nudged import LastNudge, Nudged
from core.people import Role
from core.scene import Scene, Timer
from core.watch.moments import MoodsOf
from core.week import rhythm
from core.week.acts import WeekReview
from core.week.rhythm import OpenTriads, first_day, review_day
from tests.core.circle import BOB, LEA, MARC, MONDAY, NADIA, TOM, text_of, toast
from tests.core.horizon_circle import PAUL, WITH_TRAINER, HorizonCircle

MODULE = Module("aides", 1, "Les aides", 12, (Card("Une", "Une page"), Card("Deux", "Une page")), Deed("Faire"))


class Weeks(HorizonCircle):
    """A circle with a clock for the timers of the week."""

    def __init__(self) -> None:
        super().__init__()
        self.library = replace(self.library, modules=(MODULE,))
        self.nudged: dict[int, datetime] = {}
        self.answers[OpenTriads] = lambda _: (WITH_TRAINER.id,)
        self.answers[MoodsOf] = lambda _: None
        self.answers[LastNudge] = lambda asked: self.nudged.get(asked.person)

    def keep(self, scene: Scene) -> None:
        super().keep(scene)
        self.nudged |= {one.person_id: self.now for one in scene.reply.kept if isinstance(one, Nudged)}

    def alone(self, hours: Hours = Hours()) -> Scene:  # noqa: B008 - frozen
        scene = Scene(now=self.now, cause="timer", place=Place("", ""), library=self.library, hours=hours)
        scene.structure, scene.triads = self.structures[1], {WITH_TRAINER.id: self.triads[WITH_TRAINER.id]}
        scene.find = lambda asked: self.answers[type(asked)](asked)
        return scene

    def day(self, **later: float) -> list[str]:
        """A day passes: what is looked at, fired at once. Returns the kinds of the turns."""
        self.later(**later)
        scene = self.alone()
        rhythm.look(scene)
        for timer in scene.reply.timers:
            self.fire(timer)
        return [timer.kind for timer in scene.reply.timers]

    def fire(self, timer: Timer) -> None:
        scene = self.alone()
        scene.cause = timer.key
        due.handle(timer, scene)
        self.keep(scene)

    def nudges(self, who: Any) -> list[str]:
        return [text_of(send) for send in self.sent(who)]


@pytest.fixture
def circle() -> Weeks:
    return Weeks()


def test_which_days_are_monday_and_thursday():
    closed = Hours(closed=frozenset({date(2027, 3, 29), date(2026, 11, 26)}))  # a Monday and a Thursday

    assert [True, False, False] == [first_day(Hours(), date(2026, 11, day)) for day in (23, 24, 28)]
    assert [False, True, False] == [first_day(closed, date(2027, 3, day)) for day in (29, 30, 31)]
    assert [False, False, True, False] == [review_day(Hours(), date(2026, 11, day)) for day in (23, 25, 26, 27)]
    assert [True, False] == [review_day(closed, date(2026, 11, day)) for day in (25, 26)]


def test_every_week_of_two_years_has_one_first_day_and_at_most_one_review():
    closed = frozenset(date(2026, 1, 1) + timedelta(days=n * 9) for n in range(90))
    for week in range(104):
        days = [date(2026, 1, 5) + timedelta(weeks=week, days=n) for n in range(7)]
        hours = Hours(closed=closed)
        assert any(map(hours.working, days)) == (1 == sum(first_day(hours, day) for day in days))
        assert 1 >= sum(review_day(hours, day) for day in days)


def test_nothing_is_sent_when_there_is_nothing_to_say(circle: Weeks):
    assert ["week-monday"] == circle.day()
    assert [] == circle.nudges(LEA)


def test_monday_names_appointments_missions_lesson_and_what_comes(circle: Weeks):
    circle.propose()
    circle.announces("Tenir la caisse", when="Cette semaine")
    starts = datetime(2026, 11, 25, 9, tzinfo=UTC)
    circle.answers[MeetingsOf] = lambda _: (Meeting(7, 1, Stage.KEPT, "Par téléphone", starts=starts),)
    circle.answers[ProgressOf] = lambda _: {"aides": Progress("aides", 1, 1)}
    circle.day()

    assert "Cette semaine" in circle.sees(LEA)
    for words in (
        "📅 mercredi 25/11 à 10:00 · Par téléphone", "🧩 Ranger les pneus – ⏳ en attente du oui", "🏢 Tenir la caisse",
        "📚 Les aides, page 2",
    ):  # fmt: skip
        assert words in circle.sees(LEA)


def test_one_tap_and_the_week_is_silent_another_and_it_speaks(circle: Weeks):
    circle.propose()
    circle.day()
    circle.taps(LEA, "Ne plus recevoir")
    assert "off" == circle.people[LEA.id].settings["week"]
    before = len(circle.sent(LEA))
    circle.day(days=3)
    circle.day(days=4)
    assert before == len(circle.sent(LEA))
    circle.says(LEA, "/semaine")
    circle.taps(LEA, "Recevoir chaque lundi")
    circle.day(days=7)
    assert "Cette semaine" in circle.sees(LEA)


def test_thursday_in_three_taps_and_a_card_when_help_is_needed(circle: Weeks):
    circle.day(days=3)
    circle.taps(LEA, "C'est parti")
    circle.taps(LEA, "L'équipe")
    circle.taps(LEA, "Les horaires")
    circle.taps(LEA, "besoin d'aide")

    (review,) = [thing for thing in circle.kept if isinstance(thing, WeekReview)]
    assert (date(2026, 11, 23), "team", "hours", True) == (review.week, review.well, review.hard, review.help)
    assert "Ce qui va : l'équipe. Difficile : les horaires" in circle.sees(WITH_TRAINER)
    assert "🙋 Léa demande de l'aide" in circle.sees(ToDesk)
    assert "quelqu'un va t'écrire" in circle.sees(LEA)
    for _ in range(2):
        circle.says(LEA, "/semaine")
        circle.taps(LEA, "en trois gestes")
        circle.taps(LEA, "L'équipe")
        circle.taps(LEA, "Rien de spécial")
        circle.taps(LEA, "besoin d'aide")
    assert 1 == len({send.subject for send in circle.sent(ToDesk)})


def test_without_help_no_card(circle: Weeks):
    circle.day(days=3)
    for label in ("C'est parti", "Le travail", "Les cours", "Non, ça va"):
        circle.taps(LEA, label)

    assert [] == circle.sent(ToDesk)
    assert "Bonne fin de semaine" in circle.sees(LEA)


def test_every_two_weeks_each_side_is_asked_and_no_answer_is_no_failure(circle: Weeks):
    for day in range(1, 30):
        circle.day(days=1)
        assert day

    for who, words in ((MARC, "Une minute pour dire ce qui arrive"), (PAUL, "ce que le cours va aborder")):
        asked = [text for text in circle.nudges(who) if words in text]
        assert 2 <= len(asked) <= 3  # Tuesdays of weeks 1, 3 and 5
    assert [] == circle.sent(ToDesk)
    assert circle.horizon().asked_work is not None


def test_the_question_shows_no_name_on_a_locked_screen(circle: Weeks):
    circle.day(days=1)

    for who in (MARC, PAUL):
        assert not any(name in circle.sees(who) for name in ("Léa", "Marc", "Lumen"))


def test_who_was_nudged_since_yesterday_is_not_asked_today(circle: Weeks):
    circle.nudged[MARC.id] = MONDAY + timedelta(hours=5)
    circle.day(days=1)
    assert [] == circle.nudges(MARC)
    circle.day(days=1)
    assert 1 == len(circle.nudges(MARC))


def test_who_wants_no_question_gets_none(circle: Weeks):
    circle.day(days=1)
    circle.taps(MARC, "Ne plus me le demander")
    circle.day(days=14)

    assert 1 == sum("Une minute" in text for text in circle.nudges(MARC))
    assert "off" == circle.people[MARC.id].settings["horizon"]


def test_a_tutor_who_left_is_not_asked(circle: Weeks):
    triad = circle.triads[WITH_TRAINER.id]
    circle.triads[triad.id] = replace(triad, members=(LEA, NADIA, PAUL))
    circle.day(days=1)

    assert [] == circle.nudges(MARC)
    assert 1 == len(circle.nudges(PAUL))


def test_after_a_long_stop_the_words_of_yesterday_are_not_said(circle: Weeks):
    circle.propose()
    timer = Timer("week:monday:7:2026-11-23", "week-monday", MONDAY, 7, None, {"day": "2026-11-23"})
    before = len(circle.sent(LEA))
    for later in ({"hours": 12.0}, {"days": 2.0}):
        circle.later(**later)
        circle.fire(timer)

    assert before == len(circle.sent(LEA))


def test_hours_are_a_line_to_copy_by_what_was_recorded(circle: Weeks):
    done = Progress("aides", 1, 2, finished_at=MONDAY)
    circle.answers[ProgressOf] = lambda _: {"aides": done}
    circle.answers[MeetingsOf] = lambda _: (Meeting(7, 1, Stage.REPORTED, starts=MONDAY),)
    circle.reach(State.DONE)
    circle.writes(NADIA, "/heures", triad=WITH_TRAINER)

    assert "Rien ne part d'ici" in circle.sees(WITH_TRAINER)
    line = "Léa – semaine du 23/11/2026 – 0 h 42 : leçons 1, rendez-vous 1, missions faites 1 (durée à compléter)"
    assert line in circle.sees(WITH_TRAINER)


def test_nothing_recorded_makes_no_line(circle: Weeks):
    circle.writes(NADIA, "/heures", triad=WITH_TRAINER)

    assert "Rien de compté" in circle.sees(WITH_TRAINER)


@pytest.mark.parametrize("data", ["wk", "wk:", "wk:7", "wk:7:", "wk:x:off", "wk:99:off", "wk:7:nope", "wk:8:off"])
def test_forged_buttons_explain_themselves(circle: Weeks, data: str):
    assert toast(circle.presses(LEA, data))
    assert {} == dict(circle.people[LEA.id].settings)


def test_the_week_is_the_apprentices_own(circle: Weeks):
    for who in (MARC, PAUL, TOM, BOB):
        assert "autre personne" in toast(circle.presses(who, "wk:7:review"))
    assert Role.TUTOR is MARC.role
    assert HorizonOf in circle.answers
