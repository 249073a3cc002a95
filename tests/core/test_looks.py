"""Two looks: the structure's own grid in versions, nobody reads the other first, gaps in words, a word at the end."""

from __future__ import annotations

import pytest

from core.missions.evolution import LooksOf
from core.missions.grids import KeptGrid, described, own
from core.missions.mission import State
from core.missions.skills import Assessment, Sides, average, gap, wide
from core.people import Role
from core.texts import render
from tests.core.circle import (
    GRID,
    HOME as HOME,
    LEA,
    MARC,
    NADIA,
    TRIAD,
    Circle,
    changed_nothing,
    text_of,
    toast,
    topic,
)

HALL = topic()


@pytest.fixture
def circle() -> Circle:
    return Circle()


def sides(hers: dict[str, str], theirs: dict[str, str]) -> Sides:
    return Sides((Assessment(Role.APPRENTICE, 1, "1", hers), GRID), (Assessment(Role.TUTOR, 2, "1", theirs), GRID))


def told(circle: Circle, who: object) -> str:
    return "\n".join(text_of(act) for act in circle.sent(who))  # type: ignore[arg-type]


# --- gaps ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("hers", "theirs", "words"),
    [
        ("autonome", "autonome", "le même regard"),
        ("autonome", "en_cours", "presque d'accord : Léa voit un cran au-dessus"),
        ("decouvre", "autonome", "un vrai écart, à discuter : Marc voit deux crans au-dessus"),
        ("pas_vu", "autonome", "un seul regard"),
        ("pas_vu", "pas_vu", "pas encore observé"),
    ],
)
def test_each_gap_is_in_words(hers: str, theirs: str, words: str) -> None:
    both = sides({"soin": hers}, {"soin": theirs})

    assert words in render(gap(both, "soin", ("Léa", "Marc"))).text
    assert (("soin",) if "vrai écart" in words else ()) == wide(both)


def test_not_observed_leaves_the_average_alone_and_nothing_seen_has_none() -> None:
    look = Assessment(Role.TUTOR, 2, "1", {"soin": "autonome", "aide": "pas_vu"})

    assert 3.0 == average(GRID, look)
    assert average(GRID, Assessment(Role.TUTOR, 2, "1", {"soin": "pas_vu"})) is None


# --- neither side first ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("first", "second"), [(LEA, MARC), (MARC, LEA)])
def test_nothing_of_a_look_reaches_anybody_before_both_are_in(circle: Circle, first, second) -> None:
    circle.reach(State.DONE)
    before = len(circle.replies)
    circle.looks_at(first, "Autonome", "Découverte", words="Mes mots à moi.")

    for reader in (second, TRIAD, NADIA):
        words = "\n".join(text_of(act) for act in circle.sent(reader, since=before))
        assert "Autonome" not in words
        assert "Mes mots" not in words
    changes = [text_of(act) for reply in circle.replies[before:] for act in reply.outgoing
               if getattr(getattr(act, "to", None), "person", 0) == second.id]  # fmt: skip
    assert not any("Autonome" in words or "Mes mots" in words for words in changes)
    reply = circle.presses(second, "o:7:1")
    assert "quand les deux sont là" in toast(reply)
    reply = circle.presses(NADIA, "o:7:1", at=HALL)
    assert "quand les deux sont là" in toast(reply)
    assert () == circle.answers[LooksOf](LooksOf(TRIAD.id))


def test_the_missing_look_is_said_to_be_missing(circle: Circle) -> None:
    circle.reach(State.DONE)
    circle.looks_at(LEA, "Autonome", "Pas observé")
    circle.taps(LEA, "Revoir mon regard")

    assert "Marc : pas encore donné" in circle.sees(LEA)
    assert "Léa : Pas observé" in circle.sees(LEA)
    assert "0" not in circle.sees(LEA)


def looked(circle: Circle, hers: tuple[str, str], theirs: tuple[str, str]) -> None:
    circle.reach(State.DONE)
    circle.looks_at(LEA, *hers)
    circle.looks_at(MARC, *theirs)


def test_a_wide_gap_brings_three_questions_for_ten_minutes(circle: Circle) -> None:
    looked(circle, ("Autonome", "En cours"), ("Découverte", "En cours"))

    for reader in (LEA, MARC, TRIAD):
        assert "10 minutes" in circle.sees(reader)
        assert 3 == circle.sees(reader).split("💡")[1].count("?")


def test_without_a_wide_gap_there_are_none(circle: Circle) -> None:
    looked(circle, ("Autonome", "En cours"), ("En cours", "Pas observé"))

    assert "10 minutes" not in circle.sees(LEA)


# --- a word at the end -----------------------------------------------------------------------------------------------


def test_the_apprentice_adds_one_word_that_all_read(circle: Circle) -> None:
    looked(circle, ("Autonome", "En cours"), ("Découverte", "En cours"))
    circle.later(days=6)
    circle.taps(LEA, "Ajouter un mot")
    circle.says(LEA, "J'avais mal compris la consigne.")
    circle.taps(LEA, "Envoyer")

    assert "J'avais mal compris la consigne." in circle.sees(MARC)
    assert "J'avais mal compris la consigne." in told(circle, TRIAD)
    circle.taps(MARC, "Les deux regards")
    assert "↪ Léa ajoute : « J'avais mal compris la consigne. »" in circle.sees(MARC)
    again = circle.presses(LEA, "m:7:1:1:reply:assessed")
    assert "une seule" in toast(again)
    assert changed_nothing(again)


def test_after_seven_days_it_is_too_late_and_says_what_else_to_do(circle: Circle) -> None:
    looked(circle, ("Autonome", "En cours"), ("Découverte", "En cours"))
    circle.later(days=7, seconds=1)
    reply = circle.taps(LEA, "Ajouter un mot")

    assert "sept jours" in toast(reply)
    assert "en écrivant ici" in toast(reply)
    assert changed_nothing(reply)


def test_the_tutor_has_no_such_button(circle: Circle) -> None:
    looked(circle, ("Autonome", "En cours"), ("Découverte", "En cours"))

    assert "autre personne" in toast(circle.presses(MARC, "m:7:1:1:reply:assessed"))


# --- the structure's own grid ----------------------------------------------------------------------------------------


def adds_a_criterion(circle: Circle) -> None:
    circle.writes(NADIA, "/grille")
    circle.taps(NADIA, "Modifier", at=HALL)
    circle.taps(NADIA, "Ajouter un critère", at=HALL)
    circle.replies_to(NADIA, "J'ai respecté les délais.")
    circle.replies_to(NADIA, "Les délais ont été respectés.")
    circle.taps(NADIA, "C'est tout", at=HALL)
    circle.taps(NADIA, "Enregistrer", at=HALL)


def test_a_counsellor_adds_a_criterion_and_it_is_a_new_version(circle: Circle) -> None:
    adds_a_criterion(circle)
    circle.writes(NADIA, "/grille")

    assert "version e1" in circle.sees(HALL)
    assert "3. J'ai respecté les délais." in circle.sees(HALL)
    circle.propose()
    for who, label in ((MARC, "Valider"), (LEA, "Je commence"), (LEA, "C'est fait")):
        circle.taps(who, label)
    circle.looks_at(LEA, "Autonome", "Autonome", "En cours")
    assert "e1" == circle.looks[7, 1][Role.APPRENTICE].grid_version


def test_an_amended_grid_changes_no_look_that_was_given(circle: Circle) -> None:
    looked(circle, ("Autonome", "En cours"), ("En cours", "En cours"))
    before = circle.sees(LEA)
    circle.later(hours=1)
    circle.writes(NADIA, "/grille")
    for label in ("Modifier", "Retirer un critère", "1. Le soin.", "Renommer un niveau", "3. Autonome"):
        circle.taps(NADIA, label, at=HALL)
    circle.replies_to(NADIA, "Expert")
    for label in ("C'est tout", "Enregistrer"):
        circle.taps(NADIA, label, at=HALL)

    circle.taps(LEA, "Les deux regards")
    assert before == circle.sees(LEA)


def test_both_sides_look_with_the_grid_of_the_day_it_was_done(circle: Circle) -> None:
    circle.reach(State.DONE)
    circle.later(hours=1)
    adds_a_criterion(circle)
    circle.looks_at(LEA, "Autonome", "En cours")
    circle.looks_at(MARC, "Autonome", "En cours")

    assert {"1"} == {look.grid_version for look in circle.looks[7, 1].values()}
    assert "délais" not in circle.sees(LEA)


def test_a_look_begun_before_a_change_ends_with_the_grid_it_was_asked_with(circle: Circle) -> None:
    circle.reach(State.DONE)
    circle.taps(LEA, "Donner mon regard")
    circle.taps(LEA, "Autonome")
    adds_a_criterion(circle)
    circle.taps(LEA, "En cours")
    circle.says(LEA, "Bien.")
    circle.taps(LEA, "Enregistrer")

    assert ("1", {"soin": "autonome", "aide": "en_cours"}) == (
        circle.looks[7, 1][Role.APPRENTICE].grid_version,
        dict(circle.looks[7, 1][Role.APPRENTICE].marks),
    )


def test_of_two_changes_at_once_the_second_is_told(circle: Circle) -> None:
    circle.writes(NADIA, "/grille")
    for label in ("Modifier", "Retirer un critère", "1. Le soin.", "C'est tout"):
        circle.taps(NADIA, label, at=HALL)
    other = KeptGrid(GRID.__class__("e1", GRID.criteria, GRID.levels), circle.now, own=True, by=99)
    circle.kept.append(other)
    circle.taps(NADIA, "Enregistrer", at=HALL)

    assert "La grille a changé entre-temps" in circle.sees(HALL)
    assert [other] == [k for k in circle.kept if isinstance(k, KeptGrid) and k.own]


def test_not_observed_can_never_be_taken_out(circle: Circle) -> None:
    circle.writes(NADIA, "/grille")
    circle.taps(NADIA, "Modifier", at=HALL)
    circle.taps(NADIA, "Retirer un niveau", at=HALL)
    labels = [button.label for act in circle.sent(HALL)[-1:] for row in act.content.buttons for button in row]

    assert not any("Pas observé" in label for label in labels)
    circle.taps(NADIA, "2. En cours", at=HALL)
    circle.taps(NADIA, "C'est tout", at=HALL)
    circle.taps(NADIA, "Enregistrer", at=HALL)
    (kept,) = [k for k in circle.kept if isinstance(k, KeptGrid) and k.own]
    assert [("decouvre", 1), ("autonome", 2), ("pas_vu", None)] == [(lv.id, lv.rank) for lv in kept.grid.levels]


def test_nobody_changes_the_grid_from_a_private_chat(circle: Circle) -> None:
    for who in (LEA, MARC, NADIA):
        reply = circle.presses(who, "g:edit")
        assert "forum" in toast(reply)
        assert changed_nothing(reply)


def test_the_house_grid_is_not_taken_for_the_structures_own() -> None:
    assert not own(GRID)
    assert "Niveaux : Découverte" in render(described(GRID)).text


# --- from the first mission to the last ------------------------------------------------------------------------------


def a_mission(circle: Circle, title: str, hers: tuple[str, str], theirs: tuple[str, str]) -> None:
    circle.propose(title)
    for who, label in ((MARC, "Valider"), (LEA, "Je commence"), (LEA, "C'est fait")):
        circle.taps(who, label)
    circle.looks_at(LEA, *hers)
    circle.looks_at(MARC, *theirs)


def test_the_road_says_which_criteria_moved_on_each_side_with_a_picture(circle: Circle) -> None:
    a_mission(circle, "Ranger", ("Découverte", "Autonome"), ("Découverte", "Pas observé"))
    a_mission(circle, "Accueillir", ("Autonome", "Autonome"), ("En cours", "Autonome"))
    circle.says(LEA, "/evolution")
    words, picture = circle.sent(LEA)[-2:]

    text = words.content.text.text
    assert "De « Ranger » à « Accueillir »" in text
    assert "Léa : Découverte → Autonome ↗" in text
    assert "Marc : Découverte → En cours ↗" in text
    assert "Marc : Pas observé → Autonome\n" in text + "\n"
    assert "↗ A monté : critère 1" in text
    assert "= Pareil : critère 2" in text
    paper = picture.content.attachment.paper
    assert "evolution" == paper.kind
    assert 7 == len(paper.data["points"])  # eight marks, one of which was not observed


def test_counsellors_see_it_in_the_topic(circle: Circle) -> None:
    a_mission(circle, "Ranger", ("Découverte", "Autonome"), ("Découverte", "Autonome"))
    a_mission(circle, "Accueillir", ("Autonome", "En cours"), ("En cours", "En cours"))
    circle.writes(NADIA, "/evolution")

    assert "↘ A baissé : critère 2" in told(circle, TRIAD)


def test_one_mission_is_no_road_yet(circle: Circle) -> None:
    a_mission(circle, "Ranger", ("Découverte", "Autonome"), ("Découverte", "Autonome"))
    circle.says(LEA, "/evolution")

    assert "à partir de deux missions" in circle.sees(LEA)
