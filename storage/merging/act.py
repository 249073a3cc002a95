"""Does a merge, in the transaction of its caller: all of it or nothing.

Every row keeps its own number, so that what points to it still does; only `structure_id` changes. The one key made of a
structure and a code is that of a workshop, which is copied (storage/merging/named.py). So no constraint is put off or
taken away on either database, and the role that owns nothing can do it: it works across all structures.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select, text, update

from core.api.told import CLOSED
from core.forum import strangers
from core.merging import ORIGIN, Joined, tell
from core.messages import Line, Place
from core.people import Person, Role
from storage import deskcards, events
from storage.engine import tenancy
from storage.merging import named, twins
from storage.merging.fates import FATES, Way
from storage.merging.look import OF_THE_FORUM, ROOM_DOORS, look
from storage.merging.plan import Plan
from storage.people import PERSON, person_of
from storage.road.replies import save
from storage.road.scenes import World, load_timer
from storage.road.timers import Timer
from storage.road.topics import LEFT_TOPICS, TOPIC_LOST
from storage.tables import (
    addresses,
    api_keys,
    events as journal,
    gatherings,
    hook_letters,
    hooks,
    invitations,
    links,
    members,
    outbox,
    people,
    sessions,
    structures,
    timers,
    triads,
    workshops,
)
from storage.tables.road import WAITING

#: who works at the same time is at its end before, or begins after (PostgreSQL; SQLite has one writer)
_LOCK = text("LOCK TABLE structures IN ACCESS EXCLUSIVE MODE")
#: cards that are shown again, the oldest first
CARDS = 50
_s, _t, _p, _a = structures.c, triads.c, people.c, addresses.c


class Undecided(Exception):
    """A human must decide something first; nothing has changed. Caught by the command line."""

    def __init__(self, plan: Plan) -> None:
        super().__init__(", ".join(clash.kind for clash in plan.undecided))
        self.plan = plan


def merge(c: Connection, source: int, target: int, forum: int | None, world: World, now: datetime) -> Plan:
    """`source` joins `target`, and is no more. NotTwo, Undecided: then nothing has changed.

    Everybody who came learns it, the journal has one event, and what was done is what the plan says.
    """
    if c.dialect.name == "postgresql":
        c.execute(_LOCK)
    plan = look(c, source, target, forum, now)
    if plan.undecided:
        raise Undecided(plan)
    told = _who_is_told(c, plan)
    cards = deskcards.first_open(c, plan.left.id, CARDS) if plan.left is not None else ()
    topics = _leave_forum(c, plan)
    twins.settle(c, plan, now)
    named.fit(c, plan)
    _shut(c, plan, now)
    _remember_origin(c, plan, now)
    _move(c, plan, now)
    c.execute(structures.delete().where(_s.id == source))
    home = next((side.name for side in (plan.source, plan.target) if side.id == plan.forum), "")
    joined = Joined(plan.source.name, home, told, cards, topics, _followed(c, target))
    _tell(c, plan, joined, world, now)
    return plan


def _who_is_told(c: Connection, plan: Plan) -> list[Person]:
    """Everybody who comes, and the team that stays; of one human in both structures, the one who stays."""
    stays = dict(plan.twins)
    query = select(*PERSON).select_from(people.join(addresses, _a.person_id == _p.id)).order_by(_p.id, _a.id)
    here = (_p.structure_id == plan.source.id) & ~_p.id.in_(stays)
    team = (_p.structure_id == plan.target.id) & _p.role.in_((Role.COUNSELLOR, Role.MANAGER))
    who = (here | team | _p.id.in_(stays.values())) & _p.left_at.is_(None) & (_p.consent_version != "")
    return list({row.id: person_of(row) for row in c.execute(query.where(who))}.values())


def _followed(c: Connection, structure: int) -> dict[int, list[str]]:
    """Who of the team is in the open threads of each young person, as it is now."""
    young, team = members.alias("young"), members.alias("team")
    query = (
        select(young.c.person_id, _p.first_name)
        .join_from(young, triads, _t.id == young.c.triad_id)
        .join(team, team.c.triad_id == _t.id)
        .join(people, _p.id == team.c.person_id)
        .where(_t.structure_id == structure, _t.state == "open", _p.left_at.is_(None))
        .where(young.c.role == Role.APPRENTICE, young.c.until.is_(None))
        .where(team.c.role == Role.COUNSELLOR, team.c.until.is_(None))
        .order_by(team.c.id)
    )
    found: dict[int, list[str]] = {}
    for young_id, name in c.execute(query):
        names = found.setdefault(young_id, [])
        names += [name] if name not in names else []
    return found


# --- the forum -------------------------------------------------------------------------------------------------------


def _leave_forum(c: Connection, plan: Plan) -> list[Place]:
    """One forum goes on, as the other structure's; the topics of the threads that were elsewhere, where it can be said.

    Those threads have no topic then: the next message makes it again, with a summary first.
    """
    ours, theirs = (c.execute(select(structures).where(_s.id == side.id)).one() for side in (plan.source, plan.target))
    left = next((row for row in (ours, theirs) if plan.left is not None and row.id == plan.left.id), None)
    places: list[Place] = []
    if left is not None:
        for row in c.execute(select(triads).where(_t.structure_id == left.id).order_by(_t.id)).all():
            both = zip(Line, (row.topic, row.pros_topic), strict=True)
            there = [(line.value, left.forum_channel, left.forum_chat, topic) for line, topic in both if topic]
            if row.state == "open" and left.forum_open:  # else somebody unknown is there
                places += [Place(channel, chat, topic, private=False) for _, channel, chat, topic in there]
            kept: dict[str, Any] = {LEFT_TOPICS: [*row.settings.get(LEFT_TOPICS, ()), *there]} if there else {}
            kept |= {TOPIC_LOST: True} if row.topic else {}
            gone = {"topic": "", "pros_topic": "", "settings": row.settings | kept}
            c.execute(update(triads).where(_t.id == row.id).values(gone))
    if plan.forum == plan.source.id:
        forum = {name: ours._mapping[name] for name in ("forum_channel", "forum_chat", "desk_topic", "forum_open")}
        c.execute(update(structures).where(_s.id == ours.id).values(forum_channel="", forum_chat="", desk_topic=""))
        own = {name: value for name, value in theirs.settings.items() if name not in OF_THE_FORUM}
        own |= {name: ours.settings[name] for name in OF_THE_FORUM if name in ours.settings}
        c.execute(update(structures).where(_s.id == theirs.id).values(forum | {"settings": own}))
    if left is not None:
        desk = ours.desk_topic if plan.forum == ours.id else theirs.desk_topic
        for table in (workshops, gatherings):
            c.execute(update(table).where(table.c.structure_id == left.id).values(topic=desk))
    return places


# --- what was open to others -----------------------------------------------------------------------------------------


def _shut(c: Connection, plan: Plan, now: datetime) -> None:
    """Keys, webhooks, sessions, doors of the room and codes of the forum: each would open the other structure too."""
    source = plan.source.id
    c.execute(
        update(api_keys)
        .where(api_keys.c.structure_id == source, api_keys.c.revoked_at.is_(None))
        .values(revoked_at=now)
    )
    c.execute(update(hooks).where(hooks.c.structure_id == source).values(stopped=CLOSED))
    c.execute(hook_letters.delete().where(hook_letters.c.structure_id == source, hook_letters.c.state == "new"))
    c.execute(sessions.delete().where(sessions.c.structure_id == source))
    doors = (links.c.structure_id == source) & links.c.purpose.in_(ROOM_DOORS) & links.c.revoked_at.is_(None)
    c.execute(update(links).where(doors).values(revoked_at=now))
    i = invitations.c
    codes = (i.structure_id == source) & (i.role == "forum") & (i.expires_at > now)
    c.execute(update(invitations).where(codes).values(expires_at=now))


# --- the rows --------------------------------------------------------------------------------------------------------


def _remember_origin(c: Connection, plan: Plan, now: datetime) -> None:
    """Where somebody began stays known to the evaluation; the first one, where there were several."""
    for row in c.execute(select(_p.id, _p.settings).where(_p.structure_id == plan.source.id)).all():
        name = row.settings.get(ORIGIN, {}).get("name", plan.source.name)
        origin = {ORIGIN: {"name": name, "on": now.date().isoformat()}}
        c.execute(update(people).where(_p.id == row.id).values(settings=row.settings | origin))


def _move(c: Connection, plan: Plan, now: datetime) -> None:
    source, target = plan.source.id, plan.target.id
    # The other structure has a timer of the day, and looks after the strangers of the forum that goes on.
    over = ("day",) if plan.forum == source else ("day", strangers.DUE)
    own = (timers.c.structure_id == source) & timers.c.kind.in_(over) & WAITING
    c.execute(update(timers).where(own).values(state="stopped"))
    desk = outbox.c.recipient == f"desk:{source}"
    c.execute(update(outbox).where(desk).values(recipient=f"desk:{target}"))
    with events.erasing(c, f"merge of {source} into {target}", now):
        c.execute(update(journal).where(journal.c.structure_id == source).values(structure_id=target))
    for table in tenancy.tenant_tables():
        if FATES[table.name] is not Way.GOES and table is not journal:
            c.execute(update(table).where(table.c.structure_id == source).values(structure_id=target))


def _tell(c: Connection, plan: Plan, joined: Joined, world: World, now: datetime) -> None:
    """In the scene of the structure that stays: what is said leaves like everything else, by the outbox."""
    key = f"merge:{plan.source.id}:{plan.target.id}:{now.timestamp():.0f}"
    scene = load_timer(c, Timer(0, plan.target.id, key, "merge", None, None, {}, now), world, now)
    tell(scene, joined)
    scene.record(
        "structures-merged", subject=f"structure:{plan.source.id}", name=plan.source.name, people=dict(plan.people),
        rows=dict(plan.counts), decided=named.named(plan.clashes), twins=[list(pair) for pair in plan.twins],
    )  # fmt: skip
    save(c, scene)
