"""The bot stops for a while: presses are lost unseen, and everybody for whom something waits gets it once more."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.stories.cast import TITLE, Cast
from tests.stories.conftest import Theatre

STOPS = {f"{hours} h": timedelta(hours=hours) for hours in (0.05, 3, 23, 25)}


async def stop(theatre: Theatre, length: timedelta) -> None:
    """Nothing runs for so long; then everything goes on."""
    theatre.stage.clock.advance(length.total_seconds())
    for _ in range(2):
        await theatre.stage.follow()
        await theatre.app.heartbeat.beat()
    await theatre.stage.follow()


@pytest.mark.parametrize("length", STOPS.values(), ids=STOPS)
async def test_a_press_that_was_lost_can_be_made_again(theatre: Theatre, cast: Cast, length: timedelta) -> None:
    stage = cast.stage
    card = await cast.proposes()
    await theatre.app.heartbeat.beat()
    cast.tutor.press(card, next(label for label in card.buttons if "Valider" in label))  # and nobody hears it

    await stop(theatre, length)

    assert await stage.sees(cast.adult, "en attente du oui")
    shown = "🔔 Une mission attend" if length > timedelta(hours=24) else "🔁 Le bot s'est arrêté un moment"
    message = await stage.shows(cast.adult, shown)  # past its time, the reminder itself shows the card: never both
    assert 1 == cast.count(cast.adult, "🔁") + cast.count(cast.adult, "🔔")
    assert 0 == cast.count(cast.young, "🔁")  # nothing waits for her
    await stage.taps(cast.adult, next(label for label in message.buttons if "mission" in label or "carte" in label))
    await stage.taps(cast.adult, "Valider")
    await stage.shows(cast.young, TITLE, "validée")
    assert (length > timedelta(hours=24)) == await stage.sees(cast.desk, "Plus de 24 h")


async def test_a_question_under_way_and_open_cards_are_shown_again(theatre: Theatre, cast: Cast) -> None:
    stage = cast.stage
    await cast.drafts()
    cast.tutor.block(stage.bot)
    await stage.follow()
    await theatre.app.heartbeat.beat()
    await stop(theatre, timedelta(minutes=3))

    await stage.taps(cast.young, "La question en cours")
    await stage.taps(cast.young, "Envoyer")
    await stage.shows(cast.topic, TITLE)
    await stage.taps(cast.desk, "⚠️ Marc · entreprise")
    await stage.taps(type(cast.young)(cast.counsellor), "C'est fait")
    await stop(theatre, timedelta(hours=3))
    assert 1 == cast.count(cast.desk, "Le bot n'a rien reçu")  # nothing is open any more


async def test_a_short_stop_loses_nothing_and_says_nothing(theatre: Theatre, cast: Cast) -> None:
    card = await cast.proposes()
    await theatre.app.heartbeat.beat()
    cast.tutor.press(card, next(label for label in card.buttons if "Valider" in label))

    await stop(theatre, timedelta(seconds=140))

    await cast.stage.shows(cast.young, TITLE, "validée")
    assert 0 == cast.count(cast.adult, "🔁")


async def test_stops_in_a_row_leave_one_message_and_nights_are_quiet(theatre: Theatre, cast: Cast) -> None:
    await cast.proposes()
    await theatre.app.heartbeat.beat()
    await stop(theatre, timedelta(minutes=3))
    await stop(theatre, timedelta(minutes=3))
    assert 1 == cast.count(cast.adult, "🔁")

    await stop(theatre, timedelta(hours=12))  # ten in the evening
    assert 0 == cast.count(cast.adult, "🔁")
    await cast.stage.pass_time(hours=10)
    assert 1 == cast.count(cast.adult, "🔁")
