"""Conversations under way and lessons in progress: load and save."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Connection, bindparam, insert, select, text, update

from core.lessons.lesson import Progress
from core.messages import Place
from core.scene import Run
from core.talk import Facts
from storage.tables import progress, runs

r = runs.c
_LIVE = (
    select(runs)
    .where(r.person_id == bindparam("person"), text("state IN ('open', 'parked')"))
    .order_by(r.updated_at.desc(), r.id.desc())
)
_PROGRESS = select(progress.c.state).where(progress.c.person_id == bindparam("person"))


def live(c: Connection, person_id: int, mark: str = "") -> tuple[Run | None, Run | None]:
    """The open conversation of a person, and the parked one of this mark, or else the latest."""
    found: dict[str, Run] = {}
    for row in c.execute(_LIVE, {"person": person_id}):
        place = Place(row.channel, row.chat, row.topic, not row.chat.startswith("-"))
        run = Run(row.script, row.mark, Facts.unpack(row.facts), place, row.answers, row.asked, row.state, row.id)
        found.setdefault(run.state, run)
        if run.mark == mark:
            found[run.state] = run
    return found.get("open"), found.get("parked")


def whose(c: Connection, people: Collection[int], mark: str) -> int | None:
    """Of these people, the one whose live conversation bears the mark."""
    which = r.person_id.in_(people) & (r.mark == mark) & r.state.in_(("open", "parked"))
    return c.execute(select(r.person_id).where(which)).scalar()


def save(c: Connection, structure_id: int, person_id: int, changed: list[Run], now: datetime) -> None:
    """The conversations as they stand now. At most one is open, so those that close are written first."""
    for run in sorted(changed, key=lambda run: run.state == "open"):
        values = {
            "facts": run.facts.pack(),
            "answers": dict(run.answers),
            "asked": run.asked,
            "state": run.state,
            "channel": run.place.channel,
            "chat": run.place.chat,
            "topic": run.place.topic,
            "updated_at": now,
        }
        if run.id is not None:
            c.execute(update(runs).where(r.id == run.id, r.person_id == person_id).values(values))
        else:
            c.execute(
                insert(runs).values(
                    values
                    | {
                        "structure_id": structure_id,
                        "person_id": person_id,
                        "script": run.script,
                        "mark": run.mark,
                        "started_at": now,
                    }
                )
            )


def lessons(c: Connection, person_id: int) -> dict[str, Progress]:
    """How far a person is in each module she has opened."""
    found = (Progress.unpack(state) for state in c.execute(_PROGRESS, {"person": person_id}).scalars())
    return {one.module: one for one in found}


def save_lesson(c: Connection, structure_id: int, person_id: int, one: Progress, now: datetime) -> None:
    values = {"state": one.pack(), "updated_at": now, "finished_at": one.finished_at}
    which = (progress.c.person_id == person_id) & (progress.c.module == one.module)
    if not c.execute(update(progress).where(which).values(values)).rowcount:
        key = {"structure_id": structure_id, "person_id": person_id, "module": one.module}
        c.execute(insert(progress).values(values | key | {"started_at": one.started_at or now}))
