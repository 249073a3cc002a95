"""Offers and applications: load and save."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, insert, select, update

from core.opportunities.offer import (
    Application,
    ApplicationsOf,
    Interest,
    Kind,
    Offer,
    OfferBy,
    OffersOn,
    Stage,
)
from storage.tables import applications, offers

_o, _a = offers.c, applications.c


def on(c: Connection, structure_id: int, asked: OffersOn) -> tuple[Offer, ...]:
    which = (_o.structure_id == structure_id) & (_o.state == "open") & (_o.until >= asked.day)
    return tuple(read(row) for row in c.execute(select(offers).where(which).order_by(_o.id.desc())))


def by_number(c: Connection, structure_id: int, asked: OfferBy) -> Offer | None:
    row = c.execute(select(offers).where(_o.structure_id == structure_id, _o.id == asked.number)).first()
    return read(row) if row is not None else None


def of_person(c: Connection, structure_id: int, asked: ApplicationsOf) -> tuple[tuple[Application, Offer], ...]:
    query = (
        select(offers, _a.person_id, _a.stage, _a.shared, _a.applied_at)
        .join(applications, _a.offer_id == _o.id)
        .where(_a.structure_id == structure_id, _a.person_id == asked.person)
        .order_by(_a.updated_at.desc(), _o.id.desc())
    )
    return tuple(
        (Application(row.person_id, row.id, Stage(row.stage), row.shared, row.applied_at), read(row))
        for row in c.execute(query)
    )


def interest(c: Connection, structure_id: int, _: Interest) -> Mapping[int, tuple[int, int]]:
    answered = func.count(_a.applied_at)
    query = (
        select(_a.offer_id, func.count(), answered)
        .where(_a.structure_id == structure_id, _a.stage != Stage.DROPPED.value)
        .group_by(_a.offer_id)
    )
    return {offer: (every - applied, applied) for offer, every, applied in c.execute(query)}


def save_offer(c: Connection, structure_id: int, kept: Offer, now: datetime) -> None:
    if kept.id:
        which = (_o.structure_id == structure_id) & (_o.id == kept.id)
        c.execute(update(offers).where(which).values(state=kept.state))
        return
    values = {name: getattr(kept, name) for name in ("author_id", "title", "company", "town", "contact", "until")}
    values |= {"structure_id": structure_id, "kind": kept.kind.value, "created_at": now}
    c.execute(insert(offers).values(values))


def save_application(c: Connection, structure_id: int, kept: Application, now: datetime) -> None:
    key = {"person_id": kept.person_id, "offer_id": kept.offer_id}
    values = {"stage": kept.stage.value, "shared": kept.shared, "applied_at": kept.applied_at, "updated_at": now}
    which = (_a.structure_id == structure_id) & (_a.person_id == kept.person_id) & (_a.offer_id == kept.offer_id)
    if not c.execute(update(applications).where(which).values(values)).rowcount:
        c.execute(insert(applications).values(values | key | {"structure_id": structure_id}))


def read(row: Any) -> Offer:
    """The offer of a row."""
    return Offer(
        row.author_id, Kind(row.kind), row.title, row.company, row.town, row.contact, row.until, row.state, row.id,
        row.created_at,
    )  # fmt: skip
