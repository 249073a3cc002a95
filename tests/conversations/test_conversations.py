"""Whatever people of two structures write, answer, correct and take back, while answers of Telegram are lost: the
ledger is judged by the invariants, and each word stands where its author meant it.

TRIADE_CONVERSATIONS asks for more of them, TEST_SEED for others (300 take some minutes).
"""

from __future__ import annotations

import asyncio
import os
from collections import Counter
from collections.abc import Callable, Iterable
from random import Random

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings, strategies as st
from sqlalchemy import Connection, select, update

from core.messages import Line
from core.people import Person, Role
from core.scene import Post
from core.thread.routing import Destination
from core.triad import Triad
from storage.tables import inbox, members, posts, triad_groups, triads
from tests.conversations.moves import KINDS, WORD, OneMove, Play, conversations, network, stands
from tests.conversations.town import MAIL, Town, open_town
from tests.faults.invariants import (
    Left,
    Verdict,
    copies_are_equal,
    ledger_is_outbox,
    lines_arrive_in_order,
    nothing_joins_two_structures,
    topics_are_asked_for,
    topics_are_one_to_one,
    words_stay_in_their_structure,
    words_stay_in_their_thread,
)
from tests.servers.smtp import words as mailed

CONVERSATIONS = int(os.environ.get("TRIADE_CONVERSATIONS", "3"))
SEED = int(os.environ.get("TEST_SEED", "20261126"))
Judge = Callable[[Connection, Play], list[str]]
#: what happened in all of them together
TOTAL: Counter[str] = Counter()


async def play(moves: list[OneMove], dice: int, judged: Judge | None = None) -> list[str]:
    """One conversation from its first move to its judgment: the promises that were broken."""
    async with open_town(dice) as town:
        played = Play(town)
        await network(played, dice, 0, 0)
        for one in moves:
            await played.move(*one)
        await town.rest()
        TOTAL.update(played.done)
        TOTAL["conversations"] += 1
        broken = await town.stage.database.run(lambda c: (judged or judge)(c, played))
        return [*broken, *(f"unscoped: {one}" for one in town.unscoped)]


def judge(c: Connection, played: Play) -> list[str]:
    """Every promise that was broken, in words."""
    town, verdict = played.town, Verdict()
    left = Left(c, town.stage.tg, WORD)
    ledger = [e for e in town.stage.tg.ledger.entries if e.method.startswith(("send", "copy", "forward"))]
    TOTAL["messages in the ledger"] += len(ledger)
    authors = {name: {str(word.author.id)} for name, word in played.words.items()}
    broken = [f"update failed: {why}" for why in c.execute(select(inbox.c.reason).where(inbox.c.tries > 0)).scalars()]
    broken += [f"4: {one}" for one in ledger_is_outbox(c, left.rows, ledger, verdict)]
    broken += [f"5: {one}" for one in words_stay_in_their_thread(left, authors)]
    broken += [f"6: {one}" for one in nothing_joins_two_structures(c)]
    broken += [f"6: {one}" for one in words_stay_in_their_structure(left)]
    broken += [f"7: {one}" for one in lines_arrive_in_order(left)]
    broken += [f"8: {one}" for one in copies_are_equal(left)]
    broken += [f"13: {one}" for one in topics_are_one_to_one(left)]
    broken += [f"13: {one}" for one in topics_are_asked_for(c, left.rows, town.stage.tg.ledger.entries)]
    broken += [f"meant: {one}" for one in words_stand_where_they_were_meant(c, played)]
    broken += [f"mail: {one}" for one in mails_are_of_their_thread(c, town)]
    return broken


def words_stand_where_they_were_meant(c: Connection, played: Play) -> list[str]:
    """By what each author did on her screen, not by what the bot has written down."""
    broken = []
    for name, word in played.words.items():
        found = stands(c, name)
        if not set(found) <= word.places:
            broken.append(f"word {name} of {word.author.first_name} stands in {found}, meant for {word.places}")
        if word.surely and not found:
            broken.append(f"word {name} of {word.author.first_name} stands nowhere, meant for {word.places}")
    return broken


def mails_are_of_their_thread(c: Connection, town: Town) -> list[str]:
    """Who has nothing but a mailbox reads the threads with a mail seat, and no notes."""
    number = next(thread.number for thread in town.threads.values() if thread.mail)
    read = {name for mail in town.office.to(MAIL) for name in WORD.findall(mailed(mail))}
    return [
        f"word {name} was mailed"
        for name in read
        if not any(triad == number and line != "note" for triad, line in stands(c, name))
    ]


@seed(SEED)
@settings(
    max_examples=CONVERSATIONS,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.generate, Phase.shrink),
    print_blob=True,
)
@given(moves=conversations, dice=st.integers(0, 10_000))
def test_every_conversation_keeps_the_invariants(moves: list[OneMove], dice: int) -> None:
    broken = asyncio.run(play(moves, dice))

    assert not broken, "\n".join(broken[:12])


# --- the judge sees what is wrong ------------------------------------------------------------------------------------


def by_chance(number: int) -> list[OneMove]:
    """A conversation that is always the same."""
    random = Random(number)
    return [(random.choice(KINDS), *(random.randrange(1000) for _ in range(3))) for _ in range(45)]


def everybody_reads_all(triad: Triad, author: Person, line: Line = Line.TRIAD) -> tuple[Person, ...]:
    """A wrong recipient: the young person reads the professionals' line."""
    return tuple(m for m in triad.members if m.id != author.id and m.role is not Role.COUNSELLOR and m.settled)


def guess(person: Person, threads: Iterable[Triad], post: Post | None = None, *_: int, **__: bool) -> Destination:
    """A wrong thread: the first one, whatever is answered."""
    among = tuple(t for t in threads if t.state == "open" and t.has(person))
    return Destination(among[0] if among else None, Line.TRIAD, among)


def forget(*_: object) -> None:
    """A correction that changes nobody's copy."""


MUTATIONS = {
    "5: ": ("core.triad.Triad.readers", everybody_reads_all),
    "meant: ": ("core.thread.meant.where", guess),
    "8: ": ("core.thread.thread.recopy", forget),
}


@pytest.mark.parametrize("seen", MUTATIONS)
def test_a_bot_with_a_fault_is_found_guilty(monkeypatch: pytest.MonkeyPatch, seen: str) -> None:
    monkeypatch.setattr(*MUTATIONS[seen])

    broken = asyncio.run(play(by_chance(12), 0))

    assert [one for one in broken if one.startswith(seen)], broken


def test_what_was_tampered_with_is_found() -> None:
    """One conversation, judged again after each thing that nobody may do to what it left."""

    def tampered(c: Connection, played: Play) -> list[str]:
        assert [] == judge(c, played)
        ledger = played.town.stage.tg.ledger
        twice = next(e for e in reversed(ledger.entries) if e.method == "sendMessage" and WORD.search(e.text))
        first, second = [row.id for row in c.execute(select(triads.c.id).where(triads.c.topic != "").limit(2))]

        def sees(number: str, act: Callable[[], object]) -> None:
            undo = c.begin_nested()
            act()
            assert [one for one in judge(c, played) if one.startswith(f"{number}: ")], number
            undo.rollback()

        sees("6", lambda: c.execute(update(members).where(members.c.triad_id == first).values(structure_id=2)))
        sees("7", lambda: c.execute(update(posts).values(number=1000 - posts.c.number)))
        sees("8", lambda: c.execute(update(posts).values(content={"t": "mot1. v9"}).where(posts.c.number == 1)))
        topic = select(triads.c.topic).where(triads.c.id == first).scalar_subquery()
        sees("13", lambda: c.execute(update(triads).where(triads.c.id == second).values(topic=topic)))
        sees("13", lambda: c.execute(update(members).where(members.c.topic != "").values(topic="7", topic_chat="8")))
        sees("5", lambda: c.execute(update(members).values(until=members.c.since)))
        sees("5", lambda: c.execute(update(members).values(topic="")))
        sees("5", lambda: c.execute(update(triad_groups).values(chat=triad_groups.c.chat + "0")))
        sees("4", lambda: ledger.add(at=twice.at, bot=twice.bot, method=twice.method, chat=twice.chat,
                                     message_id=10**6, text=twice.text))  # fmt: skip
        return []

    assert [] == asyncio.run(play(by_chance(12), 3, tampered))


def teardown_module() -> None:
    """What was played, for who asked for many."""
    if CONVERSATIONS > 100:
        print(dict(sorted(TOTAL.items())))
