"""What proposing a mission says on the way."""

from __future__ import annotations

from core.library.ideas import Idea
from core.scripts.propose_mission import propose_mission
from core.talk import Facts, Replayed, replay
from core.texts import render

SHELF = Idea(
    "Vider un rayon", "commerce", "On voit ce qui manque.", ("Vide.", "Compte."), ("compter",), "bases", 1, "Du léger."
)
POSTER = Idea("Faire une affiche", "tous", "On trouve plus vite.", ("Dessine.", "Affiche."), ("ecrire",), here=True)
IDEAS = (SHELF.pack(), *(Idea(f"Idée {n}", "tous", "", (), ()).pack() for n in range(2)), POSTER.pack())
FACTS = Facts(
    tutor="Marc", ideas=IDEAS, skills={"ecrire": "Écrire", "compter": "Compter"}, lessons={"bases": "Les bases"}
)
KNOWN = {"title": {"text": "?"}, "idea": {"text": "1"}}


def stands(answers: dict[str, dict[str, str]]) -> Replayed:
    return replay(propose_mission, FACTS, answers)


def said(stand: Replayed) -> str:
    return " ".join(render(line.text).text for line in stand.said)


def test_three_ideas_are_told_with_their_reason_and_others_can_be_asked_for() -> None:
    stand = stands({"title": {"text": "?"}})

    assert stand.ask is not None
    assert ["1", "2", "3", "autres"] == [option.value for option in stand.ask.options]
    assert "On voit ce qui manque." in said(stand)
    assert "affiche" not in said(stand)


def test_the_next_handful_says_what_was_done_here() -> None:
    stand = stands({"title": {"text": "?"}, "idea": {"text": "autres"}})

    assert stand.ask is not None
    assert ["4"] == [option.value for option in stand.ask.options]
    assert "Quelqu'un ici l'a déjà faite" in said(stand)


def test_the_idea_taken_shows_its_steps_and_what_to_mind() -> None:
    stand = stands(KNOWN)

    assert stand.ask is not None
    assert "why" == stand.ask.key
    assert "1. Vide.\n2. Compte.\n⚠️ Du léger." in said(stand)


def test_an_idea_without_care_warns_of_nothing() -> None:
    assert "⚠️" not in said(stands({"title": {"text": "?"}, "idea": {"text": "autres"}, "idea-2": {"text": "4"}}))


def test_the_card_is_filled_by_the_idea_one_tap_a_part() -> None:
    reason = stands(KNOWN).ask
    assert reason is not None
    skill = stands({**KNOWN, "why": {"text": reason.options[0].value}, "when": {"text": "Jeudi"}}).ask
    assert skill is not None
    assert ["compter", "ecrire"] == [option.value for option in skill.options]

    answers = {
        **KNOWN,
        "why": {"text": reason.options[0].value},
        "when": {"text": "Jeudi"},
        "skill": {"text": "compter"},
    }
    lesson = stands({**answers, "help": {"text": "-"}}).ask
    assert lesson is not None
    answers["lesson"] = {"text": lesson.options[0].value}
    card = stands({**answers, "help": {"text": "-"}, "send": {"text": "oui"}}).result.card
    assert ("Vider un rayon", "On voit ce qui manque.", "compter", "bases") == (
        card.title, card.why, card.skill, card.lesson,
    )  # fmt: skip


def test_who_takes_another_title_after_all_keeps_her_own_words_and_no_lesson() -> None:
    answers = {"title": {"text": "Autre chose"}, "why": {"text": "On gagne du temps."}, "when": {"text": "Jeudi"}}
    stand = stands(
        {
            **answers,
            "skill": {"text": "ecrire"},
            "help": {"text": "-"},
            "lesson": {"text": "-"},
            "send": {"text": "oui"},
        }
    )

    assert ("Autre chose", "") == (stand.result.card.title, stand.result.card.lesson)
