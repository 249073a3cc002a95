"""Two structures in one database: what one of them runs sees and touches nothing of the other, forged or forgotten."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from sqlalchemy import Connection, delete, func, insert, select, text, update
from sqlalchemy.exc import DBAPIError

from storage.engine import tenancy
from storage.engine.unit import Database
from storage.road import inbox, timers
from storage.tables import addresses, alerts, inbox as inbox_table, module_versions, people, structures, triads
from tests.storage.house import ANA, ELSEWHERE, HERE, LEA, MONDAY, OTHER_TRIAD, House

Work = Callable[[Connection], Any]


@pytest.fixture
async def server(furnished: str) -> AsyncIterator[House]:
    """The two structures on PostgreSQL."""
    database = Database.open(furnished, durable=False)
    yield House(database)
    await database.close()


async def inside(house: House, structure: int, work: Work) -> Any:
    """What a unit of work of that structure gets."""

    def unit(c: Connection) -> Any:
        tenancy.within(c, structure)
        return work(c)

    return await house.database.run(unit)


async def test_we_work_under_a_role_that_owns_nothing_and_bypasses_nothing(server: House):
    def who(c: Connection) -> tuple[str, int, bool]:
        owned = select(func.count()).select_from(text("pg_tables")).where(text("tableowner = current_user"))
        return c.execute(text("SELECT current_user")).scalar_one(), c.execute(owned).scalar_one(), tenancy.bypasses(c)

    assert (tenancy.ROLE, 0, False) == await server.database.run(who)


async def test_every_table_with_a_structure_is_behind_a_forced_policy(server: House):
    forced = text(
        "SELECT c.relname FROM pg_class c JOIN pg_policy p ON p.polrelid = c.oid "
        "WHERE c.relrowsecurity AND c.relforcerowsecurity AND p.polname = 'tenancy'"
    )

    found = await server.database.run(lambda c: set(c.execute(forced).scalars()))

    assert {table.name for table in [*tenancy.tenant_tables(), *tenancy.ROAD]} == found


FORGED: dict[str, Work] = {
    "by its number": lambda c: c.execute(select(people.c.id).where(people.c.id == ANA)).all(),
    "by the structure": lambda c: c.execute(select(people.c.id).where(people.c.structure_id == ELSEWHERE)).all(),
    "an injected OR": lambda c: c.execute(
        text("SELECT id FROM people WHERE structure_id = 1 AND first_name = '' OR structure_id = 2")
    ).all(),
    "a UNION": lambda c: c.execute(
        text("SELECT id FROM triads WHERE id = -1 UNION SELECT id FROM people WHERE structure_id = 2")
    ).all(),
    "a join through another table": lambda c: c.execute(
        select(addresses.c.value).join(people, people.c.id == addresses.c.person_id).where(people.c.id == ANA)
    ).all(),
    "the structure itself": lambda c: c.execute(select(structures.c.id).where(structures.c.id == ELSEWHERE)).all(),
    "what came in": lambda c: c.execute(select(inbox_table.c.raw)).all(),
    "an error that tells values": lambda c: c.execute(
        text("SELECT id FROM people WHERE structure_id = 2 AND 1 / (id - id) = 1")
    ).all(),
}


@pytest.mark.parametrize("how", FORGED)
async def test_a_forged_question_sees_nothing_of_another_structure(server: House, how: str):
    await server.run(inbox.store, "telegram:1", [(1, "telegram:1005", '{"text": "secret"}')], MONDAY)

    assert [] == await inside(server, HERE, FORGED[how])


@pytest.mark.parametrize(
    "change",
    [
        update(people).where(people.c.id == ANA).values(first_name="X"),
        update(people).values(first_name="X"),
        delete(addresses).where(addresses.c.person_id == ANA),
    ],
)
async def test_a_forged_change_touches_nothing_of_another_structure(server: House, change: Any):
    def hers(c: Connection) -> list[Any]:
        query = select(people.c.first_name, addresses.c.value).join(addresses, addresses.c.person_id == people.c.id)
        return list(c.execute(query.where(people.c.structure_id == ELSEWHERE).order_by(people.c.id)))

    before = await server.database.run(hers)

    await inside(server, HERE, lambda c: c.execute(change))

    assert before == await server.database.run(hers)


@pytest.mark.parametrize(
    "row",
    [
        insert(people).values(structure_id=ELSEWHERE, first_name="X", role="tutor", created_at=MONDAY),
        insert(alerts).values(structure_id=None, cause="x", kind="x", words="x", at=MONDAY),
        update(people).where(people.c.id == LEA).values(structure_id=ELSEWHERE),
    ],
)
async def test_a_row_for_another_structure_is_refused(server: House, row: Any):
    with pytest.raises(DBAPIError, match="row-level security"):
        await inside(server, HERE, lambda c: c.execute(row))


async def test_what_storage_itself_writes_for_another_structure_is_refused(server: House):
    with pytest.raises(DBAPIError, match="row-level security"):
        await inside(server, ELSEWHERE, lambda c: timers.set_timer(c, HERE, "key", "day", MONDAY))


async def test_without_any_scope_nothing_is_seen(server: House):
    def forget(c: Connection) -> int:
        c.execute(text(f"SELECT set_config('{tenancy.SETTING}', '', true)"))
        return c.execute(select(func.count()).select_from(people)).scalar_one()

    assert 0 == await server.database.run(forget)


async def test_the_scope_ends_with_its_unit(server: House):
    count = select(func.count()).select_from(triads)
    assert 1 == await inside(server, ELSEWHERE, lambda c: c.execute(count).scalar_one())

    assert 2 == await server.database.run(lambda c: c.execute(count).scalar_one())


async def test_across_goes_back_to_where_it_was(server: House):
    def look(c: Connection) -> tuple[list[int], list[int]]:
        tenancy.within(c, ELSEWHERE)
        with tenancy.across(c):
            all_ = c.execute(select(triads.c.id).order_by(triads.c.id)).scalars().all()
        return list(all_), list(c.execute(select(triads.c.id)).scalars())

    everything, after = await server.database.run(look)

    assert OTHER_TRIAD in everything
    assert ([OTHER_TRIAD], 2) == (after, len(everything))


async def test_a_user_who_bypasses_it_is_known(postgres: Any):
    bare = Database.open(postgres.create_database(), durable=False)  # no migration: no role to take, a superuser

    def owner(c: Connection) -> bool:
        tenancy.be_owner(c)
        return tenancy.bypasses(c)

    assert await bare.run(owner)
    await bare.close()


async def test_the_lessons_of_the_house_are_read_by_all_and_changed_by_none(server: House):
    def house(c: Connection) -> None:
        row = {"slug": "x", "version": 1, "module": {}, "name": "", "source": "", "published_at": MONDAY}
        c.execute(insert(module_versions).values({k: v for k, v in row.items() if k in module_versions.c}))

    await server.database.run(house)

    assert 1 == len(await inside(server, HERE, lambda c: c.execute(select(module_versions.c.id)).all()))
    changed = await inside(server, HERE, lambda c: c.execute(update(module_versions).values(slug="y")).rowcount)
    gone = await inside(server, HERE, lambda c: c.execute(delete(module_versions)).rowcount)
    assert (0, 0) == (changed, gone)
