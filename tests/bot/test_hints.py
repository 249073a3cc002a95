"""What texts may hold: words in any form, numbers by their check digits, and few false alarms."""

from __future__ import annotations

import time

import pytest

from bot.hints import hints
from core.safeguarding.moderation import KINDS

HARMLESS = [
    "Bonjour, j'arrive à 8 h 30 demain.",
    "J'ai rangé 12 cartons, il en reste 45.",
    "La mission n° 2026-11-23 est terminée.",
    "Le client a payé 1 250,00 € en carte.",
    "On se voit lundi au garage avec Nadia.",
    "La réputation du magasin est bonne.",
    "Le bus de 7 h 15 était en retard, désolé.",
    "Référence 1234567890123 du pneu",
    "C'est trop bien, merci !",
    "",
    "👍",
]


@pytest.mark.parametrize("text", HARMLESS)
def test_ordinary_words_say_nothing(text: str):
    assert () == hints(text)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Espèce de connards !", "insult"),
        ("ESPÈCE D'ABRUTIE", "insult"),
        ("tu vas le REGRETTER", "threat"),
        ("J'ai envie de mourir", "distress"),
        ("jai plus envie de vivre", "distress"),
        ("je n'en peux plus", "distress"),
        ("il me frappe tous les soirs", "distress"),
        ("Tu peux me dépanner de 20 euros ?", "money"),
        ("viens chez moi après le boulot", "alone"),
        ("n'en parle à personne", "alone"),
        ("appelle au 06 12 34 56 78", "phone"),
        ("appelle au +33612345678", "phone"),
        ("FR76 3000 6000 0112 3456 7890 189", "iban"),
        ("mon numéro : 2 55 08 14 168 025 38", "nir"),
        ("12 bis, rue des Lilas", "address"),
        ("3 allée des Peupliers", "address"),
    ],
)
def test_each_kind_is_seen(text: str, kind: str):
    assert kind in hints(text)


def test_a_number_with_wrong_check_digits_is_no_account():
    assert "iban" not in hints("FR76 3000 6000 0112 3456 7890 188")


def test_every_kind_has_a_name():
    from bot.hints import _phrases

    assert {*_phrases("fr"), *_phrases("en"), "phone", "iban", "nir", "address"} == set(KINDS)


def test_words_of_another_language_are_looked_up_in_it():
    assert "distress" in hints("I want to die", "en")
    assert () == hints("I want to die", "fr")


def test_a_short_message_costs_less_than_a_third_of_a_millisecond():
    texts = [f"{text} {n}" for n in range(20) for text in HARMLESS]
    hints(texts[0])
    best = min(_seconds(texts) for _ in range(5))

    assert best / len(texts) < 0.0003


def _seconds(texts: list[str]) -> float:
    begun = time.perf_counter()
    for text in texts:
        hints(text)
    return time.perf_counter() - begun
