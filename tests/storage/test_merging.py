"""One structure joins another: said beforehand, done whole or not at all, and a third one never notices."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, UniqueConstraint, event, func, insert, select, update

from bot.merging import SENTENCES
from core.evaluation.cases import CohortHere
from core.evaluation.protocol import Moment, SurveysDue
from core.messages import Send, ToTopic
from core.scene import Library
from storage import erasure, evaluation, forgetting, invariants, surveys
from storage.engine import tenancy
from storage.forgetting import Line
from storage.merging import Undecided, look, merge
from storage.merging.fates import FATES, Way
from storage.merging.plan import UNDECIDED, Kind, Plan
from storage.road.letters import Act
from storage.road.scenes import World
from storage.tables import (
    addresses,
    api_keys,
    canned,
    desk_cards,
    events,
    forgotten,
    grids,
    invitations,
    links,
    members,
    metadata,
    module_drafts,
    module_versions,
    outbox,
    people,
    progress,
    recordings,
    structures,
    studies,
    timers,
    triad_groups,
    triads,
    workshop_seats,
    workshops,
)
from tests.faults.invariants import nothing_joins_two_structures
from tests.storage.house import (
    ANA,
    ELSEWHERE,
    FORUM,
    HERE,
    LEA,
    MARC,
    MONDAY,
    OTHER_FORUM,
    OTHER_TRIAD,
    TOM,
    TRIAD,
    House,
    chat,
    texts,
    to,
    words,
)
from tests.storage.planting import plant

THIRD, ZOE, THIRD_TRIAD = 3, 6, 3
WORLD = World(Library())
#: what no database says otherwise is looked at once
ON_SQLITE = pytest.mark.parametrize("url", ["sqlite"], indirect=True)
Rows = dict[str, list[tuple[Any, ...]]]


def furnish_all(c: Connection) -> None:
    """Something of somebody in every table that is about people, in the two structures and in a third one."""
    base = {"structure_id": THIRD, "created_at": MONDAY}
    c.execute(insert(structures), {"name": "Structure 3", "created_at": MONDAY})
    c.execute(insert(triads), base)
    c.execute(insert(people), base | {"first_name": "Zoé", "role": "apprentice"})
    c.execute(insert(addresses), base | {"person_id": ZOE, "channel": "telegram", "value": chat(ZOE)})
    seat = {"structure_id": THIRD, "triad_id": THIRD_TRIAD, "person_id": ZOE, "since": MONDAY, "role": "apprentice"}
    c.execute(insert(members), seat)
    for person, triad, structure in ((LEA, TRIAD, HERE), (ANA, OTHER_TRIAD, ELSEWHERE), (ZOE, THIRD_TRIAD, THIRD)):
        for table in (people, members):
            which = table.c.id == person if table is people else table.c.person_id == person
            c.execute(update(table).where(which).values(role="apprentice"))
        plant(c, person, triad, structure)
        room = {"opened_by": person, "opened_at": MONDAY, "until": MONDAY, "structure_id": structure, "code": "ABCD"}
        if structure != HERE:
            c.execute(insert(workshops), room)
            c.execute(insert(workshop_seats), base | {"structure_id": structure, "code": "ABCD", "person_id": person,
                                                      "joined_at": MONDAY})  # fmt: skip
        c.execute(update(recordings).where(recordings.c.structure_id == structure).values(page=f"page {structure}"))
        day = {"structure_id": structure, "key": f"day:{structure}:2026-01-06", "kind": "day", "data": {}}
        c.execute(insert(timers), day | {"due_at": MONDAY + timedelta(days=1)})
    c.execute(addresses.delete().where(addresses.c.value.like("canari%")))
    c.execute(update(people).values(consent_version="1"))
    c.execute(update(studies).values(closed=MONDAY.date(), name="Cohorte"))
    for triad, topic in ((TRIAD, "11"), (OTHER_TRIAD, "21")):
        c.execute(
            update(triads).where(triads.c.id == triad).values(topic=topic, topic_name=f"Fil {triad}", settings={})
        )


def everything(c: Connection, structure: int | None = None) -> Rows:
    """Table -> its rows, of one structure or all of them."""
    found = {}
    for table in metadata.sorted_tables:
        column = table.c.id if table is structures else table.c.get("structure_id")
        if structure is None or column is not None:
            which = column == structure if structure is not None else table.primary_key.columns[0].is_not(None)
            rows = c.execute(select(table).where(which).order_by(*table.primary_key.columns))
            found[table.name] = [tuple(row) for row in rows]
    return found


@pytest.fixture
async def full(house: House) -> House:
    house.now = MONDAY + timedelta(days=1)
    await house.run(furnish_all)
    return house


async def join(house: House, forum: int | None = HERE) -> Plan:
    """The second structure joins the first one."""
    return await house.run(merge, ELSEWHERE, HERE, forum, WORLD, house.now)  # type: ignore[no-any-return]


async def seen(house: House, forum: int | None = HERE) -> Plan:
    return await house.run(look, ELSEWHERE, HERE, forum, house.now)  # type: ignore[no-any-return]


def test_what_is_unique_in_a_structure_does_not_just_move() -> None:
    """But what is named after a cause, which is one of a kind everywhere, or after a person."""
    own = {"calls", "held_posts", "module_previews"}
    shared = {
        table.name
        for table in tenancy.tenant_tables()
        for constraint in (*table.constraints, *(index for index in table.indexes if index.unique))
        if isinstance(constraint, UniqueConstraint) or constraint is table.primary_key
        if "structure_id" in constraint.columns
    }

    assert own == {name for name in shared if FATES[name] is Way.MOVES}


def test_every_clash_has_its_sentence() -> None:
    assert set(Kind) == SENTENCES.keys()
    assert set(Kind) >= UNDECIDED


async def test_a_look_changes_not_one_byte(full: House, url: str) -> None:
    def bytes_of() -> list[bytes]:
        path = Path(url.removeprefix("sqlite:///"))
        return [file.read_bytes() for file in sorted(path.parent.glob(f"{path.name}*")) if url.startswith("sqlite")]

    before, stood = await full.run(everything), bytes_of()

    plan = await seen(full, None)

    assert {Kind.TWO_FORUMS} == {clash.kind for clash in plan.undecided}
    assert {"apprentice": 1, "tutor": 1} == plan.people
    assert (1, 1, 1) == tuple(plan.counts[name] for name in ("threads", "missions", "workshops"))
    assert (before, stood) == (await full.run(everything), bytes_of())


async def test_all_of_it_goes_on_in_the_other_structure_and_a_third_one_is_untouched(full: House) -> None:
    def count(c: Connection) -> dict[str, int]:
        return {table.name: len(rows) for table, rows in ((metadata.tables[n], r) for n, r in everything(c).items())}

    third, before, was_broken = (
        await full.run(everything, THIRD), await full.run(count), await full.run(invariants.broken)
    )  # fmt: skip

    await join(full)

    after = await full.run(count)
    assert third == await full.run(everything, THIRD)
    assert [] == [name for name, rows in (await full.run(everything, ELSEWHERE)).items() if rows]
    assert [] == await full.rows(recipient=f"desk:{ELSEWHERE}")
    assert [] == list(await full.run(lambda c: list(nothing_joins_two_structures(c))))
    assert [] == [one for one in await full.run(invariants.broken) if one not in was_broken]
    changed = {name: after[name] - before[name] for name in after if after[name] != before[name]}
    assert changed.keys() == {"structures", "sessions", "events", "outbox"}
    (told,) = await full.told("structures-merged")
    assert (HERE, f"structure:{ELSEWHERE}", "Structure 2") == (told.structure_id, told.subject, told.data["name"])


async def test_a_failure_in_the_middle_leaves_everything_as_it_was(full: House) -> None:
    before = await full.run(everything)

    def fail(_c: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if statement.startswith("DELETE FROM structures"):
            raise ConnectionError("the cable was pulled")

    event.listen(Engine, "before_cursor_execute", fail)
    try:
        with pytest.raises(ConnectionError):
            await join(full)
    finally:
        event.remove(Engine, "before_cursor_execute", fail)

    assert before == await full.run(everything)
    await join(full)  # and nothing is in the way of the next try


async def test_a_message_reaches_its_readers_and_the_forum_that_stays(full: House) -> None:
    await full.run(lambda c: c.execute(outbox.delete()))
    await full.put(Send(to=ToTopic(OTHER_TRIAD), content=words("avant")), structure=ELSEWHERE)

    await join(full)
    await full.put(to(TOM, "après"), structure=HERE)
    await full.put(Send(to=ToTopic(OTHER_TRIAD), content=words("après")), structure=HERE)
    left = await full.deliver()

    there = [(one.place.chat, one.place.topic, text) for one, text in zip(left, texts(left), strict=True)]
    of_the_thread = [one for one in left if one.triad == OTHER_TRIAD]
    assert [(FORUM, "open_topic"), (FORUM, "avant"), (FORUM, "après")] == [
        (one.place.chat, text) for one, text in zip(of_the_thread, texts(of_the_thread), strict=True)
    ]
    assert (chat(TOM), "", "après") in there
    (gone,) = [(topic, text) for room, topic, text in there if room == OTHER_FORUM]
    assert gone[0] == "21"
    assert "continue dans le forum de « Structure 1 »" in gone[1]
    (ana,) = [text for room, _, text in there if room == chat(ANA)]
    assert "« Structure 2 » a rejoint « Structure 1 »" in ana
    assert "t'accompagne" in ana
    assert not [room for room, _, text in there if "a rejoint" in text and room in (chat(LEA), chat(ZOE))]


@ON_SQLITE
async def test_the_forum_of_the_one_that_joins_can_stay(full: House) -> None:
    await full.run(lambda c: c.execute(update(structures).where(structures.c.id == ELSEWHERE).values(desk_topic="7")))

    await join(full, ELSEWHERE)

    home = await full.run(lambda c: c.execute(select(structures).where(structures.c.id == HERE)).one())
    topics = await full.run(lambda c: dict(c.execute(select(triads.c.id, triads.c.topic)).all()))
    assert (OTHER_FORUM, "7") == (home.forum_chat, home.desk_topic)
    assert {TRIAD: "", OTHER_TRIAD: "21"} == {one: topics[one] for one in (TRIAD, OTHER_TRIAD)}


@ON_SQLITE
async def test_a_topic_that_was_being_opened_when_the_bot_died_opens_in_the_forum_that_stays(full: House) -> None:
    await full.run(lambda c: c.execute(outbox.delete()))
    await full.change(triads, OTHER_TRIAD, topic="", settings={})
    await full.put(Send(to=ToTopic(OTHER_TRIAD), content=words("avant")), structure=ELSEWHERE)
    opening = await full.only()
    assert (Act.OPEN_TOPIC, OTHER_FORUM) == (opening.act, opening.place.chat)

    await join(full)
    await full.recover()
    full.later(hours=1)
    later = [one for one in await full.deliver() if one.triad == OTHER_TRIAD]

    assert [(FORUM, "open_topic"), (FORUM, "avant")] == [
        (one.place.chat, text) for one, text in zip(later, texts(later), strict=True)
    ]


@ON_SQLITE
async def test_an_erasure_after_it_also_takes_the_topic_that_was_left(full: House) -> None:
    await join(full)

    def erase(c: Connection) -> bool:
        tenancy.within(c, HERE)
        return erasure.erase(c, HERE, ANA, "asked", full.now)

    assert await full.run(erase)
    dropped = await full.rows(act=Act.DROP_TOPIC.value)
    assert [(OTHER_FORUM, "21")] == [(row.chat, row.topic) for row in dropped]


@ON_SQLITE
async def test_who_was_erased_after_it_stays_erased_in_a_backup_from_before(full: House) -> None:
    born = await full.run(lambda c: c.execute(select(people.c.created_at).where(people.c.id == ANA)).scalar_one())
    line = Line(HERE, ANA, born.isoformat(), full.now.isoformat())

    assert 1 == await full.run(forgetting.again, [line], full.now)
    assert 0 == await full.run(forgetting.again, [line], full.now)


@ON_SQLITE
async def test_what_opened_the_old_structure_opens_nothing_of_the_new_one(full: House) -> None:
    def keys(c: Connection) -> None:
        key = {"structure_id": ELSEWHERE, "secret_hash": "x", "label": "i-milo", "scopes": [], "created_at": MONDAY}
        c.execute(insert(api_keys), key | {"expires_at": MONDAY + timedelta(days=90)})
        door = {"structure_id": ELSEWHERE, "person_id": TOM, "created_at": MONDAY}
        for code, purpose in (("a", "ouvrir"), ("b", "entrer")):
            row = door | {"code_hash": code, "purpose": purpose, "expires_at": MONDAY + timedelta(days=9)}
            c.execute(insert(links), row)

    await full.run(keys)
    await join(full)

    open_keys = select(func.count()).select_from(api_keys).where(api_keys.c.label == "i-milo")
    assert 0 == await full.run(lambda c: c.execute(open_keys.where(api_keys.c.revoked_at.is_(None))).scalar_one())
    query = select(links.c.purpose, links.c.revoked_at).where(links.c.code_hash.in_(("a", "b")))
    doors = await full.run(lambda c: dict(c.execute(query).all()))
    assert (full.now, None) == (doors["ouvrir"], doors["entrer"])
    days = select(timers.c.state).where(timers.c.kind == "day").order_by(timers.c.id)
    assert ["waiting", "stopped", "waiting"] == await full.run(lambda c: c.execute(days).scalars().all())


def _marc_again(c: Connection, role: str = "tutor") -> None:
    """Tom is Marc: the same chat in both structures."""
    c.execute(update(addresses).where(addresses.c.person_id == TOM).values(value=chat(MARC)))
    for person in (MARC, TOM):
        c.execute(update(people).where(people.c.id == person).values(role="tutor"))
    c.execute(update(people).where(people.c.id == TOM).values(role=role))


def _what_he_is_in(c: Connection) -> None:
    """Tom is in the group of his thread, and has invited somebody."""
    c.execute(update(triad_groups).where(triad_groups.c.triad_id == OTHER_TRIAD).values(who={"present": [ANA, TOM]}))
    row = {"structure_id": ELSEWHERE, "code_hash": "new", "role": "apprentice", "invited_by": TOM, "created_at": MONDAY}
    c.execute(insert(invitations), row | {"expires_at": MONDAY + timedelta(days=30)})


@ON_SQLITE
async def test_one_adult_in_both_goes_on_in_all_his_threads(full: House) -> None:
    await full.run(_marc_again)
    await full.run(lambda c: c.execute(outbox.delete()))
    await full.put(to(TOM, "pour le second"), structure=ELSEWHERE)
    await full.run(_what_he_is_in)

    plan = await join(full)
    await full.put(to(MARC, "après"), structure=HERE)
    left = await full.deliver()

    assert ((TOM, MARC),) == plan.twins
    assert ["pour le second", "après"] == [
        text for one, text in zip(left, texts(left), strict=True) if one.person == MARC and "rejoint" not in text
    ]
    query = select(members.c.person_id).where(members.c.triad_id == OTHER_TRIAD, members.c.until.is_(None))
    assert {ANA, MARC} == set(await full.run(lambda c: c.execute(query).scalars().all()))
    group = select(triad_groups.c.who).where(triad_groups.c.triad_id == OTHER_TRIAD)
    assert {"present": [MARC, ANA]} == await full.run(lambda c: c.execute(group).scalar_one())
    asked = select(invitations.c.invited_by).where(invitations.c.code_hash == "new")
    assert MARC == await full.run(lambda c: c.execute(asked).scalar_one())
    gone = await full.run(lambda c: c.execute(select(people.c.left_at).where(people.c.id == TOM)).scalar_one())
    assert full.now == gone


def _erasure(c: Connection) -> None:
    _marc_again(c)
    asked = {"person_id": TOM, "structure_id": ELSEWHERE, "why": "asked", "asked_at": MONDAY, "due_at": MONDAY}
    c.execute(insert(forgotten), asked | {"rooms": []})


def _apprentice(c: Connection) -> None:
    c.execute(update(addresses).where(addresses.c.person_id == ANA).values(value=chat(LEA)))


def _tangled(c: Connection) -> None:
    _marc_again(c)
    c.execute(update(people).where(people.c.structure_id == HERE, people.c.id != LEA).values(role="tutor"))
    more = {"channel": "mail", "value": "marc@example.org", "created_at": MONDAY}
    c.execute(insert(addresses), more | {"structure_id": ELSEWHERE, "person_id": TOM})
    c.execute(insert(addresses), more | {"structure_id": HERE, "person_id": 3})


def _draft(c: Connection) -> None:
    row = {"slug": "ouvrir", "module": {}, "name": "ouvrir.md", "source": "…", "drafted_at": MONDAY}
    for structure, person in ((HERE, LEA), (ELSEWHERE, ANA)):
        c.execute(insert(module_drafts), row | {"structure_id": structure, "drafted_by": person})


def _cohort(c: Connection) -> None:
    c.execute(update(studies).values(closed=None))


def _workshop(c: Connection) -> None:
    c.execute(update(workshops).values(until=MONDAY + timedelta(days=3)))


IN_THE_WAY: dict[Kind, Callable[[Connection], None]] = {
    Kind.APPRENTICE_TWICE: _apprentice,
    Kind.TWO_ROLES: lambda c: _marc_again(c, "trainer"),
    Kind.TANGLED: _tangled,
    Kind.ERASURE_ASKED: _erasure,
    Kind.DRAFT: _draft,
    Kind.COHORT_OPEN: _cohort,
    Kind.WORKSHOP_OPEN: _workshop,
    Kind.TWO_FORUMS: lambda c: None,
    Kind.NO_FORUM: lambda c: None,
}


async def test_what_nobody_has_decided_refuses_it_all(full: House) -> None:
    """Each in its turn, in one transaction that is undone."""
    before = await full.run(everything)
    refused: dict[Kind, set[Kind]] = {}
    for kind, prepare in IN_THE_WAY.items():

        def work(c: Connection, kind: Kind = kind, prepare: Callable[[Connection], None] = prepare) -> None:
            prepare(c)
            forum = {Kind.TWO_FORUMS: None, Kind.NO_FORUM: THIRD}.get(kind, HERE)
            merge(c, ELSEWHERE, HERE, forum, WORLD, full.now)

        try:
            await full.run(work)
        except Undecided as undecided:
            refused[kind] = {clash.kind for clash in undecided.plan.undecided}
        else:
            pytest.fail(f"{kind} was done")

    assert refused == {kind: {kind} for kind in UNDECIDED}
    assert before == await full.run(everything)


def _same_names(c: Connection) -> None:
    """Both have published one lesson, chosen a grid e1, kept an answer and a card under one key."""
    lesson = {"slug": "1-test", "published_at": MONDAY}
    for structure, version in ((HERE, 1), (HERE, 2), (ELSEWHERE, 1), (ELSEWHERE, 2), (ELSEWHERE, 3)):
        body = {"slug": "1-test", "version": version, "of": structure}
        c.execute(insert(module_versions), lesson | {"structure_id": structure, "version": version, "module": body})
    state = {"module": "1-test", "version": 2}
    c.execute(update(progress).where(progress.c.person_id == ANA).values(module="1-test", state=state))
    for structure, person in ((HERE, LEA), (ELSEWHERE, ANA)):
        grid = {"structure_id": structure, "version": "e1", "grid": {"version": "e1"}, "own": True, "at": MONDAY}
        c.execute(insert(grids), grid)
        answer = {"structure_id": structure, "key": "k", "name": "Absence", "words": "…", "author_id": person}
        c.execute(insert(canned), answer | {"changed_at": MONDAY})
        c.execute(update(desk_cards).where(desk_cards.c.structure_id == structure).values(key="same"))


@ON_SQLITE
async def test_names_and_numbers_of_both_stand_side_by_side(full: House) -> None:
    await full.run(_same_names)
    expected = {Kind.LESSON, Kind.GRID, Kind.CANNED, Kind.CARD, Kind.WORKSHOP_CODE}

    plan = await join(full)

    assert expected <= {clash.kind for clash in plan.clashes}
    v = module_versions.c
    query = select(v.version, v.module).where(v.slug == "1-test").order_by(v.version)
    versions = await full.run(lambda c: [(row.version, row.module["of"]) for row in c.execute(query)])
    assert [(1, HERE), (2, HERE), (3, ELSEWHERE), (4, ELSEWHERE), (5, ELSEWHERE), (6, HERE)] == versions
    state = select(progress.c.state).where(progress.c.person_id == ANA)
    assert 4 == (await full.run(lambda c: c.execute(state).scalar_one()))["version"]
    own = select(grids.c.version, grids.c.own).where(grids.c.version.like("e1%")).order_by(grids.c.id)
    assert [("e1", True), ("e1-2", False)] == await full.run(lambda c: [tuple(row) for row in c.execute(own)])
    names = select(canned.c.name).where(canned.c.name.like("Absence%")).order_by(canned.c.name)
    assert ["Absence", "Absence (2)"] == await full.run(lambda c: c.execute(names).scalars().all())
    codes = select(workshops.c.code).where(workshops.c.structure_id == HERE).order_by(workshops.c.code)
    assert ["ABCD", "ABCD-2"] == await full.run(lambda c: c.execute(codes).scalars().all())


@ON_SQLITE
async def test_cohorts_keep_where_everybody_began(full: House) -> None:
    """The report names two sites, and an open cohort of the one does not take in those of the other."""
    opened = {"opened": MONDAY.date(), "closed": None, "everybody": True}
    await full.run(lambda c: c.execute(update(studies).where(studies.c.structure_id == HERE).values(opened)))
    for name in ("surveys", "exits"):
        await full.run(lambda c, name=name: c.execute(metadata.tables[name].delete()))
    plan = await join(full)
    later = full.now + timedelta(days=1)

    cohort = await full.run(evaluation.cohort, HERE, CohortHere())
    due = await full.run(surveys.due, HERE, SurveysDue(later))

    assert Kind.COHORT_OPEN not in {clash.kind for clash in plan.clashes}
    assert ["Structure 1", "Structure 2"] == [case.site for case in cohort.cases]
    assert [LEA] == [person for person, _, moment in due if moment is Moment.T0]
    names = select(studies.c.name).where(studies.c.structure_id == HERE).order_by(studies.c.id)
    assert await full.run(lambda c: c.execute(names).scalars().all()) == ["Cohorte", "Cohorte (Structure 2)"]
    stays = select(events.c.id).where(events.c.structure_id == HERE)
    assert await full.run(lambda c: len(c.execute(stays).all())) > 0
