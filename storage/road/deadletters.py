"""What was given up or held, for a human to see, and to try once more."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, select, update

from storage.engine.dialect import AnyRow
from storage.tables import alerts, inbox, outbox

KINDS = ("send-held", "send-dead", "update-dead")
_UNSEEN = alerts.c.seen_at.is_(None) & alerts.c.kind.in_(KINDS)


def waiting(c: Connection, most: int = 200) -> Sequence[AnyRow]:
    """The alerts of those that nobody has decided about, oldest first."""
    return c.execute(select(alerts).where(_UNSEEN).order_by(alerts.c.id).limit(most)).all()


def replay(c: Connection, alert: int, now: datetime) -> bool:
    """Try it once more; False when somebody has decided about it already. Nobody is sent a held message unmarked."""
    found = c.execute(select(alerts).where(_UNSEEN, alerts.c.id == alert).with_for_update(key_share=True)).one_or_none()
    if found is None:
        return False
    kind, _, row = found.cause.partition(":")
    if kind == "inbox":
        again: dict[str, object] = {"state": "new", "tries": 0, "reason": "", "retry_at": None, "done_at": None}
        done = c.execute(update(inbox).where(inbox.c.id == int(row), inbox.c.state == "dead").values(again))
    else:
        again = {"state": "new", "attempts": 0, "reason": "", "not_before": now, "sender": ""}
        if found.kind == "send-held":  # it may have arrived: it bears the mark, and a second doubt holds it again
            again["doubts"] = 1
        stands = outbox.c.state.in_(("held", "dead"))
        done = c.execute(update(outbox).where(outbox.c.id == int(row), stands).values(again))
    # Should it fail again, that is another alert.
    gone = {"cause": f"{found.cause}:{alert}", "seen_at": now}
    c.execute(update(alerts).where(alerts.c.id == alert).values(gone))
    return done.rowcount == 1


def drop(c: Connection, alert: int, now: datetime) -> bool:
    """Leave it at that; False when somebody has decided already."""
    return c.execute(update(alerts).where(_UNSEEN, alerts.c.id == alert).values(seen_at=now)).rowcount == 1
