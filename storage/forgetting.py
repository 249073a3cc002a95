"""The list of erasures kept apart from the database: a backup that comes back does not bring people back."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, select

from storage import erasure
from storage.engine import tenancy
from storage.tables import forgotten, people

_f, _p = forgotten.c, people.c


@dataclass(frozen=True)
class Line:
    """Somebody who was erased: numbers and instants, nothing that names her."""

    structure: int
    person: int
    #: when her row was made: in another database the same number is somebody else
    created: str
    erased: str


class Register:
    """A file, one JSON object a line, only ever added to."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def read(self) -> list[Line]:
        if not self._path.exists():
            return []
        lines = self._path.read_text("utf-8").splitlines()
        return [Line(**json.loads(line)) for line in lines if line.endswith("}")]  # a last line may be cut

    def add(self, new: Iterable[Line]) -> None:
        """On the disk when this returns."""
        with self._path.open("a", encoding="utf-8") as file:
            os.chmod(self._path, 0o600)
            file.writelines(f"\n{json.dumps(asdict(line))}" for line in new)
            file.write("\n")
            file.flush()
            os.fsync(file.fileno())


def erased(c: Connection) -> set[Line]:
    """Everybody who was erased here."""
    query = select(forgotten, _p.created_at).join(people, _p.id == _f.person_id).where(_f.erased_at.is_not(None))
    return {
        Line(row.structure_id, row.person_id, row.created_at.isoformat(), row.erased_at.isoformat())
        for row in c.execute(query)
    }


def again(c: Connection, lines: Iterable[Line], now: datetime) -> int:
    """Whoever of the list lives here again is erased again; how many."""
    count = 0
    for line in lines:
        # Her structure may have joined another one before or after the backup: the instant says that it is she.
        row = c.execute(select(_p.created_at, _p.structure_id).where(_p.id == line.person)).first()
        if row is not None and row.created_at.isoformat() == line.created:
            with tenancy.across(c, row.structure_id):
                count += erasure.erase(c, row.structure_id, line.person, "restored", now)
    return count
