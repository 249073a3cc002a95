"""The catalogues: what they hold fits the sentence it stands for, and what they lack is said in French."""

from __future__ import annotations

import re
from string import Formatter

import pytest

from bot.runtime.languages import catalogue, sentences, translations
from core.languages import FRENCH, LANGUAGES, spoken
from core.texts import render, say

OTHERS = [code for code in LANGUAGES if code != FRENCH]


def holes(template: str) -> list[str]:
    return sorted(name for _, name, _, _ in Formatter().parse(template) if name is not None)


def marks(template: str) -> list[str]:
    return sorted(re.findall(r"</?[a-z]+>", template))


def commands(template: str) -> set[str]:
    return set(re.findall(r"(?<!\w)/[a-z]+", template))


@pytest.mark.parametrize("language", OTHERS)
def test_a_translation_has_the_holes_the_marks_and_the_commands_of_its_sentence(language: str):
    pairs = catalogue(language).items()

    assert [] == [french for french, said in pairs if holes(french) != holes(said)]
    assert [] == [french for french, said in pairs if marks(french) != marks(said)]
    assert [] == [french for french, said in pairs if commands(french) != commands(said)]


@pytest.mark.parametrize("language", OTHERS)
def test_no_translation_is_left_of_a_sentence_that_nobody_says(language: str):
    assert set() == set(catalogue(language)) - set(sentences())


@pytest.mark.parametrize("language", OTHERS)
def test_every_sentence_of_the_interface_has_its_translation(language: str):
    """What is missing is added to the catalogue by `python -m bot.runtime.languages`, to be translated there."""
    assert set() == set(sentences()) - set(catalogue(language))


def test_a_sentence_without_a_translation_is_said_in_french():
    assert "Une phrase inconnue 42." == render(say("Une phrase inconnue {n}.", n=42), translations("en")).text


def test_french_costs_nothing():
    assert {} == catalogue(FRENCH)


@pytest.mark.parametrize(("app", "ours"), [("en-GB", "en"), ("fr", "fr"), ("ar", "fr"), ("", "fr")])
def test_the_language_of_the_app_is_a_beginning(app: str, ours: str):
    assert ours == spoken(app)
