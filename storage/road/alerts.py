"""What needs a human: one alert per cause, until somebody has seen it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, select

from storage.engine.dialect import AnyRow, insert_new
from storage.road.doors import show_life
from storage.tables import alerts, doors

#: how far the mails to the operator have come, kept as a door's number is
MAILED = "mail:operator"
#: told again each day or each hour while they last: one that was not, is over
LASTING = ("channel-unauthorized", "room-unusable", "late-inbox", "late-outbox", "late-timers")
AGAIN = timedelta(days=1)


def raise_alert(c: Connection, cause: str, kind: str, words: str, at: datetime, structure: int | None = None) -> bool:
    """Tell the operators, in words without any content of people; False when this cause was told already."""
    row = {"structure_id": structure, "cause": cause, "kind": kind, "words": words, "at": at}
    return c.execute(insert_new(c, alerts, "cause"), row).rowcount == 1


def channel_unknown(c: Connection, channel: str, at: datetime) -> bool:
    """A channel does not know us any more: nothing leaves by it. Told once a day."""
    cause = f"unauthorized:{channel}:{at:%Y-%m-%d}"
    return raise_alert(c, cause, "channel-unauthorized", f"{channel} ne nous connaît plus.", at)


def standing(now: datetime) -> ColumnElement[bool]:
    """What nobody has decided about, and what still lasts."""
    return alerts.c.seen_at.is_(None) & (alerts.c.kind.not_in(LASTING) | (alerts.c.at > now - AGAIN))


def unseen(c: Connection, now: datetime, limit: int = 200) -> Sequence[AnyRow]:
    """The alerts that stand, oldest first."""
    return c.execute(select(alerts).where(standing(now)).order_by(alerts.c.id).limit(limit)).all()


def untold(c: Connection) -> list[AnyRow]:
    """The alerts that no mail has told yet, oldest first."""
    last = c.execute(select(doors.c.last_number).where(doors.c.door == MAILED)).scalar() or 0
    return list(c.execute(select(alerts).where(alerts.c.id > last).order_by(alerts.c.id).limit(500)))


def told(c: Connection, last: int, now: datetime) -> None:
    """The mail that went as far as alert `last` was taken."""
    show_life(c, MAILED, last, now)
