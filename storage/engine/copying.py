"""Everything from one database into another one, and the proof that nothing changed on the way."""
# One side is always a SQLite file: moving to PostgreSQL, a backup of PostgreSQL (a file that needs no server to be
# read), and its restoration are the same few lines. Large installations also archive the log of their server.

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256

from sqlalchemy import Connection, Table, func, insert, select, text

from storage.engine import tenancy
from storage.engine.dialect import AnyRow
from storage.tables import metadata, structures

#: rows read and written together
BATCH = 500
_WHOLE = 2**256


class NotEmpty(Exception):
    """The database to fill has people in it already. Caught by the command line."""


class Changed(Exception):
    """What arrived is not what left; the text names the tables. Nothing of it is kept."""


@dataclass(frozen=True, slots=True)
class Sum:
    """A table's number of rows, and a sum over all that they hold, in whatever order they stand."""

    rows: int
    check: str


def copy(source: Connection, target: Connection) -> dict[str, Sum]:
    """Fill an empty database of the same revision, and compare it with the source; the sums. NotEmpty, Changed."""
    if target.execute(select(func.count()).select_from(structures)).scalar_one():
        raise NotEmpty
    if target.dialect.name == "sqlite":
        target.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
    for table in reversed(metadata.sorted_tables):  # what a program that ran once has put there by itself
        target.execute(table.delete())
    sums = {}
    for table in metadata.sorted_tables:
        adding = _Adding()
        for rows in _batches(source, table):
            target.execute(insert(table), [adding.add(row) for row in rows])
        sums[table.name] = adding.sum
        _count_on(target, table)
    if different := [name for name, sum_ in sums_of(target).items() if sum_ != sums[name]]:
        raise Changed(", ".join(different))
    if target.dialect.name == "postgresql":  # else its first statements would be planned for empty tables
        tenancy.be_owner(target)
        target.exec_driver_sql("ANALYZE")
    return sums


def sums_of(c: Connection) -> dict[str, Sum]:
    """What stands in each table."""
    sums = {}
    for table in metadata.sorted_tables:
        adding = _Adding()
        for rows in _batches(c, table):
            for row in rows:
                adding.add(row)
        sums[table.name] = adding.sum
    return sums


class _Adding:
    """A sum that does not depend on the order: databases sort words each in its own way."""

    def __init__(self) -> None:
        self._rows = 0
        self._check = 0

    def add(self, row: AnyRow) -> dict[str, object]:
        values = dict(row._mapping)
        line = json.dumps(values, default=_plain, sort_keys=True, ensure_ascii=False)
        self._rows += 1
        self._check = (self._check + int.from_bytes(sha256(line.encode()).digest())) % _WHOLE
        return values

    @property
    def sum(self) -> Sum:
        return Sum(self._rows, f"{self._check:064x}")


def _plain(value: object) -> str:
    if isinstance(value, date | datetime):
        return value.isoformat()
    raise TypeError(f"a kind of value that has no sum yet: {type(value).__name__}")


def _batches(c: Connection, table: Table) -> Iterator[list[AnyRow]]:
    """All rows, in the order of their keys: a row points to older ones of its table only."""
    query = select(table).order_by(*table.primary_key.columns).execution_options(yield_per=BATCH)
    for rows in c.execute(query).partitions():
        yield list(rows)


def _count_on(c: Connection, table: Table) -> None:
    """New rows get numbers behind those that are there (SQLite sees to it by itself)."""
    if c.dialect.name == "postgresql" and "id" in table.c:
        last = c.execute(select(func.max(table.c.id))).scalar()
        if last:
            c.execute(
                text("SELECT setval(pg_get_serial_sequence(:table, 'id'), :last)"), {"table": table.name, "last": last}
            )
