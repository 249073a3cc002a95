"""What the rhythm of a week asks and keeps: open triads, reviews, and that somebody was nudged."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, select, update

from core.nudges.nudged import Nudged
from core.week.acts import WeekReview
from core.week.rhythm import OpenTriads
from storage.engine.dialect import insert_new
from storage.tables import nudged, triads, week_reviews

_n, _r = nudged.c, week_reviews.c


def open_triads(c: Connection, structure_id: int, _: OpenTriads) -> tuple[int, ...]:
    which = (triads.c.structure_id == structure_id) & (triads.c.state == "open")
    return tuple(c.execute(select(triads.c.id).where(which).order_by(triads.c.id)).scalars())


def save_nudged(c: Connection, structure_id: int, one: Nudged, now: datetime) -> None:
    row = {"person_id": one.person_id, "structure_id": structure_id, "at": now}
    if not c.execute(insert_new(c, nudged, "person_id"), row).rowcount:
        which = (_n.person_id == one.person_id) & (_n.structure_id == structure_id)
        c.execute(update(nudged).where(which).values(at=now))


def save_review(c: Connection, structure_id: int, review: WeekReview, now: datetime) -> None:
    """One review a week: the last one counts."""
    values = {"person_id": review.person_id, "well": review.well, "hard": review.hard, "help": review.help, "at": now}
    row = {"triad_id": review.triad_id, "week": review.week, "structure_id": structure_id}
    if not c.execute(insert_new(c, week_reviews, "triad_id", "week"), row | values).rowcount:
        which = (_r.triad_id == review.triad_id) & (_r.week == review.week) & (_r.structure_id == structure_id)
        c.execute(update(week_reviews).where(which).values(values))
