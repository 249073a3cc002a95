"""The life of a mission between three people: answers, second thoughts, a yes by telephone, and what expires."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from core.messages import Place, ToPerson
from core.missions.acts import expire
from core.missions.expiry import KIND
from core.missions.mission import Act, State
from core.nudges.nudge import Hours
from core.people import Role
from core.scene import Scene, Timer
from tests.core.circle import (
    BOB,
    HOME,
    LEA,
    LIBRARY,
    MARC,
    NADIA,
    OTHER_TRIAD,
    TRIAD,
    Circle,
    changed_nothing,
    text_of,
    toast,
    topic,
)


@pytest.fixture
def circle() -> Circle:
    return Circle()


def acts_of(circle: Circle) -> list[Act]:
    return [step.act for step in circle.mission().steps]


def time_passes(circle: Circle, timer: Timer) -> Scene:
    """The timer is due: what the clock does then, kept like anything else."""
    circle.now = max(circle.now, timer.due_at)
    scene = Scene(now=circle.now, cause=f"timer:{timer.key}", place=Place("", ""), library=LIBRARY, structure=HOME)
    scene.hours, scene.triads = Hours(), {TRIAD.id: circle.triads[TRIAD.id]}
    scene.missions = {key: one for key, one in circle.missions.items() if key[0] == TRIAD.id}
    expire(timer, scene)
    circle.keep(scene)
    return scene


def expiry(circle: Circle) -> Timer:
    """The newest expiry timer of a mission."""
    return [timer for reply in circle.replies for timer in reply.timers if timer.kind == KIND][-1]


# --- from the idea to the yes ----------------------------------------------------------------------------------------


def test_four_lines_of_text_leave_in_at_most_six_taps(circle: Circle) -> None:
    circle.says(LEA, "/mission")
    for line in ("Ranger les pneus", "On trouve plus vite.", "Jeudi"):
        circle.says(LEA, line)
    taps = ["Organiser"]
    circle.taps(LEA, "Organiser")
    circle.says(LEA, "Un coup de main pour le haut.")
    for label in ("Aucune en particulier", "Envoyer"):
        taps.append(label)
        circle.taps(LEA, label)

    assert 3 == len(taps)
    assert State.PROPOSED is circle.mission().state
    assert "Ranger les pneus" in circle.sees(MARC)


def test_starting_before_the_yes_is_refused_with_why(circle: Circle) -> None:
    circle.propose()
    reply = circle.presses(LEA, "m:7:1:1:start")

    assert "On ne commence pas sans le oui" in toast(reply)
    assert changed_nothing(reply)


def test_of_two_opposite_taps_the_late_one_reads_who_and_when(circle: Circle) -> None:
    circle.propose()
    late = circle.button(LEA, "Retirer").data
    circle.later(hours=4, minutes=2)
    circle.taps(MARC, "Valider")
    reply = circle.presses(LEA, late)

    assert "Déjà traité par Marc à 14:02" in toast(reply)
    assert changed_nothing(reply)
    assert State.VALIDATED is circle.mission().state


def test_a_mission_names_the_lesson_or_the_course_it_practises(circle: Circle) -> None:
    circle.says(LEA, "/mission")
    for line in ("Ranger les pneus", "On trouve plus vite.", "Jeudi"):
        circle.says(LEA, line)
    circle.taps(LEA, "Organiser")
    circle.taps(LEA, "D'aucune")
    circle.says(LEA, "Cours de logistique")
    circle.taps(LEA, "Envoyer")

    assert "Cours de logistique" == circle.mission().card.lesson
    assert "Met en pratique : Cours de logistique" in circle.sees(MARC)


def test_a_day_of_the_week_is_written_with_its_date(circle: Circle) -> None:
    circle.propose()

    assert "Quand : Jeudi (jeudi 26 novembre)" in circle.sees(MARC)


# --- ten minutes to undo ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("answer", ["Valider", "Refuser"])
def test_within_ten_minutes_the_tutor_takes_the_answer_back(circle: Circle, answer: str) -> None:
    circle.propose()
    circle.taps(MARC, answer)
    if answer == "Refuser":
        circle.taps(MARC, "Pas le bon moment")
    circle.later(minutes=10)
    reply = circle.taps(MARC, "Annuler ma réponse")

    assert "Annulé" in toast(reply)
    assert (State.PROPOSED, 2) == (circle.mission().state, circle.mission().version)
    assert "Marc reprend sa réponse" in circle.sees(LEA)
    assert "Marc · entreprise reprend sa réponse" in circle.sees(TRIAD)
    circle.taps(MARC, "Valider")
    assert [1, 1, 2, 2] == [step.version for step in circle.mission().steps]


def test_after_ten_minutes_it_is_refused_and_says_what_to_do(circle: Circle) -> None:
    circle.propose()
    circle.taps(MARC, "Valider")
    circle.later(minutes=10, seconds=1)
    reply = circle.taps(MARC, "Annuler ma réponse")

    assert "dix minutes" in toast(reply)
    assert "Écrivez ici" in toast(reply)
    assert changed_nothing(reply)


def test_what_has_been_started_is_not_undone_and_says_why(circle: Circle) -> None:
    circle.propose()
    circle.taps(MARC, "Valider")
    undo = circle.button(MARC, "Annuler ma réponse").data
    circle.taps(LEA, "Je commence")
    reply = circle.presses(MARC, undo)

    assert "Trop tard pour annuler" in toast(reply)
    assert "en cours" in toast(reply)
    assert "Léa, à 10:00" in toast(reply)
    assert changed_nothing(reply)


def test_a_yes_to_the_tutors_own_version_is_not_the_tutors_to_undo(circle: Circle) -> None:
    circle.reach(State.AMENDED)
    circle.taps(LEA, "J'accepte")
    mission = circle.mission()
    reply = circle.presses(MARC, f"m:7:1:{mission.version}:undo:validated")

    assert "pas la vôtre" in toast(reply)
    assert changed_nothing(reply)


# --- a yes by telephone ----------------------------------------------------------------------------------------------


def noted_by_phone(circle: Circle) -> None:
    circle.propose()
    circle.taps(NADIA, "Oui au téléphone", at=topic())
    circle.taps(NADIA, "Oui, je le note", at=topic())


def test_a_counsellor_notes_a_yes_said_by_telephone_after_confirming_it(circle: Circle) -> None:
    circle.propose()
    circle.taps(NADIA, "Oui au téléphone", at=topic())

    assert "validée par téléphone, notée par Nadia" in circle.sees(topic())
    assert State.PROPOSED is circle.mission().state
    circle.taps(NADIA, "Oui, je le note", at=topic())
    step = circle.mission().steps[-1]
    assert (Act.PHONE, Role.COUNSELLOR, "Nadia") == (step.act, step.role, step.name)
    assert State.VALIDATED is circle.mission().state
    assert "Validée par téléphone, notée par Nadia" in circle.sees(LEA)
    assert "vous avez dit oui au téléphone" in circle.sees(MARC)
    assert any("validée par téléphone, notée par Nadia." in text_of(act) for act in circle.sent(TRIAD))


def test_the_tutor_may_say_that_no_such_yes_was_given_until_it_is_started(circle: Circle) -> None:
    noted_by_phone(circle)
    circle.later(days=2)
    circle.taps(MARC, "Annuler ma réponse")

    assert State.PROPOSED is circle.mission().state
    assert "Marc reprend sa réponse" in circle.sees(LEA)


def test_nobody_else_may_note_a_yes(circle: Circle) -> None:
    circle.propose()
    for who in (LEA, MARC):
        reply = circle.presses(who, "m:7:1:1:phone")
        assert "autre personne" in toast(reply)
        assert changed_nothing(reply)


def test_a_counsellor_of_another_structure_cannot_note_a_yes(circle: Circle) -> None:
    circle.propose()
    reply = circle.presses(BOB, "m:7:1:1:phone:proposed", at=topic(OTHER_TRIAD))

    assert "autre fil" in toast(reply)
    assert changed_nothing(reply)


# --- expiry ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", [State.PROPOSED, State.AMENDED, State.VALIDATED])
def test_what_nobody_answers_or_starts_expires_and_can_be_proposed_again_in_one_tap(
    circle: Circle, state: State
) -> None:
    circle.reach(state) if state is not State.PROPOSED else circle.propose()
    time_passes(circle, expiry(circle))

    assert State.EXPIRED is circle.mission().state
    assert (None, None) == (circle.mission().steps[-1].person_id, circle.mission().steps[-1].role)
    assert "ne compte pas comme faite" in circle.sees(LEA)
    assert Act.FINISH not in acts_of(circle)
    version = circle.mission().version
    circle.taps(LEA, "Proposer à nouveau")
    assert (State.PROPOSED, version + 1) == (circle.mission().state, circle.mission().version)
    assert "vous propose à nouveau" in circle.sees(MARC)


def test_an_expired_mission_says_so_to_a_late_tap(circle: Circle) -> None:
    circle.propose()
    late = circle.button(MARC, "Valider").data
    time_passes(circle, expiry(circle))
    reply = circle.presses(MARC, late)

    assert "Trop tard" in toast(reply)
    assert changed_nothing(reply)


def test_whatever_happens_gives_it_its_time_again(circle: Circle) -> None:
    circle.propose()
    first = expiry(circle)
    circle.later(days=3)
    circle.taps(MARC, "Valider")
    scene = time_passes(circle, first)  # as if the stop had been lost

    assert State.VALIDATED is circle.mission().state
    assert [] == scene.reply.outgoing
    assert expiry(circle).due_at > first.due_at
    assert f"{KIND}:7:1:" in circle.replies[-2].stopped_timers


def test_a_mission_planned_for_a_later_day_does_not_expire_before_it(circle: Circle) -> None:
    circle.says(LEA, "/mission")
    for line in ("Ranger les pneus", "On trouve plus vite.", "12 mars"):
        circle.says(LEA, line)
    for label in ("Organiser", "D'aucune", "Aucune en particulier", "Envoyer"):
        circle.taps(LEA, label)

    assert (3, 26) == (expiry(circle).due_at.month, expiry(circle).due_at.day)


def test_what_is_started_or_done_never_expires(circle: Circle) -> None:
    circle.reach(State.DONE)
    scene = time_passes(circle, expiry(circle))

    assert State.DONE is circle.mission().state
    assert [] == scene.reply.missions


@pytest.mark.parametrize(("rest", "sure"), [("/pause", "Mettre en pause"), ("/fermer", "Fermer le fil")])
def test_what_falls_due_while_the_thread_rests_is_looked_at_again_a_week_after_it_opens(
    circle: Circle, rest: str, sure: str
) -> None:
    circle.propose()
    circle.writes(NADIA, rest)
    circle.taps(NADIA, sure, at=topic())
    assert [] == time_passes(circle, expiry(circle)).reply.outgoing
    assert State.PROPOSED is circle.mission().state

    circle.writes(NADIA, "/rouvrir")

    again = expiry(circle)
    assert timedelta(days=7) <= again.due_at - circle.now < timedelta(days=12)
    time_passes(circle, again)
    assert State.EXPIRED is circle.mission().state
    assert "ne compte pas comme faite" in circle.sees(LEA)


def test_a_short_pause_moves_no_expiry_and_sets_none_for_what_is_over(circle: Circle) -> None:
    circle.propose()
    first = expiry(circle)
    circle.writes(NADIA, "/pause")
    circle.taps(NADIA, "Mettre en pause", at=topic())
    circle.writes(NADIA, "/rouvrir")
    assert (first.due_at, first.data) == (expiry(circle).due_at, expiry(circle).data)
    assert f"{KIND}:7:1:" in circle.replies[-1].stopped_timers  # one of the two is left

    circle.taps(LEA, "Retirer")
    circle.writes(NADIA, "/pause")
    circle.taps(NADIA, "Mettre en pause", at=topic())
    circle.writes(NADIA, "/rouvrir")
    assert [] == [timer for timer in circle.replies[-1].timers if timer.kind == KIND]


# --- bad luck --------------------------------------------------------------------------------------------------------


def test_a_tutor_who_left_meanwhile_loses_nothing_of_what_was_typed(circle: Circle) -> None:
    circle.says(LEA, "/mission")
    for line in ("Ranger les pneus", "On trouve plus vite.", "Jeudi"):
        circle.says(LEA, line)
    for label in ("Organiser", "D'aucune", "Aucune en particulier"):
        circle.taps(LEA, label)
    whole = circle.triads[TRIAD.id]
    circle.triads[TRIAD.id] = replace(whole, members=(LEA, NADIA))
    circle.taps(LEA, "Envoyer")

    shown = [text_of(act) for act in circle.sent(LEA)]
    assert any("parles-en à ton conseiller" in text for text in shown)
    assert "En pause : ta mission" in shown[-1]
    assert {} == circle.missions
    circle.triads[TRIAD.id] = whole
    circle.taps(LEA, "Reprendre")
    circle.taps(LEA, "Envoyer")
    assert "Ranger les pneus" == circle.mission().card.title


def test_nothing_of_a_mission_is_sent_to_anybody_outside_the_triad(circle: Circle) -> None:
    noted_by_phone(circle)
    circle.taps(LEA, "Je commence")
    told = {act.to.person for reply in circle.replies for act in reply.outgoing
            if isinstance(getattr(act, "to", None), ToPerson)}  # fmt: skip

    assert {LEA.id, MARC.id} >= told


def test_ten_minutes_are_ten_minutes_by_the_clock_of_the_server(circle: Circle) -> None:
    mission = circle.propose()
    circle.taps(MARC, "Valider")
    mission = circle.mission()

    assert mission.undoable(circle.now + timedelta(minutes=10))
    assert not mission.undoable(circle.now + timedelta(minutes=10, seconds=1))


def test_words_where_a_button_is_wanted_bring_the_question_back_with_the_way_out() -> None:
    circle = Circle()
    circle.says(LEA, "/mission")
    for words in ("Ranger les pneus", "On trouve plus vite."):
        circle.says(LEA, words)
    circle.taps(LEA, "Cette semaine")

    circle.says(LEA, "je suis malade demain")

    shown = text_of(circle.sent(LEA)[-1])
    assert "Rien n'est parti" in shown
    assert "⏸ Plus tard d'abord" in shown
    assert shown.endswith("Elle montre surtout quoi ?")
    circle.taps(LEA, "⏸ Plus tard")
    circle.says(LEA, "je suis malade demain")
    assert "je suis malade demain" in text_of(circle.sent(MARC)[-1])
