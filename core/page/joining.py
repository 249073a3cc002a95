"""Telegram beside mails or SMS, for the same person: a one-use code from her own page makes one address more of her."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from core.arrivals import hand_waiting
from core.links import Link, NewLink, RevokedLinks
from core.messages import Address, Content, Deed, Place, Send, ToPlace
from core.people import Person, Refused, Role
from core.scene import Scene
from core.texts import say

#: what such a code is for
PURPOSE = "telegram"
#: it is scanned from the screen it stands on
LIFE = timedelta(minutes=15)
USED = "Ce code ne sert plus : il sert une fois, un quart d'heure. Votre page en donne un nouveau."


@dataclass(frozen=True)
class NewAddress:
    """One more address of a person, the one she is reached at from now on; the others are kept."""

    person: int
    address: Address


def offer(_: Deed, scene: Scene) -> None:
    """A code for the one whose page this is: what it opens is said to the page."""
    person = scene.person
    assert person is not None
    code = scene.secret()
    scene.keep(NewLink(code, PURPOSE, scene.now + LIFE, person_id=person.id, subject=subject(person.id)))
    scene.reply.said.append(scene.words(scene.link(code)))


def subject(person: int) -> str:
    return f"joins:{person}"


def join(scene: Scene, link: Link, sender: Address) -> None:
    """Whoever shows the code is its person, and reached there from now on. Refused with a way out."""
    person = scene.joiner
    if person is None or not person.settled or not link.open(scene.now):
        raise Refused(USED)
    for other in scene.behind:
        if other.id == person.id:
            raise Refused("C'est déjà fait : tout arrive ici. La suite : /menu.")
        if other.structure_id == person.structure_id:
            raise Refused(say("Ce compte Telegram est déjà celui de {who} : rien n'a changé.", who=other.signature))
    before, scene.person = person.address, person
    scene.keep(NewAddress(person.id, sender))
    scene.keep(RevokedLinks(PURPOSE, link.subject))
    scene.record("address-added", channel=sender.channel)
    scene.answer("C'est fait : tout arrive ici maintenant, et rien n'est perdu. Votre page reste ouverte. /menu")
    for triad in scene.triads.values():
        if person.role is Role.TUTOR and triad.has(person):
            hand_waiting(scene, triad, person)
    _warn(scene, person, before)


def _warn(scene: Scene, person: Person, before: Address | None) -> None:
    """The old mailbox learns it: should somebody else have scanned the code, its owner knows at once."""
    if before is not None and before.channel == "mail":
        words = say(
            "Vos messages arrivent maintenant sur Telegram. Si ce n'est pas vous, dites-le vite à « {house} ».",
            house=scene.structure.name if scene.structure else "",
        )
        to = ToPlace(Place(before.channel, before.value))
        scene.reply.outgoing.append(Send(to=to, content=Content(scene.words(words, person))))
