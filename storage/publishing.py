"""Lessons that counsellors write: read a text, keep drafts and previews, tell who published what."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Table, and_, insert, or_, select, update

from core.lessons.authoring import (
    Draft,
    DraftDropped,
    DraftOf,
    DraftsHere,
    Edition,
    Editions,
    LessonRead,
    ReadLesson,
)
from core.lessons.editions import pack, unpack
from core.lessons.lesson import Progress
from core.lessons.preview import Preview, PreviewOf
from storage.content.house import load_figures, load_sources
from storage.content.lessonfile import SLUG_LIMIT, check_module, slug_sent
from storage.engine.dialect import AnyRow
from storage.tables import module_drafts, module_previews, module_versions, people

_d, _p, _m = module_drafts.c, module_previews.c, module_versions.c


def read(c: Connection, structure: int, asked: ReadLesson) -> LessonRead:
    """The text as a lesson: with the figures and the sources of the house."""
    slug = slug_sent(asked.name)
    if not slug:
        why = f"le nom du fichier : minuscules sans accent, chiffres et tirets, {SLUG_LIMIT} signes au plus, puis .md"
        return LessonRead("", None, ((1, why),))
    figures, sources = load_figures(), load_sources()
    module, errors = check_module(Path(asked.name), asked.text, figures, sources, slug=slug, version=1)
    return LessonRead(slug, module, tuple((error.line, error.reason) for error in errors))


def draft(c: Connection, structure: int, asked: DraftOf) -> Draft | None:
    row = c.execute(select(module_drafts).where(_d.structure_id == structure, _d.slug == asked.slug)).first()
    return _draft(row) if row is not None else None


def drafts(c: Connection, structure: int, asked: DraftsHere) -> tuple[Draft, ...]:
    query = select(module_drafts).where(_d.structure_id == structure).order_by(_d.slug)
    return tuple(_draft(row) for row in c.execute(query))


def _draft(row: AnyRow) -> Draft:
    return Draft(unpack(row.module), row.name, row.source, row.drafted_by)


def save_draft(c: Connection, structure: int, new: Draft, now: datetime) -> None:
    """One draft for each lesson: the last one."""
    values = {
        "module": pack(new.module), "name": new.name, "source": new.source, "drafted_by": new.by, "drafted_at": now,
    }  # fmt: skip
    _put(c, module_drafts, {"structure_id": structure, "slug": new.module.slug}, values)


def drop_draft(c: Connection, structure: int, gone: DraftDropped, now: datetime) -> None:
    c.execute(module_drafts.delete().where(_d.structure_id == structure, _d.slug == gone.slug))


def preview(c: Connection, structure: int, asked: PreviewOf) -> Preview | None:
    which = and_(_p.structure_id == structure, _p.person_id == asked.person)
    state = c.execute(select(_p.state).where(which)).scalar()
    return Preview(asked.person, Progress.unpack(state)) if state is not None else None


def save_preview(c: Connection, structure: int, one: Preview, now: datetime) -> None:
    values = {"state": one.progress.pack(), "updated_at": now}
    _put(c, module_previews, {"structure_id": structure, "person_id": one.person}, values)


def editions(c: Connection, structure: int, asked: Editions) -> tuple[Edition, ...]:
    """The house's versions and the structure's own."""
    query = (
        select(_m.version, people.c.first_name, _m.published_at, _m.structure_id)
        .join_from(module_versions, people, people.c.id == _m.published_by, isouter=True)
        .where(_m.slug == asked.slug, or_(_m.structure_id == structure, _m.structure_id.is_(None)))
        .order_by(_m.version, _m.structure_id.is_(None))
    )
    return tuple(Edition(v, name or "?", at, own is not None) for v, name, at, own in c.execute(query))


def _put(c: Connection, table: Table, key: dict[str, Any], values: dict[str, Any]) -> None:
    which = and_(*(table.c[name] == value for name, value in key.items()))
    if not c.execute(update(table).where(which).values(values)).rowcount:
        c.execute(insert(table).values({**key, **values}))


READERS: Mapping[Any, Callable[[Connection, int, Any], Any]] = {
    ReadLesson: read,
    DraftOf: draft,
    DraftsHere: drafts,
    PreviewOf: preview,
    Editions: editions,
}
KEEPERS: Mapping[Any, Callable[[Connection, int, Any, datetime], None]] = {
    Draft: save_draft,
    DraftDropped: drop_draft,
    Preview: save_preview,
}
