"""Items of an album that wait in one lane leave together, in one message of the channel.

The items come in one by one and nobody says how many there are. Each is a row of its own, so that replies, edits and
reactions find it; the rows hold their lane for a moment, and the first one to leave takes the others aboard. An album
is tried as one once: refused or doubtful, its items go one by one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, bindparam, select, update

from storage.engine.dialect import AnyRow
from storage.road.letters import Act, Letter
from storage.tables import outbox
from storage.tables.road import PENDING, UNSENT

#: how long an item waits for the next one; Telegram's apps send them within tenths of a second
PATIENCE = timedelta(seconds=1.5)
#: Bot API, sendMediaGroup: 2-10 items
MOST = 10

_o = outbox.c
_WAITING = (
    select(_o.id, _o.subject, _o.part, _o.payload, _o.attempts, _o.not_before)
    .where(PENDING, _o.lane == bindparam("in_lane"), UNSENT, _o.act == Act.SEND.value, _o.doubts == 0)
    .order_by(_o.turn, _o.id)
    .limit(4 * MOST)
)
#: a row that leaves with another
ABOARD = update(outbox).where(_o.id == bindparam("row"), UNSENT).values(
    state="aboard", sender=bindparam("who"), attempts=_o.attempts + 1
)  # fmt: skip
_ASIDE = update(outbox).where(_o.id == bindparam("row")).values(state="retry", not_before=bindparam("at"))


def is_item(row: AnyRow) -> bool:
    """Whether this row may leave with others."""
    return bool(row.act == Act.SEND and row.payload.get("g") and not row.doubts)


def gather(c: Connection, row: AnyRow, letter: Letter, sender: str, now: datetime) -> Letter | None:
    """The letter with the other items of its album aboard; None when more may still come, and it waits for them."""
    waiting = c.execute(_WAITING, {"in_lane": row.lane}).all()
    items = [item for item in waiting if item.payload.get("g") == row.payload["g"] and item.id != row.id][: MOST - 1]
    if not items:
        return letter
    until = max(item.not_before for item in items)
    if until > now and len(items) < MOST - 1:
        c.execute(_ASIDE, {"row": row.id, "at": until})
        return None
    c.execute(ABOARD, [{"row": item.id, "who": sender} for item in items])
    return replace(letter, aboard=tuple(_item(letter, item) for item in items))


def _item(first: Letter, item: Any) -> Letter:
    here: dict[str, Any] = {"row": item.id, "subject": item.subject, "part": item.part, "payload": item.payload}
    return replace(first, **here, attempts=item.attempts + 1, reply_to="")


def alone(payload: dict[str, Any]) -> dict[str, Any]:
    """The payload of an item that goes by itself from now on."""
    return {key: value for key, value in payload.items() if key not in ("g", "u", "h")}


def everybody(letters: Sequence[Letter]) -> list[Letter]:
    """These letters and all who ride with them."""
    return [one for letter in letters for one in (letter, *letter.aboard)]
