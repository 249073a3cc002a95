"""Missions with second thoughts: an undo, a yes by telephone, an expiry, care before 18, on the local Telegram."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from storage.tables import outbox
from tests.stories.cast import TITLE, Cast, forge


@pytest.mark.grown
async def test_the_tutor_undoes_an_answer_within_ten_minutes_and_not_after(cast: Cast) -> None:
    stage = cast.stage
    card = await cast.proposes()
    await stage.taps(cast.adult, "Valider")
    await stage.pass_time(minutes=9)
    undone = await stage.taps(cast.adult, "Annuler ma réponse")

    assert "Annulé" in undone.answer
    await stage.shows(cast.young, "Marc reprend sa réponse", "ne commence pas encore")
    await stage.shows(cast.topic, "reprend sa réponse")
    await stage.taps(cast.adult, "Valider")
    await stage.pass_time(minutes=11)
    late = await stage.taps(cast.adult, "Annuler ma réponse")
    assert "dix minutes" in late.answer
    stale = await forge(stage, cast.tutor, card, "m:1:1:1:validate:proposed")
    assert "Déjà traité par Marc à" in stale.answer


async def test_a_counsellor_notes_a_yes_by_telephone_in_the_topic(cast: Cast) -> None:
    stage = cast.stage
    await cast.proposes()
    await stage.taps(cast.topic, "Oui au téléphone")
    await stage.shows(cast.topic, "a dit oui au téléphone", "notée par Nadia")
    await stage.taps(cast.topic, "Oui, je le note")

    await stage.shows(cast.young, TITLE, "Validée par téléphone, notée par Nadia")
    await stage.shows(cast.adult, "Nadia note que vous avez dit oui au téléphone")
    await stage.shows(cast.topic, "validée par téléphone, notée par Nadia")
    await stage.taps(cast.young, "Je commence")
    await stage.shows(cast.adult, "commence la mission")


async def test_a_mission_never_started_expires_and_is_proposed_again_in_one_tap(cast: Cast) -> None:
    stage = cast.stage
    await cast.agrees()
    for _ in range(31):
        await stage.pass_time(days=1)
    await stage.shows(cast.young, "restée sans suite", "ne compte pas comme faite")
    await stage.shows(cast.topic, "sans suite")
    again = await stage.taps(cast.young, "Proposer à nouveau")

    assert "Proposée à nouveau" in again.answer
    await stage.shows(cast.adult, "vous propose à nouveau", TITLE)
    await stage.taps(cast.adult, "Valider")
    await stage.shows(cast.young, "dit oui à")


async def test_work_regulated_before_18_is_pointed_out_and_a_counsellor_is_asked(cast: Cast) -> None:
    stage = cast.stage
    for words in ("/mission", "Nettoyer les étagères à l'échelle", "C'est plus propre.", "32 mars"):
        await stage.says(cast.young, words)
    await stage.shows(cast.young, "n'est dans aucun calendrier")
    await stage.says(cast.young, "jeudi")
    for label in ("Organiser", "D'aucune", "Aucune en particulier"):
        await stage.taps(cast.young, label)
    await stage.shows(cast.young, "travail en hauteur", "as-tu 18 ans ou plus")
    await stage.taps(cast.young, "Moins de 18 ans")
    await stage.shows(cast.young, "à vérifier avant 18 ans", "D4153-30", "jeudi 26 novembre", "J'envoie")
    await stage.taps(cast.young, "Envoyer")

    await stage.shows(cast.desk, "À vérifier", "Léa dit avoir moins de 18 ans", "code.travail.gouv.fr")
    card = await stage.shows(cast.adult, "Avant 18 ans, à vérifier : travail en hauteur", "en attente du oui")
    assert "D4153" not in card.text
    await stage.taps(cast.adult, "Valider")
    asked = await stage.shows(cast.adult, "Dites-vous oui", "l'équipe ait vérifié")
    assert "D4153" not in asked.text
    await stage.taps(cast.adult, "Oui, après l'équipe")
    told = await stage.shows(cast.young, "Attends encore : l'équipe vérifie d'abord", "validée")
    assert ["🚫 Retirer"] == told.buttons
    await stage.taps(cast.desk, "C'est fait")
    await stage.shows(cast.young, "L'équipe a vérifié", "vérifié par l'équipe : travail en hauteur")
    await stage.taps(cast.young, "Je commence")
    await stage.shows(cast.adult, "commence la mission")


async def test_a_grid_is_changed_and_the_road_is_drawn(cast: Cast) -> None:
    stage = cast.stage
    await cast.finishes("Ranger")
    await cast.looks(cast.young, "Découverte")
    await cast.looks(cast.adult, "Découverte")
    await stage.says(cast.general, "/grille")
    for label in ("Modifier", "Ajouter un critère"):
        await stage.taps(cast.general, label)
    await stage.says(cast.general, "J'ai respecté les délais.")
    await stage.says(cast.general, "Les délais ont été respectés.")
    for label in ("C'est tout", "Enregistrer"):
        await stage.taps(cast.general, label)
    await stage.shows(cast.general, "C'est enregistré")
    await stage.pass_time(minutes=1)
    await cast.finishes("Accueillir")
    await stage.taps(cast.young, "Donner mon regard")
    await stage.shows(cast.young, "J'ai préparé ma mission")
    for _ in range(6):
        await stage.answers(cast.young, "Autonome")
    await stage.taps(cast.young, "Passer")
    await stage.taps(cast.young, "Enregistrer")
    await stage.taps(cast.adult, "Donner mon regard")
    for _ in range(6):
        await stage.answers(cast.adult, "En cours")
    await stage.taps(cast.adult, "Passer")
    await stage.taps(cast.adult, "Enregistrer")
    await stage.shows(cast.young, "Deux regards sur « Accueillir »", "J'ai respecté les délais.")
    await stage.says(cast.young, "/evolution")

    await stage.shows(
        cast.young, "De « Ranger » à « Accueillir »", "Découverte → Autonome", "pas encore dans la grille"
    )
    await stage.shows(cast.young, "Le chemin de Léa", kind="photo")
    await stage.says(cast.topic, "/evolution")
    await stage.shows(cast.topic, "Le chemin de Léa", kind="photo")


async def test_nothing_that_leaves_or_is_kept_for_the_other_holds_a_look_before_both_are_in(cast: Cast) -> None:
    stage = cast.stage
    await cast.finishes()
    await cast.looks(cast.young, "Autonome", "Ma fierté secrète.")

    rows = await stage.database.run(lambda c: [dict(row._mapping) for row in c.execute(select(outbox))])
    for_others = [row for row in rows if row["chat"] != str(cast.apprentice.id)]
    assert for_others
    assert not any("fierté" in str(row) or "Autonome" in str(row["payload"]) for row in for_others)


async def test_a_draft_that_waits_comes_back_by_its_name_and_an_empty_one_does_not(cast: Cast) -> None:
    stage, young = cast.stage, cast.young
    await stage.says(young, "/mission")
    await stage.says(young, "/chercher")
    await stage.taps(young, "Plus tard")
    assert not any("ta mission" in text for text in stage.texts(young))

    await stage.says(young, "/mission")
    await stage.says(young, "Ranger les pneus")
    await stage.says(young, "/contrat")
    await stage.says(young, "17 ans")
    for button in ("sans emploi", "Non", "Un diplôme", "Non", "Peu importe", "Non, passe"):
        await stage.answers(young, button)

    await stage.shows(young, "En pause : ta mission « Ranger les pneus »")
    assert 0 == cast.count(young, "le choix de ton contrat.")
    await stage.taps(young, "Reprendre")
    await stage.shows(young, "En quoi aide-t-elle l'entreprise")
