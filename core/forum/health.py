"""`/sante`: whether messages leave and reminders run, in words a counsellor can act upon."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from core.messages import Message
from core.records import Asked
from core.scene import Scene
from core.texts import Rich, Text, say

#: minutes that a message may wait, or the clock be late, before it is worth a word
SLOW = 5


@dataclass(frozen=True)
class Health:
    """What waits in one structure."""

    waiting: int = 0
    oldest_minutes: int = 0
    #: refused for now, tried again by themselves
    retried: int = 0
    #: nobody knows whether they left, or they could not leave
    held: int = 0
    given_up: int = 0
    #: troubles of the forum itself
    rooms: int = 0
    clock_minutes: int = 0


@dataclass(frozen=True)
class AskHealth(Asked[Health]):
    """How the structure's messages are doing."""

    now: datetime


def command(_: Message, scene: Scene) -> None:
    """The state of things, or that all is well."""
    lines = troubles(scene.find(AskHealth(scene.now)))
    if not lines:
        scene.answer(say("✅ Tout marche : rien n'attend, et les rappels sont à l'heure."))
        return
    shown = scene.words(say("🩺 Ce qui ne va pas :"))
    for line in lines:
        shown = shown + Rich("\n• ") + scene.words(line)
    scene.answer(shown)


def troubles(found: Health) -> list[Text]:
    """One sentence for each thing that is wrong."""
    said = []
    if found.oldest_minutes >= SLOW:
        said.append(say("Messages en attente : {number}, le plus ancien depuis {minutes} min. Telegram répond mal ; "
                        "ils partiront d'eux-mêmes.", number=found.waiting, minutes=found.oldest_minutes))  # fmt: skip
    if found.retried:
        said.append(say("Messages refusés pour l'instant : {number}. Je réessaie tout seul.", number=found.retried))
    if found.held:
        said.append(say("Messages gardés, car personne ne sait s'ils sont arrivés : {number}. "
                        "La personne qui gère le bot décide.", number=found.held))  # fmt: skip
    if found.given_up:
        said.append(say("Messages qui n'ont pas pu partir : {number}. La personne qui gère le bot peut les renvoyer.",
                        number=found.given_up))  # fmt: skip
    if found.rooms:
        said.append(say("Je ne peux pas bien écrire dans ce groupe : vérifiez que je suis administrateur, "
                        "avec le droit de gérer les sujets."))  # fmt: skip
    if found.clock_minutes >= SLOW:
        said.append(say("Les rappels ont {minutes} min de retard.", minutes=found.clock_minutes))
    return said
