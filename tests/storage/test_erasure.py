"""What is planted in every column is found before an erasure, and nowhere after it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, delete, insert, or_, select, text, update

from core.privacy.kept import ExportOf
from storage import archive, erasure, privacy
from storage.engine import tenancy
from storage.engine.unit import FORGETS, Database
from storage.register import HERS_ALONE, REGISTER, Fate
from storage.road.letters import Act
from storage.tables import addresses, doors, members, people
from tests.storage.house import ANA, ELSEWHERE, HERE, LEA, MARC, MONDAY, OTHER_TRIAD, SONIA, TRIAD, House, to
from tests.storage.planting import MARK, dump, plant


def as_apprentice(c: Connection, person: int = LEA) -> None:
    c.execute(update(people).where(people.c.id == person).values(role="apprentice"))
    c.execute(update(members).where(members.c.person_id == person).values(role="apprentice"))


def in_files(url: str, marks: set[str]) -> set[str]:
    """Which of the marks stand in the bytes of the database and of what is beside it (SQLite)."""
    path = Path(url.removeprefix("sqlite:///"))
    held = b"".join(file.read_bytes() for file in (path, *path.parent.glob(f"{path.name}-*")))
    return {mark for mark in marks if mark.encode() in held}


async def erased(house: House, person: int = LEA) -> None:
    def work(c: Connection) -> bool:
        tenancy.within(c, HERE)
        return erasure.erase(c, HERE, person, "asked", house.now)

    assert await house.run(work)
    await house.deliver()
    await house.run(erasure.finish, house.now + erasure.TOLD)


async def test_an_apprentice_leaves_no_word_behind(house: House, url: str) -> None:
    house.now = MONDAY + timedelta(days=30)
    await house.run(as_apprentice)
    hers = await house.run(plant)
    others = await house.run(plant, ANA, OTHER_TRIAD, ELSEWHERE)
    others.discard(f"canari-inbox-raw-{ANA}")  # what came in and is done with has no structure: emptied for all
    all_words = {f"canari-{name}-{column}-{LEA}" for name, entry in REGISTER.items() for column in entry.words}
    missing = all_words - hers
    # these are her address, which has its mark; and nobody has asked yet
    assert missing == {f"canari-{what}-{LEA}" for what in ("posts-chat", "inbox-lane", "forgotten-rooms")}
    assert hers & set(MARK.findall(str(await house.run(archive.export, HERE))))

    await erased(house)

    left = set(MARK.findall(await house.run(dump)))
    assert left & hers == set()
    assert others <= left
    assert not hers & set(MARK.findall(str(await house.run(archive.export, HERE))))
    if url.startswith("sqlite"):
        assert in_files(url, hers), "the log of writes still holds what was"
        await house.database.scrub()
        assert set() == in_files(url, hers)
        assert others == in_files(url, others)


async def test_the_server_quotes_nothing_of_a_table_that_is_empty_now(furnished: str) -> None:
    """ANALYZE alone leaves the statistics of an empty table as they were (PostgreSQL 18 and later can clear them)."""
    database = Database.open(furnished, durable=False)

    def quoted(c: Connection) -> set[str]:
        tenancy.be_owner(c)
        rows = c.execute(text("SELECT most_common_vals::text, histogram_bounds::text FROM pg_stats"))
        return set(MARK.findall(str(rows.all())))

    def told(c: Connection) -> None:
        c.execute(insert(doors), [{"door": f"canari-doors-door-{n}", "alive_at": MONDAY} for n in (1, 2, 3)])

    await database.run(told)
    await database.scrub()
    assert await database.run(quoted)
    await database.run(lambda c: c.execute(delete(doors)))
    await database.scrub()

    able = await database.run(lambda c: (c.dialect.server_version_info or (0,)) >= FORGETS)
    assert able is not bool(await database.run(quoted))
    await database.close()


async def test_an_adult_leaves_the_apprentice_her_missions(house: House) -> None:
    await house.run(as_apprentice)
    house.now = MONDAY + timedelta(days=30)
    his = await house.run(plant, MARC)
    of_the_triad = {mark for mark in his if not REGISTER[mark.split("-")[1]].own}

    await erased(house, MARC)

    left = set(MARK.findall(await house.run(dump)))
    assert left & his == {mark for mark in of_the_triad if mark.split("-")[1] not in ("inbox", "outbox")}
    assert {f"canari-missions-card-{MARC}", f"canari-meetings-data-{MARC}"} <= left


@pytest.mark.parametrize("person", [LEA, MARC])
async def test_each_row_meets_the_fate_that_the_register_says(house: House, person: int) -> None:
    """Rows, not only words: what goes is gone, what is emptied is there without words, what stays is as it was."""
    await house.run(as_apprentice)
    house.now = MONDAY + timedelta(days=30)
    await house.run(plant, person)
    young = person == LEA

    def rows(c: Connection) -> dict[str, list[dict[str, Any]]]:
        """Hers, and for the apprentice those of her triad; for an adult those that are the triad's alone."""
        found = {}
        for name, entry in REGISTER.items():
            column = entry.table.c
            which = [column[own] == person for own in entry.own]
            if entry.of_triad and (young or not entry.own):
                which.append(column.triad_id == TRIAD)
            if which:
                query = select(entry.table).where(or_(*which)).order_by(*entry.table.primary_key.columns)
                found[name] = [dict(row._mapping) for row in c.execute(query)]
        return found

    before = await house.run(rows)
    await erased(house, person)
    after = await house.run(rows)

    told = {"gone": 0, "empty": 0, "as it was": 0}
    for name, entry in REGISTER.items():
        fate = entry.hers if young else entry.theirs
        if fate is Fate.APART or not before.get(name) or name.startswith("call_"):
            continue  # the marks of the other tests look after these; adults make no calls
        if not young and not entry.own:
            assert entry.fates[1] == HERS_ALONE or fate is Fate.STAYS, name
            assert after[name] == before[name], name
        elif fate is Fate.GOES:
            assert after[name] == [], name
            told["gone"] += 1
        elif fate is Fate.EMPTIED:
            assert len(after[name]) == len(before[name]), name
            assert not [row for row in after[name] for word in entry.words if row[word] not in ("", {}, {"w": 1})], name
            told["empty"] += 1
        else:
            assert after[name] == before[name], name
            told["as it was"] += 1
    assert told["gone"] > (30 if young else 10)
    assert young or (told["empty"] > 3 and told["as it was"] > 0)


async def test_nobody_is_reached_any_more_and_the_number_stays(house: House) -> None:
    await house.run(as_apprentice)

    await erased(house)

    row = (await house.run(lambda c: c.execute(select(people).where(people.c.id == LEA)).all()))[0]
    assert ("", "apprentice", house.now) == (row.first_name, row.role, row.left_at)
    assert not await house.run(lambda c: c.execute(select(addresses).where(addresses.c.person_id == LEA)).all())


async def test_the_team_keeps_no_copy_of_a_call_on_its_screens(house: House) -> None:
    await house.run(as_apprentice)
    await house.run(plant)
    mine, call = to(SONIA, "Elle dort mal.", subject=f"call:k{LEA}"), to(SONIA, "Autre", subject="call:k77")
    await house.put(mine, call)
    await house.deliver()

    def work(c: Connection) -> bool:
        tenancy.within(c, HERE)
        return erasure.erase(c, HERE, LEA, "asked", house.now)

    await house.run(work)
    taken_back = [letter for letter in await house.deliver() if letter.act is Act.REMOVE and letter.person == SONIA]

    (copy,) = await house.rows(subject=f"call:k{LEA}", act="send")
    assert [copy.id] == [letter.target for letter in taken_back]
    assert "removed" == copy.state


async def test_what_she_receives_is_all_of_hers_and_nothing_of_others(house: House) -> None:
    await house.run(as_apprentice)
    hers = await house.run(plant)
    others = await house.run(plant, ANA, OTHER_TRIAD, ELSEWHERE)

    told = set(MARK.findall(str(await house.run(privacy.export, HERE, ExportOf(LEA)))))

    unshown = {mark for mark in hers if REGISTER[mark.split("-")[1]].unshown}
    assert told == hers - unshown
    assert not told & others
    assert {mark.split("-")[1] for mark in unshown} == {"desk_cards", "inbox", "outbox", "rooms", "timers"}
