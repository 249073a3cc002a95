"""Invitations of the room: those that wait, who is known already, one that is cancelled."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection, select, update

from core.people import LINKS, REFERENCE, Role
from core.room.inviting import Cancelled, InvitationsWaiting, Known, KnownHere, Waiting, known_names
from core.room.listing import ReferencesHere
from storage.tables import invitations, people

_i, _p = invitations.c, people.c


def waiting(c: Connection, structure_id: int, asked: InvitationsWaiting) -> tuple[Waiting, ...]:
    """Those that nobody has used, the newest first; also those that are too old, as long as they are kept."""
    query = (
        select(invitations, _p.first_name.label("by"))
        .outerjoin(people, _p.id == _i.invited_by)
        .where(_i.structure_id == structure_id, _i.used_at.is_(None), _i.role.not_in(LINKS), _i.channel == "")
        .order_by(_i.id.desc())
        .limit(asked.most)
    )
    return tuple(
        Waiting(row.id, row.role, row.first_name, row.reference, row.by or "", row.created_at, row.expires_at,
                row.triad_id)
        for row in c.execute(query).all()
    )  # fmt: skip


def known(c: Connection, structure_id: int, _: KnownHere) -> Known:
    here = (_p.structure_id == structure_id) & (_p.role == Role.APPRENTICE) & _p.left_at.is_(None)
    numbers: dict[str, str] = {}
    names: list[str] = []
    invited = (_i.structure_id == structure_id) & _i.used_at.is_(None) & (_i.role == Role.APPRENTICE)
    for row in c.execute(select(_i.reference, _i.first_name).where(invited)).all():
        names.append(row.first_name)
        numbers[row.reference] = f"{row.first_name}, invitation en attente"
    for person in c.execute(select(_p.first_name, _p.settings).where(here)).all():
        names.append(person.first_name)
        numbers[person.settings.get(REFERENCE, "")] = f"{person.first_name}, déjà dans Triade"
    numbers.pop("", None)
    return Known(numbers, known_names(tuple(names)))


def references(c: Connection, structure_id: int, _: ReferencesHere) -> Mapping[int, str]:
    here = (_p.structure_id == structure_id) & (_p.role == Role.APPRENTICE)
    return {row.id: row.settings.get(REFERENCE, "") for row in c.execute(select(_p.id, _p.settings).where(here)).all()}


def cancel(c: Connection, structure_id: int, gone: Cancelled, now: datetime) -> None:
    """It opens nothing any more."""
    which = (_i.id == gone.invitation) & (_i.structure_id == structure_id) & _i.used_at.is_(None)
    c.execute(update(invitations).where(which).values(used_at=now))
