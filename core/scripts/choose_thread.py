"""Messages that could go to several threads wait here until their author has said which: never a guess."""

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
    """The parcels go into this thread, in their order."""

    triad: int
    parcels: tuple[Mapping[str, Any], ...]

    def apply(self, scene: Scene) -> None:
        triad = scene.triad_of(self.triad)
        if triad is None:
            raise Refused("Ce fil n'est plus ouvert : le message n'est pas parti.")
        assert scene.person is not None
        for parcel in self.parcels:
            write(scene, scene.triads[triad.id], scene.person, unpack(parcel))


def choose_thread(facts: Facts) -> Script[Deliver | None]:
    threads: dict[str, Text | str] = {number: say("{name}", name=name) for number, name in facts.choices.items()}
    threads[KEEP] = "🗑 Ne pas envoyer"
    asked = "À qui va ce message ?" if len(facts.parcels) == 1 else "À qui vont ces messages ?"
    triad = yield from choice("triad", asked, threads)
    if triad == KEEP:
        yield Say(say("D'accord, rien n'est parti."))
        return None
    yield Say(say("C'est en route vers {who}.", who=facts.choices[triad]))
    return Deliver(int(triad), facts.parcels)
