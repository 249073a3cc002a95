"""The library is found with the words that people have, as they write them."""

from __future__ import annotations

import pytest

from core.library.resources import MOST_FOUND, search, suggest
from storage.content.house import load_modules
from storage.content.resources import load_resources

RESOURCES = load_resources()

# What somebody types, and the entry that must come first.
ASKED = {
    "lètre de motivation": "lettre-motivation",
    "letre motivasion": "lettre-motivation",
    "apeler un patron": "script-appel",
    "coment appeller une entreprise": "script-appel",
    "relanse": "script-relance",
    "pa de réponse": "script-relance",
    "cv san experience": "modele-cv",
    "curiculum": "modele-cv",
    "antretien": "questions-entretien",
    "questions entretient": "questions-entretien",
    "kestion a poser": "questions-a-poser",
    "mercie apres entretien": "mail-merci",
    "cfa inscripsion": "questions-cfa",
    "imersion": "demande-immersion",
    "stage pour decouvrir un metié": "demande-immersion",
    "pmsp": "demande-immersion",
    "proposé une mission": "dire-mission",
    "ideé mission": "dire-mission",
    "retar": "message-retard",
    "absance": "message-retard",
    "bus en panne": "message-retard",
    "malad": "guide-maladie",
    "aret de travaille": "guide-maladie",
    "congé": "message-conges",
    "vacanse": "message-conges",
    "signé contra": "guide-contrat",
    "fiche de paye": "guide-fiche-paie",
    "salère": "guide-fiche-paie",
    "combien je vais gagné": "site-lba-salaire",
    "harcelment": "guide-ca-ne-va-pas",
    "probleme avec mon chef": "guide-ca-ne-va-pas",
    "je veux arreté mon contrat": "guide-rupture",
    "viré": "guide-rupture",
    "dossié aide": "guide-dossier-aides",
    "caution apartement": "site-visale",
    "mobili jeune": "site-mobili-jeune",
    "apl": "site-caf",
    "prime dactivité": "site-caf",
    "contra pro": "site-contrat-pro",
    "mineur orere nuit": "site-mineurs",
    "andicape": "site-handicap",
    "carte etudiant metier": "site-carte",
    "pole emploie": "site-france-travail",
    "SUICID": "numero-3114",
    "plus envie de vivre": "numero-3114",
    "mon pere me frappe": "numero-119",
    "permi de conduire": "site-mes-aides",
    "tablo candidature": "tableau-suivi",
    "me presenter salon": "presentation",
    "sa se passe mal": "guide-ca-ne-va-pas",
}


@pytest.mark.parametrize("words", ASKED)
def test_misspelt_words_bring_the_entry_first(words: str) -> None:
    assert ASKED[words] == search(RESOURCES, words)[0].id


@pytest.mark.parametrize("words", ["xyzzy", "pizza", "", "   ", "?", "🙂", "le la les", "\x00", "a" * 4000])
def test_words_that_are_about_nothing_here_find_nothing_rather_than_a_guess(words: str) -> None:
    assert () == search(RESOURCES, words)


def test_never_more_than_a_phone_shows() -> None:
    assert MOST_FOUND >= max(len(search(RESOURCES, word)) for one in RESOURCES for word in one.words)


def test_each_entry_is_found_by_each_of_its_own_words() -> None:
    lost = [
        (one.id, words)
        for one in RESOURCES
        for words in one.words
        if one not in search(RESOURCES, words, len(RESOURCES))
    ]

    assert [] == lost


def test_each_lesson_for_the_young_ends_on_something_that_helps_to_act() -> None:
    for module in load_modules():
        if module.audience == "apprentice":
            assert suggest(RESOURCES, module.slug), module.slug
