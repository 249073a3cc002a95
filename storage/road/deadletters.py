"""What a human decides about an alert: what was given up or held is tried once more, or all is left at that."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, select, update

from storage.tables import alerts, inbox, outbox

KINDS = ("send-held", "send-dead", "update-dead")
_UNSEEN = alerts.c.seen_at.is_(None)


def replay(c: Connection, alert: int, now: datetime) -> bool:
    """Try it once more; False: decided, or nothing to try. Nobody gets a held message unmarked."""
    lost = select(alerts).where(_UNSEEN, alerts.c.kind.in_(KINDS), alerts.c.id == alert)
    found = c.execute(lost.with_for_update(key_share=True)).one_or_none()
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
