"""One human who was in both structures, in one role: the person who stays takes the seats, the other one is over.

Nothing of the two is mixed: what each has written, learnt and decided stays under its own number. What is still to come
(seats, letters, timers, cards in hand) goes to the one who stays, as it is the same chat.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from storage.merging.plan import Plan
from storage.tables import (
    addresses,
    desk_cards,
    invitations,
    links,
    members,
    outbox,
    people,
    runs,
    timers,
    triad_groups,
)
from storage.tables.desk import LIVE
from storage.tables.road import WAITING

_a, _m, _g = addresses.c, members.c, triad_groups.c


def settle(c: Connection, plan: Plan, now: datetime) -> None:
    """Before the rows of the structure move: no address is then on both sides."""
    for gone, stays in plan.twins:
        _share_addresses(c, gone, stays, plan.target.id)
        _take_seats(c, gone, stays, now)
        _take_what_comes(c, gone, stays, now)
        c.execute(update(people).where(people.c.id == gone).values(left_at=now))
    _drop_addresses_of_who_left(c, plan)


def _share_addresses(c: Connection, gone: int, stays: int, target: int) -> None:
    """What both have is the second one's; what only the first one has becomes hers."""
    theirs = {(row.channel, row.value): row for row in c.execute(select(addresses).where(_a.person_id == stays))}
    for row in c.execute(select(addresses).where(_a.person_id == gone)).all():
        known = theirs.get((row.channel, row.value))
        if known is None:
            c.execute(update(addresses).where(_a.id == row.id).values(person_id=stays))
            continue
        c.execute(addresses.delete().where(_a.id == row.id))
        if row.current:
            c.execute(update(addresses).where(_a.id == known.id).values(current=True))


def _take_seats(c: Connection, gone: int, stays: int, now: datetime) -> None:
    sits = (_m.person_id == gone) & _m.until.is_(None)
    for row in c.execute(select(members).where(sits)).all():
        seat = {name: value for name, value in row._mapping.items() if name != "id"}
        c.execute(update(members).where(_m.id == row.id).values(until=now))
        c.execute(insert(members), seat | {"person_id": stays, "since": now})
        who = c.execute(select(_g.who).where(_g.triad_id == row.triad_id)).scalar()
        if who is not None:
            present = sorted({stays if one == gone else one for one in who.get("present", ())})
            c.execute(update(triad_groups).where(_g.triad_id == row.triad_id).values(who=who | {"present": present}))


def _take_what_comes(c: Connection, gone: int, stays: int, now: datetime) -> None:
    o, r, card = outbox.c, runs.c, desk_cards.c
    c.execute(update(outbox).where(o.person_id == gone).values(person_id=stays))
    c.execute(update(outbox).where(o.recipient == f"person:{gone}").values(recipient=f"person:{stays}"))
    c.execute(update(timers).where(timers.c.person_id == gone, WAITING).values(person_id=stays))
    c.execute(update(desk_cards).where(LIVE, card.holder_id == gone).values(holder_id=stays))
    waits = (invitations.c.invited_by == gone) & invitations.c.used_at.is_(None)
    c.execute(update(invitations).where(waits).values(invited_by=stays))
    c.execute(update(runs).where(r.person_id == gone, r.state.in_(("open", "parked"))).values(state="dropped"))
    c.execute(update(links).where(links.c.person_id == gone, links.c.revoked_at.is_(None)).values(revoked_at=now))


def _drop_addresses_of_who_left(c: Connection, plan: Plan) -> None:
    """An address that is still on both sides is one of somebody who is no longer there: who is there keeps it."""
    mine, other, me = addresses.alias(), addresses.alias(), people.alias()
    both = (
        select(mine.c.id, other.c.id.label("other"), me.c.left_at)
        .join_from(mine, other, (mine.c.channel == other.c.channel) & (mine.c.value == other.c.value))
        .join(me, me.c.id == mine.c.person_id)
        .where(mine.c.structure_id == plan.source.id, other.c.structure_id == plan.target.id)
    )
    for row in c.execute(both).all():
        c.execute(addresses.delete().where(_a.id == (row.id if row.left_at is not None else row.other)))
