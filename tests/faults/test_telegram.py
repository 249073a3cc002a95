"""A Telegram that refuses: too fast, blocked, topic deleted."""

import asyncio
from pathlib import Path

from bot.simulator import Rule
from tests.faults.bench import open_bench
from tests.faults.judge import DESK, judge, readers
from tests.faults.processes import Forks

#: seconds in which a request that was on its way when the 429 came may still arrive
ON_ITS_WAY = 0.5


async def test_nothing_is_sent_before_retry_after_has_ended_and_other_chats_go_on(
    tmp_path: Path, forks: Forks, seed: int
) -> None:
    async with open_bench(tmp_path, forks, seed) as bench:
        slow, other = bench.circles[0], bench.circles[2]
        storm = [
            Rule("send*", chat=slow.tutor.id, code=429, retry_after=20, nth=1),
            Rule("send*", chat=slow.forum.id, code=429, retry_after=22, nth=1),
            Rule("send*", chat=slow.forum.id, code=429, retry_after=2, nth=1),
        ]
        bench.script.rules = list(storm)
        for circle in bench.circles:
            for author in circle.members:
                bench.write(circle, author)
        begun = bench.clock()
        process = await bench.start()
        for line in [line for line in bench.lines if line.circle is other]:
            for chat in readers(line):
                await bench.arrival(chat, line)
        assert bench.clock() - begun < 20
        await bench.drain(process, kind=False)

        refused = [call for call in bench.script.calls if call.rule in storm]
        early = [
            (call.method, call.chat, call.at - no.at)
            for no in refused
            for call in bench.script.calls
            if no.rule and call.chat == no.chat and ON_ITS_WAY < call.at - no.at < no.rule.retry_after
        ]
        assert 3 == len(refused)
        assert [] == early
        verdict = await judge(bench)
        assert (0, 0) == (verdict.duplicates, verdict.ambiguous_recorded)


async def test_a_tutor_who_blocks_the_bot_makes_one_card_and_no_more_sends(
    tmp_path: Path, forks: Forks, seed: int
) -> None:
    async with open_bench(tmp_path, forks, seed, circles=2) as bench:
        circle, other = bench.circles
        for _ in range(5):
            bench.write(circle, circle.apprentice)
        circle.tutor.block(bench.bot)
        before = len(bench.script.calls)
        process = await bench.start()
        await bench.drain(process)
        for _ in range(3):
            bench.write(circle, circle.apprentice)
            bench.write(other, other.apprentice)
        await bench.drain(process)
        await judge(bench)

        desk = bench.tg.ledger.texts(circle.forum.id, circle.forum.topic(DESK).id)
        assert 1 == sum("ne peut plus être joint" in text for text in desk)
        tried = [call.method for call in bench.script.calls[before:] if call.chat == circle.tutor.id]
        # None at all when the news of the block is handled with the first message.
        assert 1 >= sum(method.startswith("send") for method in tried)

        circle.tutor.start(bench.bot)
        line = bench.write(circle, circle.apprentice)
        await bench.drain(process)
        await judge(bench)
        assert bench.arrived(circle.tutor.id, line)


async def test_a_deleted_topic_is_opened_once_more_and_nothing_falls_into_general(
    tmp_path: Path, forks: Forks, seed: int
) -> None:
    async with open_bench(tmp_path, forks, seed, circles=1) as bench:
        (circle,) = bench.circles
        old = circle.topic
        process = await bench.start()
        await asyncio.wait_for(bench.script.polled.wait(), 20)
        general = [text for text in bench.tg.ledger.texts(circle.forum.id) if text]
        circle.forum.delete_topic(old)
        lines = [bench.write(circle, author) for author in (*circle.members, *circle.members, circle.tutor)]
        await bench.drain(process)
        verdict = await judge(bench)

        opened = [
            entry for entry in bench.tg.ledger.entries if entry.method == "createForumTopic" and entry.topic != old.id
        ]
        assert [circle.topic.id] == [entry.topic for entry in opened if entry.text != DESK]
        shown = bench.tg.ledger.texts(circle.forum.id, circle.topic.id)
        assert [line.canary for line in lines] == sorted(
            line.canary for line in lines if any(line.canary in text for text in shown)
        )
        assert 1 == sum("Ce sujet a été refait" in text for text in shown)
        elsewhere = len([text for text in bench.tg.ledger.texts(circle.forum.id) if text]) - len(shown)
        assert len(general) == elsewhere
        assert 0 == verdict.duplicates
