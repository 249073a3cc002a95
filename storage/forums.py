"""A forum that is held: nothing may be written there as long as somebody unknown is in it."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection, bindparam, select, text, update

from core.forum.strangers import NOTICE, ForumHeld, Said
from storage.engine.dialect import AnyRow
from storage.road.letters import Act
from storage.tables import outbox, structures

#: until what is held is looked at again, should nobody have released it
PATIENCE = timedelta(minutes=5)
#: what would show something to whoever is there; taking back, reacting and answering a press do not
_SHOWS = (Act.SEND.value, Act.CHANGE.value, Act.OPEN_TOPIC.value, Act.NAME_TOPIC.value)
_o, _s = outbox.c, structures.c
_HOLD = update(structures).where(_s.id == bindparam("house"))
_RELEASE = (
    update(outbox)
    .where(text("state = 'retry'"), _o.structure_id == bindparam("house"), _o.not_before > bindparam("now"))
    .where(_o.recipient.like("topic:%") | _o.recipient.like("pros:%") | _o.recipient.like("desk:%")
           | _o.recipient.like("place:%"))
    .values(not_before=bindparam("now"))
)  # fmt: skip


def save_held(c: Connection, structure_id: int, changed: ForumHeld, now: datetime) -> None:
    c.execute(_HOLD.values(forum_open=not changed.held), {"house": structure_id})
    if not changed.held:
        c.execute(_RELEASE, {"house": structure_id, "now": now})


def said(c: Connection, structure_id: int, asked: Said) -> bool:
    which = (_o.subject == asked.subject) & (_o.structure_id == structure_id)
    return c.execute(select(_o.id).where(text("act = 'send' AND subject <> ''"), which).limit(1)).first() is not None


def held(row: AnyRow) -> bool:
    """Whether this row would be read in a forum that is held. `row` is one of storage/road/claim.py."""
    there = bool(row.forum_chat) and (row.channel, row.chat) == (row.forum_channel, row.forum_chat)
    return there and not row.forum_open and row.act in _SHOWS and not row.subject.startswith(NOTICE)
