"""A lesson as the person who taps sees it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from core.law.facts import NBSP
from core.lessons.lesson import Card, Progress, Question, begin
from core.lessons.pages import drawn
from core.lessons.player import PagePress, handle, menu, open_page, read_press
from core.messages import Button
from tests.core.lesson import FIGURES, MODULE, MONDAY, OTHER, STATUS, TEAM, Hand

# --- cards ------------------------------------------------------------------------------------------------------------


def test_a_lesson_opens_on_its_first_card():
    hand = Hand()

    assert "Une leçon courte\n▰▰▱▱▱▱▱▱▱▱ 1/4\n\nDeux lieux\nEn entreprise et au centre." == hand.sees
    assert [["☰", "Suite ▸"]] == hand.labels


def test_cards_turn_forward_and_back():
    hand = Hand().taps("Suite").taps("Retour")

    assert "1/4" in hand.sees
    assert 0 == hand.progress.page


def test_a_card_with_figures_says_their_source_and_how_long_they_hold():
    hand = Hand().taps("Suite", "un salarié", "Suite")

    assert f"Au moins 27{NBSP}%." in hand.sees
    assert hand.sees.endswith("Source : Le guide, valable jusqu'au 31/12/2026.")


def test_on_the_day_a_figure_expires_it_is_gone():
    hand = Hand().taps("Suite", "un salarié", "Suite").waits(60)
    hand.send("l:short:1:2:o")

    assert "27" not in hand.sees
    assert "En cours de mise à jour, demande à ton conseiller." in hand.sees


def test_the_texts_are_translated():
    english = {"Deux lieux": "Two places", "Suite ▸": "Next ▸"}

    content = open_page(MODULE, begin(MODULE, MONDAY), FIGURES, MONDAY.date(), lambda text: english.get(text, text))

    assert "Two places" in content.text.text
    assert "Next ▸" == content.buttons[-1][-1].label


# --- questions --------------------------------------------------------------------------------------------------------


def test_a_question_shows_its_answers_and_no_way_on():
    hand = Hand().taps("Suite")

    assert "❓ En alternance, tu es…" in hand.sees
    assert [["un élève"], ["un stagiaire"], ["un salarié"], ["◂ Retour", "☰"]] == hand.labels


def test_a_wrong_answer_explains_and_lets_try_again():
    hand = Hand().taps("Suite", "un élève")

    assert hand.sees.endswith("❌ un élève\nNon, tu as un salaire.\nEssaie encore.")
    assert "Pas encore. Lis, puis réessaie." == hand.said
    assert [["❌ un élève"], ["un stagiaire"], ["un salarié"], ["◂ Retour", "☰"]] == hand.labels


def test_a_right_answer_explains_and_goes_on():
    hand = Hand().taps("Suite", "un salarié")

    assert hand.sees.endswith("✅ un salarié\nOui, avec un contrat.")
    assert "✅ Bravo !" == hand.said
    assert [["↺ Corriger ma réponse"], ["◂ Retour", "☰", "Suite ▸"]] == hand.labels


def test_after_two_wrong_answers_one_may_see_the_right_one():
    hand = Hand().taps("Suite", "un élève", "un stagiaire", "Voir la réponse")

    assert "✅ un salarié" in hand.sees
    assert ("a",) == hand.progress.first["status"]


def test_an_answer_is_corrected_and_the_first_one_is_kept():
    hand = Hand().taps("Suite", "un salarié", "Corriger", "un élève")

    assert "❌ un élève" in hand.sees
    assert {"status": ("c",)} == hand.progress.first


def test_an_answer_is_corrected_by_going_back():
    hand = Hand().taps("Suite", "un salarié", "Suite", "Retour", "Corriger")

    assert ["un élève"] == hand.labels[0]


def test_several_answers_are_ticked_then_sent():
    hand = Hand(replace(MODULE, pages=(TEAM,))).taps("le tuteur", "le conseiller")

    assert ["☑️ le tuteur"] == hand.labels[0]
    assert ["⬜️ personne"] == hand.labels[1]
    assert {} == hand.progress.first
    assert "✅ le tuteur\nIl t'apprend le métier.\n✅ le conseiller\nIl reste là." in hand.taps("Valider").sees


def test_a_tick_is_taken_back():
    hand = Hand(replace(MODULE, pages=(TEAM,))).taps("le tuteur", "le tuteur")

    assert ["⬜️ le tuteur"] == hand.labels[0]


def test_nothing_ticked_is_no_answer():
    hand = Hand(replace(MODULE, pages=(TEAM,))).taps("Valider")

    assert "Coche au moins une réponse." == hand.said
    assert {} == hand.progress.first


@pytest.mark.parametrize(
    ("ticks", "taught"),
    [
        (("le tuteur",), "Il manque une bonne réponse."),
        (("personne",), "❌ personne\nSi, une équipe.\nIl manque des bonnes réponses."),
        (
            ("le tuteur", "personne", "le conseiller"),
            "❌ personne\nSi, une équipe.\nEnlève ce qui est faux, puis valide.",
        ),
    ],
)
def test_a_wrong_choice_of_several_says_what_to_change(ticks: tuple[str, ...], taught: str):
    hand = Hand(replace(MODULE, pages=(TEAM,))).taps(*ticks, "Valider")

    assert hand.sees.endswith(taught)


def test_long_answers_stand_in_the_text_with_letters_on_the_buttons():
    options = (replace(STATUS.options[0], text="une personne qui va seulement en cours"), *STATUS.options[1:])
    hand = Hand(replace(MODULE, pages=(replace(STATUS, options=options),)))

    assert "A. une personne qui va seulement en cours\nB. un stagiaire\nC. un salarié" in hand.sees
    assert ["A", "B", "C"] == hand.labels[0]
    assert "✅ un salarié" in hand.taps("C").sees


def test_a_question_about_a_figure_out_of_date_is_not_asked():
    asked = replace(STATUS, text="Est-ce {part} ?")
    hand = Hand(replace(MODULE, pages=(asked, TEAM)))
    hand.waits(60).send("l:short:1:0:o")

    assert "Cette question est en cours de mise à jour" in hand.sees
    assert "Est-ce" not in hand.sees
    hand.send("l:short:1:0:ac")
    assert {} == hand.progress.first
    assert "❓ Qui t'accompagne ?" in hand.taps("Suite").sees


# --- stop, resume, late taps ------------------------------------------------------------------------------------------


def test_nine_days_later_the_same_page_waits_with_the_same_answers():
    hand = Hand().taps("Suite", "un élève")
    before = hand.content

    hand.waits(9).send("l:short:1:0:o")

    assert before == hand.content


@pytest.mark.parametrize("data", ["l:short:1:0:n", "l:short:9:2:n", "l:short:1:3:v", "l:short:1:1:ac"])
def test_a_late_tap_changes_nothing_and_shows_the_page(data: str):
    hand = Hand().taps("Suite", "un salarié", "Suite")
    before = hand.progress

    hand.send(data)

    assert before == hand.progress
    assert "3/4" in hand.sees
    assert "Cette page est déjà tournée. Voici où tu en es." == hand.said


@pytest.mark.parametrize("what", ["n", "az", "a", "v", "s", "r", "zz", ""])
def test_a_forged_tap_on_a_question_changes_nothing(what: str):
    hand = Hand().taps("Suite")
    before = hand.progress

    hand.send(f"l:short:1:1:{what}")

    assert before == hand.progress


def test_a_second_tap_on_a_solved_question_changes_nothing():
    hand = Hand().taps("Suite", "un salarié")
    before = hand.progress

    hand.send("l:short:1:1:aa")

    assert before == hand.progress


def test_back_on_the_first_page_stays_there():
    hand = Hand()
    hand.send("l:short:1:0:b")

    assert 0 == hand.progress.page


@pytest.mark.parametrize("data", ["l:unknown:1:0:o", "m:1:2:3:4", "l:short:1:0", "l:short:x:0:n", "l:short:1:-1:n", ""])
def test_what_is_no_button_of_a_lesson_is_not_handled(data: str):
    assert handle((MODULE,), {}, data, FIGURES, MONDAY) is None


def test_a_button_of_a_lesson_is_read_back():
    assert PagePress("short", 1, 12, "ab") == read_press("l:short:1:12:ab")


# --- the end ----------------------------------------------------------------------------------------------------------


def finish(*answers: str) -> Hand:
    return Hand().taps("Suite", *answers, "Suite", "Suite", "le tuteur", "le conseiller", "Valider", "Suite")


def test_the_last_page_says_how_it_went_and_what_to_do_now():
    hand = finish("un salarié")

    assert hand.sees.startswith("🎉 Leçon finie : Une leçon courte\n▰▰▰▰▰▰▰▰▰▰ 4/4")
    assert "Tout juste du premier coup. Bravo !" in hand.sees
    assert "👉 Et maintenant ?\nÉcris ta première idée." in hand.sees
    assert MONDAY == hand.progress.finished_at


def test_the_last_page_leads_on():
    rows = finish("un salarié").content.buttons

    assert Button("Proposer une mission", "s:propose_mission", style="success") == rows[0][0]
    assert "l:other:0:0:o" == rows[1][0].data
    assert ["◂ Retour", "↺ Relire", "☰ Menu"] == [button.label for button in rows[2]]


def test_the_next_lesson_opens_from_the_last_page():
    turned = handle((MODULE, OTHER), {}, "l:other:0:0:o", FIGURES, MONDAY)

    assert turned is not None
    assert ("other", 0) == (turned.progress.module, turned.progress.page)


@pytest.mark.parametrize(
    ("tries", "words"),
    [
        (("un salarié",), "Tout juste du premier coup. Bravo !"),
        (("un élève", "un salarié"), "Du premier coup : 1 sur 2. Beau travail."),
    ],
)
def test_the_score_is_told_in_kind_words(tries: tuple[str, ...], words: str):
    assert words in finish(*tries).sees


def test_a_low_score_is_told_without_a_reproach():
    hand = Hand().taps("Suite", "un élève", "un salarié", "Suite", "Suite", "personne", "Valider")

    hand.taps("personne", "le tuteur", "le conseiller", "Valider", "Suite")

    assert "Tu as tenu jusqu'au bout et tu as cherché. C'est comme ça qu'on apprend." in hand.sees


def test_a_lesson_is_read_again_with_its_answers():
    hand = finish("un salarié").waits(1).taps("Relire", "Suite")

    assert "✅ un salarié" in hand.sees
    assert MONDAY == hand.progress.finished_at


def test_a_lesson_that_is_finished_is_finished_once():
    hand = finish("un salarié").waits(1).taps("Retour", "Suite")

    assert MONDAY == hand.progress.finished_at
    assert 1 == [name for name, _ in hand.events].count("lesson-finished")


def test_sources_of_the_lesson_open_from_the_last_page():
    pages = (replace(MODULE.pages[0], sources=FIGURES["part"][0].sources),)
    hand = Hand(replace(MODULE, pages=pages)).taps("Suite")

    assert "• Le guide" in hand.sees
    assert ["https://example.org/guide"] == [s.value for s in hand.content.text.spans if s.kind == "text_link"]


# --- what is noted ----------------------------------------------------------------------------------------------------


def test_what_happened_is_noted_for_evaluation():
    events = finish("un élève", "un salarié").events

    assert ["lesson-started", *["question-answered"] * 3, "lesson-finished"] == [name for name, _ in events]
    answers = [(e["question"], e["answer"], e["right"], e["first"]) for _, e in events[1:4]]
    assert [
        ("status", "a", False, True),
        ("status", "c", True, False),
        ("team", "a+c", True, True),
    ] == answers
    assert {"module": "short", "version": 1, "questions": 2, "right_at_once": 1} == events[-1][1]


def test_an_answer_that_was_shown_is_not_noted_as_given():
    events = Hand().taps("Suite", "un élève", "un stagiaire", "Voir la réponse").events

    assert ["lesson-started", "question-answered", "question-answered", "answer-shown"] == [name for name, _ in events]


def test_turning_cards_is_not_worth_a_note():
    assert ["lesson-started"] == [name for name, _ in Hand().taps("Suite", "Retour").events]


# --- the list ---------------------------------------------------------------------------------------------------------


def test_the_list_says_what_is_done_under_way_and_to_come():
    done = replace(begin(MODULE, MONDAY), page=4, finished_at=MONDAY)
    third = replace(MODULE, slug="third", title="La troisième")
    progresses = {"short": done, "other": Progress("other", 1, page=1)}

    content = menu((MODULE, OTHER, third), progresses)

    assert content.text.text.endswith(
        "▰▰▰▱▱▱▱▱▱▱ 1/3\n\n✓ 1. Une leçon courte · finie\n▶️ 2. L'autre leçon · 2/4\n○ 3. La troisième · 3 min"
    )
    assert ["l:short:1:0:o", "l:other:1:0:o", "l:third:1:0:o", "n:menu"] == [r[0].data for r in content.buttons]


@pytest.mark.parametrize(("done", "of", "bar"), [(0, 4, "▱▱▱▱▱▱▱▱▱▱"), (2, 4, "▰▰▰▰▰▱▱▱▱▱"), (4, 4, "▰▰▰▰▰▰▰▰▰▰")])
def test_progress_is_drawn(done: int, of: int, bar: str):
    assert bar == drawn(done, of)


# --- every road -------------------------------------------------------------------------------------------------------


def test_a_new_version_does_not_move_a_person_who_is_in_the_middle():
    hand = Hand().taps("Suite", "un salarié", "Suite")
    hand.module = replace(MODULE, version=2, pages=(*MODULE.pages, Card("Neuf", "Texte.")))

    hand.send("l:short:1:2:n")

    assert "Ton salaire" in hand.sees
    assert "3/5" in hand.sees
    assert isinstance(hand.taps("Suite").module.pages[hand.progress.page], Question)


def test_the_end_of_a_lesson_is_dated_when_it_is_reached():
    hand = (
        Hand()
        .taps("Suite", "un salarié", "Suite")
        .waits(3)
        .taps("Suite", "le tuteur", "le conseiller", "Valider", "Suite")
    )

    assert MONDAY + timedelta(3) == hand.progress.finished_at
    assert MONDAY == hand.progress.started_at
