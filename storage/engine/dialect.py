"""What SQLite and PostgreSQL say differently."""

from __future__ import annotations

from functools import cache
from typing import Any

from sqlalchemy import Connection, Insert, Row, Table
from sqlalchemy.dialects import postgresql, sqlite

#: a row of a statement that names its columns itself
AnyRow = Row[*tuple[Any, ...]]


def insert_new(c: Connection, table: Table, *key: str) -> Insert:
    """An insert that passes over rows whose key is there already."""
    return _insert_new(c.dialect.name, table, key)


@cache
def _insert_new(dialect: str, table: Table, key: tuple[str, ...]) -> Insert:
    insert = sqlite.insert if dialect == "sqlite" else postgresql.insert
    return insert(table).on_conflict_do_nothing(index_elements=list(key))
