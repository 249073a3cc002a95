"""Nudges on the screens: one message a day, ways out of it, and nothing about what was settled meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import httpx
import pytest
from sqlalchemy import select, update

from bot.demo.stage import Stage
from storage.tables import events, outbox, people, timers
from tests.stories.cast import Cast
from tests.stories.conftest import Theatre
from tests.stories.test_own_page import enters, sends

Browser = Callable[[], httpx.AsyncClient]


async def ripe(cast: Cast, *titles: str) -> None:
    """Missions are proposed, and a working day passes."""
    for title in titles:
        await cast.proposes(title)
    await cast.stage.pass_time(days=1)


async def month(stage: Stage) -> None:
    for _ in range(30):
        await stage.pass_time(days=1)


async def kinds(stage: Stage, like: str) -> list[str]:
    query = select(events.c.kind).where(events.c.kind.like(like)).order_by(events.c.id)
    return list(await stage.database.run(lambda c: c.execute(query).scalars().all()))


@pytest.mark.grown
async def test_four_cards_are_one_message_and_each_opens(cast: Cast) -> None:
    stage = cast.stage
    await ripe(cast, "Une", "Deux", "Trois", "Quatre")

    digest = await stage.shows(cast.adult, "4 choses attendent votre réponse")
    assert 1 == cast.count(cast.adult, "🔔")
    assert [f"Léa, n° {n} : une mission à valider" for n in (1, 2, 3, 4)] == digest.buttons[:4]
    await stage.taps(cast.adult, "n° 3")
    await stage.shows(cast.adult, "Trois", "en attente du oui")
    await stage.shows(cast.topic, "Quatre", "Rappel en route")
    await stage.shows(cast.young, "Quatre", "Rappel en route")


async def test_a_month_of_silence_is_three_messages_and_one_card_a_mission(cast: Cast) -> None:
    await ripe(cast, "Une", "Deux")
    await month(cast.stage)

    assert 3 == cast.count(cast.adult, "🔔")
    assert 1 == cast.count(cast.desk, "la mission « Une »")
    assert 1 == cast.count(cast.desk, "la mission « Deux »")
    await cast.stage.shows(cast.desk, "la mission « Une »", "Relancé : le ")


async def test_ways_out_under_the_message(cast: Cast) -> None:
    stage = cast.stage
    await ripe(cast, "Une")
    press = await stage.taps(cast.adult, "Me rappeler lundi")
    assert "pas de rappel avant lundi 30/11" in str(press.answer)
    await stage.pass_time(days=5)
    assert 1 == cast.count(cast.adult, "🔔")
    await stage.pass_time(days=1)
    assert 2 == cast.count(cast.adult, "🔔")

    await stage.taps(cast.adult, "Ne plus me relancer")
    await month(stage)
    assert 2 == cast.count(cast.adult, "🔔")
    await stage.shows(cast.desk, "Marc ne veut plus de rappels")
    await stage.says(cast.adult, "/rappels")
    await stage.taps(cast.adult, "Reprendre")


async def test_done_otherwise_ends_it_and_the_team_reads_it(cast: Cast) -> None:
    await ripe(cast, "Une")
    await cast.stage.taps(cast.adult, "Déjà fait autrement")

    await cast.stage.shows(cast.topic, "la mission n° 1 est réglée autrement")
    await month(cast.stage)
    assert 1 == cast.count(cast.adult, "🔔")
    assert ["nudge-answered-elsewhere"] == await kinds(cast.stage, "nudge-answered%")


async def test_the_same_ways_out_on_the_page(cast: Cast, browser: Browser) -> None:
    await ripe(cast, "Une")
    client = await enters(cast, browser)

    off = await sends(client, "/ma-page", "/ma-page/nudge", what="off")
    assert 200 == off.status_code
    assert "Ils sont arrêtés" in off.text
    assert 200 == (await sends(client, "/ma-page", "/ma-page/nudge", what="done")).status_code
    await cast.stage.follow()
    await cast.stage.shows(cast.topic, "la mission n° 1 est réglée autrement")
    assert 1 == cast.count(cast.adult, "🔔")


async def test_what_is_settled_while_the_message_waits_is_not_said(theatre: Theatre, cast: Cast) -> None:
    stage = cast.stage
    await cast.proposes("Une")
    await cast.proposes("Deux")
    stage.clock.advance(timedelta(days=1).total_seconds())
    await theatre.app.ticker.drain()  # decided, and not sent yet

    await stage.taps(cast.adult, "Valider")  # « Deux »

    assert 1 == cast.count(cast.adult, "🔔")
    await stage.shows(cast.adult, "🔔 Une mission attend votre oui")
    cancelled = select(outbox.c.reason).where(outbox.c.state == "cancelled", outbox.c.subject.like("nudge:%"))
    assert ["no longer waiting"] == await stage.database.run(lambda c: list(c.execute(cancelled).scalars()))


async def test_after_a_long_stop_one_message_comes_in_working_hours(cast: Cast) -> None:
    stage = cast.stage
    for title in ("Une", "Deux", "Trois"):
        await cast.proposes(title)
    await stage.pass_time(days=4, hours=14)  # Saturday, half past midnight

    assert 0 == cast.count(cast.adult, "🔔")
    await stage.next_morning()
    assert 1 == cast.count(cast.adult, "🔔")
    left = select(timers.c.kind).where(timers.c.state == "waiting", timers.c.kind == "mission-waiting")
    assert 3 == len(await stage.database.run(lambda c: list(c.execute(left))))


async def test_a_structure_that_changes_its_reminders_is_followed(cast: Cast) -> None:
    stage = cast.stage
    await stage.says(cast.general, "/relances 1 : 2, 4")
    await stage.shows(cast.general, "J+2, puis l'équipe à J+4")
    await stage.says(cast.general, "/relances fermé 25/11/2026")
    await stage.shows(cast.general, "Jours fermés : 25/11/2026")
    await ripe(cast, "Une")
    await stage.pass_time(days=1)
    assert 0 == cast.count(cast.adult, "🔔")  # Wednesday is closed

    await stage.pass_time(days=1)
    assert 1 == cast.count(cast.adult, "🔔")
    await stage.pass_time(days=6)
    await stage.shows(cast.desk, "À relancer par téléphone")
    assert 1 == cast.count(cast.adult, "🔔")


@pytest.mark.grown
async def test_what_an_outage_held_up_leaves_at_a_polite_hour(theatre: Theatre, cast: Cast) -> None:
    stage, clock = cast.stage, cast.stage.clock
    await stage.pass_time(days=30)  # Wednesday 23 December
    await cast.proposes("Une")
    clock.advance(timedelta(days=1).total_seconds())
    await theatre.app.ticker.drain()  # decided on the 24th, and Telegram is down
    clock.advance(timedelta(hours=11).total_seconds())

    for _ in range(4):  # that night, on Christmas Day, at the weekend
        await stage.follow()
        assert 0 == cast.count(cast.adult, "🔔")
        clock.advance(timedelta(hours=20).total_seconds())
    await stage.next_morning()
    assert 1 == cast.count(cast.adult, "🔔")


@pytest.mark.grown
async def test_who_wants_none_gets_none_even_decided_before(theatre: Theatre, cast: Cast) -> None:
    stage = cast.stage
    await cast.proposes("Une")
    stage.clock.advance(timedelta(days=1).total_seconds())
    await theatre.app.ticker.drain()
    no_more = update(people).where(people.c.first_name == "Marc").values(settings={"nudges": "off"})
    await stage.database.run(lambda c: c.execute(no_more))
    await stage.follow()

    assert 0 == cast.count(cast.adult, "🔔 Une")


async def test_what_was_true_yesterday_is_not_said_today(theatre: Theatre, cast: Cast) -> None:
    stage = cast.stage
    await cast.proposes("Une")
    stage.clock.advance(timedelta(days=7).total_seconds())  # Monday
    await theatre.app.ticker.drain()
    stage.clock.advance(timedelta(days=1).total_seconds())
    await stage.follow()

    assert 0 == cast.count(cast.young, "☀️ Cette semaine")
    cancelled = select(outbox.c.reason).where(outbox.c.state == "cancelled", outbox.c.subject.like("week:monday:%"))
    assert ["too late"] == await stage.database.run(lambda c: list(c.execute(cancelled).scalars()))
