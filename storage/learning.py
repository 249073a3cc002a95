"""Around the lessons: questions that come back, attestations, recorded pages. Load and save."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Table, insert, select, update

from core.files import Attachment
from core.lessons.attestation import Attestation, AttestationOf
from core.lessons.lesson import Progress, ProgressOf
from core.lessons.recall import Recall, RecallsOf
from core.lessons.recordings import Recording, RecordingsOf
from core.messages import Media
from storage.tables import attestations, progress, recalls, recordings

Row = dict[str, Any]


def progresses(c: Connection, structure_id: int, asked: ProgressOf) -> Mapping[str, Progress]:
    where = (progress.c.structure_id == structure_id) & (progress.c.person_id == asked.person)
    found = (Progress.unpack(state) for state in c.execute(select(progress.c.state).where(where)).scalars())
    return {one.module: one for one in found}


def rounds(c: Connection, structure_id: int, asked: RecallsOf) -> tuple[Recall, ...]:
    r = recalls.c
    where = (r.structure_id == structure_id) & (r.person_id == asked.person) & (r.module == asked.module)
    rows = c.execute(select(r.round, r.state).where(where).order_by(r.round))
    return tuple(Recall.unpack(asked.person, asked.module, row.round, row.state) for row in rows)


def save_round(c: Connection, structure_id: int, one: Recall, now: datetime) -> None:
    key = {"structure_id": structure_id, "person_id": one.person, "module": one.module, "round": one.round}
    _save(c, recalls, key, {"state": one.pack(), "updated_at": now})


def attestation(c: Connection, structure_id: int, asked: AttestationOf) -> Attestation | None:
    a = attestations.c
    where = (a.structure_id == structure_id) & (a.person_id == asked.person)
    state = c.execute(select(a.state).where(where)).scalar()
    return Attestation.unpack(asked.person, state) if state is not None else None


def save_attestation(c: Connection, structure_id: int, one: Attestation, now: datetime) -> None:
    key = {"structure_id": structure_id, "person_id": one.person}
    _save(c, attestations, key, {"state": one.pack(), "issued_at": now})


def voices(c: Connection, structure_id: int, asked: RecordingsOf) -> Mapping[str, Recording]:
    r = recordings.c
    where = (r.structure_id == structure_id) & (r.module == asked.module)
    rows = c.execute(select(r.page, r.state, r.person_id).where(where))
    return {row.page: _recording(asked.module, row.page, row.state, row.person_id) for row in rows}


def save_voice(c: Connection, structure_id: int, one: Recording, now: datetime) -> None:
    file = one.file
    state = {
        "media": file.media.value,
        "ref": file.ref,
        "mime": file.mime,
        "size": file.size,
        "seconds": file.seconds,
        "until": one.until.isoformat() if one.until else None,
    }
    key = {"structure_id": structure_id, "module": one.module, "page": one.page}
    _save(c, recordings, key, {"state": state, "person_id": one.by, "recorded_at": now})


def _recording(module: str, page: str, state: Mapping[str, Any], by: int | None) -> Recording:
    file = Attachment(
        Media(state["media"]), state["ref"], mime=state["mime"], size=state["size"], seconds=state["seconds"]
    )
    return Recording(module, page, file, date.fromisoformat(state["until"]) if state["until"] else None, by)


def _save(c: Connection, table: Table, key: Row, values: Row) -> None:
    """The row of this key, changed or new."""
    where = [table.c[name] == value for name, value in key.items()]
    if not c.execute(update(table).where(*where).values(values)).rowcount:
        c.execute(insert(table).values(key | values))
