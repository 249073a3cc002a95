"""Invitations that are made anew: the one that was there, and its end."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, update

from core.forum.invitations import InvitationBy, InvitationEnded
from core.people import Invitation
from storage.people import invitation_by_number
from storage.tables import invitations

_i = invitations.c


def by_number(c: Connection, structure_id: int, asked: InvitationBy) -> Invitation | None:
    return invitation_by_number(c, structure_id, asked.number)


def end(c: Connection, structure_id: int, ended: InvitationEnded, now: datetime) -> None:
    """It opens nothing any more; the address it was sent to is not kept here any longer."""
    which = (_i.id == ended.number) & (_i.structure_id == structure_id)
    c.execute(update(invitations).where(which).values(expires_at=now, channel="", value=""))
