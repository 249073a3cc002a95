"""Invitations of the room: those that wait, who is known already, one that is cancelled."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection, select, text, tuple_, update

from core.messages import Address
from core.page.arrival import INVITED
from core.people import LINKS, REFERENCE, Role
from core.room.inviting import Cancelled, InvitationsWaiting, Known, KnownHere, Waiting, known_names
from core.room.listing import ReferencesHere
from storage.engine.dialect import AnyRow
from storage.road.letters import Kind
from storage.tables import invitations, outbox, people

_i, _o, _p = invitations.c, outbox.c, people.c


def waiting(c: Connection, structure_id: int, asked: InvitationsWaiting) -> tuple[Waiting, ...]:
    """Those that nobody has used, the newest first; also those that are too old, as long as they are kept."""
    query = (
        select(invitations, _p.first_name.label("by"))
        .outerjoin(people, _p.id == _i.invited_by)
        .where(_i.structure_id == structure_id, _i.used_at.is_(None), _i.role.not_in(LINKS))
        .order_by(_i.id.desc())
        .limit(asked.most)
    )
    rows = c.execute(query).all()
    letters = _letters(c, structure_id, rows)
    return tuple(_waiting(row, letters.get(_letter_of(row), [])) for row in rows)


def _waiting(row: AnyRow, letters: Sequence[AnyRow]) -> Waiting:
    mine = [letter for letter in letters if letter.created_at >= row.created_at]
    return Waiting(
        row.id,
        row.role,
        row.first_name,
        row.reference,
        row.by or "",
        row.created_at,
        row.expires_at,
        row.triad_id,
        Address(row.channel, row.value) if row.channel else None,
        tuple(letter.sent_at for letter in mine if letter.sent_at is not None),
        any(letter.reason in (Kind.BLOCKED, Kind.GONE) for letter in mine),
        row.declined_at,
    )


def _letter_of(row: AnyRow) -> tuple[str, str]:
    """The subject and the recipient of what is sent for an invitation."""
    return f"{INVITED}{row.triad_id or 0}", f"chat:{row.channel}:{row.value}:"


def _letters(c: Connection, structure_id: int, rows: Sequence[AnyRow]) -> dict[tuple[str, str], list[AnyRow]]:
    """What was sent for each of these invitations that was sent, oldest first."""
    sent = {_letter_of(row) for row in rows if row.channel}
    query = (
        select(_o.subject, _o.recipient, _o.created_at, _o.sent_at, _o.reason)
        .where(text("act = 'send' AND subject <> ''"), _o.structure_id == structure_id)
        .where(tuple_(_o.subject, _o.recipient).in_(sent))
        .order_by(_o.id)
    )
    found: dict[tuple[str, str], list[AnyRow]] = {}
    for letter in c.execute(query).all() if sent else ():
        found.setdefault((letter.subject, letter.recipient), []).append(letter)
    return found


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
    """It opens nothing any more; the address it was sent to is not kept here any longer."""
    which = (_i.id == gone.invitation) & (_i.structure_id == structure_id) & _i.used_at.is_(None)
    c.execute(update(invitations).where(which).values(used_at=now, channel="", value=""))
