"""Rate limits, the fault script and the ledger."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
from telegram.error import NetworkError, RetryAfter, TimedOut

from bot.simulator import ApiError, FaultScript, RateLimits, Rule
from bot.simulator.ledger import Ledger
from bot.simulator.rates import Rates
from tests.bot.simulator.conftest import Judge, StillClock, World


def allowed(rates: Rates, chat: int, times: int, cost: int = 1) -> int:
    """How many of `times` sends pass."""
    passed = 0
    for _ in range(times):
        try:
            rates.spend(1, chat, cost)
        except ApiError:
            continue
        passed += 1
    return passed


def test_twenty_messages_a_minute_in_a_group(still: StillClock) -> None:
    rates = Rates(still, RateLimits())

    assert 20 == allowed(rates, -100, 50)
    still.now += 30
    assert 10 == allowed(rates, -100, 50)


def test_one_message_a_second_in_private_after_a_short_burst(still: StillClock) -> None:
    rates = Rates(still, RateLimits())

    assert 5 == allowed(rates, 42, 50)
    still.now += 3
    assert 3 == allowed(rates, 42, 50)


def test_thirty_messages_a_second_for_the_whole_bot(still: StillClock) -> None:
    rates = Rates(still, RateLimits())

    assert 30 == sum(allowed(rates, person, 1) for person in range(1, 100))


def test_a_refusal_costs_nothing(still: StillClock) -> None:
    rates = Rates(still, RateLimits())
    allowed(rates, -100, 200)
    still.now += 3

    assert 1 == allowed(rates, -100, 1)


def test_an_album_counts_as_its_messages(still: StillClock) -> None:
    assert 2 == allowed(Rates(still, RateLimits()), -100, 50, cost=10)


def test_without_limits_everything_passes(still: StillClock) -> None:
    assert 1000 == allowed(Rates(still), -100, 1000)


async def test_edits_and_topics_count_too(judge: Judge, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "1")
    world.tg.rates = Rates(world.time, RateLimits(group_per_minute=3))
    message = await judge.send_message(world.forum.id, "0")
    await message.edit_text("1")
    await judge.create_forum_topic(world.forum.id, "Nouveau")

    with pytest.raises(RetryAfter):
        await judge.close_forum_topic(world.forum.id, world.topic.id)
    assert not world.topic.closed


# -- faults -----------------------------------------------------------------------------------------------------------


def strikes(script: FaultScript, calls: int, method: str = "sendMessage", chat: int = 1) -> list[int]:
    """Which of so many calls fail, counted from 1."""
    return [number for number in range(1, calls + 1) if script.strike(method, chat)]


def test_the_nth_call_fails() -> None:
    assert [3] == strikes(FaultScript(Rule(nth=3)), 10)


def test_the_first_few_calls_fail() -> None:
    assert [1, 2] == strikes(FaultScript(Rule(times=2)), 10)


def test_a_rule_names_methods_and_chats() -> None:
    script = FaultScript(Rule("send*", chat=7))

    assert [] == strikes(script, 3, "editMessageText", 7)
    assert [] == strikes(script, 3, "sendPhoto", 8)
    assert [1, 2, 3] == strikes(script, 3, "sendPhoto", 7)


def test_polling_fails_only_when_it_is_named() -> None:
    assert [] == strikes(FaultScript(Rule("*")), 3, "getUpdates")
    assert [1] == strikes(FaultScript(Rule("getUpdates")), 1, "getUpdates")


def test_the_same_seed_gives_the_same_faults() -> None:
    one, same, other = (strikes(FaultScript(Rule(probability=0.3), seed=seed), 200) for seed in (5, 5, 6))

    assert one == same != other
    assert 30 < len(one) < 90


def test_an_unknown_kind_of_fault_is_refused() -> None:
    with pytest.raises(ValueError, match="unknown kind of fault"):
        Rule(kind="earthquake")


async def sent(world: World) -> list[str]:
    return [message.text for message in world.lea.screen(world.bot)[1:]]


@pytest.mark.parametrize(
    ("rule", "error", "arrived"),
    [
        (Rule(code=500), NetworkError, []),
        (Rule(code=500, after=True), NetworkError, ["a"]),
        (Rule(code=429, retry_after=9), RetryAfter, []),
        (Rule(code=400, description="Bad Request: PEER_FLOOD"), NetworkError, []),
        (Rule(kind="reset"), NetworkError, []),
        (Rule(kind="reset", after=True), NetworkError, ["a"]),
        (Rule(kind="hang"), TimedOut, []),
        (Rule(kind="hang", after=True), TimedOut, ["a"]),
    ],
    ids=lambda value: f"{value.kind}{'-after' * value.after}{value.code}" if isinstance(value, Rule) else None,
)
async def test_a_fault_strikes_before_or_after_the_effect(
    judge: Judge,
    world: World,
    rule: Rule,
    error: type[Exception],
    arrived: list[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "1")
    world.tg.faults = FaultScript(rule)

    with pytest.raises(error):
        await judge.send_message(world.lea.id, "a", read_timeout=0.3)
    assert arrived == await sent(world)
    assert [False] * len(arrived) == [entry.ok for entry in world.tg.ledger.entries]


async def test_a_delay_only_delays(judge: Judge, world: World) -> None:
    world.tg.faults = FaultScript(Rule(kind="delay", seconds=0.05))
    before = asyncio.get_running_loop().time()
    await judge.send_message(world.lea.id, "a")

    assert 0.05 <= asyncio.get_running_loop().time() - before
    assert ["a"] == await sent(world)


async def test_after_a_fault_the_connection_can_be_used_again(judge: Judge, world: World) -> None:
    world.tg.faults = FaultScript(Rule(kind="reset", times=1))
    with pytest.raises(NetworkError):
        await judge.send_message(world.lea.id, "a")
    await judge.send_message(world.lea.id, "b")

    assert ["b"] == await sent(world)


# -- ledger -----------------------------------------------------------------------------------------------------------


async def test_the_ledger_holds_every_effect_in_order(judge: Judge, world: World) -> None:
    message = await judge.send_message(world.forum.id, "un", message_thread_id=world.topic.id)
    await message.edit_text("deux")
    await judge.close_forum_topic(world.forum.id, world.topic.id)
    await judge.delete_message(world.forum.id, message.message_id)

    seen = [(entry.seq, entry.method, entry.topic, entry.text) for entry in world.tg.ledger.entries]
    topic = world.topic.id
    assert [
        (1, "sendMessage", topic, "un"),
        (2, "editMessageText", topic, "deux"),
        (3, "closeForumTopic", topic, "Triade Léa"),
        (4, "deleteMessage", topic, "deux"),
    ] == seen


async def test_what_was_refused_is_not_in_the_ledger(judge: Judge, world: World) -> None:
    with pytest.raises(NetworkError):
        await judge.send_message(world.lea.id, " ")

    assert 0 == len(world.tg.ledger)


def test_the_ledger_can_be_a_file(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "ledger.jsonl")
    ledger.add(at=1.0, bot=1, method="sendMessage", chat=2, text="é")
    lines: list[Any] = [json.loads(line) for line in (tmp_path / "ledger.jsonl").read_text("utf-8").splitlines()]
    ledger.close()

    assert [(1, "sendMessage", "é", True)] == [(one["seq"], one["method"], one["text"], one["ok"]) for one in lines]


def test_the_ledger_gives_the_texts_of_a_chat() -> None:
    ledger = Ledger()
    for method, topic, text in (("sendMessage", 5, "a"), ("editMessageText", 5, "b"), ("sendPhoto", None, "c")):
        ledger.add(at=1.0, bot=1, method=method, chat=2, topic=topic, text=text)

    assert (["a", "c"], ["a"]) == (ledger.texts(2), ledger.texts(2, topic=5))
    assert 1 == ledger.counts()["sendPhoto"]
