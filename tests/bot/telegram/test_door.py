"""Long polling: what is stored when, and what troubles do."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence

import pytest

from bot.channel import Failure, Row, SendFailed
from bot.telegram.calls import open_bot
from bot.telegram.door import ALLOWED_UPDATES, Poller
from bot.telegram.setup import use_webhook
from tests.bot.telegram.conftest import World

#: how many updates the making of the world leaves: added, announced, promoted, started
BEFORE = 4


class Inbox:
    """Keeps rows; breaks as often as it is told."""

    def __init__(self) -> None:
        self.rows: list[Row] = []
        self.breaks = 0
        self.full = asyncio.Event()

    async def store(self, rows: Sequence[Row]) -> None:
        if self.breaks:
            self.breaks -= 1
            raise ConnectionError("no database")
        self.rows += rows
        self.full.set()

    @property
    def texts(self) -> list[str]:
        return [json.loads(raw)["message"].get("text", "") for _, _, raw in self.rows if "message" in json.loads(raw)]


class Pauses:
    """Does not wait; remembers for how long it should have. Stops the poller when its list is full."""

    def __init__(self, at_most: int = 100) -> None:
        self.asked: list[float] = []
        self._at_most = at_most

    async def __call__(self, stop: asyncio.Event, seconds: float) -> None:
        self.asked.append(seconds)
        if len(self.asked) >= self._at_most:
            stop.set()


@pytest.fixture
def inbox() -> Inbox:
    return Inbox()


async def test_a_batch_is_stored_with_number_lane_and_json(world: World, inbox: Inbox):
    poller = Poller(world.bot, inbox.store)
    await poller.once(0)  # what the fixture made
    world.lina.send_text(world.account, "Bonjour 👍")

    assert 1 == await poller.once(0)

    number, lane, raw = inbox.rows[-1]
    assert (json.loads(raw)["update_id"], f"telegram:{world.lina.id}") == (number, lane)
    assert "Bonjour 👍" == inbox.texts[-1]


async def test_telegram_keeps_what_could_not_be_stored(world: World, inbox: Inbox):
    poller = Poller(world.bot, inbox.store)
    await poller.once(0)
    world.lina.send_text(world.account, "Important")
    inbox.breaks = 1

    with pytest.raises(ConnectionError):
        await poller.once(0)
    assert 1 == await poller.once(0)

    assert "Important" == inbox.texts[-1]


async def test_what_was_stored_comes_no_more(world: World, inbox: Inbox):
    poller = Poller(world.bot, inbox.store)

    assert [BEFORE, 0, 0] == [await poller.once(0), await poller.once(0), await poller.once(0)]
    assert 0 == await Poller(world.bot, inbox.store).once(0)  # and after a restart


async def test_what_was_stored_but_not_confirmed_comes_again_after_a_restart(world: World, inbox: Inbox):
    await Poller(world.bot, inbox.store).once(0)

    await Poller(world.bot, inbox.store).once(0)

    assert inbox.rows[:BEFORE] == inbox.rows[BEFORE:]


async def test_reactions_are_asked_for(world: World, inbox: Inbox):
    poller = Poller(world.bot, inbox.store)
    await poller.once(0)
    world.lina.react(world.lina.last(world.account), "👍")

    await poller.once(0)

    assert ["message_reaction"] == [kind for kind in json.loads(inbox.rows[-1][2]) if kind != "update_id"]
    assert "message_reaction" in ALLOWED_UPDATES


async def test_running_stores_what_comes_until_it_is_stopped(world: World, inbox: Inbox):
    stop = asyncio.Event()
    running = asyncio.create_task(Poller(world.bot, inbox.store).run(stop))
    await inbox.full.wait()
    inbox.full.clear()
    world.lina.send_text(world.account, "Bonjour")
    await inbox.full.wait()

    stop.set()
    await running

    assert "Bonjour" == inbox.texts[-1]


async def test_stopping_loses_nothing_of_a_batch_under_way(world: World, inbox: Inbox):
    stop, storing, go_on = asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def slowly(rows: Sequence[Row]) -> None:
        storing.set()
        await go_on.wait()
        await inbox.store(rows)

    running = asyncio.create_task(Poller(world.bot, slowly).run(stop))
    await storing.wait()
    stop.set()
    go_on.set()
    await running

    assert BEFORE == len(inbox.rows)


async def test_a_broken_storage_is_outlived(world: World, inbox: Inbox):
    pauses, stop = Pauses(), asyncio.Event()
    inbox.breaks = 7
    running = asyncio.create_task(Poller(world.bot, inbox.store, wait=pauses).run(stop))
    await inbox.full.wait()
    stop.set()
    await running

    assert [1, 2, 4, 8, 16, 30, 30] == pauses.asked
    assert BEFORE == len(inbox.rows)


TROUBLES = [
    ({"code": 500}, [1, 2, 4]),
    ({"kind": "reset"}, [1, 2, 4]),
    ({"code": 429, "retry_after": 20}, [20, 20, 20]),
    ({"code": 409, "description": "Conflict: terminated by other getUpdates request"}, [5, 5, 5]),
    ({"code": 401, "description": "Unauthorized"}, [60, 60, 60]),
]


@pytest.mark.parametrize(("trouble", "expected"), TROUBLES, ids=[str(trouble) for trouble, _ in TROUBLES])
async def test_after_a_trouble_the_poller_waits_as_long_as_it_should(
    world: World, inbox: Inbox, trouble: dict[str, object], expected: list[float]
):
    for _ in range(3):
        world.fails("getUpdates", **trouble)
    pauses = Pauses(at_most=3)

    await Poller(world.bot, inbox.store, wait=pauses).run(asyncio.Event())

    assert expected == pauses.asked
    assert [] == inbox.rows


async def test_when_the_trouble_is_over_the_pauses_are_short_again(world: World, inbox: Inbox):
    # Each rule counts the calls that the rules before it let through: the first, second and fourth request fail.
    for nth in (1, 1, 2):
        world.fails("getUpdates", nth=nth)
    pauses = Pauses(at_most=3)

    await Poller(world.bot, inbox.store, wait=pauses).run(asyncio.Event())

    assert [1, 2, 1] == pauses.asked


async def test_no_server_at_all_is_outlived(inbox: Inbox):
    bot, pauses = open_bot("4242:AAExampleExampleExampleExampleExample", "http://127.0.0.1:1"), Pauses(at_most=2)

    await Poller(bot, inbox.store, wait=pauses).run(asyncio.Event())

    assert [1, 2] == pauses.asked
    await bot.session.close()


async def test_a_webhook_that_is_set_is_a_conflict(world: World, inbox: Inbox):
    await use_webhook(world.bot, "https://127.0.0.1:9/telegram", "s3cret")

    with pytest.raises(SendFailed) as caught:
        await Poller(world.bot, inbox.store).once(0)
    assert Failure.CONFLICT is caught.value.kind
