"""A message that could go to several threads waits here until its author has said which: never a guess."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from core.people import Refused
from core.scene import Scene
from core.talk import Facts, Say, Script, choice
from core.texts import Text, say
from core.thread import unpack, write

TITLE = "un message à envoyer"
KEEP = "0"


@dataclass(frozen=True)
class Deliver:
    """The parcel goes into this thread."""

    triad: int
    parcel: Mapping[str, Any]

    def apply(self, scene: Scene) -> None:
        triad = scene.triad_of(self.triad)
        if triad is None:
            raise Refused("Ce fil n'est plus ouvert : le message n'est pas parti.")
        assert scene.person is not None
        write(scene, triad, scene.person, unpack(self.parcel))


def choose_thread(facts: Facts) -> Script[Deliver | None]:
    threads: dict[str, Text | str] = {number: say("{name}", name=name) for number, name in facts.choices.items()}
    threads[KEEP] = "🗑 Ne pas envoyer"
    triad = yield from choice("triad", "À qui va ce message ?", threads)
    if triad == KEEP:
        yield Say(say("D'accord, rien n'est parti."))
        return None
    yield Say(say("C'est en route vers {who}.", who=facts.choices[triad]))
    return Deliver(int(triad), facts.parcel)
