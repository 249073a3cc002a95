"""Words written in a topic where a question of ours is open wait until it is said whom they are for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from core import conversation
from core.parcels import unpack
from core.people import Refused
from core.scene import Scene
from core.scripts.choose_thread import Deliver, agreed
from core.talk import Facts, Given, Say, Script, choice
from core.texts import Text, say
from core.thread.state import SHUT

TITLE = "des mots qui attendent"


@dataclass(frozen=True)
class IntoThread(Deliver):
    def apply(self, scene: Scene) -> None:
        triad = scene.triad_of(self.triad)
        if triad is not None and triad.state != "open":
            raise Refused(SHUT)
        super().apply(scene)


@dataclass(frozen=True)
class Answers:
    """The words answer the question of the conversation that bears this mark."""

    mark: str
    parcels: tuple[Mapping[str, Any], ...]

    def apply(self, scene: Scene) -> None:
        parked = scene.parked
        if parked is None or parked.mark != self.mark:
            raise Refused("Cette question n'attend plus : rien n'est parti.")
        messages = [unpack(parcel) for parcel in self.parcels]
        files = [message.attachments[0] for message in messages if message.attachments]
        words = "\n".join(message.text.text for message in messages if message.text)
        scene.set_run(replace(parked, state="open"))
        conversation.answer(scene, Given(words, files[0] if files else None))


def whose_words(facts: Facts) -> Script[IntoThread | Answers | None]:
    options: dict[str, Text | str] = {
        "thread": say("📨 Pour {who}", who=facts.choices.get("who", "")),
        "answer": "✏️ C'est ma réponse",
        "none": "🗑 Ni l'un ni l'autre",
    }
    whose = yield from choice(
        "whose",
        "Rien n'est parti : ma question attend encore une réponse ici ({title}). Vos mots, c'est pour qui ?",
        options,
        title=say(facts.choices.get("title", "")),
    )
    if whose == "answer":
        return Answers(facts.subject, facts.parcels)
    parcels = (yield from agreed(facts.parcels)) if whose == "thread" else ()
    if not parcels:
        yield Say(say("D'accord, rien n'est parti."))
        return None
    return IntoThread(facts.triad, parcels, facts.choices.get("who", ""))
