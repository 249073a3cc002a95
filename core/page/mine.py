"""A page of one's own: a link to it, sent to the known address of its person and nowhere else."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from core.links import NewLink
from core.messages import Button, Content, Doubt, Send, ToPerson
from core.page.doorstep import Doorstep
from core.people import Person, Role
from core.scene import Scene
from core.texts import say

#: the first part of the address of such a link
PURPOSE = "entrer"
#: long enough for a week-end: a link that was pushed to somebody (what is asked for is opened at once)
LIFE = timedelta(hours=72)
#: on these channels, every message bears a link to the page already
LINKED = ("mail", "sms")
DOORSTEP = Doorstep(PURPOSE, "Ouvrir ma page", "du nouveau pour vous", "du nouveau pour toi")
#: with a message of the private line, and with a question that her page asks
LINE_DOORSTEP = replace(DOORSTEP, apart=True)
ASKED_DOORSTEP = replace(DOORSTEP, answers=False)
#: what somebody wrote by SMS waits there (core/page/texted.py)
TYPED = "typed:"
TYPED_DOORSTEP = Doorstep(
    PURPOSE, "Ouvrir ma page", "votre SMS attend votre accord sur votre page", "ton SMS attend ton accord sur ta page"
)


def doorstep(subject: str) -> Doorstep:
    """What goes with a message about this."""
    kinds = {"call": LINE_DOORSTEP, "ask": ASKED_DOORSTEP, TYPED.rstrip(":"): TYPED_DOORSTEP}
    return kinds.get(subject.partition(":")[0], DOORSTEP)


def address(scene: Scene, person: Person, life: timedelta = LIFE) -> str:
    """A fresh link to the person's page; "" when this bot has no public address."""
    code = scene.secret()
    where = scene.page(PURPOSE, code)
    if where:
        scene.keep(NewLink(code, PURPOSE, scene.now + life, person_id=person.id))
    return where


def send(scene: Scene) -> None:
    """A fresh link for the one this scene is about."""
    person = scene.person
    if person is None or not person.settled:
        return
    if person.address is not None and person.address.channel in LINKED:
        scene.tell(person, "🔗 Voici votre page : elle s'ouvre sur un seul appareil.", doubt=Doubt.HOLD)
        return
    where = address(scene, person)
    young = person.role is Role.APPRENTICE
    if not where:
        scene.answer("Les pages ne sont pas ouvertes ici. Tout se passe dans cette conversation : /menu.")
        return
    words = (
        say("🔗 Ta page : elle s'ouvre sur un seul appareil. Ne la partage pas.")
        if young
        else say("🔗 Votre page : elle s'ouvre sur un seul appareil. Gardez ce lien pour vous.")
    )
    button = Button(scene.words("Ouvrir ma page").text, url=where)
    # Held in doubt: a second copy of a link helps nobody.
    scene.reply.outgoing.append(
        Send(to=ToPerson(person.id), content=Content(scene.words(words), ((button,),)), doubt=Doubt.HOLD)
    )
