"""Conversations as replayed generators: answers by key, and each way to ask."""

from datetime import UTC, datetime
from typing import Any

import pytest

from core.messages import Attachment, Media
from core.talk import (
    SPOKEN,
    Ask,
    Facts,
    Given,
    Say,
    Script,
    ScriptError,
    Unclear,
    choice,
    confirm,
    recorded,
    replay,
    skippable,
    text,
    text_or,
    yes,
)
from core.texts import say

VOICE = Attachment(Media.VOICE, "file-1", seconds=7)
STICKER = Attachment(Media.STICKER, "file-2")


def order(facts: Facts) -> Script[str]:
    """What would you like?"""
    yield Say(say("Bonjour."))
    what = yield from text("what", "Que voulez-vous ?", label="Plat")
    if (yield from yes("more", "Autre chose ?")):
        what += " et " + (yield from text("what-2", "Quoi ?"))
    yield Say(say("Merci."))
    return what


def answers(**given: str) -> dict[str, dict[str, Any]]:
    return {key.replace("_", "-"): {"text": words} for key, words in given.items()}


def question(talk: Script[Any]) -> Ask:
    ask = next(talk)
    assert isinstance(ask, Ask)
    return ask


def said(stand: Any) -> list[str]:
    return [line.text.template for line in stand.said]


def refusal(ask: Ask, words: str, file: Attachment | None = None) -> str:
    with pytest.raises(Unclear) as unclear:
        ask.read(Given(words, file))
    return str(unclear.value.text.template)


def test_a_conversation_begins_with_its_first_question():
    stand = replay(order, Facts(), {})

    assert ("what", ["Bonjour."]) == (stand.ask and stand.ask.key, said(stand))


def test_only_what_is_said_since_the_last_answer_is_said():
    stand = replay(order, Facts(), answers(what="Une soupe"))

    assert ("more", []) == (stand.ask and stand.ask.key, said(stand))


def test_the_end_brings_the_result_and_the_closing_line():
    stand = replay(order, Facts(), answers(what="Une soupe", more="oui", what_2="du pain"))

    assert stand.over
    assert ("Une soupe et du pain", ["Merci."]) == (stand.result, said(stand))


def test_an_answer_whose_question_is_gone_is_ignored():
    stand = replay(order, Facts(), answers(what="Une soupe", dessert="non", more="non"))

    assert "Une soupe" == stand.result


def test_an_answer_that_no_longer_fits_is_asked_again():
    stand = replay(order, Facts(), answers(what="Une soupe", more="peut-être"))

    assert "more" == (stand.ask and stand.ask.key)


def test_a_later_answer_is_kept_while_an_earlier_one_is_asked_again():
    stand = replay(order, Facts(), answers(more="non"))
    then = replay(order, Facts(), answers(more="non", what="Un thé"))

    assert ("what", "Un thé") == (stand.ask and stand.ask.key, then.result)


def test_a_key_asked_twice_is_our_bug():
    def twice(facts: Facts) -> Script[None]:
        yield from text("a", "Un ?")
        yield from text("a", "Deux ?")

    with pytest.raises(ScriptError, match="asks 'a' twice"):
        replay(twice, Facts(), answers(a="oui"))


# --- the ways to ask


def test_a_voice_message_is_an_answer():
    assert SPOKEN == question(text("a", "?")).read(Given(file=VOICE))


def test_words_under_a_photo_count_as_the_answer():
    assert "La vitrine" == question(text("a", "?")).read(Given("La vitrine", Attachment(Media.PHOTO, "f")))


def test_a_sticker_is_no_answer():
    assert "quelques mots" in refusal(question(text("a", "?")), "", STICKER)


def test_where_words_must_be_written_a_voice_is_refused():
    assert "écrits" in refusal(question(text("a", "?", spoken=False)), "", VOICE)


@pytest.mark.parametrize("empty", ["", "   ", "\n\t"])
def test_an_empty_answer_is_unclear(empty: str):
    assert "quelques mots" in refusal(question(text("a", "?")), empty)


def test_a_long_answer_is_refused_whole_with_its_length():
    ask = question(text("a", "?", at_most=500))

    assert "x" * 500 == ask.read(Given("x" * 500))
    with pytest.raises(Unclear) as unclear:
        ask.read(Given("👍" * 251))
    assert {"n": 502, "most": 500} == dict(unclear.value.text.values)


def test_a_short_answer_stays_on_one_line():
    assert "a b c" == question(text("a", "?", at_most=40)).read(Given(" a\n b   c "))


def test_a_paragraph_keeps_its_lines():
    assert "a\n b" == question(text("a", "?", at_most=500)).read(Given(" a\n b "))


@pytest.mark.parametrize("given", ["stock", "Le stock", " le STOCK "])
def test_a_choice_may_be_tapped_or_typed(given: str):
    assert "stock" == question(choice("a", "?", {"client": "Accueil", "stock": "Le stock"})).read(Given(given))


def test_a_choice_may_be_typed_even_where_its_label_is_a_name_with_braces():
    ask = question(choice("a", "?", {"1": say("{name}", name="{Zoé} <b>")}))

    assert "1" == ask.read(Given("{zoé} <b>"))


def test_what_is_no_choice_is_unclear_and_says_that_nothing_left():
    assert "Rien n'est parti" in refusal(question(choice("a", "?", {"1": "Un"})), "Deux")


def test_a_value_of_an_option_may_be_typed_by_its_label():
    ask = question(text_or("a", "?", {"?": "💡 Des idées"}))

    assert ["?", "?", "Ranger"] == [ask.read(Given(words)) for words in ("?", "💡 des idées", "Ranger")]


@pytest.mark.parametrize("given", ["-", "Passer", " passer "])
def test_what_may_be_skipped_is_skipped_by_tap_or_by_word(given: str):
    assert "" == question(skippable("a", "?")).read(Given(given))


def test_what_may_be_skipped_may_be_answered():
    ask = question(skippable("a", "?", at_most=5))

    assert ["oui", SPOKEN] == [ask.read(Given("oui")), ask.read(Given(file=VOICE))]
    assert "trop long" not in refusal(ask, "")
    assert "un peu long" in refusal(ask, "123456")


@pytest.mark.parametrize("words", ["ok", "✅ Envoyer", "Envoyer", "Oui"])
def test_a_last_look_wants_a_tap(words: str):
    ask = question(confirm("a", "J'envoie ?", yes="✅ Envoyer", no="Annuler"))

    assert "toucher un des boutons" in refusal(ask, words)
    assert [True, False] == [ask.read(Given("oui")), ask.read(Given("non"))]


# --- what is kept


def test_an_answer_is_kept_with_its_file():
    for given in (Given("oui"), Given("", VOICE), Given("La vitrine", Attachment(Media.PHOTO, "f"))):
        assert given == recorded(given.record())


def test_facts_survive_being_kept():
    facts = Facts(
        now=datetime(2026, 11, 23, 9, 0, tzinfo=UTC), name="Zoé {x}", triad=7, card={"title": "<b>"},
        ideas=({"title": "Idée"},), choices={"7": "Léa"},
        statements=({"id": "m1"},), parcels=({"file": None, "place": ["telegram", "1", "", True]},),
    )  # fmt: skip

    assert facts == Facts.unpack(facts.pack())


def test_a_fact_that_a_later_version_dropped_is_ignored():
    assert Facts(name="Léa") == Facts.unpack({"name": "Léa", "shoe_size": 38})
