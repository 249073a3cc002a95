"""Searches of offers and what they found: load, save, and which of them are to be asked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from core.opportunities.offer import SHOWN, Offer
from core.opportunities.search import FindsOf, FindsTold, Found, Search, SearchBy
from storage import opportunities
from storage.engine import tenancy
from storage.engine.dialect import insert_new
from storage.tables import finds, offers, searches

_s, _f, _o = searches.c, finds.c, offers.c
#: searches asked about in one look
MOST = 20


def by_number(c: Connection, structure_id: int, asked: SearchBy) -> Search | None:
    which = (_s.structure_id == structure_id) & (_s.person_id == asked.person)
    if asked.number:
        which &= _s.id == asked.number
    row = c.execute(select(searches).where(which).order_by(_s.id.desc()).limit(1)).first()
    return _search(row) if row is not None else None


def _search(row: Any) -> Search:
    return Search(row.person_id, row.trade, row.town, row.due_at, row.weekly, row.told, row.place, row.id)


def save(c: Connection, structure_id: int, kept: Search, now: datetime) -> None:
    values: dict[str, Any] = {"due_at": kept.due_at, "weekly": kept.weekly, "told": kept.told}
    if kept.id:
        c.execute(update(searches).where(_s.structure_id == structure_id, _s.id == kept.id).values(values))
        return
    values |= {"structure_id": structure_id, "person_id": kept.person_id, "trade": kept.trade, "town": kept.town}
    c.execute(insert(searches).values(values | {"created_at": now}))


def found(c: Connection, structure_id: int, asked: FindsOf) -> tuple[tuple[Offer, bool], ...]:
    which = (_f.structure_id == structure_id) & (_f.search_id == asked.search)
    which &= (_o.until >= asked.day) & (_o.state != "withdrawn")
    query = select(offers, _f.told).join(finds, _f.offer_id == _o.id).where(which).order_by(_f.told, _o.id)
    return tuple((opportunities.read(row), row.told) for row in c.execute(query))


def save_told(c: Connection, structure_id: int, kept: FindsTold, _: datetime) -> None:
    which = (_f.structure_id == structure_id) & (_f.search_id == kept.search)
    c.execute(update(finds).where(which).values(told=True))


# --- for who asks the services ---------------------------------------------------------------------------------------


def to_ask(c: Connection, now: datetime) -> list[tuple[int, Search]]:
    """(structure, search) of those whose time has come, in every structure."""
    rows = c.execute(select(searches).where(_s.due_at <= now).order_by(_s.due_at).limit(MOST)).all()
    return [(row.structure_id, _search(row)) for row in rows]


def keep_found(
    c: Connection, structure_id: int, search: Search, place: str, said: Iterable[Found], now: datetime
) -> bool:
    """Keep what the services found for a search; False when it is there no more."""
    tenancy.within(c, structure_id)
    which = (_s.structure_id == structure_id) & (_s.id == search.id)
    if not c.execute(update(searches).where(which).values(place=place)).rowcount:
        return False
    for one in said:
        known = (_o.structure_id == structure_id) & (_o.service == one.service) & (_o.ref == one.ref)
        values = {
            "kind": one.kind.value, "title": one.title, "company": one.company, "town": one.town,
            "contact": one.contact, "until": one.until or (now + SHOWN).date(),
        }  # fmt: skip
        number = c.execute(select(_o.id).where(known)).scalar()
        if number is None:
            row = values | {"structure_id": structure_id, "author_id": search.person_id, "service": one.service}
            row |= {"ref": one.ref, "state": "found", "created_at": now}
            number = c.execute(insert(offers).values(row).returning(_o.id)).scalar_one()
        else:
            c.execute(update(offers).where(known).values(values))
        row = {"search_id": search.id, "offer_id": number, "structure_id": structure_id, "told": False,
               "person_id": search.person_id, "created_at": now}  # fmt: skip
        c.execute(insert_new(c, finds, "search_id", "offer_id"), row)
    return True


READERS: Mapping[Any, Callable[[Connection, int, Any], Any]] = {SearchBy: by_number, FindsOf: found}
KEEPERS: Mapping[Any, Callable[[Connection, int, Any, datetime], None]] = {Search: save, FindsTold: save_told}
