"""Who is in a thread: leaving it, the next tutor, handing it to a colleague, and absences, on the local Telegram."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.demo.stage import DESK, Where
from storage.tables import outbox
from tests.stories.cast import TITLE, Cast, colleague, everything, forge, must_not_show
from tests.stories.conftest import Theatre


@pytest.mark.grown
async def test_a_tutor_leaves_and_nothing_reaches_him_any_more(cast: Cast) -> None:
    stage = cast.stage
    card = await cast.proposes()
    await stage.says(cast.adult, "/quitter")
    await stage.shows(cast.adult, "Quitter le fil avec Léa")
    await stage.taps(cast.adult, "Oui, je quitte ce fil")

    await stage.shows(cast.adult, "vous ne recevrez plus rien de ce fil")
    await stage.shows(cast.young, "Marc · entreprise ne suit plus ton fil", "Nadia cherche la suite")
    await stage.shows(cast.desk, "Marc · entreprise a quitté le fil de Léa")
    before = everything(stage, cast.adult)
    await stage.says(cast.young, "Est-ce que tu es encore là ?")
    assert before == everything(stage, cast.adult)
    late = await forge(stage, cast.tutor, card, "m:1:1:1:validate:proposed")
    assert "validée" not in everything(stage, cast.young)
    assert late.answer


async def test_what_is_on_its_way_does_not_reach_whom_the_team_has_removed(theatre: Theatre, cast: Cast) -> None:
    """The copy is decided, the tutor is removed, then the copy should leave: it is cancelled, with its reason."""
    stage, app = cast.stage, theatre.app
    await stage.says(cast.topic, "/membres")
    await stage.taps(cast.topic, "Retirer Marc")
    asked = await stage.shows(cast.topic, "Plus rien ne lui arrivera")
    cast.apprentice.send_text(stage.bot, "Un mot pour Marc")
    await app.poller.once(0)
    await app.receiver.drain()  # decided, and not sent yet
    await stage.taps(cast.topic, "Oui, retirer Marc")

    await stage.shows(cast.adult, "Vous ne suivez plus Léa")
    must_not_show(stage, cast.adult, "Un mot pour Marc")
    his = select(outbox.c.state, outbox.c.reason).where(
        outbox.c.chat == str(cast.tutor.id), outbox.c.subject == "post:1:1", outbox.c.act == "send"
    )
    assert [("cancelled", "not a member")] == await stage.database.run(lambda c: [(*r,) for r in c.execute(his)])
    twice = await forge(stage, cast.counsellor, asked, "mb:1:out:3")
    assert "C'est déjà fait" in twice.answer


async def test_whom_the_team_has_removed_does_not_come_back_by_a_link_given_before(cast: Cast) -> None:
    stage = cast.stage
    spare = await stage.invites(cast.house, "La personne de l'entreprise", "Marc", cast.topic.topic)
    await stage.says(cast.topic, "/membres")
    await stage.taps(cast.topic, "Retirer Marc")
    await stage.taps(cast.topic, "Oui, retirer Marc")
    await stage.shows(cast.topic, "les liens d'invitation déjà donnés n'y mènent plus")

    stranger = stage.tg.user("Marc")
    for one in (cast.tutor, stranger):
        await stage.opens(one, spare)
        await stage.shows(Where(one), "Ce lien est trop ancien")
    await stage.says(cast.adult, "Me revoilà")
    must_not_show(stage, cast.young, "Me revoilà")


async def test_the_next_tutor_finds_the_waiting_card_and_not_what_was_said_before(cast: Cast) -> None:
    stage, house = cast.stage, cast.house
    await stage.says(cast.young, "Entre nous, Marc")
    await cast.proposes()
    await stage.says(cast.topic, "/membres")
    await stage.taps(cast.topic, "Retirer Marc")
    await stage.taps(cast.topic, "Oui, retirer Marc")
    ines = await stage.welcome_tutor(house, "Léa", "Inès", "Atelier Lumen")

    await stage.shows(Where(ines), TITLE, "en attente")
    assert "Entre nous" not in everything(stage, Where(ines))
    await stage.taps(Where(ines), "Valider")
    await stage.shows(cast.young, TITLE, "validée")
    assert "validée" not in everything(stage, cast.adult)


async def test_a_thread_is_handed_to_a_colleague_and_both_others_know(cast: Cast) -> None:
    stage = cast.stage
    await colleague(cast, "Sofia")
    await stage.says(cast.topic, "/membres")
    await stage.taps(cast.topic, "Confier ce fil")
    asked = await stage.shows(cast.topic, "À qui confier le fil de Léa")
    await stage.taps(cast.topic, "Sofia")

    await stage.shows(cast.young, "Sofia prend la suite de Nadia", "qui te suit")
    await stage.shows(cast.adult, "Sofia prend la suite de Nadia", "à qui parler ici")
    await stage.shows(cast.topic, "suivi par Sofia (avant : Nadia)")
    again = await forge(stage, cast.counsellor, asked, "mb:1:to:4")
    assert "déjà suivi par Sofia" in again.answer


async def test_an_absence_gives_the_queue_to_a_colleague_and_takes_it_back(cast: Cast) -> None:
    stage = cast.stage
    sofia = await colleague(cast, "Sofia")
    await stage.says(cast.topic, "/absent")
    await stage.shows(cast.topic, "le premier et le dernier jour")
    first = stage.now.date()
    day = f"{first:%d/%m}"
    await stage.says(cast.topic, f"/absent {day}")
    await stage.shows(cast.topic, "Qui vous remplace ?")
    await stage.taps(cast.topic, "Sofia")

    await stage.shows(cast.young, "Nadia ne sera pas là", "Sofia te répondra")
    await stage.shows(cast.adult, "Sofia vous répondra")
    await stage.shows(Where(sofia), "Nadia ne sera pas là", "vous confie")
    await stage.says(cast.young, "/sos")
    await stage.taps(cast.young, "C'est urgent")
    await stage.shows(cast.young, "Je préviens Sofia")
    await stage.taps(Where(sofia, cast.house.forum, DESK), "J'ai appelé")
    await stage.pass_time(days=2)
    await stage.shows(Where(cast.counsellor), "Bon retour")


async def test_an_absence_that_is_said_twice_or_made_longer_loses_no_card(cast: Cast) -> None:
    """The same tap twice tells nobody twice; a longer absence keeps the cards that went over on their way back."""
    stage = cast.stage
    sofia = await colleague(cast, "Sofia")
    await stage.says(cast.young, "/sos")
    await stage.taps(cast.young, "C'est urgent")
    await stage.taps(cast.desk, "Je prends")
    first = stage.now.date()
    await stage.says(cast.topic, f"/absent {first:%d/%m}")
    asked = await stage.shows(cast.topic, "Qui vous remplace ?")
    await stage.taps(cast.topic, "Sofia")
    await stage.shows(Where(sofia), "1 cartes de Nadia")
    again = await forge(stage, cast.counsellor, asked, f"ab:{first}:{first}:4")
    assert "déjà noté" in again.answer
    assert 1 == sum("ne sera pas là" in text for text in stage.texts(cast.young))

    longer = first + timedelta(days=1)
    await stage.says(cast.topic, f"/absent {first:%d/%m} {longer:%d/%m}")
    await stage.taps(cast.topic, "Sofia")
    await stage.says(cast.topic, "/absent fin")
    await stage.shows(Where(cast.counsellor), "1 cartes vous reviennent")


async def test_a_card_raised_during_an_absence_is_the_substitutes_and_comes_back(cast: Cast) -> None:
    stage = cast.stage
    sofia = Where(await colleague(cast, "Sofia"))
    await stage.says(cast.topic, "/absent 24/11 27/11")
    await stage.taps(cast.topic, "Sofia")
    await stage.pass_time(days=1)
    await cast.proposes()
    await stage.pass_time(days=1)
    cast.tutor.block(stage.bot)
    await stage.follow()
    await stage.pass_time(days=2)  # nobody can remind him: a card for who follows the young person

    await stage.shows(sofia, "En l'absence de Nadia, cette carte est pour vous", "n'a pas répondu à la mission")
    await stage.shows(cast.desk, "n'a pas répondu à la mission", "En l'absence de Nadia : à Sofia", "Pris par Sofia")
    await stage.pass_time(days=5)
    await stage.shows(Where(cast.counsellor), "Bon retour", "vous reviennent")
    await stage.shows(cast.desk, "n'a pas répondu à la mission", "Pris par Nadia")
