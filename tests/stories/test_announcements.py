"""Announcements: previewed, sent to a whole group at polite hours, stopped midway, accounted for."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import update

from bot.demo.stage import Where
from core.thread.polite import Polite
from storage import people as stored
from storage.tables import outbox, people
from tests.stories.cast import Cast, forge, raise_curtain
from tests.stories.conftest import Expected, Theatre

WORDS = "Réunion jeudi à 14 h, salle 2"


async def _prepares(cast: Cast, group: str = "Tous les jeunes", words: str = WORDS) -> None:
    await cast.stage.says(cast.general, "/annonce")
    await cast.stage.taps(cast.general, group)
    await cast.stage.says(cast.general, words)


async def _minds_nothing(cast: Cast, name: str) -> None:
    """Somebody chose to be reached at any hour."""
    chosen = {"polite": Polite(always=True).pack()}
    await cast.stage.database.run(
        lambda c: c.execute(update(people).where(people.c.first_name == name).values(settings=chosen))
    )


@pytest.mark.grown
async def test_an_announcement_is_shown_first_then_sent_once_and_accounted_for(cast: Cast) -> None:
    stage = cast.stage
    zoe = Where(await stage.welcome_apprentice(cast.house, "Zoé"))
    far = await raise_curtain(stage, "Mission locale du Port", "Odile", "Tom", "Yann", "Chantier")
    zoe.person.block(stage.bot)
    await stage.follow()

    await _prepares(cast)
    shown = await stage.shows(cast.general, "Voilà exactement ce qui part", "Tous les jeunes (2)", WORDS)
    assert 0 == cast.count(cast.young, WORDS)
    press = await stage.taps(cast.general, "Envoyer")
    await forge(stage, cast.counsellor, press.query.message, press.query.data)
    await stage.pass_time(minutes=3)

    copy = await stage.shows(cast.young, WORDS)
    assert shown.text.startswith(copy.text)
    assert 1 == cast.count(cast.young, WORDS)
    for where in (cast.adult, far.young):
        assert 0 == cast.count(where, WORDS)
    await stage.shows(cast.general, "Annonce terminée", "Remise à Telegram ou au courrier : 1", "Zoé : injoignable ici")


async def test_at_night_it_waits_and_what_has_not_left_can_be_stopped(cast: Cast) -> None:
    stage = cast.stage
    zoe = Where(await stage.welcome_apprentice(cast.house, "Zoé"))
    await _minds_nothing(cast, "Zoé")
    await stage.pass_time(hours=13)  # 23:00

    await _prepares(cast)
    await stage.taps(cast.general, "Envoyer")
    await stage.shows(zoe, WORDS)
    assert 0 == cast.count(cast.young, WORDS)
    forged = await forge(stage, cast.apprentice, stage.screen(cast.young)[-1], "an:0011223344556677:stop")
    stopped = await stage.taps(cast.general, "Arrêter")
    await stage.next_morning()

    assert "Arrêté" in stopped.answer
    assert "Seule l'équipe" in forged.answer
    assert 0 == cast.count(cast.young, WORDS)
    await stage.shows(cast.general, "Annonce terminée", "ou au courrier : 1", "Arrêtée avant de partir : 1")


async def test_in_the_morning_it_leaves_for_those_who_are_still_there_and_agree(cast: Cast) -> None:
    stage = cast.stage
    zoe = Where(await stage.welcome_apprentice(cast.house, "Zoé"))
    await stage.pass_time(hours=13)
    await _prepares(cast)
    await stage.taps(cast.general, "Envoyer")
    await stage.shows(cast.general, "heures polies")
    withdrawn = update(people).where(people.c.first_name == "Zoé").values(consent_version="")
    await stage.database.run(lambda c: c.execute(withdrawn))

    await stage.next_morning()
    await stage.pass_time(minutes=5)

    await stage.shows(cast.young, WORDS)
    assert 0 == cast.count(zoe, WORDS)
    await stage.shows(cast.general, "Annonce terminée", "Zoé : a retiré son accord")


async def test_a_tutor_who_left_is_no_recipient_and_a_cancelled_one_goes_nowhere(cast: Cast) -> None:
    stage = cast.stage
    await _prepares(cast, "Toutes les personnes des entreprises")
    await stage.taps(cast.general, "Ne rien envoyer")
    await stage.shows(cast.general, "rien n'est parti")
    await stage.says(cast.adult, "/quitter")
    await stage.taps(cast.adult, "Oui, je quitte")

    await stage.says(cast.general, "/annonce")
    offered = await stage.shows(cast.general, "À qui écrivez-vous")

    assert not any("entreprises" in label for label in offered.buttons)
    assert any("Les jeunes suivis par Nadia (1)" in label for label in offered.buttons)
    assert 0 == cast.count(cast.adult, WORDS)


async def test_a_copy_of_which_nobody_knows_is_not_sent_again(theatre: Theatre, cast: Cast, expected: Expected) -> None:
    """The process dies while it sends: held and named, never twice."""
    stage = cast.stage
    expected.alerts |= {"send-held"}
    expected.sends |= {"held"}
    await stage.pass_time(hours=13)
    await _prepares(cast)
    await stage.taps(cast.general, "Envoyer")
    lost = update(outbox).where(outbox.c.subject.like("news:%")).values(state="sending", sender="dead")
    await stage.database.run(lambda c: c.execute(lost))

    await theatre.app.deliverer.start()
    await stage.next_morning()
    await stage.pass_time(minutes=5)

    assert 0 == cast.count(cast.young, WORDS)
    await stage.shows(cast.general, "Annonce terminée", "Peut-être reçue, non renvoyée : Léa")


async def test_an_announcement_stays_in_its_structure(cast: Cast) -> None:
    found = await cast.stage.database.run(lambda c: stored.structure(c, cast.house.id))
    assert found is not None
    far = await raise_curtain(cast.stage, "Mission locale du Port", "Odile", "Tom", "Yann", "Chantier")

    await _prepares(replace(cast), "Tous les jeunes (1)")
    await cast.stage.taps(cast.general, "Envoyer")

    assert 1 == cast.count(cast.young, WORDS)
    assert 0 == cast.count(far.young, WORDS)
