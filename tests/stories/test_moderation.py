"""Hints, messages held before they leave, reports, threads paused or closed, topics made again."""

from __future__ import annotations

import pytest

from bot.demo.stage import Where
from core.forum.topics import bare
from tests.stories.cast import Cast, forge, must_not_show

PHONE = "Mon numéro : 06 12 34 56 78"


@pytest.mark.grown
async def test_a_phone_number_is_passed_on_and_shown_to_the_counsellors(cast: Cast) -> None:
    stage = cast.stage

    await stage.says(cast.young, PHONE)

    await stage.shows(cast.adult, PHONE)
    await stage.shows(cast.topic, "À regarder : un numéro de téléphone")
    must_not_show(stage, cast.adult, "À regarder")
    must_not_show(stage, cast.young, "À regarder")


async def test_words_of_distress_reach_the_team_alone_until_she_sends_them_all_the_same(cast: Cast) -> None:
    stage, nadia = cast.stage, Where(cast.counsellor)

    said = await stage.says(cast.young, "J'en peux plus, il me frappe")
    await stage.shows(cast.young, "n'est pas parti dans le fil", "Je préviens Nadia", "3114", "119", "17", "112")
    for where in (cast.desk, nadia):
        await stage.shows(where, "Urgent", "Léa ne va pas", "il me frappe", "retenu")
    for where in (cast.adult, cast.topic):
        must_not_show(stage, where, "il me frappe")
    await stage.taps(cast.young, "Garder pour l'équipe seule")
    await stage.says(cast.young, "C'était hier")
    await stage.taps(cast.desk, "Lire")
    await stage.shows(nadia, "C'était hier", "appel privé")
    await stage.taps(cast.young, "Revenir à mon fil")

    await stage.says(cast.young, "Ça dure")
    await stage.taps(cast.young, "Dans le fil avec")
    await stage.says(cast.young, "Envie de mourir")
    await stage.taps(cast.young, "L'envoyer aussi dans le fil")
    await stage.shows(cast.adult, "Envie de mourir", "Léa")
    await stage.shows(cast.desk, "Envoyé aussi dans le fil")
    assert 1 == cast.count(cast.desk, "Léa ne va pas")
    for where in (cast.adult, cast.topic):
        must_not_show(stage, where, "il me frappe", "C'était hier")

    line = await stage.says(cast.young, "Bonjour")
    await stage.edits(cast.young, line, "Il me frappe encore")
    await stage.shows(cast.young, "Ta correction n'est pas partie")
    await stage.taps(cast.young, "Écrire à l'équipe seule")
    await stage.shows(cast.young, "🔒 Tu peux m'écrire")
    await stage.edits(cast.young, said, "Il me frappe, à la cave")
    await stage.shows(nadia, "à la cave", "modifié")
    must_not_show(stage, cast.adult, "frappe")


async def test_where_distress_is_not_held_it_leaves_with_the_way_to_take_it_back(cast: Cast) -> None:
    stage = cast.stage
    await stage.says(cast.general, "/moderation")
    await stage.taps(cast.general, "des mots de détresse")

    await stage.says(cast.young, "mon chef me touche")

    await stage.shows(cast.adult, "mon chef me touche")
    await stage.shows(cast.desk, "Urgent", "Léa ne va pas", "Écrit dans le fil", "me touche")
    await stage.shows(cast.young, "Ce message part dans le fil", "3114")
    await stage.taps(cast.young, "Retirer ce message")
    await stage.shows(cast.adult, "retiré")
    must_not_show(stage, cast.adult, "touche")


async def test_what_a_counsellor_or_a_note_says_is_not_watched(cast: Cast) -> None:
    stage = cast.stage

    await stage.says(cast.topic, PHONE)
    await stage.says(cast.topic, f"/note {PHONE}")

    must_not_show(stage, cast.general, "À regarder")


async def test_a_correction_is_looked_at_too(cast: Cast) -> None:
    stage = cast.stage
    line = await stage.says(cast.young, "Bonjour")

    await stage.edits(cast.young, line, PHONE)

    await stage.shows(cast.topic, "À regarder : un numéro de téléphone")


async def _hold_phones(cast: Cast) -> None:
    await cast.stage.says(cast.general, "/moderation")
    await cast.stage.taps(cast.general, "un numéro de téléphone")
    await cast.stage.shows(cast.general, "Ce que je signale")


async def test_a_held_message_waits_for_a_counsellor_and_its_author_knows(cast: Cast) -> None:
    stage = cast.stage
    await _hold_phones(cast)

    await stage.says(cast.young, PHONE)

    await stage.shows(cast.young, "pas encore parti", "un numéro de téléphone")
    for where in (cast.adult, cast.topic):
        must_not_show(stage, where, "06 12")
    await stage.taps(cast.desk, "Laisser passer")
    await stage.shows(cast.adult, PHONE, "Léa")
    await stage.shows(cast.topic, PHONE)
    await stage.shows(cast.young, "a transmis ton message")
    await stage.shows(cast.desk, "Transmis")


async def test_a_refused_message_goes_nowhere_and_its_author_reads_why(cast: Cast) -> None:
    stage = cast.stage
    await _hold_phones(cast)
    await stage.says(cast.adult, PHONE)

    await stage.taps(cast.desk, "Ne pas transmettre")
    await stage.says(cast.desk, "Passez par nous pour les numéros.")

    await stage.shows(cast.adult, "n'a pas transmis", "Passez par nous")
    must_not_show(stage, cast.young, "06 12")


async def test_a_correction_cannot_carry_past_what_is_held(cast: Cast) -> None:
    stage = cast.stage
    await _hold_phones(cast)
    line = await stage.says(cast.young, "Bonjour")

    await stage.edits(cast.young, line, PHONE)

    await stage.shows(cast.young, "correction n'est pas transmise")
    must_not_show(stage, cast.adult, "06 12")


async def test_nobody_else_releases_a_held_message_and_nobody_twice(cast: Cast) -> None:
    stage = cast.stage
    await _hold_phones(cast)
    await stage.says(cast.young, PHONE)
    card = await stage.shows(cast.desk, "Retenu avant envoi")
    data = next(b["callback_data"] for row in card.keyboard for b in row if b["callback_data"].startswith("h:"))

    press = await forge(stage, cast.tutor, stage.screen(cast.adult)[-1], data)
    assert "rien n'a changé" in press.answer
    await stage.taps(cast.desk, "Laisser passer")
    press = await forge(stage, cast.counsellor, card, data)

    assert "déjà décidé" in press.answer
    assert 1 == cast.count(cast.adult, "06 12")


async def test_a_message_is_reported_to_the_counsellors_alone(cast: Cast) -> None:
    stage = cast.stage
    await stage.says(cast.adult, "Tu travailleras dimanche, un point c'est tout.")
    copy = await stage.shows(cast.young, "dimanche")

    await stage.says(cast.young, "/signaler", reply_to=copy)

    await stage.shows(cast.desk, "Léa · alternance signale un message de Marc", "dimanche")
    await stage.shows(cast.young, "C'est signalé")
    must_not_show(stage, cast.adult, "signal")
    await stage.says(cast.young, "/signaler")
    await stage.shows(cast.young, "répondre à ce message")


async def test_a_paused_thread_carries_nothing_until_it_is_opened_again(cast: Cast) -> None:
    stage = cast.stage

    await stage.says(cast.topic, "/pause")
    await stage.taps(cast.topic, "Mettre en pause")
    await stage.shows(cast.young, "met ton fil en pause")
    await stage.shows(cast.adult, "met le fil en pause")
    await stage.says(cast.young, "Vous êtes là ?")
    await stage.shows(cast.young, "n'est pas parti")
    await stage.says(cast.topic, "Bonjour Léa")
    await stage.shows(cast.topic, "votre message n'est pas parti")
    must_not_show(stage, cast.adult, "Vous êtes là", "Bonjour Léa")
    assert any(topic.name.startswith("⏸ Léa") for topic in cast.counsellor.topics(cast.house.forum))

    await stage.says(cast.topic, "/rouvrir")
    await stage.says(cast.young, "Me revoilà")
    await stage.shows(cast.adult, "Me revoilà")


async def test_a_deleted_topic_is_made_again_once_with_a_summary_and_no_message_is_lost(cast: Cast) -> None:
    stage, forum = cast.stage, cast.house.forum
    await stage.says(cast.young, "Avant")
    forum.delete_topic(next(t for t in forum.topics.values() if bare(t.name).startswith("Léa")))

    for number in range(5):
        cast.apprentice.send_text(stage.bot, f"Message {number}")
    await stage.follow()

    assert 1 == sum(bare(t.name).startswith("Léa") for t in forum.topics.values())
    texts = [text for text in stage.texts(cast.topic) if text]
    assert "Ce sujet a été refait" in texts[0]
    assert "Léa · alternance" in texts[0]
    assert [f"Léa · alternance\nMessage {n}" for n in range(5)] == texts[1:6]
    await stage.says(Where(cast.counsellor, forum, cast.topic.topic), "Bien reçu")
    await stage.shows(cast.young, "Bien reçu")
