"""Pausing, closing and opening a thread again, from its topic: its members are told."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from core.forum.topics import refresh
from core.messages import Message
from core.missions import expiry
from core.people import Role
from core.scene import Scene
from core.texts import say
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


def become(state: str) -> Callable[[Message, Scene], None]:
    """The command that brings the thread of this topic into this state."""

    def act(incoming: Message, scene: Scene) -> None:
        triad = scene.topic_triad
        assert triad is not None
        if triad.state == state:
            scene.answer("C'est déjà le cas : rien n'a changé.", reply_to=incoming.message_id)
            return
        changed = replace(triad, state=state)
        _tell(scene, changed)
        scene.keep(changed)
        refresh(scene, changed)
        if state == "open":
            expiry.look_again(scene, changed)
        scene.record(f"thread-{state}", triad=triad.id)
        scene.answer(DONE[state])

    return act


def _tell(scene: Scene, triad: Triad) -> None:
    for member in triad.members:
        if member.role is not Role.COUNSELLOR and member.settled:
            young, others = TOLD[triad.state]
            scene.tell(member, say(young if member.role is Role.APPRENTICE else others), triad=triad.id)
