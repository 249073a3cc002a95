"""What the tables are built from: names of constraints, instants, and the kinds of columns."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Dialect,
    ForeignKey,
    Integer,
    MetaData,
    String,
    TypeDecorator,
    text,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class Moment(TypeDecorator[datetime]):
    """An instant, UTC: aware in Python, refused when naive; SQLite keeps it as text that sorts."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a time without its zone: {value}")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value.replace(tzinfo=UTC) if value is not None and value.tzinfo is None else value


# SQLite counts rows only in an INTEGER PRIMARY KEY.
Id = BigInteger().with_variant(Integer, "sqlite")
# Sorts byte by byte everywhere, so that what begins alike stands together.
Key = String().with_variant(String(collation="C"), "postgresql")


def row_id() -> Column[int]:
    return Column("id", Id, primary_key=True, autoincrement=True)


def structure() -> Column[int]:
    return Column("structure_id", Id, ForeignKey("structures.id"), nullable=False)


def moment(name: str, *, needed: bool = True) -> Column[datetime]:
    return Column(name, Moment, nullable=not needed)


def word(name: str, default: str | None = "") -> Column[str]:
    return Column(name, String, nullable=False, server_default=default)


def flag(name: str) -> Column[bool]:
    return Column(name, Boolean, nullable=False, server_default=text("false"))


def number(name: str, default: int = 0) -> Column[int]:
    return Column(name, Integer, nullable=False, server_default=text(str(default)))


def json(name: str) -> Column[Any]:
    return Column(name, JSON, nullable=False)


def settings() -> Column[Any]:
    """Choices, by name: a JSON object, empty as long as nobody chose anything."""
    return Column("settings", JSON, nullable=False, server_default=text("'{}'"))
