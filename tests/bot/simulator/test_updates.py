"""The queue of updates: subscriptions, expiry, limits, numbering."""

from __future__ import annotations

from typing import Any

import pytest

from bot.simulator import Limits, LocalTelegram
from bot.simulator.updates import DEFAULT_KINDS, UpdateQueue
from tests.bot.simulator.conftest import StillClock, World


def queue(still: StillClock, **limits: Any) -> UpdateQueue:
    return UpdateQueue(still, Limits(**limits), 1)


def kinds(world: World) -> list[str]:
    return [update.kind for update in world.bot.queue]


def test_reactions_and_member_changes_must_be_asked_for(world: World) -> None:
    message = world.lea.send_text(world.bot, "un")
    world.lea.react(message, "👍")
    world.forum.add(world.marc)

    assert ["message", "message"] == kinds(world)


def test_a_subscription_filters_when_an_update_is_made(world: World) -> None:
    world.bot.queue.subscribe(["message_reaction", "nonsense"])
    message = world.lea.send_text(world.bot, "un")
    world.lea.react(message, "👍")
    world.bot.queue.subscribe(["message"])

    assert ["message_reaction"] == kinds(world)


def test_filtered_updates_use_no_number(still: StillClock) -> None:
    updates = queue(still)
    updates.subscribe(["message"])
    for kind in ("message", "callback_query", "message"):
        updates.push(kind, {}, 1)

    assert [1, 2] == [update["update_id"] for update in updates.take(0, 100)]


@pytest.mark.parametrize("asked", [[], ["nonsense"]])
def test_nothing_known_means_the_default_set(still: StillClock, asked: list[str]) -> None:
    updates = queue(still)
    updates.subscribe(["message"])
    updates.subscribe(asked)

    assert DEFAULT_KINDS == updates.allowed


def test_no_list_keeps_the_setting(still: StillClock) -> None:
    updates = queue(still)
    updates.subscribe(["message"])
    updates.subscribe(None)

    assert {"message"} == updates.allowed


def test_presses_expire_after_150_seconds_and_messages_after_a_day(still: StillClock) -> None:
    updates = queue(still)
    updates.push("callback_query", {}, 1)
    updates.push("message", {}, 1)

    still.now += 149
    assert 2 == len(updates)
    still.now += 1
    assert 1 == len(updates)
    still.now += 86_400
    assert 0 == len(updates)


def test_an_old_message_is_never_queued(still: StillClock) -> None:
    updates = queue(still)
    updates.push("edited_message", {}, 1, at=still.now - 86_400)

    assert 0 == len(updates)


def test_a_full_queue_drops_silently(still: StillClock) -> None:
    updates = queue(still, queue_length=2)
    for _ in range(3):
        updates.push("message", {}, 1)

    assert (2, 1) == (len(updates), updates.dropped)


def test_each_bot_has_its_own_queue(world: World) -> None:
    other = world.tg.bot("autre_bot")
    world.lea.start(other)

    assert (0, 1) == (len(world.bot.queue), len(other.queue))


def test_a_bot_gets_its_own_topic_messages_but_not_its_own_words(world: World) -> None:
    world.tg.post(world.forum, world.bot, "rien")
    world.tg.open_topic(world.forum, world.bot, "Nouveau")

    (update,) = world.bot.queue
    assert "forum_topic_created" in update.body


def test_the_first_number_can_be_anything() -> None:
    one, other = LocalTelegram(seed=1), LocalTelegram(seed=2)

    assert one.bot().queue._next_id != other.bot().queue._next_id
