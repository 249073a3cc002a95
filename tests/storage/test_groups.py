"""Groups of triads on the road: checked when something leaves, put back to each in private, never moved wrongly."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import Connection, insert, select, update

from core.messages import Change, Send, ToGroup, ToTopic
from storage.road.letters import Definite, Kind
from storage.road.moves import move_chat
from storage.tables import alerts, members, people, posts, structures, triad_groups, triads
from tests.storage.house import ELSEWHERE, FORUM, HERE, LEA, MARC, MONDAY, OTHER_FORUM, SONIA, TRIAD, House, words

GROUP = "-555"
SAID = "post:1:1"


def _link(c: Connection) -> None:
    """Léa, Marc and Sonia have said yes, and are in the group of their triad; Léa has written something."""
    c.execute(update(people).values(consent_version="1"))
    c.execute(update(members).values(role="tutor"))
    row = {"triad_id": TRIAD, "structure_id": HERE, "channel": "telegram", "chat": GROUP, "state": "linked"}
    c.execute(insert(triad_groups), row | {"who": {"present": [LEA, MARC, SONIA]}, "since": MONDAY})
    post = {"triad_id": TRIAD, "structure_id": HERE, "number": 1, "author_id": LEA, "role": "apprentice", "at": MONDAY}
    c.execute(insert(posts), post | {"content": {"t": "x"}, "channel": "telegram", "chat": "1001", "message": "5"})


@pytest.fixture
async def linked(house: House) -> House:
    await house.run(_link)
    await house.put(Send(to=ToGroup(TRIAD), content=words("Bonjour"), subject=SAID))
    return house


async def state(house: House) -> tuple[str, str]:
    query = select(triad_groups.c.chat, triad_groups.c.state)
    return await house.run(lambda c: tuple(c.execute(query).one()))


def chats(letters: list[Any]) -> list[tuple[str, str]]:
    return sorted((letter.place.chat, letter.content.text.text) for letter in letters)


PRIVATELY = [("1002", "Bonjour"), ("1003", "Bonjour")]  # Marc and Sonia; Léa has written it


async def test_it_leaves_once_for_the_group(linked: House) -> None:
    assert [(GROUP, "Bonjour")] == chats(await linked.deliver())


async def test_who_is_of_the_triad_no_more_is_a_stranger_in_its_group(linked: House) -> None:
    await linked.run(lambda c: c.execute(update(members).where(members.c.person_id == MARC).values(until=MONDAY)))

    assert [("1003", "Bonjour")] == chats(await linked.deliver())
    assert (GROUP, "suspended") == await state(linked)


@pytest.mark.parametrize("kind", [Kind.GONE, Kind.NO_RIGHT])
async def test_a_group_that_refuses_is_suspended_and_each_reads_in_private(linked: House, kind: Kind) -> None:
    await linked.settle(Definite(await linked.only(), kind, "as it says"))

    assert PRIVATELY == chats(await linked.deliver())
    assert (GROUP, "suspended") == await state(linked)
    await linked.put(Send(to=ToGroup(TRIAD), content=words("Encore"), subject=SAID, part=1))
    assert [(chat, "Encore") for chat, _ in PRIVATELY] == chats(await linked.deliver())


async def test_a_correction_reaches_those_who_have_read_the_words_in_a_group_that_has_moved(linked: House) -> None:
    await linked.deliver()
    assert await linked.run(move_chat, "telegram", GROUP, "-1000555", MONDAY)
    await linked.put(Change(to=ToGroup(TRIAD), content=words("Bonsoir"), subject=SAID, else_after=ToGroup(TRIAD)))

    assert [("-1000555", "Bonsoir")] == chats(await linked.deliver())


async def test_what_is_under_way_when_the_group_moves_follows_it(linked: House) -> None:
    letter = await linked.only()
    assert await linked.run(move_chat, "telegram", GROUP, "-1000555", MONDAY)
    await linked.settle(Definite(letter, Kind.MOVED, "as it says", to_chat="-1000555"))

    assert [("-1000555", "Bonjour")] == chats(await linked.deliver())


@pytest.mark.parametrize("onto", [FORUM, OTHER_FORUM])
async def test_a_group_never_moves_onto_what_is_somebodys(linked: House, onto: str) -> None:
    assert not await linked.run(move_chat, "telegram", GROUP, onto, MONDAY)
    assert not await linked.run(move_chat, "telegram", OTHER_FORUM, GROUP, MONDAY)
    await linked.settle(Definite(await linked.only(), Kind.MOVED, "as it says", to_chat=onto))

    assert (GROUP, "linked") == await state(linked)
    assert ["room-unusable"] == await linked.run(lambda c: list(c.execute(select(alerts.c.kind)).scalars()))
    assert ["retry"] == await linked.states()


async def test_two_topics_of_a_forum_that_moves_both_follow(house: House) -> None:
    """The second refusal of one move says nothing new: its letter goes where the first has led."""
    await house.change(triads, TRIAD, topic="9", pros_topic="10")
    await house.put(Send(to=ToTopic(TRIAD), content=words("un")))
    letter = await house.only()
    await house.run(move_chat, "telegram", FORUM, "-1001", MONDAY)
    await house.settle(Definite(letter, Kind.MOVED, "as it says", to_chat="-1001"))

    assert [("-1001", ""), ("-1001", "un")] == chats(await house.deliver())
    forums = select(structures.c.forum_chat).where(structures.c.id == ELSEWHERE)
    assert [OTHER_FORUM] == await house.run(lambda c: list(c.execute(forums).scalars()))
