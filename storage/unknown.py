"""Somebody who stands by name among the unknown, of a forum or of the group of a triad, and is erased."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from sqlalchemy import Connection, String, cast, select, update

from core.forum.groupstate import card_subject, key, key_of_person
from core.messages import Address
from storage.engine.dialect import AnyRow
from storage.tables import addresses, structures, triad_groups

_a, _g, _s = addresses.c, triad_groups.c, structures.c


def cards(c: Connection, structure_id: int, person: int) -> list[str]:
    """The subjects of the cards that may name her as unknown in a group; the next count raises them without her."""
    return [card_subject(row.triad_id) for row in _groups(c, structure_id, _keys(c, person))]


def forget(c: Connection, structure_id: int, person: int) -> None:
    """She is as unknown as before, by no name: as long as she may be there, nothing is written there."""
    keys = _keys(c, person)
    for row in _groups(c, structure_id, keys):
        c.execute(update(triad_groups).where(_g.triad_id == row.triad_id).values(who=_nameless(row.who, keys)))
    settings = c.execute(select(_s.settings).where(_s.id == structure_id).with_for_update(key_share=True)).scalar_one()
    if keys & settings.get("strangers", {}).keys():
        c.execute(update(structures).where(_s.id == structure_id).values(settings=_nameless(settings, keys)))


def _keys(c: Connection, person: int) -> set[str]:
    """What stands for her there: core.forum.strangers and core.forum.groupstate make the same of an address."""
    rows = c.execute(select(_a.channel, _a.value).where(_a.person_id == person))
    return {key_of_person(person), *(key(Address(row.channel, row.value)) for row in rows)}


def _groups(c: Connection, structure_id: int, keys: Collection[str]) -> Iterator[AnyRow]:
    """The groups of the structure in which one of these is unknown."""
    some = (_g.structure_id == structure_id) & cast(_g.who, String).contains('"strangers"')
    for row in c.execute(select(_g.triad_id, _g.who).where(some).order_by(_g.triad_id)).all():
        if keys & row.who["strangers"].keys():
            yield row


def _nameless(kept: Mapping[str, Any], keys: Collection[str]) -> dict[str, Any]:
    return {**kept, "strangers": {one: "" if one in keys else name for one, name in kept["strangers"].items()}}
