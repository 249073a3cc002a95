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
            goes = where(who, mine if random.random() < 0.9 else triads, post, about)
            open_ones = {t.id for t in mine if t.state == "open"}
            named = post.triad_id if post else about
            if goes.triad is None:
                assert {t.id for t in goes.among} == open_ones, (who, post, about)
                seen["asked"] += 1
                continue
            assert goes.triad.id in open_ones
            if named:
                assert goes.triad.id == named
                assert goes.line is (post.line if post and who.role is not Role.APPRENTICE else Line.TRIAD)
            else:
                assert open_ones == {goes.triad.id}
                assert goes.line is Line.TRIAD
            seen[f"sent {goes.line}"] += 1
    assert {"asked", "sent triad", "sent pros"} == set(seen)
    assert DECISIONS == sum(seen.values())


def _post(random: Random, people: list[Person], triads: list[Triad]) -> Post:
    author, line = random.choice(people), random.choice([*Line])
    post = Post(random.choice(triads).id, 1, author.id, author.role, Place("telegram", "1"), "1", Rich("x"))
    return replace(post, line=line)
