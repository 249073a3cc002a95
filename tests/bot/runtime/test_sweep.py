"""What goes by itself: traces of who was erased, what is too old; and nobody comes back with a backup."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from shutil import copy

import pytest
from sqlalchemy import Connection, insert, select

from bot.runtime.sweep import Sweeper
from core.messages import Place, Send, ToPlace
from storage import erasure, retention
from storage.engine import tenancy
from storage.engine.unit import Database
from storage.register import REGISTER
from storage.tables import desk_cards, events, inbox, metadata, outbox, people
from tests.storage.conftest import furnished_file as furnished_file
from tests.storage.house import HERE, LEA, MONDAY, House, to, words
from tests.storage.planting import MARK, dump, plant


@pytest.fixture
async def house(tmp_path: Path, furnished_file: Path) -> AsyncIterator[House]:
    copy(furnished_file, tmp_path / "triade.sqlite3")
    database = Database.open(f"sqlite:///{tmp_path / 'triade.sqlite3'}", durable=False)
    yield House(database)
    await database.close()


def erase(c: Connection) -> bool:
    tenancy.within(c, HERE)
    return erasure.erase(c, HERE, LEA, "asked", MONDAY)


async def name_of(house: House, person: int) -> str:
    return str(await house.run(lambda c: c.execute(select(people.c.first_name).where(people.c.id == person)).scalar()))


async def test_who_was_erased_does_not_come_back_with_a_backup(house: House, tmp_path: Path) -> None:
    file, backup, listed = tmp_path / "triade.sqlite3", tmp_path / "old.sqlite3", tmp_path / "erasures"
    await house.run(plant)
    await house.database.scrub()
    copy(file, backup)
    sweeper = Sweeper(house.database, lambda: house.now, listed)
    assert await sweeper.begin() == 0
    await house.run(erase)
    await house.deliver()
    await sweeper.once()
    assert not MARK.search(listed.read_text())
    await house.database.close()

    came_back = House(Database.open(f"sqlite:///{backup}", durable=False))
    assert "canari" in await name_of(came_back, LEA)
    again = Sweeper(came_back.database, lambda: house.now, listed)
    assert await again.begin() == 1
    assert "" == await name_of(came_back, LEA)
    assert await Sweeper(came_back.database, lambda: house.now, listed).begin() == 0
    await came_back.database.close()


async def test_a_list_of_another_database_erases_nobody(house: House, tmp_path: Path) -> None:
    listed = tmp_path / "erasures"
    listed.write_text('\n{"structure": 1, "person": 1, "created": "2020-01-01T00:00:00+00:00", "erased": ""}\n{"cut')

    assert await Sweeper(house.database, lambda: house.now, listed).begin() == 0
    assert await name_of(house, LEA) == "P1"


async def test_what_is_too_old_goes_by_itself_and_what_is_not_stays(house: House) -> None:
    await house.run(plant)
    house.now = MONDAY + timedelta(days=2)
    sweeper = Sweeper(house.database, lambda: house.now, None)
    before = await house.run(dump)
    assert await sweeper.once() == 0
    assert await house.run(dump) == before

    house.now = MONDAY + timedelta(days=8 + 1)
    await sweeper.once()
    left = set(MARK.findall(await house.run(dump)))
    assert not left & {f"canari-{what}-{LEA}" for what in ("inbox-raw", "outbox-payload", "runs-answers")}
    assert {f"canari-posts-content-{LEA}", f"canari-outbox-message-{LEA}"} <= left

    house.now = MONDAY + timedelta(days=1200)
    await sweeper.once()
    ends = {name: [late for late in entry.kept.late if not late.empties] for name, entry in REGISTER.items()}
    gone = {name for name, late in ends.items() if late and not any(one.loose or one.homeless for one in late)}
    rows = await house.run(lambda c: {name: c.execute(select(metadata.tables[name])).all() for name in gone})
    # what a report of today says, and what has no row of the past
    assert [row.kind for row in rows.pop("events")] == ["retention-done"]
    assert {name for name, some in rows.items() if some} == set()
    assert await house.run(lambda c: c.execute(select(outbox)).all())


async def test_a_card_about_nobody_goes_after_a_year_and_one_about_somebody_with_her(house: House) -> None:
    """« Igor ne souhaite pas venir » names somebody whom no erasure will ever find."""

    def fill(c: Connection) -> None:
        card = {"structure_id": HERE, "kind": "k", "content": {}, "raised_at": MONDAY, "changed_at": MONDAY}
        for one in ({"key": "of nobody"}, {"key": "of Léa", "person_id": LEA}):
            c.execute(insert(desk_cards), card | one)

    await house.run(fill)
    for days, left in ((360, {"of nobody", "of Léa"}), (370, {"of Léa"})):
        house.now = MONDAY + timedelta(days=days)
        await Sweeper(house.database, lambda: house.now, None).once()
        assert left == set(await house.run(lambda c: c.execute(select(desk_cards.c.key)).scalars().all()))


async def test_what_strangers_were_answered_goes_after_a_month_and_the_rest_of_the_road_stays(house: House) -> None:
    to_her = Send(to=ToPlace(Place("telegram", "77", private=True)), content=words("Bonjour"))
    await house.put(to_her, structure=None)
    await house.put(to(LEA))
    await house.deliver()

    for day, left in ((29, 2), (31, 1)):
        house.now = MONDAY + timedelta(days=day)
        await Sweeper(house.database, lambda: house.now, None).once()
        assert left == len(await house.rows())
    assert [LEA] == [row.person_id for row in await house.rows()]


async def test_retention_goes_on_where_it_was_killed(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retention, "MOST", 3)

    def fill(c: Connection) -> None:
        rows = [
            {"door": "d", "number": n, "lane": "", "raw": "x", "state": "done", "received_at": MONDAY}
            for n in range(10)
        ]
        c.execute(insert(inbox), rows)

    await house.run(fill)
    house.now = MONDAY + timedelta(days=40)
    assert (await house.run(retention.step, house.now))["inbox"]
    assert await house.run(lambda c: c.execute(select(inbox.c.raw)).all()), "killed here: some are left"

    await Sweeper(house.database, lambda: house.now, None).once()

    assert not await house.run(lambda c: c.execute(select(inbox.c.raw)).all())
    told = await house.run(lambda c: c.execute(select(events.c.data).where(events.c.kind == "retention-done")).all())
    assert 1 == len(told)
