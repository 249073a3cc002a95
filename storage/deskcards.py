"""Cards of « À traiter »: load by key or by triad, and save."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, func, insert, select, true, update

from core.forum.absence import CardsHeldBy
from core.forum.cards import CardBy, CardsOf, DeskCard, Line
from core.messages import Content
from core.room.desk import Queue, QueueSizes
from storage.road.packing import Packed, pack_content, unpack_content
from storage.tables import desk_cards, people
from storage.tables.desk import LIVE

_d = desk_cards.c
_CARD = select(desk_cards, people.c.first_name).outerjoin(people, people.c.id == _d.holder_id)


def by_key(c: Connection, structure_id: int, asked: CardBy) -> DeskCard | None:
    which = (_d.structure_id == structure_id) & (_d.key == asked.key)
    row = c.execute(_CARD.where(which).with_for_update(of=desk_cards, key_share=True)).first()
    return _card(row) if row is not None else None


def of_triad(c: Connection, structure_id: int, asked: CardsOf) -> tuple[DeskCard, ...]:
    rows = c.execute(_CARD.where(LIVE, _d.triad_id == asked.triad, _d.structure_id == structure_id).order_by(_d.id))
    return tuple(_card(row) for row in rows)


def held_by(c: Connection, structure_id: int, asked: CardsHeldBy) -> tuple[DeskCard, ...]:
    mine = (_d.holder_id == asked.person) & (_d.state == "taken") & (_d.structure_id == structure_id)
    return tuple(_card(row) for row in c.execute(_CARD.where(mine).order_by(_d.id)))


def queue(c: Connection, structure_id: int, asked: Queue) -> tuple[DeskCard, ...]:
    """One page of a queue of the room."""
    which = and_(_d.structure_id == structure_id, _queue(asked.name, asked.reader))
    order = (_d.changed_at.desc(),) if asked.name == "fait" else (_d.urgent.desc(), _d.id)
    rows = c.execute(_CARD.where(which).order_by(*order).offset(asked.first).limit(asked.most))
    return tuple(_card(row) for row in rows)


def queue_sizes(c: Connection, structure_id: int, asked: QueueSizes) -> Mapping[str, int]:
    query = select(_d.state, (_d.holder_id == asked.reader).label("mine"), func.count().label("n"))
    sizes: dict[str, int] = {}
    for row in c.execute(query.where(_d.structure_id == structure_id).group_by(_d.state, "mine")):
        name = {"open": "attend", "done": "fait"}.get(row.state) or ("moi" if row.mine else "autres")
        sizes[name] = sizes.get(name, 0) + row.n
    return sizes


def _queue(name: str, reader: int) -> ColumnElement[bool]:
    taken = and_(LIVE, _d.state == "taken")
    return {
        "attend": and_(LIVE, _d.state == "open"),
        "moi": and_(taken, _d.holder_id == reader),
        "autres": and_(taken, _d.holder_id != reader),
        "fait": _d.state == "done",
    }.get(name, true())


def first_open(c: Connection, structure_id: int, most: int) -> tuple[DeskCard, ...]:
    """Those that are not done, the oldest first."""
    rows = c.execute(_CARD.where(LIVE, _d.structure_id == structure_id).order_by(_d.id).limit(most))
    return tuple(_card(row) for row in rows)


def save(c: Connection, structure_id: int, card: DeskCard, now: datetime) -> None:
    """As it is from now on; a new one is raised now."""
    values = {
        "urgent": card.urgent,
        "state": card.state,
        "holder_id": card.holder_id,
        "content": _pack(card),
        "changed_at": card.changed_at or now,
    }
    which = (_d.structure_id == structure_id) & (_d.key == card.key)
    if c.execute(update(desk_cards).where(which).values(values)).rowcount:
        return
    named = {"key": card.key, "subject": card.subject, "kind": card.kind, "structure_id": structure_id}
    about = {"triad_id": card.triad_id, "person_id": card.person_id, "raised_at": now}
    c.execute(insert(desk_cards).values(values | named | about))


# {"t": …, "s": …, "b": …} as a content, and "l": [[kind, who, at, what]…]
def _pack(card: DeskCard) -> Packed:
    log = [[line.kind, line.who, line.at.isoformat(), line.what] for line in card.log]
    return pack_content(Content(card.words, card.buttons)) | ({"l": log} if log else {})


def _card(row: Any) -> DeskCard:
    packed: Mapping[str, Any] = row.content
    content = unpack_content(packed)
    return DeskCard(
        subject=row.subject,
        kind=row.kind,
        words=content.text,
        triad_id=row.triad_id,
        person_id=row.person_id,
        urgent=row.urgent,
        state=row.state,
        holder_id=row.holder_id,
        holder=row.first_name or "",
        changed_at=row.changed_at,
        log=tuple(Line(kind, who, datetime.fromisoformat(at), what) for kind, who, at, what in packed.get("l", ())),
        buttons=content.buttons,
    )
