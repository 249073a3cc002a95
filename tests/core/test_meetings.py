"""Meetings: moments proposed and answered, the one that is kept, its reminders, and the report of the three."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from core import due
from core.meetings.clock import reminders
from core.meetings.meeting import Meeting, MeetingsOf, Stage
from core.messages import Attachment, Place
from core.nudges.nudge import Hours
from core.scene import Scene, Timer
from tests.core.circle import ANNE, BOB, LEA, MARC, NADIA, TOM, TRIAD, Circle, text_of, toast, topic

FIRST = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)  # Tuesday, 10:00 in Paris


class Meetings(Circle):
    """A circle that remembers meetings and lets the clock fire what is due."""

    def __init__(self) -> None:
        super().__init__()
        self.known: dict[tuple[int, int], Meeting] = {}
        self.timers: dict[str, Timer] = {}
        self.answers[MeetingsOf] = lambda asked: tuple(m for m in self.known.values() if m.triad_id == asked.triad)

    def keep(self, scene: Scene) -> None:
        super().keep(scene)
        for prefix in scene.reply.stopped_timers:
            self.timers = {key: timer for key, timer in self.timers.items() if not key.startswith(prefix)}
        self.timers |= {timer.key: timer for timer in scene.reply.timers if timer.kind.startswith("meeting")}
        for thing in scene.reply.kept:
            if isinstance(thing, Meeting):
                packed: Any = thing.pack()
                again = Meeting.unpack(thing.triad_id, thing.number, thing.stage.value, thing.starts, packed)
                assert again == thing
                self.known[thing.triad_id, thing.number] = again

    @property
    def meeting(self) -> Meeting:
        return self.known[TRIAD.id, 1]

    def proposes(self) -> None:
        """Léa proposes the three moments on offer."""
        self.says(LEA, "/rdv")
        for label in ("Ces trois-là", "Par téléphone", "Envoyer"):
            self.taps(LEA, label)

    def answer(self, who: Any, *labels: str) -> Any:
        for label in labels:
            if who is NADIA:
                data = self.button(NADIA, label, at=TRIAD).data  # type: ignore[arg-type]
                reply = self.presses(NADIA, data, at=topic())
            else:
                reply = self.taps(who, label)
        return reply

    def fixes(self) -> None:
        self.proposes()
        self.answer(MARC, "24/11", "25/11", "📨 Envoyer")
        self.answer(NADIA, "24/11", "📨 Envoyer")

    def passes(self, until: datetime) -> None:
        """The clock fires all that is due until then."""
        while ready := [t for t in self.timers.values() if t.due_at <= until]:
            timer = min(ready, key=lambda t: t.due_at)
            del self.timers[timer.key]
            self.now = max(self.now, timer.due_at)
            self.fire(timer)
        self.now = until

    def fire(self, timer: Timer) -> None:
        scene = Scene(now=self.now, cause=timer.key, place=Place("", ""), library=self.library)
        scene.structure, scene.triads = self.structures[1], {TRIAD.id: self.triads[TRIAD.id]}
        scene.find = lambda asked: self.answers[type(asked)](asked)
        due.handle(timer, scene)
        self.keep(scene)


@pytest.fixture
def circle() -> Meetings:
    return Meetings()


def files(circle: Circle, where: Any) -> list[Attachment]:
    return [send.content.attachment for send in circle.sent(where) if send.content.attachment is not None]


def test_the_first_moment_that_suits_all_is_kept_with_its_file(circle: Meetings):
    circle.fixes()

    assert (Stage.KEPT, FIRST, 0) == (circle.meeting.stage, circle.meeting.starts, circle.meeting.sequence)
    for where in (LEA, MARC, TRIAD):
        assert "C'est fixé" in circle.sees(where)
        assert "mardi 24/11 à 10:00 · Par téléphone" in circle.sees(where)
        (file,) = files(circle, where)
        assert file.paper is not None
        assert ("rendez-vous.ics", FIRST.isoformat()) == (file.name, file.paper.data["starts"])


def test_no_common_moment_is_said_to_all_with_a_way_out(circle: Meetings):
    circle.proposes()
    circle.answer(MARC, "25/11", "📨 Envoyer")
    circle.answer(NADIA, "24/11 à 10:00", "📨 Envoyer")

    assert Stage.NONE is circle.meeting.stage
    for where in (LEA, MARC, TRIAD):
        assert "Aucun moment ne va aux trois" in circle.sees(where)
        assert "coup de téléphone" in circle.sees(where)
    circle.answer(MARC, "Proposer d'autres moments")
    assert "On garde ces trois moments" in circle.sees(MARC)


def test_who_can_at_none_ends_the_search_at_once(circle: Meetings):
    circle.proposes()
    circle.answer(MARC, "Aucun ne me va")

    assert Stage.NONE is circle.meeting.stage


def test_moments_of_ones_own_are_typed_and_checked(circle: Meetings):
    circle.says(LEA, "/rdv")
    circle.taps(LEA, "En choisir d'autres")
    for words, answer in (
        ("31/02 à 10h", "qui existent"), ("23/11 à 8h", "déjà passé"), ("samedi 10h", "fermé"), ("mardi 22h", "heures"),
    ):  # fmt: skip
        circle.says(LEA, words)
        assert answer in circle.sees(LEA)
    circle.says(LEA, "jeudi 26/11 à 15h")
    circle.says(LEA, "vendredi 9h")
    circle.taps(LEA, "mardi 24/11 à 10:00")
    circle.says(LEA, "À l'atelier")
    circle.taps(LEA, "Envoyer")

    assert datetime(2026, 11, 26, 14, tzinfo=UTC) == circle.meeting.slots[0]
    assert "⬜ vendredi 27/11 à 09:00" in circle.button(MARC, "27/11").label


def test_moments_that_passed_before_they_were_sent_do_not_leave(circle: Meetings):
    circle.says(LEA, "/rdv")
    circle.taps(LEA, "Ces trois-là")
    circle.taps(LEA, "Par téléphone")
    circle.later(days=3)
    circle.taps(LEA, "Envoyer")

    assert "rien n'est parti" in circle.sees(LEA)
    assert {} == circle.known


def test_reminders_come_the_day_before_and_two_hours_before_and_then_the_report(circle: Meetings):
    circle.fixes()
    circle.now += timedelta(minutes=1)
    circle.passes(FIRST - timedelta(hours=1))

    reminded = [send for send in circle.sent(MARC) if "Rappel" in text_of(send)]
    assert 1 == len(reminded)  # fixed on Monday at 10:00: the day before is now, so it is not said again
    circle.passes(FIRST + timedelta(days=1))
    assert "Le rendez-vous a eu lieu" in circle.sees(MARC)


def test_when_reminders_are_due():
    monday, early = datetime(2026, 11, 30, 9, tzinfo=UTC), datetime(2026, 12, 1, 8, tzinfo=UTC)

    assert datetime(2026, 11, 27, 9, tzinfo=UTC) == reminders(monday, Hours())["day"]  # not on a Sunday
    assert datetime(2026, 11, 30, 7, tzinfo=UTC) == reminders(monday, Hours())["hours"]
    assert datetime(2026, 12, 1, 7, tzinfo=UTC) == reminders(early, Hours())["hours"]  # not before eight


def test_cancelling_stops_the_reminders_and_takes_it_out_of_the_calendars(circle: Meetings):
    circle.fixes()
    circle.answer(MARC, "🚫 Annuler")

    assert {} == circle.timers
    for where in (LEA, MARC, TRIAD):
        assert "Marc annule le rendez-vous" in circle.sees(where)
        paper = files(circle, where)[-1].paper
        assert paper is not None
        assert (True, 1) == (paper.data["cancelled"], paper.data["sequence"])
    assert "a changé depuis" in toast(circle.answer(LEA, "🚫 Annuler"))


def test_a_change_keeps_the_same_meeting_with_a_higher_sequence(circle: Meetings):
    circle.fixes()
    before = files(circle, LEA)[-1].paper
    circle.answer(MARC, "Autres moments")
    circle.taps(MARC, "En choisir d'autres")
    for words in ("jeudi 26/11 à 10h", "jeudi 26/11 à 11h", "jeudi 26/11 à 14h"):
        circle.says(MARC, words)
    circle.says(MARC, "À l'atelier")
    circle.taps(MARC, "Envoyer")
    assert FIRST == circle.meeting.starts  # as long as nothing else is agreed
    circle.answer(LEA, "26/11 à 11:00", "📨 Envoyer")
    circle.answer(NADIA, "26/11 à 11:00", "📨 Envoyer")

    after = files(circle, LEA)[-1].paper
    assert before is not None
    assert after is not None
    assert (before.data["uid"], 0, 1) == (after.data["uid"], before.data["sequence"], after.data["sequence"])
    assert datetime(2026, 11, 26, 10, tzinfo=UTC) == circle.meeting.starts
    assert all(timer.data["sequence"] == 1 for timer in circle.timers.values())


def test_when_no_other_moment_is_found_the_first_still_holds(circle: Meetings):
    circle.fixes()
    circle.answer(MARC, "Autres moments")
    circle.taps(MARC, "Ces trois-là")
    circle.taps(MARC, "Par téléphone")
    circle.taps(MARC, "Envoyer")
    circle.answer(LEA, "Aucun ne me va")

    assert (Stage.KEPT, FIRST) == (circle.meeting.stage, circle.meeting.starts)
    assert "mardi 24/11 à 10:00 tient toujours" in circle.sees(MARC)
    assert any(key.startswith("meeting:7:1:hours") for key in circle.timers)


def test_a_vote_that_nobody_ends_ends_by_itself(circle: Meetings):
    circle.proposes()
    circle.answer(MARC, "24/11", "📨 Envoyer")
    circle.passes(FIRST + timedelta(days=4))

    assert Stage.NONE is circle.meeting.stage
    assert "n'a pas répondu à temps" in circle.sees(LEA)


def test_a_tutor_who_left_holds_nobody_up(circle: Meetings):
    circle.proposes()
    circle.triads[TRIAD.id] = replace(TRIAD, members=(LEA, NADIA))
    reply = circle.presses(MARC, "rdv:7:1:1:slot:0")
    circle.answer(NADIA, "24/11", "📨 Envoyer")

    assert "autre fil" in toast(reply)
    assert Stage.KEPT is circle.meeting.stage
    assert 0 == sum("C'est fixé" in text_of(send) for send in circle.sent(MARC))
    circle.says(LEA, "/rdv")
    circle.taps(LEA, "Autres moments")
    for label in ("Ces trois-là", "Par téléphone", "Envoyer"):
        circle.taps(LEA, label)
    assert "Il manque quelqu'un" in circle.sees(LEA)


def happened(circle: Meetings) -> None:
    circle.fixes()
    circle.passes(FIRST + timedelta(hours=3))


def writes(circle: Meetings, who: Any, *lines: str, button: str = "Écrire le compte rendu") -> None:
    circle.taps(who, button)
    for line in lines:
        circle.says(who, line)
    circle.taps(who, "Envoyer")


def test_a_report_is_kept_when_the_three_agree(circle: Meetings):
    happened(circle)
    writes(circle, LEA, "Le rythme", "Les horaires", "On se revoit en janvier")
    circle.answer(MARC, "C'est bien ça")
    circle.answer(NADIA, "C'est bien ça")

    assert Stage.REPORTED is circle.meeting.stage
    for where in (LEA, MARC, TRIAD):
        assert "Ce qu'on décide : On se revoit en janvier" in circle.sees(where)
        assert "D'accord tous" in circle.sees(where)


def test_a_change_of_the_report_starts_the_agreement_again(circle: Meetings):
    happened(circle)
    writes(circle, LEA, "Le rythme", "Les horaires", "Rien")
    circle.answer(NADIA, "C'est bien ça")
    old = circle.button(MARC, "C'est bien ça").data
    circle.taps(MARC, "✏️ Changer")
    circle.taps(MARC, "Garder")
    circle.taps(MARC, "Garder")
    circle.says(MARC, "Un point chaque mois")
    circle.taps(MARC, "Envoyer")

    assert ("tutor",) == circle.meeting.agreed
    assert {"good": "Le rythme", "hard": "Les horaires", "decided": "Un point chaque mois"} == circle.meeting.report
    assert "a changé depuis" in toast(circle.presses(MARC, old))


def test_two_reports_at_once_the_second_is_told(circle: Meetings):
    happened(circle)
    circle.taps(MARC, "Écrire le compte rendu")
    writes(circle, LEA, "Le rythme", "Les horaires", "Rien")
    for line in ("Tout", "Rien", "Rien"):
        circle.says(MARC, line)
    circle.taps(MARC, "Envoyer")

    assert "a changé entre-temps" in circle.sees(MARC)
    assert "Le rythme" == circle.meeting.report["good"]


def test_a_report_before_the_meeting_is_refused(circle: Meetings):
    circle.fixes()

    assert "a changé depuis" in toast(circle.presses(LEA, "rdv:7:1:1:report"))
    assert "a changé depuis" in toast(circle.presses(LEA, "rdv:7:1:0:agree"))


def test_the_meeting_of_another_triad_is_out_of_reach(circle: Meetings):
    circle.proposes()

    for who in (TOM, ANNE, BOB):
        for verb in ("slot:0", "ok", "none", "move", "cancel", "report"):
            reply = circle.presses(who, f"rdv:7:1:1:{verb}")
            assert "autre fil" in toast(reply)
            assert [] == reply.kept


@pytest.mark.parametrize(
    "data",
    ["rdv", "rdv:", "rdv:7", "rdv:7:1:1:", "rdv:7:1:1:slot", "rdv:7:1:1:slot:9", "rdv:7:1:1:slot:x", "rdv:7:9:1:ok",
     "rdv:x:y:z:ok", "rdv:7:1:9:cancel", "rdv:7:1:1:agree", "rdv:7:1:1:slot:0:0"],
)  # fmt: skip
def test_forged_and_old_buttons_explain_themselves(circle: Meetings, data: str):
    circle.proposes()
    reply = circle.presses(MARC, data)

    assert toast(reply)
    assert [] == reply.kept


def test_an_answer_is_given_once(circle: Meetings):
    circle.proposes()
    circle.answer(MARC, "24/11", "📨 Envoyer")

    assert "déjà partie" in toast(circle.presses(MARC, "rdv:7:1:1:none"))
    assert "d'abord toucher" in toast(circle.presses(NADIA, "rdv:7:1:1:ok", at=topic()))
    assert "déjà partie" in toast(circle.presses(LEA, "rdv:7:1:1:slot:0"))


def test_two_who_propose_at_once_are_one_meeting(circle: Meetings):
    circle.says(MARC, "/rdv")
    circle.proposes()
    for label in ("Ces trois-là", "Par téléphone", "Envoyer"):
        circle.taps(MARC, label)

    assert "proposés par quelqu'un d'autre" in circle.sees(MARC)
    assert 1 == len(circle.known)
    circle.says(MARC, "/rdv")
    assert "Touchez tous ceux" in circle.sees(MARC)


def test_the_counsellor_proposes_from_the_topic(circle: Meetings):
    circle.writes(NADIA, "/rdv")
    for label in ("Ces trois-là", "Par téléphone", "Envoyer"):
        circle.taps(NADIA, label, at=topic())

    for who in (LEA, MARC):
        assert "Nadia propose un rendez-vous à trois" in circle.sees(who)
