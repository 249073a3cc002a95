"""A backup taken while the bot writes is whole; restored elsewhere, nothing old is sent again."""

from __future__ import annotations

import asyncio
import os
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, func, insert, select, text

from bot.operator import Impossible
from bot.safekeeping import backup, fill, restore
from core.messages import Send, ToTopic
from storage import invariants
from storage.engine import copying
from storage.engine.tenancy import be_owner
from storage.engine.unit import Database
from storage.migrate import migrate
from storage.road import restored, timers
from storage.tables import alerts, inbox, outbox
from tests.servers.postgres import Postgres
from tests.storage.house import HERE, LEA, MARC, MONDAY, TRIAD, House, furnish, to, words


async def furnished(url: str) -> House:
    """A house with messages in every state, and an entry that waits."""
    await migrate(url, durable=False)
    house = House(Database.open(url, durable=False))
    await house.run(furnish)
    await house.put(to(LEA, "Déjà parti « œ »"), Send(to=ToTopic(TRIAD), content=words("Au sujet")))
    await house.deliver()
    await house.put(to(LEA, "Attend encore"), to(MARC, "En route"))
    await house.put(to(MARC, "Demain matin"), not_before=MONDAY + timedelta(days=1))
    await house.claim(limit=1)
    entry = {"door": "telegram:1", "number": 7, "lane": "telegram:9", "raw": "{}", "received_at": MONDAY}
    await house.run(lambda c: c.execute(insert(inbox), entry))
    return house


def address(kind: str, tmp_path: Path, postgres: Postgres) -> str:
    return postgres.create_database() if kind == "postgresql" else f"sqlite:///{tmp_path / 'new.sqlite3'}"


@pytest.mark.parametrize("kinds", ["sqlite to postgresql", "postgresql to sqlite"])
async def test_a_restored_database_is_the_same_and_sends_nothing_again(
    kinds: str, tmp_path: Path, postgres: Postgres
) -> None:
    first, second = kinds.split(" to ")
    old = postgres.create_database() if first == "postgresql" else f"sqlite:///{tmp_path / 'old.sqlite3'}"
    house, file = await furnished(old), tmp_path / "backup"
    new = address(second, tmp_path, postgres)

    sums = await backup(old, file)
    done = await restore(file, new, MONDAY + timedelta(hours=1), durable=False)

    assert sums == done.sums == await house.run(copying.sums_of)
    assert (3, 1, []) == (done.held, done.entries, done.broken)
    again = House(Database.open(new, durable=False))
    again.later(days=2)
    assert [] == await again.claim()
    assert ["sent", "sent", "sent", "held", "held", "held"] == await again.states()
    assert 4 == await again.run(lambda c: c.execute(select(func.count()).select_from(alerts)).scalar_one())
    assert [] == await again.run(invariants.broken)
    await again.put(to(LEA, "Le nouveau part"), cause="after")
    assert 1 == len(await again.deliver())
    for one in (house, again):
        await one.database.close()


async def test_a_server_that_was_filled_knows_how_much_it_holds(tmp_path: Path, postgres: Postgres) -> None:
    """Or its first statements are planned for empty tables: choosing from a long lane then takes seconds."""
    house = await furnished(f"sqlite:///{tmp_path / 'old.sqlite3'}")
    await backup(f"sqlite:///{tmp_path / 'old.sqlite3'}", tmp_path / "backup")
    new = postgres.create_database()

    await restore(tmp_path / "backup", new, MONDAY, durable=False)

    there = Database.open(new, durable=False)
    described = text("SELECT count(*) FROM pg_statistic WHERE starelid = 'outbox'::regclass")
    assert await there.run(lambda c: (be_owner(c), c.execute(described).scalar_one())[1])
    for one in (house.database, there):
        await one.close()


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
async def test_a_backup_taken_while_others_write_is_whole(kind: str, tmp_path: Path, postgres: Postgres) -> None:
    old = postgres.create_database() if kind == "postgresql" else f"sqlite:///{tmp_path / 'old.sqlite3'}"
    file = tmp_path / "backup"
    house = await furnished(old)
    stop = asyncio.Event()

    async def write() -> int:
        number = 0
        while not stop.is_set():
            number += 1
            await house.put(to(LEA, str(number)))
        return number

    writing = asyncio.create_task(write())
    for _ in range(3):
        await backup(old, file)
    stop.set()
    written = await writing
    done = await restore(file, f"sqlite:///{tmp_path / 'new.sqlite3'}", MONDAY)
    await house.database.close()

    assert 3 <= done.held <= written + 3
    assert done.sums["outbox"].rows == done.held + 3
    assert [] == [name for name in os.listdir(tmp_path) if not name.startswith(("backup", "old.", "new."))]
    assert ["backup", "backup.sha256"] == sorted(name for name in os.listdir(tmp_path) if name.startswith("backup"))


async def test_a_restoration_refuses_what_is_damaged_and_what_is_not_empty(tmp_path: Path) -> None:
    url, file = f"sqlite:///{tmp_path / 'old.sqlite3'}", tmp_path / "backup"
    house = await furnished(url)
    await backup(url, file)
    before = await house.run(copying.sums_of)

    with pytest.raises(Impossible, match="n'est pas vide"):
        await restore(file, url, MONDAY)
    assert before == await house.run(copying.sums_of)
    await house.database.close()

    with file.open("r+b") as damaged:
        damaged.seek(5000)
        damaged.write(b"x")
    with pytest.raises(Impossible, match="n'est plus ce qui a été écrit"):
        await restore(file, f"sqlite:///{tmp_path / 'new.sqlite3'}", MONDAY)


async def test_a_move_tells_when_a_table_arrived_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    house = await furnished(f"sqlite:///{tmp_path / 'old.sqlite3'}")
    await house.database.close()
    other = copying.sums_of

    def lossy(c: Connection) -> dict[str, copying.Sum]:
        return other(c) | {"people": copying.Sum(4, "0")}

    monkeypatch.setattr(copying, "sums_of", lossy)
    new = f"sqlite:///{tmp_path / 'new.sqlite3'}"
    with pytest.raises(Impossible, match=r"arrivées changées \(people\)"):
        await fill(tmp_path / "old.sqlite3", new)

    database = Database.open(new)
    assert 0 == (await database.run(other))["people"].rows
    await database.close()


async def test_what_a_timer_from_before_wants_to_send_waits_for_a_human(tmp_path: Path) -> None:
    house = await furnished(f"sqlite:///{tmp_path / 'old.sqlite3'}")
    await house.run(timers.set_timer, HERE, "relance:1", "nudge", MONDAY)
    await house.run(restored.to_review, MONDAY)
    assert MONDAY == await house.run(restored.moment)
    await house.put(to(LEA, "Relance"), cause="timer:relance:1")

    assert 1 == await house.run(restored.hold_caused, "timer:relance:1", MONDAY)

    assert [] == await house.claim()
    assert [] == await house.run(invariants.broken)
    assert "held" == (await house.run(lambda c: c.execute(select(outbox.c.state)).scalars().all()))[-1]
    await house.database.close()
