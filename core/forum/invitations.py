"""An invitation that nobody has opened is made anew in one tap: the old link ends, the new one goes the same way."""

from __future__ import annotations

from dataclasses import dataclass, replace

from core.forum.cards import card_by, change_card, key_of
from core.messages import Press
from core.people import Invitation, Refused, Role
from core.records import Asked
from core.scene import Scene
from core.scripts.invite import Invite

KIND = "iv"
OLD = "Cette invitation a déjà servi, ou une autre l'a remplacée : rien n'a changé."


@dataclass(frozen=True)
class InvitationBy(Asked[Invitation | None]):
    """One invitation of the structure, by its number; locked until the end of the transaction."""

    number: int


@dataclass(frozen=True)
class InvitationEnded:
    """This invitation opens nothing from now on."""

    number: int


def subject(number: object) -> str:
    """What the card about it is about."""
    return f"desk:invitation-unopened:{number}"


def press(_: Press, scene: Scene, rest: str) -> str:
    """`iv:<number>`."""
    me = scene.person
    if me is None or me.role is not Role.COUNSELLOR:
        raise Refused("Ces cartes sont pour l'équipe : rien n'a changé.")
    old = scene.find(InvitationBy(int(rest))) if rest.isdecimal() and len(rest) < 10 else None
    if old is None or old.used_at is not None or old.expires_at <= scene.now:
        raise Refused(OLD)
    scene.keep(InvitationEnded(old.id))
    value, way = (old.address.value, old.address.channel) if old.address else ("", "")
    Invite(old.role, old.first_name, old.triad_id, value, way, old.reference).apply(scene)
    card = card_by(scene, key_of(subject(old.id)))
    if card is not None:
        change_card(scene, replace(card, state="done", holder_id=me.id, holder=me.first_name, changed_at=scene.now))
    return "Nouveau lien fait : l'ancien ne sert plus"
