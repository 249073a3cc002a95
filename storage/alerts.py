"""What needs a human: one alert per cause, until somebody has seen it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, bindparam, select, update

from storage.dialect import AnyRow, insert_new
from storage.tables import alerts

_SEE = update(alerts).where(alerts.c.id == bindparam("alert"), alerts.c.seen_at.is_(None))


def raise_alert(c: Connection, cause: str, kind: str, words: str, at: datetime, structure: int | None = None) -> bool:
    """Tell the operators, in words without any content of people; False when this cause was told already."""
    row = {"structure_id": structure, "cause": cause, "kind": kind, "words": words, "at": at}
    return c.execute(insert_new(c, alerts, "cause"), row).rowcount == 1


def unseen(c: Connection, limit: int = 100) -> Sequence[AnyRow]:
    """The alerts nobody has seen, oldest first."""
    return c.execute(select(alerts).where(alerts.c.seen_at.is_(None)).order_by(alerts.c.id).limit(limit)).all()


def see(c: Connection, alert: int, now: datetime) -> bool:
    """Somebody has seen it; False when it is unknown or was seen before."""
    return c.execute(_SEE, {"alert": alert, "seen_at": now}).rowcount == 1
