"""Invitations that are made anew: the one that was there, and its end."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, select, text, update

from core.forum.invitations import InvitationBy, InvitationEnded
from core.messages import Urgency
from core.nudges.invited import LastTo, RemindersTo
from core.page.arrival import INVITED
from core.people import Invitation
from storage.people import invitation_by_number
from storage.tables import invitations, outbox
from storage.tables.road import PENDING

_i, o = invitations.c, outbox.c


def by_number(c: Connection, structure_id: int, asked: InvitationBy) -> Invitation | None:
    return invitation_by_number(c, structure_id, asked.number)


def reminders(c: Connection, structure_id: int, asked: RemindersTo) -> tuple[datetime, ...]:
    found = invitation_by_number(c, structure_id, asked.invitation)
    if found is None or found.address is None:
        return ()
    there = (o.structure_id == structure_id) & (o.channel == found.address.channel) & (o.chat == found.address.value)
    which = there & (o.subject == f"{INVITED}{found.triad_id or 0}") & (o.urgency == Urgency.NUDGE.value)
    return tuple(c.execute(select(o.sent_at).where(which, o.sent_at.is_not(None)).order_by(o.id)).scalars())


def last_to(c: Connection, structure_id: int, asked: LastTo) -> datetime | None:
    """The invitations of this address are locked until the end of the transaction: two clocks decide one by one."""
    channel, value = asked.address.channel, asked.address.value
    mine = (_i.structure_id == structure_id) & (_i.channel == channel) & (_i.value == value)
    c.execute(select(_i.id).where(mine).order_by(_i.id).with_for_update(key_share=True))
    nudge = (o.structure_id == structure_id) & (o.urgency == Urgency.NUDGE.value)
    left = select(o.sent_at).where(nudge, text("message <> ''"), o.channel == channel, o.chat == value)
    waits = select(o.created_at).where(nudge, PENDING, o.lane == f"{channel}:{value}")
    newest = (c.execute(query.order_by(o.id.desc()).limit(1)).scalar() for query in (left, waits))
    return max(filter(None, newest), default=None)


def end(c: Connection, structure_id: int, ended: InvitationEnded, now: datetime) -> None:
    """It opens nothing any more; the address it was sent to is not kept here any longer."""
    which = (_i.id == ended.number) & (_i.structure_id == structure_id)
    c.execute(update(invitations).where(which).values(expires_at=now, channel="", value=""))


def shut(c: Connection, triad_id: int, role: str, now: datetime) -> None:
    """Nobody comes into this role of a triad by a link that was given before."""
    which = (_i.triad_id == triad_id) & (_i.role == role) & _i.used_at.is_(None) & (_i.expires_at > now)
    c.execute(update(invitations).where(which).values(expires_at=now, channel="", value=""))


def reopen(c: Connection, person_id: int, now: datetime) -> None:
    """Who came in by it has said no: it waits again, as long as it lives."""
    again = {"used_at": None, "used_by": None, "declined_at": now}
    c.execute(update(invitations).where(_i.used_by == person_id).values(again))
