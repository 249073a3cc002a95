"""Versions of modules: keep each one once, find one that is no longer current."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, insert, select, update

from core.lessons.editions import ModuleSource, ModulesPublished, ModuleVersion, Published, pack, unpack
from core.lessons.lesson import Module
from storage.content.house import house_text
from storage.engine.dialect import AnyRow
from storage.migrate import LOCK
from storage.tables import module_versions

_m = module_versions.c


def find(c: Connection, structure_id: int, asked: ModuleVersion) -> Module | None:
    whose = (_m.structure_id == structure_id) | _m.structure_id.is_(None)
    which = whose & (_m.slug == asked.slug) & (_m.version == asked.version)
    rows = c.execute(select(_m.structure_id, _m.module).where(which)).all()
    # The structure's own goes before the house's.
    kept = next((row.module for row in sorted(rows, key=lambda row: row.structure_id is None)), None)
    return unpack(kept) if kept is not None else None


def published(c: Connection, structure_id: int, asked: ModulesPublished) -> tuple[Module, ...]:
    query = select(_m.slug, _m.module).where(_m.structure_id == structure_id).order_by(_m.slug, _m.version)
    newest = {row.slug: row.module for row in c.execute(query)}
    return tuple(unpack(module) for module in newest.values())


def source(c: Connection, structure_id: int, asked: ModuleSource) -> str:
    which = (_m.structure_id == structure_id) & (_m.slug == asked.slug) & (_m.version == asked.version)
    own = c.execute(select(_m.source).where(which)).scalar()
    return own or house_text(asked.slug, asked.version)


def add(c: Connection, structure_id: int, new: Published, now: datetime) -> None:
    """A version of the structure's own; what was once published under this number stays as it is."""
    if _kept(c, _m.structure_id == structure_id, new.module) is None:
        row = {"structure_id": structure_id, "source": new.source, "published_by": new.by}
        c.execute(insert(module_versions).values(_row(new.module, now) | row))


def keep_house(c: Connection, modules: Sequence[Module], now: datetime) -> None:
    """The house's own modules as its folder has them at this start; a text mended without a new number is mended."""
    if c.dialect.name == "postgresql":
        c.execute(LOCK)
    for module in modules:
        kept = _kept(c, _m.structure_id.is_(None), module)
        if kept is None:
            c.execute(insert(module_versions).values(_row(module, now)))
        elif kept.module != pack(module):
            c.execute(update(module_versions).where(_m.id == kept.id).values(module=pack(module)))


def _kept(c: Connection, whose: ColumnElement[bool], module: Module) -> AnyRow | None:
    which = whose & (_m.slug == module.slug) & (_m.version == module.version)
    return c.execute(select(_m.id, _m.module).where(which)).first()


def _row(module: Module, now: datetime) -> dict[str, Any]:
    return {"slug": module.slug, "version": module.version, "module": pack(module), "published_at": now}
