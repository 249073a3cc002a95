"""An invitation that was sent and not opened: reminders to its address, each with a link of its own, then the team."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from core.forum.invitations import InvitationBy
from core.forum.team import PersonBy
from core.messages import Address, Content, Doubt, Place, Send, ToPlace, Urgency
from core.nudges.nudged import APART
from core.nudges.rounds import Rung
from core.nudges.words import words
from core.page.arrival import INVITED
from core.people import Invitation
from core.records import Asked
from core.scene import Event, Scene
from core.texts import Text, render, say


@dataclass(frozen=True)
class RemindersTo(Asked[tuple[datetime, ...]]):
    """When reminders of an invitation left for its address, oldest first."""

    invitation: int


@dataclass(frozen=True)
class LastTo(Asked[datetime | None]):
    """When a nudge was last decided for an address, or left for it, whoever reads there and whatever about."""

    address: Address


def free_at(scene: Scene, one: Rung) -> datetime:
    """From when on its address may be reminded: 24 hours after the last nudge there, in opening hours."""
    invitation = _of(scene, one)
    last = scene.find(LastTo(invitation.address)) if invitation is not None and invitation.address is not None else None
    return scene.now if last is None or scene.now - last >= APART else scene.hours.next_opening(last + APART)


def remind(scene: Scene, one: Rung) -> None:
    """Nothing leaves for an invitation whose link was handed over: only who did it can remind."""
    invitation = _of(scene, one)
    if invitation is None or invitation.address is None:
        return
    by = scene.find(PersonBy(invitation.invited_by)) if invitation.invited_by else None
    house = scene.structure.name if scene.structure is not None else ""
    told = say(words(one.ladder, one.step), name=invitation.first_name, by=by.first_name if by else house, house=house)
    scene.reply.outgoing.append(
        Send(
            to=ToPlace(Place(invitation.address.channel, invitation.address.value)),
            content=Content(render(told)),
            subject=f"{INVITED}{invitation.triad_id or 0}",
            urgency=Urgency.NUDGE,
            doubt=Doubt.HOLD,
        )
    )
    about = {"ladder": one.ladder.kind, "step": one.step, "together": 1}
    scene.reply.events.append(Event("nudge-decided", one.subject, invitation.triad_id, None, about))


def sent(scene: Scene, one: Rung) -> tuple[Text, ...]:
    """Where it was sent, and when its reminders left: for whoever calls."""
    invitation = _of(scene, one)
    if invitation is None or invitation.address is None:
        return (say("Le lien a été remis en main propre : demandez s'il est arrivé."),)
    where = say("Envoyée à {where}", where=invitation.address.value)
    left = ", ".join(scene.when(at) for at in scene.find(RemindersTo(invitation.id)))
    return (where, say("Relancé : {when}", when=left)) if left else (where,)


def _of(scene: Scene, one: Rung) -> Invitation | None:
    return scene.find(InvitationBy(int(one.ref)))
