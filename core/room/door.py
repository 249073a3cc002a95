"""`/bureau`: a private link to the room, for the counsellor who asks, in her private chat and nowhere else."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from core.links import NewLink
from core.messages import Button, Content, Deed, Doubt, Message, Send, ToPerson
from core.people import Person, Refused, Role
from core.scene import Scene

#: the first part of the address of the link
PURPOSE = "ouvrir"
#: what is asked for is opened at once
LIFE = timedelta(minutes=15)
#: who has a room here
STAFF = frozenset({Role.COUNSELLOR, Role.MANAGER})
CLOSED = "Le bureau est réservé à l'équipe de la structure."
#: settings of a person: when she last opened her room, and the time before
OPENED, BEFORE = "room_opened", "room_before"


def staff(scene: Scene) -> Person:
    """Who of the team looks, as her rights are now; Refused for everybody else."""
    person = scene.person
    if person is None or not person.settled or person.role not in STAFF:
        raise Refused(CLOSED)
    return person


def counsellor(scene: Scene) -> Person:
    """The same, for what only counsellors see: managers have figures."""
    person = staff(scene)
    if person.role is not Role.COUNSELLOR:
        raise Refused("Cette page montre des fils privés : elle est pour les conseillers. La vôtre a les chiffres.")
    return person


def author(scene: Scene) -> Person:
    """The same, for what the team writes and settles: lessons, reminders, hours, events."""
    person = staff(scene)
    if person.role is not Role.COUNSELLOR:
        raise Refused("Cette page est pour les conseillers, comme le forum. La vôtre a les chiffres.")
    return person


def send(scene: Scene) -> None:
    """A fresh link, in private: whoever opens it first acts under this name."""
    person = staff(scene)
    code = scene.secret()
    where = scene.page(PURPOSE, code)
    if not where:
        scene.answer("Les pages ne sont pas ouvertes ici. Tout se passe dans le forum : /aide.")
        return
    scene.keep(NewLink(code, PURPOSE, scene.now + LIFE, person_id=person.id))
    words = "🗂 Votre bureau. Le lien tient un quart d'heure et s'ouvre sur un seul appareil : gardez-le pour vous."
    button = Button(scene.words("Ouvrir mon bureau").text, url=where)
    content = Content(scene.words(words), ((button,),))
    # Held in doubt: a second copy of a link helps nobody.
    scene.reply.outgoing.append(Send(to=ToPerson(person.id), content=content, doubt=Doubt.HOLD))


def command(scene: Scene, _: str) -> None:
    """`/bureau` in the private chat."""
    send(scene)


def in_forum(incoming: Message, scene: Scene) -> None:
    """`/bureau` in the forum: colleagues read along there, so the link goes elsewhere."""
    if scene.person is None or not scene.person.reachable:
        scene.answer("Ouvrez d'abord une conversation privée avec moi : le lien ne s'écrit que là.")
        return
    send(scene)
    scene.answer("🗂 Le lien est pour vous : je l'écris dans votre conversation privée.", reply_to=incoming.message_id)


def opened(_: Deed, scene: Scene) -> None:
    """She has come in: the journal says so, and the room shows what is new since the last time."""
    person = staff(scene)
    before = person.settings.get(OPENED, "")
    chosen = {**person.settings, OPENED: scene.now.isoformat(), BEFORE: before}
    scene.reply.people.append(replace(person, settings=chosen))
    scene.record("room-opened", role=person.role.value)


def since(person: Person, now: datetime) -> datetime:
    """Since when something is new to her: her last visit, or a week."""
    before = person.settings.get(BEFORE)
    return datetime.fromisoformat(before) if before else now - timedelta(days=7)


def days_since(scene: Scene, moment: datetime) -> int:
    """How many days ago that is, as the structure counts days."""
    return (scene.today - moment.astimezone(ZoneInfo(scene.hours.zone)).date()).days
