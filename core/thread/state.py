"""Pausing and closing a thread from its topic, after a yes, and opening it again: its members are told."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from core.forum.topics import refresh
from core.messages import Button, Change, Content, Message, Press, ToPlace
from core.missions import expiry
from core.people import Person, Refused, Role
from core.scene import Scene
from core.texts import lines, say
from core.triad import Triad

# What the members read: with « tu » for the young, with « vous » for the others.
TOLD: Mapping[str, tuple[str, str]] = {
    "paused": (
        "⏸ L'équipe met ton fil en pause. Tes messages ne partent plus pour le moment ; /sos marche toujours.",
        "⏸ L'équipe met le fil en pause : les messages ne partent plus pour le moment.",
    ),
    "closed": (
        "🔒 L'équipe ferme ton fil. Merci pour ce que tu y as fait ; /sos marche toujours.",
        "🔒 L'équipe ferme le fil. Merci pour votre aide.",
    ),
    "open": ("▶️ Ton fil est ouvert à nouveau.", "▶️ Le fil est ouvert à nouveau."),
}
DONE = {"paused": "⏸ Fil en pause. /rouvrir le rouvre.", "closed": "🔒 Fil fermé. /rouvrir le rouvre.",
        "open": "▶️ Fil ouvert."}  # fmt: skip
SHUT = "Ce fil est en pause ou fermé : votre message n'est pas parti. /rouvrir le rouvre."


#: what is asked first, and the yes: everybody in the thread reads it at once
SURE: Mapping[str, tuple[str, str]] = {
    "paused": ("⏸ Mettre ce fil en pause ?", "⏸ Mettre en pause"),
    "closed": ("🔒 Fermer ce fil ?", "🔒 Fermer le fil"),
}
ALREADY = "C'est déjà le cas : rien n'a changé."
KIND, NO = "ts", "no"


def ask(state: str) -> Callable[[Message, Scene], None]:
    """The command that would bring the thread of this topic into this state: after a yes."""

    def act(incoming: Message, scene: Scene) -> None:
        triad = scene.topic_triad
        assert triad is not None
        if triad.state == state:
            scene.answer(ALREADY, reply_to=incoming.message_id)
            return
        question, label = SURE[state]
        who = ", ".join(one.first_name for one in _told(triad))
        then = say("Je l'écris tout de suite à {who}, et plus rien ne part.", who=who) if who else None
        yes = Button(scene.words(label).text, f"{KIND}:{state}", style="danger")
        no = Button(scene.words("Non, rien").text, f"{KIND}:{NO}")
        scene.answer(lines(say(question), then), ((yes, no),), reply_to=incoming.message_id)

    return act


def press(press: Press, scene: Scene, state: str) -> str:
    """The yes or the no under that question, in the topic itself."""
    triad, person = scene.topic_triad, scene.person
    if triad is None or person is None or person.role is not Role.COUNSELLOR or state not in (NO, *SURE):
        raise Refused("Cette question est pour l'équipe, dans le fil : rien n'a changé.")
    if state not in (NO, triad.state):
        _become(scene, triad, state)
    words = say("D'accord : rien n'a changé.") if state == NO else say(DONE[state])
    scene.reply.outgoing.append(
        Change(to=ToPlace(scene.place), message=press.message_id, content=Content(scene.words(words)))
    )
    return ""


def reopen(incoming: Message, scene: Scene) -> None:
    """`/rouvrir`: at once, as nothing is lost by it."""
    triad = scene.topic_triad
    assert triad is not None
    if triad.state == "open":
        scene.answer(ALREADY, reply_to=incoming.message_id)
        return
    changed = _become(scene, triad, "open")
    expiry.look_again(scene, changed)
    scene.answer(DONE["open"])


def _become(scene: Scene, triad: Triad, state: str) -> Triad:
    changed = replace(triad, state=state)
    young, others = TOLD[state]
    for member in _told(changed):
        scene.tell(member, say(young if member.role is Role.APPRENTICE else others), triad=triad.id)
    scene.keep(changed)
    refresh(scene, changed)
    scene.record(f"thread-{state}", triad=triad.id)
    return changed


def _told(triad: Triad) -> list[Person]:
    return [member for member in triad.members if member.role is not Role.COUNSELLOR and member.settled]
