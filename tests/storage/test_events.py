"""The journal only grows; alerts are told once."""

from datetime import timedelta

import pytest
from sqlalchemy import delete, select, text, update
from sqlalchemy.exc import DBAPIError

from storage.events import erasing, record
from storage.road.alerts import channel_unknown, raise_alert, unseen
from storage.tables import events
from tests.storage.house import HERE, LEA, MONDAY, TRIAD, House

CHANGES = [update(events).values(kind="other"), delete(events)]


async def test_an_event_keeps_what_it_was_given(house: House):
    more = {"structure": HERE, "person": LEA, "triad": TRIAD, "subject": "mission:1:2", "cause": "telegram:1:5"}
    await house.run(record, "mission-proposed", at=MONDAY, data={"version": 1}, **more)

    (event,) = await house.told("mission-proposed")

    assert (MONDAY, HERE, LEA, TRIAD, "mission:1:2", {"version": 1}, "telegram:1:5") == (
        event.at,
        event.structure_id,
        event.person_id,
        event.triad_id,
        event.subject,
        event.data,
        event.cause,
    )


@pytest.mark.parametrize("change", CHANGES, ids=["update", "delete"])
async def test_an_event_can_neither_be_changed_nor_deleted(house: House, change):
    await house.run(record, "mission-proposed", at=MONDAY)

    with pytest.raises(DBAPIError, match="never changed"):
        await house.run(lambda c: c.execute(change))

    assert 1 == len(await house.told("mission-proposed"))


async def test_the_journal_knows_the_side_doors_of_each_database(house: House):
    await house.run(record, "mission-proposed", at=MONDAY)
    replace = "INSERT OR REPLACE INTO events (id, at, kind, data) VALUES (1, '2026-01-05 09:00:00.000000', 'x', '{}')"
    doors = {"sqlite": replace, "postgresql": "TRUNCATE events"}

    # On PostgreSQL the role under which we work may not even try.
    with pytest.raises(DBAPIError, match=r"never changed|permission denied for table events"):
        await house.run(lambda c: c.execute(text(doors[house.database.name])))

    assert 1 == len(await house.told("mission-proposed"))


@pytest.mark.parametrize("change", CHANGES, ids=["update", "delete"])
async def test_only_an_erasure_opens_the_journal_and_it_closes_behind_itself(house: House, change):
    await house.run(record, "mission-proposed", at=MONDAY)

    def erase(c):
        with erasing(c, "person 1 asked for it", MONDAY):
            return c.execute(change).rowcount

    assert 1 == await house.run(erase)
    await house.run(record, "mission-proposed", at=MONDAY)
    with pytest.raises(DBAPIError, match="never changed"):
        await house.run(lambda c: c.execute(change))


async def test_one_cause_raises_one_alert(house: House):
    first = await house.run(raise_alert, "outbox:1", "send-dead", "Message n° 1 abandonné", MONDAY, HERE)
    again = await house.run(raise_alert, "outbox:1", "send-dead", "Message n° 1 abandonné", MONDAY, HERE)

    assert (True, False) == (first, again)


async def test_an_alert_stays_until_somebody_decides_and_one_of_a_lasting_trouble_ends_with_it(house: House):
    await house.run(raise_alert, "outbox:1", "send-dead", "Message abandonné", MONDAY)
    await house.run(channel_unknown, "telegram", MONDAY)

    assert ["send-dead", "channel-unauthorized"] == [alert.kind for alert in await house.run(unseen, MONDAY)]
    assert ["send-dead"] == [alert.kind for alert in await house.run(unseen, MONDAY + timedelta(days=2))]


async def test_the_journal_is_read_in_order(house: House):
    for number in range(3):
        await house.run(record, f"event-{number}", at=MONDAY)

    kinds = await house.run(lambda c: c.execute(select(events.c.kind).order_by(events.c.id)).scalars().all())

    assert ["event-0", "event-1", "event-2"] == list(kinds)
