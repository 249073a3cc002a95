"""What somebody wrote by SMS: anybody can put any number on one, so the words wait on her page, for one tap of hers."""

from __future__ import annotations

from dataclasses import replace

from core.messages import Message
from core.page.mine import TYPED
from core.people import Person, Role
from core.scene import Scene

#: of the settings of a person: her words that are not sent yet
KEPT = "typed"
LONGEST = 4000


def take(message: Message, scene: Scene) -> None:
    """Keep the words for the page, and send the link to it."""
    person, words = scene.person, message.text.text.strip()
    if person is None or not person.settled or not words:
        scene.reply.ignored = "an SMS of a stranger"
        return
    before = waiting(person)
    scene.reply.people.append(_with(person, f"{before}\n{words}".strip()[:LONGEST]))
    scene.answer(
        "Ton SMS n'est pas encore dans le fil : il attend sur ta page, et part quand tu touches « Envoyer »."
        if person.role is Role.APPRENTICE
        else "Votre SMS n'est pas encore dans le fil : il attend sur votre page, et part quand vous touchez "
        "« Envoyer ».",
        subject=f"{TYPED}{person.id}",
    )


def waiting(person: Person) -> str:
    """What waits on her page."""
    return str(person.settings.get(KEPT, ""))


def sent(scene: Scene, person: Person) -> None:
    """She has sent something from her page: nothing waits there any more."""
    if waiting(person):
        scene.reply.people.append(_with(person, ""))


def _with(person: Person, words: str) -> Person:
    others = {name: value for name, value in person.settings.items() if name != KEPT}
    return replace(person, settings=others | {KEPT: words} if words else others)
