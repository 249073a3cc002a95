"""How far a person is in a lesson."""

import json
from dataclasses import replace

from core.lessons.lesson import Card, Option, Progress, begin, settle, texts
from tests.core.lesson import MODULE, MONDAY, STATUS, TEAM


def test_a_question_knows_its_right_answer():
    assert (("c",), False) == (STATUS.right, STATUS.several)
    assert (("a", "c"), True) == (TEAM.right, TEAM.several)


def test_the_first_answer_is_kept_whatever_comes_later():
    progress = begin(MODULE, MONDAY).answered(STATUS, ("a",)).answered(STATUS, ("c",)).reopened(STATUS)

    assert {"status": ("a",)} == progress.answered(STATUS, ("b",)).first


def test_the_same_wrong_answer_twice_in_a_row_is_one_try():
    progress = begin(MODULE, MONDAY).answered(STATUS, ("a",)).answered(STATUS, ("a",))

    assert {"status": (("a",),)} == progress.tries


def test_ticks_stand_in_the_order_of_the_options():
    progress = begin(MODULE, MONDAY).ticked(TEAM, "c").ticked(TEAM, "b").ticked(TEAM, "a").ticked(TEAM, "b")

    assert {"team": ("a", "c")} == progress.ticks


def test_a_question_is_solved_by_its_last_answer():
    wrong = begin(MODULE, MONDAY).answered(TEAM, ("a",))

    assert not wrong.solved(TEAM)
    assert wrong.answered(TEAM, ("a", "c")).solved(TEAM)


def test_a_question_that_is_corrected_is_open_again():
    progress = begin(MODULE, MONDAY).answered(STATUS, ("c",)).reopened(STATUS)

    assert not progress.solved(STATUS)
    assert {} == progress.ticks


def test_only_first_answers_count_as_right_at_once():
    progress = begin(MODULE, MONDAY).answered(STATUS, ("a",)).answered(STATUS, ("c",)).answered(TEAM, ("a", "c"))

    assert 1 == progress.right_at_once(MODULE)


def test_progress_goes_through_json_and_back():
    progress = begin(MODULE, MONDAY).answered(STATUS, ("a",)).answered(STATUS, ("c",)).ticked(TEAM, "a")
    progress = replace(progress, page=3, finished_at=MONDAY)

    assert progress == Progress.unpack(json.loads(json.dumps(progress.pack())))


def test_an_old_row_without_newer_fields_is_readable():
    assert Progress("short", 1) == Progress.unpack({"module": "short", "version": 1})


def test_a_new_version_keeps_the_page_and_the_first_answers():
    progress = replace(begin(MODULE, MONDAY).answered(STATUS, ("a",)), page=2)
    newer = replace(MODULE, version=2)

    settled = settle(newer, progress)

    assert (2, 2, {"status": ("a",)}) == (settled.version, settled.page, settled.first)


def test_a_new_version_forgets_tries_that_no_longer_fit():
    progress = begin(MODULE, MONDAY).answered(STATUS, ("c",)).answered(TEAM, ("a", "c"))
    fewer = replace(STATUS, options=(Option("a", "oui", True, "Oui."), Option("b", "non", False, "Non.")))
    newer = replace(MODULE, version=2, pages=(Card("Neuf", "Texte."), fewer))

    settled = settle(newer, replace(progress, page=4))

    assert ({}, 2) == (settled.tries, settled.page)


def test_every_text_of_a_page_is_known():
    assert ("Ton salaire", "Au moins {part}.") == texts(MODULE.pages[2])
    assert "Non, tu as un salaire." in texts(STATUS)
    assert ("part",) == MODULE.figures
