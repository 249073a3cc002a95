"""A question of the bot is open in a topic: words for the thread never answer it, and its answer never leaves."""

from __future__ import annotations

import pytest

from bot.demo.stage import Where
from bot.simulator import Message
from tests.stories.cast import Cast, colleague, must_not_show

ASKED = "Vos mots, c'est pour qui ?"


async def _asks_a_name(cast: Cast) -> Message:
    """The counsellor has begun to invite somebody; what is her first name?"""
    await cast.stage.says(cast.topic, "/inviter")
    await cast.stage.taps(cast.topic, "centre de formation")
    return await cast.stage.shows(cast.topic, "Quel est son prénom ?")


def _nowhere(cast: Cast, words: str) -> None:
    for where in (cast.young, cast.adult):
        must_not_show(cast.stage, where, words)


@pytest.mark.grown
async def test_words_for_the_thread_are_no_first_name(cast: Cast) -> None:
    stage = cast.stage
    await _asks_a_name(cast)

    await stage.says(cast.topic, "Bravo Léa, à jeudi !")
    await stage.shows(cast.topic, ASKED, "une invitation")
    _nowhere(cast, "à jeudi")
    await stage.taps(cast.topic, "Pour Léa, Marc")

    for where in (cast.young, cast.adult):
        await stage.shows(where, "Nadia · conseil", "Bravo Léa, à jeudi !")
    await stage.shows(cast.topic, "En pause : une invitation")
    await stage.says(cast.topic, "Et bonne semaine")  # nothing is open any more: as always
    await stage.shows(cast.young, "Et bonne semaine")
    await stage.taps(cast.topic, "Reprendre")
    await stage.replies(cast.topic, "Sonia")
    await stage.shows(cast.topic, "le lien pour Sonia")
    _nowhere(cast, "Sonia")


async def test_an_answer_that_answers_nothing_does_not_leave(cast: Cast) -> None:
    stage = cast.stage
    await _asks_a_name(cast)

    await stage.says(cast.topic, "Sonia")
    await stage.taps(cast.topic, "C'est ma réponse")

    await stage.shows(cast.topic, "le lien pour Sonia")
    _nowhere(cast, "Sonia")


async def test_an_answer_to_the_question_answers_it_at_once(cast: Cast) -> None:
    stage = cast.stage
    await _asks_a_name(cast)

    for words in ("12345", "🙂"):
        await stage.replies(cast.topic, words)
        await stage.shows(cast.topic, "au moins une lettre", "Répondez à ce message")
    await stage.replies(cast.topic, "Sonia")

    await stage.shows(cast.topic, "le lien pour Sonia")
    assert 0 == cast.count(cast.topic, ASKED)
    _nowhere(cast, "Sonia")
    _nowhere(cast, "12345")


async def test_an_answer_to_a_message_of_the_thread_goes_into_it(cast: Cast) -> None:
    stage = cast.stage
    await stage.says(cast.young, "On se voit quand ?")
    hers = await stage.shows(cast.topic, "On se voit quand ?")
    await _asks_a_name(cast)

    await stage.says(cast.topic, "Jeudi", reply_to=hers)
    await stage.shows(cast.young, "Jeudi")
    await stage.replies(cast.topic, "Sonia")

    await stage.shows(cast.topic, "le lien pour Sonia")


async def test_neither_and_everything_of_a_burst_waits(cast: Cast) -> None:
    stage = cast.stage
    await _asks_a_name(cast)

    await stage.says(cast.topic, "Un instant")
    await stage.says(cast.topic, "je cherche")
    cast.counsellor.send_contact(cast.house.forum, topic=cast.topic.topic)
    await stage.follow()
    assert 1 == cast.count(cast.topic, ASKED)
    await stage.taps(cast.topic, "Ni l'un ni l'autre")

    await stage.shows(cast.topic, "rien n'est parti")
    for words in ("Un instant", "je cherche", "600000000"):
        _nowhere(cast, words)


async def test_a_number_in_a_burst_leaves_with_a_yes_only(cast: Cast) -> None:
    stage = cast.stage
    await _asks_a_name(cast)

    await stage.says(cast.topic, "Voici mon numéro")
    cast.counsellor.send_contact(cast.house.forum, topic=cast.topic.topic)
    await stage.follow()
    await stage.taps(cast.topic, "Pour Léa, Marc")
    await stage.shows(cast.topic, "numéro de téléphone de Nadia")
    _nowhere(cast, "Voici")
    await stage.taps(cast.topic, "Ne pas envoyer")

    await stage.shows(cast.young, "Voici mon numéro")
    _nowhere(cast, "600000000")


async def test_a_colleagues_answer_to_the_question_does_not_leave(cast: Cast) -> None:
    stage = cast.stage
    paul = await colleague(cast)
    question = await _asks_a_name(cast)
    his = Where(paul, cast.house.forum, cast.topic.topic)

    await stage.says(his, "Sonia", reply_to=question)
    await stage.shows(his, "elle attend celle d'un collègue")
    _nowhere(cast, "Sonia")
    await stage.says(his, "Bonjour à tous")  # his own words, while she is asked: nothing waits for him

    await stage.shows(cast.young, "Paul · conseil", "Bonjour à tous")
    await stage.replies(cast.topic, "Sonia")
    await stage.shows(cast.topic, "le lien pour Sonia")
    await stage.says(cast.topic, "Sonya", reply_to=question)
    await stage.shows(cast.topic, "a déjà sa réponse")
    _nowhere(cast, "Sonya")


async def test_a_thread_that_was_paused_meanwhile_takes_nothing(cast: Cast) -> None:
    stage = cast.stage
    await _asks_a_name(cast)

    await stage.says(cast.topic, "Bravo Léa")
    await stage.says(cast.topic, "/pause")
    await stage.taps(cast.topic, "Mettre en pause")
    await stage.taps(cast.topic, "Pour Léa, Marc")

    await stage.shows(cast.topic, "en pause ou fermé", "n'est pas parti")
    _nowhere(cast, "Bravo")


async def test_what_professionals_say_stays_among_them(cast: Cast) -> None:
    stage = cast.stage
    await stage.says(cast.topic, "/pros Un point entre nous")
    apart = Where(cast.counsellor, cast.house.forum, next(
        topic.name for topic in cast.counsellor.topics(cast.house.forum) if topic.name.startswith("🔒")
    ))  # fmt: skip
    await stage.says(apart, "/sortie")
    await stage.says(apart, "Il faut l'appeler")
    await stage.taps(apart, "Pour Marc")

    await stage.shows(cast.adult, "🔒", "Il faut l'appeler")
    must_not_show(stage, cast.young, "l'appeler")
