"""Messages of one line of a thread that wait for one mailbox leave in one mail, each with its author and time.

Each is a row of its own, so that corrections, withdrawals and receipts find it. The first one to leave takes the others
aboard, in order, as those of an album; a mail that is refused, or nobody knows of, is tried again message by message.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, bindparam, select, text

from core.page.addresses import MAIL
from core.texts import Rich
from storage.engine.dialect import AnyRow
from storage.engine.tenancy import across
from storage.road.albums import ABOARD, alone
from storage.road.letters import Act, Letter
from storage.road.packing import pack_rich, unpack_rich
from storage.tables import outbox
from storage.tables.road import UNSENT

#: messages in one mail, and bytes of their files: many mail servers refuse 10 MB, a third of which is their coding
MOST, HEAVIEST = 20, 6_000_000

_o = outbox.c
_OTHERS = (
    select(_o.id, _o.subject, _o.part, _o.payload, _o.attempts, _o.created_at)
    .where(UNSENT, _o.structure_id == bindparam("house"), _o.person_id == bindparam("whose"))
    .where(_o.lane == bindparam("in_lane"), _o.triad_id == bindparam("thread"), _o.id > bindparam("row"))
    .where(text("act = 'send' AND doubts = 0"))
    .order_by(_o.id)
)


def is_one(row: AnyRow) -> bool:
    """Whether this row may leave in one mail with others."""
    return bool(row.act == Act.SEND and row.channel == MAIL and row.payload.get("h"))


def gather(c: Connection, row: AnyRow, letter: Letter, sender: str) -> Letter:
    """The letter with those aboard that wait for the same mailbox, as many as a mail can carry."""
    zone, first = ZoneInfo(row.timezone), replace(letter, payload=_dated(row, row, ZoneInfo(row.timezone)))
    if row.doubts:
        return first
    here = {"house": row.structure_id, "whose": row.person_id, "in_lane": row.lane, "row": row.id}
    with across(c, row.structure_id):
        waiting = c.execute(_OTHERS, {**here, "thread": row.triad_id}).all()
        others = _fitting(row, [one for one in waiting if one.payload.get("h") == row.payload["h"]])
        if others:
            c.execute(ABOARD, [{"row": one.id, "who": sender} for one in others])
    aboard = [_aboard(first, one, before, zone) for before, one in zip([row, *others], others, strict=False)]
    return replace(first, aboard=tuple(aboard))


def _fitting(row: AnyRow, others: Iterable[AnyRow]) -> list[AnyRow]:
    """Those that one mail can carry, in order: none stays behind while a later one leaves."""
    fitting: list[AnyRow] = []
    heavy = _bytes(row)
    for one in others:
        heavy += _bytes(one)
        if len(fitting) + 1 >= MOST or (heavy > HEAVIEST and _bytes(one)):
            break
        fitting.append(one)
    return fitting


def _bytes(row: AnyRow) -> int:
    return int(row.payload["c"].get("a", {}).get("z", 0))


def _aboard(first: Letter, row: AnyRow, before: AnyRow, zone: ZoneInfo) -> Letter:
    here: dict[str, Any] = {"row": row.id, "subject": row.subject, "part": row.part}
    payload = _dated(row, before, zone)
    return replace(first, **here, payload=payload, attempts=row.attempts + 1, reply_to="", aboard=())


def _dated(row: AnyRow, before: AnyRow, zone: ZoneInfo) -> dict[str, Any]:
    """The payload with when it was written ahead of its author, and apart from what stands above in the same mail."""
    payload = dict(row.payload)
    album = row is not before and payload.get("g") and payload["g"] == before.payload.get("g")
    if album or row.part:
        return payload
    above = "" if row is before else "\n"
    when = Rich(f"{above}{row.created_at.astimezone(zone):%d/%m, %H:%M} – ")
    payload["c"] = payload["c"] | pack_rich(when + unpack_rich(payload["c"]))
    return alone(payload)
