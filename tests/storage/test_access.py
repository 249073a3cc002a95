"""The access layer: what is asked and kept stays within one structure; links are known by their hash alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import select

from core.due import next_day
from core.links import Link, NewLink, RevokedLinks
from core.nudges.nudge import Hours
from core.people import Structure
from storage import access, links, people
from storage.tables import links as table, timers
from tests.storage.house import ELSEWHERE, HERE, MONDAY, House

CODE = "c" * 22
LINK = NewLink(CODE, "passport", MONDAY + timedelta(days=7), subject="passport:1")


async def find(house: House, purpose: str = "passport", code: str = CODE) -> Link | None:
    found: Link | None = await house.run(links.find, purpose, code)
    return found


async def test_a_link_is_found_by_its_code_and_only_for_its_purpose(house: House):
    await house.run(access.keep, HERE, LINK, MONDAY)

    found = await find(house)
    assert found is not None
    assert (HERE, "passport:1", True) == (found.structure_id, found.subject, found.open(MONDAY))
    assert [None, None] == [await find(house, "mission"), await find(house, code="d" * 22)]


async def test_the_code_itself_is_kept_nowhere(house: House):
    await house.run(access.keep, HERE, LINK, MONDAY)

    rows = await house.run(lambda c: [tuple(row) for row in c.execute(select(table))])
    assert CODE not in str(rows)


async def test_a_link_ends_by_itself(house: House):
    await house.run(access.keep, HERE, LINK, MONDAY)

    found = await find(house)
    assert found is not None
    assert not found.open(LINK.expires_at)


async def test_a_revoked_link_is_closed_and_another_structure_cannot_revoke_it(house: House):
    await house.run(access.keep, HERE, LINK, MONDAY)
    gone = RevokedLinks("passport", "passport:1")

    await house.run(access.keep, ELSEWHERE, gone, MONDAY)
    before = await find(house)
    await house.run(access.keep, HERE, gone, MONDAY)
    after = await find(house)

    assert before is not None
    assert after is not None
    assert (True, False) == (before.open(MONDAY), after.open(MONDAY))


async def test_a_structure_keeps_what_it_chooses(house: House):
    def choose(c):
        known = people.structure(c, HERE)
        access.keep(c, HERE, replace(known, settings={"held": ["money"]}), MONDAY)
        return people.structure(c, HERE)

    kept: Structure = await house.run(choose)
    assert {"held": ["money"]} == kept.settings


async def test_every_structure_has_one_timer_of_the_day_however_often_one_starts(house: House):
    def begin_twice(c):
        people.begin_days(c, MONDAY)
        people.begin_days(c, MONDAY)
        return list(c.execute(select(timers.c.key).where(timers.c.kind == "day")).scalars())

    keys = await house.run(begin_twice)
    assert sorted(set(keys)) == sorted(keys)
    assert next_day(HERE, Hours(), MONDAY).key in keys
