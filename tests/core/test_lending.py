"""A mission as an idea for others: who may publish, who says yes, and that no name is in it."""

from __future__ import annotations

import pytest

from core.library.ideas import ANY_JOB, Idea
from core.library.lending import ASKED, KEPT, LENT, TAKEN_BACK, Loan, LoanOf, named, names_of
from core.messages import Send
from core.missions.mission import State
from core.scripts.lend_idea import lend_idea
from core.talk import Facts, Given, Unclear, replay
from tests.core.circle import LEA, MARC, NADIA, TOM, TRIAD, Circle, changed_nothing, toast, topic

IDEA = Idea("Ranger les pneus", ANY_JOB, "On trouve plus vite.", ("Trier.", "Marquer."), ("organiser",), here=True)


def lending(state: str = ASKED) -> Circle:
    circle = Circle()
    circle.answers[LoanOf] = lambda asked: Loan(TRIAD.id, 1, LEA.id, IDEA, state) if asked.triad == TRIAD.id else None
    return circle


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("Aider lea à ranger", "Léa"),
        ("Ranger avec MARC.", "Marc"),
        ("Le rayon de Lumen", "Lumen"),
        ("Chez Atelier Lumen", "Atelier Lumen"),
        ("Ranger l'atelier", ""),
        ("Remarquer les écarts, au large", ""),
    ],
)
def test_names_are_found_with_or_without_accents(words: str, name: str) -> None:
    assert name == named(words, names_of(TRIAD))


def test_an_idea_with_a_name_or_a_number_is_asked_again() -> None:
    ask = replay(lend_idea, Facts(unsaid=names_of(TRIAD), card={"title": "Aider Léa"}), {}).ask
    assert ask is not None
    assert () == ask.options  # its own title names her: it cannot be kept
    for words in ("Aider Léa", "Appeler le 06 12 34 56 78", "Écrire à a@b.fr", ""):
        with pytest.raises(Unclear):
            ask.read(Given(words))


def test_only_a_mission_looked_at_by_both_is_published() -> None:
    circle = Circle()
    circle.reach(State.DONE)

    circle.says(NADIA, "/idee 1", at=topic())
    assert "regardée à deux" in circle.sees(topic())
    circle.says(NADIA, "/idee 9", at=topic())
    assert "pas de mission de ce numéro" in circle.sees(topic())
    circle.says(NADIA, "/idee", at=topic())
    assert "/idee 2" in circle.sees(topic())


@pytest.mark.parametrize(
    ("state", "words"), [(ASKED, "déjà demandé"), (LENT, "déjà dans les idées"), (KEPT, "a dit non")]
)
def test_nobody_is_asked_twice(state: str, words: str) -> None:
    circle = lending(state)
    circle.reach(State.DONE)
    circle.looks_at(LEA, "Autonome", "Autonome")
    circle.looks_at(MARC, "Autonome", "Autonome")

    circle.says(NADIA, "/idee 1", at=topic())
    assert words in circle.sees(topic())


def test_her_yes_lends_it_and_the_tutor_is_told() -> None:
    circle = lending()

    circle.presses(LEA, "li:7:1:oui")

    assert [LENT] == [loan.state for loan in circle.kept if isinstance(loan, Loan)]
    assert "Ni son nom, ni le vôtre" in circle.sees(MARC)
    assert "est d'accord" in circle.sees(TRIAD)


def test_her_no_is_told_to_the_counsellors_alone() -> None:
    circle = lending()

    reply = circle.presses(LEA, "li:7:1:non")

    assert [KEPT] == [loan.state for loan in circle.kept if isinstance(loan, Loan)]
    assert "préfère garder" in circle.sees(TRIAD)
    assert [] == [act for act in reply.outgoing if isinstance(act, Send) and act in circle.sent(MARC)]


def test_she_may_take_it_back() -> None:
    circle = lending(LENT)

    circle.presses(LEA, "li:7:1:retirer")

    assert [TAKEN_BACK] == [loan.state for loan in circle.kept if isinstance(loan, Loan)]


@pytest.mark.parametrize("who", [MARC, TOM, NADIA], ids=lambda person: person.first_name)
@pytest.mark.parametrize("data", ["li:7:1:oui", "li:7:2:oui", "li:8:1:oui", "li:7:1:jamais", "li:x:y:oui", "li:7"])
def test_nobody_else_can_say_yes_for_her(who, data: str) -> None:
    circle = lending()

    reply = circle.presses(who, data)

    assert "rien n'a changé" in toast(reply)
    assert changed_nothing(reply)
    assert [] == circle.kept


@pytest.mark.parametrize(
    ("state", "what"), [(LENT, "oui"), (KEPT, "oui"), (KEPT, "non"), (ASKED, "retirer"), (TAKEN_BACK, "oui")]
)
def test_a_late_tap_changes_nothing(state: str, what: str) -> None:
    circle = lending(state)

    assert "rien n'a changé" in toast(circle.presses(LEA, f"li:7:1:{what}"))
    assert [] == circle.kept
