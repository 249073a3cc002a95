"""A mission between two people: every act, every refusal, and what happens when two act at once."""

from __future__ import annotations

import pytest

from tests.stories.cast import TITLE, Cast, forge

OTHER = "Classer les bons de commande"


@pytest.mark.grown
async def test_a_refusal_tells_its_reason_and_leads_to_another_proposal(cast: Cast) -> None:
    stage = cast.stage
    await cast.proposes()

    await stage.taps(cast.adult, "Refuser")
    await stage.taps(cast.adult, "Une autre raison")
    await stage.says(cast.adult, "Le coin est loué à un voisin.")

    await stage.shows(cast.young, "Le coin est loué à un voisin.", "réussite")
    await stage.shows(cast.young, TITLE, "refusée – Marc")
    await stage.shows(cast.topic, "refuse", "Le coin est loué à un voisin.")
    await stage.taps(cast.young, "Proposer autre chose")
    await stage.says(cast.young, OTHER)
    await stage.shows(cast.young, "En quoi aide-t-elle")


async def test_a_question_gets_its_answer_before_the_yes(cast: Cast) -> None:
    stage = cast.stage
    await cast.proposes()

    await stage.taps(cast.adult, "Question")
    await stage.says(cast.adult, "Avec quels outils ?")
    await stage.shows(cast.young, "a une question", "Avec quels outils ?")
    await stage.taps(cast.young, "Répondre")
    await stage.says(cast.young, "Juste un chariot.")
    await stage.shows(cast.adult, "vous répond", "Juste un chariot.")
    await stage.shows(cast.topic, "Juste un chariot.")
    await stage.taps(cast.adult, "Voir la carte")
    await stage.taps(cast.adult, "Valider")

    await stage.shows(cast.young, "dit oui")


async def test_of_two_opposite_taps_one_wins_and_the_other_is_told(cast: Cast) -> None:
    stage = cast.stage
    card = await cast.proposes()
    hers = await stage.shows(cast.young, "en attente du oui")

    yes = cast.tutor.press(card, "✅ Valider")
    late = cast.apprentice.press(hers, "🚫 Retirer")
    await stage.follow()

    assert "Validée" == yes.answer
    assert "Déjà traité" in late.answer
    assert "Marc" in late.answer
    await stage.shows(cast.young, "validée", TITLE)
    assert 0 == cast.count(cast.adult, "retire la mission")


async def test_the_other_way_round_the_withdrawal_wins(cast: Cast) -> None:
    stage = cast.stage
    card = await cast.proposes()
    hers = await stage.shows(cast.young, "en attente du oui")

    gone = cast.apprentice.press(hers, "🚫 Retirer")
    late = cast.tutor.press(card, "✅ Valider")
    await stage.follow()

    assert "Retirée" == gone.answer
    assert "Déjà traité" in late.answer
    assert "Léa" in late.answer
    await stage.shows(cast.adult, "retire la mission")


async def test_nothing_starts_before_the_yes_even_with_a_forged_button(cast: Cast) -> None:
    stage = cast.stage
    await cast.proposes()
    hers = await stage.shows(cast.young, "en attente du oui")

    press = await forge(stage, cast.apprentice, hers, "m:1:1:1:start")

    assert "On ne commence pas sans le oui" in press.answer
    assert 0 == cast.count(cast.adult, "commence la mission")


async def test_each_act_is_for_one_side(cast: Cast) -> None:
    stage = cast.stage
    card = await cast.proposes()
    hers = await stage.shows(cast.young, "en attente du oui")

    for act in ("validate", "refuse", "amend", "question"):
        assert "autre personne" in (await forge(stage, cast.apprentice, hers, f"m:1:1:1:{act}")).answer
    for act in ("withdraw", "start", "finish", "accept", "repropose"):
        assert "autre personne" in (await forge(stage, cast.tutor, card, f"m:1:1:1:{act}")).answer
    for nonsense in ("m:1:1:1:expire", "m:1:1:1:propose", "m:1:9:1:validate", "m:x", "m:1:1:1:", "zz", ":", "s:"):
        press = await forge(stage, cast.tutor, card, nonsense)
        assert press.answered
    await stage.shows(cast.adult, "en attente du oui")


async def test_the_button_of_an_older_version_changes_nothing(cast: Cast) -> None:
    stage = cast.stage
    card = await cast.proposes()
    await stage.taps(cast.adult, "Ajuster")
    await stage.taps(cast.adult, "Quand")
    await stage.says(cast.adult, "Lundi")
    await stage.taps(cast.adult, "C'est tout")
    await stage.taps(cast.adult, "Envoyer")
    await stage.taps(cast.young, "Proposer autrement")
    await stage.taps(cast.young, "Quand")
    await stage.says(cast.young, "Mardi")
    await stage.taps(cast.young, "C'est tout")
    await stage.taps(cast.young, "Envoyer")
    await stage.shows(cast.adult, "nouvelle version", "Mardi")

    late = await forge(stage, cast.tutor, card, "m:1:1:1:validate")

    assert "a changé depuis" in late.answer
    await stage.taps(cast.adult, "Valider")
    await stage.shows(cast.young, "dit oui", "Mardi")


async def test_a_withdrawn_mission_leaves_nothing_to_press(cast: Cast) -> None:
    stage = cast.stage
    await cast.agrees()

    await stage.taps(cast.young, "Retirer")

    card = await stage.shows(cast.adult, "retire la mission", "Vous n'avez rien à faire")
    assert [] == card.buttons
    assert not any(message.buttons for message in stage.screen(cast.adult) if TITLE in message.text)


async def test_a_voice_message_and_a_photo_as_answers_arrive_at_the_tutor(cast: Cast) -> None:
    stage = cast.stage
    await stage.says(cast.young, "/mission")
    await stage.says(cast.young, TITLE)
    await stage.sends(cast.young, "voice")
    await stage.taps(cast.young, "Cette semaine")
    await stage.taps(cast.young, "Organiser")
    await stage.sends(cast.young, "photo", caption="Une échelle comme celle-ci")
    await stage.taps(cast.young, "Aucune en particulier")
    await stage.taps(cast.young, "18 ans ou plus")
    await stage.taps(cast.young, "Envoyer")

    card = await stage.shows(cast.adult, TITLE, "en attente du oui")
    assert "🎤" in card.text
    assert "Une échelle comme celle-ci" in card.text
    for where in (cast.adult, cast.topic):
        await stage.shows(where, "mission n° 1", kind="voice")
        await stage.shows(where, "mission n° 1", kind="photo")


async def test_a_spoken_mission_gets_a_title_that_tells_it_from_the_others(cast: Cast) -> None:
    stage, young = cast.stage, cast.young
    for title in ("Mission proposée le 23 novembre", "Compter les vis"):
        await stage.says(young, "/mission")
        await stage.sends(young, "voice")
        await stage.shows(young, "Quel titre court")
        await stage.sends(young, "voice")
        await stage.shows(young, "Il me faut quelques mots écrits")
        if title.startswith("Mission"):
            await stage.taps(young, title)
        else:
            await stage.says(young, title)
        await stage.says(young, "Pour gagner du temps")
        await stage.taps(young, "Cette semaine")
        await stage.taps(young, "Organiser")
        await stage.taps(young, "D'aucune")
        await stage.taps(young, "Aucune en particulier")
        await stage.taps(young, "Envoyer")
        card = await stage.shows(cast.adult, title, "en attente du oui")
        assert "🎤" not in card.text

    assert 2 == len([m for m in stage.screen(cast.adult) if m.kind == "voice"])
    await stage.says(cast.adult, "/missions")
    await stage.shows(cast.adult, "Mission proposée le 23 novembre", "Compter les vis")
    await stage.taps(cast.adult, "Ajuster")
    await stage.taps(cast.adult, "Mission")
    await stage.sends(cast.adult, "voice")
    await stage.shows(cast.adult, "Il me faut quelques mots écrits")


async def test_spoken_questions_answers_and_reasons_arrive_too(cast: Cast) -> None:
    stage = cast.stage
    await cast.proposes()

    await stage.taps(cast.adult, "Question")
    await stage.sends(cast.adult, "voice")
    await stage.shows(cast.young, "", kind="voice")
    await stage.taps(cast.young, "Répondre")
    await stage.sends(cast.young, "voice")
    await stage.shows(cast.adult, "", kind="voice")
    await stage.taps(cast.adult, "Refuser")
    await stage.taps(cast.adult, "Une autre raison")
    await stage.sends(cast.adult, "voice")

    heard = [m for m in stage.screen(cast.young) if m.kind == "voice" and m.sender is stage.bot]
    assert 2 == len(heard)
    assert 3 == len([m for m in stage.screen(cast.topic) if m.kind == "voice"])


async def test_an_adjustment_can_be_spoken(cast: Cast) -> None:
    stage = cast.stage
    await cast.proposes()

    await stage.taps(cast.adult, "Ajuster")
    await stage.taps(cast.adult, "Quand")
    await stage.sends(cast.adult, "voice")
    await stage.taps(cast.adult, "C'est tout")
    await stage.taps(cast.adult, "Envoyer")

    await stage.shows(cast.young, "propose des changements", "🎤")
    await stage.shows(cast.young, "mission n° 1", kind="voice")


async def test_a_sticker_is_no_answer(cast: Cast) -> None:
    stage = cast.stage
    await stage.says(cast.young, "/mission")

    await stage.sends(cast.young, "sticker")

    await stage.shows(cast.young, "quelques mots")
    await stage.says(cast.young, TITLE)
    await stage.shows(cast.young, "En quoi aide-t-elle")
    assert 0 == len([m for m in stage.screen(cast.adult) if m.kind == "sticker"])


async def test_an_answer_that_is_too_long_is_asked_again_with_its_length(cast: Cast) -> None:
    stage = cast.stage
    await stage.says(cast.young, "/mission")
    await stage.says(cast.young, TITLE)

    for piece in ("é" * 4096, "é" * 4096, "é" * 1808):  # ten thousand characters, as an app cuts them
        await stage.says(cast.young, piece)

    assert 3 == cast.count(cast.young, "C'est un peu long")
    await stage.shows(cast.young, "1808 caractères")
    await stage.says(cast.young, "Parce que c'est utile.")
    await stage.shows(cast.young, "Quand voudrais-tu")
    assert 0 == cast.count(cast.adult, "ééé")
