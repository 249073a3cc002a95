"""Where a message goes, a great many times: a wrong recipient hurts somebody, so there must be none at all."""

from __future__ import annotations

import os
from collections import Counter
from dataclasses import replace
from random import Random

from core.messages import Line, Place
from core.people import Person, Role
from core.reply import Post
from core.texts import Rich
from core.thread.group import Group
from core.thread.readers import in_topic, rooms
from core.thread.routing import where
from core.triad import Triad
from tests.core.circle import HOME, person

#: decisions of one run; TRIADE_DECISIONS asks for more (a million takes some minutes)
DECISIONS = int(os.environ.get("TRIADE_DECISIONS", "100000"))


def crowd(random: Random) -> tuple[list[Person], list[Triad]]:
    """Six apprentices, tutors of up to five of them, a trainer, counsellors; some threads are closed."""
    young = [person(n, Role.APPRENTICE, f"J{n}") for n in range(1, 7)]
    adults = [person(n, Role.TUTOR, f"T{n}") for n in (11, 12)] + [person(13, Role.TRAINER, "F")]
    team = [person(n, Role.COUNSELLOR, f"C{n}") for n in (21, 22)]
    triads = []
    for number, one in enumerate(young, 1):
        members = (one, *random.sample(adults, random.randint(0, 3)), random.choice(team))
        state = "open" if random.random() < 0.8 else "closed"
        triads.append(Triad(number, HOME.id, members, f"{number}0", state=state, pros_topic=f"{number}1"))
    return [*young, *adults, *team], triads


def test_no_message_goes_where_its_author_did_not_say() -> None:
    random, seen = Random(3), Counter[str]()
    for _ in range(DECISIONS // 1000):
        people, triads = crowd(random)
        posts = [_post(random, people, triads) for _ in range(50)]
        for _ in range(1000):
            who = random.choice(people)
            mine = [t for t in triads if t.has(who)]
            post = random.choice(posts) if random.random() < 0.5 else None
            about = random.choice(triads).id if post is None and random.random() < 0.3 else 0
            topic = random.choice(triads).id if random.random() < 0.4 else 0
            goes = where(who, mine if random.random() < 0.9 else triads, post, about, topic)
            open_ones = {t.id for t in mine if t.state == "open"}
            named = post.triad_id if post else about or topic
            if goes.triad is None:
                assert {t.id for t in goes.among} == open_ones, (who, post, about)
                assert named not in open_ones
                seen["asked"] += 1
                continue
            assert goes.triad.id in open_ones
            if named:
                assert goes.triad.id == named
                assert goes.line is (post.line if post and who.role is not Role.APPRENTICE else Line.TRIAD)
            else:
                assert open_ones == {goes.triad.id}
                assert goes.line is Line.TRIAD
            seen[f"in its topic {goes.line}" if topic and not (post or about) else f"sent {goes.line}"] += 1
    assert {"asked", "sent triad", "sent pros", "in its topic triad"} == set(seen)
    assert DECISIONS == sum(seen.values())


def _post(random: Random, people: list[Person], triads: list[Triad]) -> Post:
    author, line = random.choice(people), random.choice([*Line])
    post = Post(random.choice(triads).id, 1, author.id, author.role, Place("telegram", "1"), "1", Rich("x"))
    return replace(post, line=line)


def test_a_group_never_shows_a_message_to_whom_it_is_not_for_and_nobody_reads_it_twice() -> None:
    """Every reader has the post exactly once, counted over where it was written, the group, private chats and topic."""
    random, seen = Random(5), Counter[str]()
    for _ in range(DECISIONS // 50):
        people, triads = crowd(random)
        triad = replace(random.choice(triads), group=None)
        group = _group(random, people, triad) if random.random() < 0.8 else None
        triad = replace(triad, group=group)
        author = random.choice(triad.members)
        line = Line.PROS if author.role is not Role.APPRENTICE and random.random() < 0.2 else Line.TRIAD
        post = _written(random, triad, author, line)
        reached = rooms(triad, author, post)

        private = {one.id for one in reached if isinstance(one, Person)}
        there = any(isinstance(one, Group) for one in reached)
        in_group = group.present if group is not None and (there or post.in_group) else frozenset()
        readers = {one.id for one in triad.readers(author, line)}
        assert len(reached) == len(private) + there + (None in reached)
        assert private | (in_group & readers) == readers
        assert not private & in_group
        assert (None in reached) != in_topic(triad, post)
        if there:
            assert group is not None
            assert group.on
            assert line is Line.TRIAD
            assert not post.in_group
            known = {one.id for one in people if triad.has(one) or one.role is Role.COUNSELLOR}
            assert group.present <= known
        seen[f"group {there}"] += 1
    assert 2 == len(seen)


def _group(random: Random, people: list[Person], triad: Triad) -> Group:
    """Linked or suspended; some of the thread and of the team are in it."""
    may = [one.id for one in people if triad.has(one) or one.role is Role.COUNSELLOR]
    present = frozenset(random.sample(may, random.randint(0, len(may))))
    strangers = {"k": "Igor"} if random.random() < 0.2 else {}
    place = Place("telegram", random.choice(("-5", "-1005")), private=False)
    return Group(triad.id, place, present=present, strangers=strangers, admin=random.random() < 0.8)


def _written(random: Random, triad: Triad, author: Person, line: Line) -> Post:
    """In private, in the topic (of this line), in the group, or in a group that is no longer the thread's."""
    places = [Place("telegram", str(author.id))]
    if author.role is Role.COUNSELLOR:
        places = [Place("telegram", "-1001", triad.topic_of(line), private=False)]
    if line is Line.TRIAD and triad.group is not None and author.id in triad.group.present:
        # a group may count its topics as the forum does, or have none
        places.append(replace(triad.group.place, topic=random.choice(("", triad.topic))))
    place = random.choice(places)
    grouped = triad.group is not None and triad.group.holds(place)
    return Post(triad.id, 1, author.id, author.role, place, "1", Rich("x"), line=line, in_group=grouped)


def test_the_topic_that_is_not_open_yet_is_not_where_a_message_of_the_group_was_written() -> None:
    lea, marc = person(1, Role.APPRENTICE, "Léa"), person(2, Role.TUTOR, "Marc")
    group = Group(7, Place("telegram", "-5", private=False), present=frozenset({1, 2}))
    triad = Triad(7, HOME.id, (lea, marc), topic="", group=group)
    post = Post(7, 1, 1, Role.APPRENTICE, group.place, "1", Rich("x"), in_group=True)

    assert [None] == rooms(triad, lea, post)
    assert [marc, None] == rooms(replace(triad, group=None), lea, post)
