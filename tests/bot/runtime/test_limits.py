"""Limits count for all senders together; without Redis each counts for itself, and goes on."""

from __future__ import annotations

import pytest
from redis.asyncio import Redis as Client

from bot.runtime.limits import SharedLimits, TelegramLimits
from core.messages import Doubt, Place, Urgency
from storage.road.letters import Act, Letter
from tests.servers.valkey import GivenRedis, Redis


def _letter(chat: str, act: Act = Act.SEND) -> Letter:
    return Letter(
        row=1, act=act, place=Place("telegram", chat), structure=1, person=1, triad=None, subject="", part=0,
        urgency=Urgency.ANSWER, doubt=Doubt.AGAIN, attempts=1, doubts=0, payload={},
    )  # fmt: skip


async def test_only_as_many_are_taken_as_may_leave(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [100.0]
    monkeypatch.setattr("throttled.utils.now_mono_f", lambda: now[0])
    limits = TelegramLimits()

    assert (5, 0) == await limits.allowance(30)
    number, again = await limits.allowance(30)
    assert 0 == number
    assert 0 < again <= 1 / 29

    left = 0
    for _ in range(1000):
        now[0] += 0.01
        left += (await limits.allowance(30))[0]
    assert 290 <= left <= 295


async def test_a_chat_that_is_full_does_not_count_what_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [100.0]
    monkeypatch.setattr("throttled.utils.now_mono_f", lambda: now[0])
    limits = TelegramLimits()

    assert [0, 0, 0, 0] == [await limits.wait(_letter("1")) for _ in range(4)]
    assert 0 < await limits.wait(_letter("1")) <= 1
    assert 0 == await limits.wait(_letter("2"))
    assert 0 == await limits.wait(_letter("1", Act.ACKNOWLEDGE))
    now[0] += 1
    assert 0 == await limits.wait(_letter("1"))


async def test_two_senders_share_one_bucket(redis_server: Redis | GivenRedis) -> None:
    one, other = SharedLimits(redis_server.url), SharedLimits(redis_server.url)

    taken = (await one.allowance(30))[0] + (await other.allowance(30))[0]

    assert 5 <= taken <= 6  # a burst of five, and one more if a slow machine let its time pass


async def test_without_redis_each_counts_for_itself() -> None:
    limits = SharedLimits("redis://127.0.0.1:1/0")

    assert (5, 0) == await limits.allowance(30)
    assert 0 == await limits.wait(_letter("1"))


async def test_redis_holds_nobodys_address_and_nothing_for_long(redis_server: Redis | GivenRedis) -> None:
    redis_server.flush()
    limits = SharedLimits(redis_server.url)
    canaries = ("canari.marc@atelier.example", "+33612345678", "5000000007")
    for chat in canaries:
        await limits.wait(_letter(chat))
    await limits.allowance(5)

    async with Client.from_url(redis_server.url) as store:
        keys = [key async for key in store.scan_iter()]
        held = [(key, await store.ttl(key), await store.dump(key)) for key in keys]

    assert len(canaries) < len(held)
    assert not [key for key, _, value in held for chat in canaries if chat.encode() in key + value]
    assert all(0 < seconds <= 3600 for _, seconds, _ in held), held
