"""Work that is regulated before 18 is pointed out before it leaves, and a counsellor is asked; nothing is blocked."""

from __future__ import annotations

import pytest

from core.messages import ToDesk
from core.missions.mission import State
from core.missions.safety import spotted
from storage.content.regulated import load_regulated
from tests.core.circle import LEA, MARC, TRIAD, Circle

KINDS = {kind.id: kind for kind in load_regulated()}


def found(words: str) -> set[str]:
    return {kind.id for kind in spotted(tuple(KINDS.values()), {"title": words})}


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("Changer les ampoules sur une ÉCHELLE", "hauteur"),
        ("Ranger en hauteur", "hauteur"),
        ("Déplacer les palettes avec les chariots élévateurs", "engins"),
        ("Nettoyer la machine à bois", "machines"),
        ("Vérifier l'installation électrique", "electricite"),
        ("Trier les produits chimiques", "chimie"),
        ("Mettre de l'eau de Javel", "chimie"),
        ("Repérer l'amiante", "amiante"),
        ("Servir l'alcool", "alcool"),
        ("Aider au bar", "alcool"),
        ("Inventaire de nuit", "nuit"),
        ("Porter des cartons lourds", "charges"),
    ],
)
def test_a_word_points_at_its_kind_of_work_however_it_is_written(words: str, kind: str) -> None:
    assert kind in found(words)


@pytest.mark.parametrize(
    "words",
    [
        "Ranger le coin des pneus",
        "Vérifier les prix d'un rayon",
        "Écrire une fiche pour les clients",
        "Faire un tableau des fournisseurs",
        "Préparer le barème des retours",
        "Classer les bons de commande",
        "Accueillir un groupe",
    ],
)
def test_ordinary_work_points_at_nothing(words: str) -> None:
    assert set() == found(words)


def test_every_kind_says_its_reason_and_its_article() -> None:
    for kind in KINDS.values():
        assert "18 ans" in kind.reason or kind.id in ("hauteur", "tracteur"), kind.id
        assert kind.address.startswith("https://")
        assert len(kind.reason) <= 160


def prepared(circle: Circle, title: str) -> None:
    circle.says(LEA, "/mission")
    for line in (title, "On y voit mieux.", "Jeudi"):
        circle.says(LEA, line)
    for label in ("Organiser", "D'aucune", "Aucune en particulier"):
        circle.taps(LEA, label)


def test_a_minor_reads_why_with_the_article_and_still_sends_in_six_taps() -> None:
    circle = Circle()
    prepared(circle, "Changer les ampoules à l'échelle")

    assert "as-tu 18 ans ou plus ?" in circle.sees(LEA)
    circle.taps(LEA, "Moins de 18 ans")
    assert "⚠️ travail en hauteur : à vérifier avant 18 ans" in circle.sees(LEA)
    assert "D4153-30" in circle.sees(LEA)
    circle.taps(LEA, "Envoyer")
    assert State.PROPOSED is circle.mission().state
    (asked,) = circle.sent(ToDesk)
    words = asked.content.text.text
    assert "Changer les ampoules à l'échelle" in words
    assert "Léa dit avoir moins de 18 ans" in words
    assert "https://loi.example" in words
    assert "Avant 18 ans, à vérifier : travail en hauteur\n" in circle.sees(MARC)
    assert any("Avant 18 ans, à vérifier" in act.content.text.text for act in circle.sent(TRIAD))


def test_the_age_is_kept_as_a_band_and_an_adult_is_not_asked_again() -> None:
    circle = Circle()
    prepared(circle, "Changer les ampoules à l'échelle")
    circle.taps(LEA, "18 ans ou plus")
    circle.taps(LEA, "Envoyer")

    assert {"age": "adult"} == dict(circle.people[LEA.id].settings)
    assert [] == circle.sent(ToDesk)
    assert "⚠️" not in circle.sees(MARC)
    prepared(circle, "Repeindre en hauteur")
    assert "J'envoie à Marc ?" in circle.sees(LEA)


def test_a_minor_is_asked_again_as_birthdays_come() -> None:
    circle = Circle()
    prepared(circle, "Changer les ampoules à l'échelle")
    circle.taps(LEA, "Moins de 18 ans")
    circle.taps(LEA, "Envoyer")
    prepared(circle, "Repeindre en hauteur")

    assert "as-tu 18 ans ou plus ?" in circle.sees(LEA)


def test_nobody_is_asked_for_ordinary_work() -> None:
    circle = Circle()
    circle.propose()

    assert {} == dict(circle.people[LEA.id].settings)
    assert [] == circle.sent(ToDesk)


def test_what_the_tutor_adds_is_pointed_out_too_once() -> None:
    circle = Circle()
    circle.propose()
    circle.taps(MARC, "Ajuster")
    circle.taps(MARC, "Mission")
    circle.says(MARC, "Ranger les pneus à l'échelle")
    circle.taps(MARC, "C'est tout")
    assert "à vérifier avant 18 ans" in circle.sees(MARC)
    circle.taps(MARC, "Envoyer")

    (asked,) = circle.sent(ToDesk)
    assert "L'âge de Léa n'est pas connu ici" in asked.content.text.text
    circle.taps(LEA, "J'accepte")
    assert 1 == len(circle.sent(ToDesk))
