"""Messages wait here until their author has said that they may leave, and for which thread: never a guess."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from core.messages import Line
from core.missions import once_more
from core.parcels import unpack
from core.people import Refused
from core.safeguarding import moderation
from core.scene import Scene
from core.talk import Facts, Say, Script, choice, yes
from core.texts import Text, say
from core.thread.kinds import KINDS, Way, in_words, kind_of
from core.thread.thread import write

TITLE = "un message à envoyer"
KEEP = "0"


@dataclass(frozen=True)
class Deliver:
    """The parcels go into this thread, in their order."""

    triad: int
    parcels: tuple[Mapping[str, Any], ...]
    #: how they are called there
    who: str = ""
    #: a kind about which she has already said where it goes
    but: str = ""

    def apply(self, scene: Scene) -> None:
        triad = scene.triad_of(self.triad)
        if triad is None:
            raise Refused("Ce fil n'est plus ouvert : le message n'est pas parti.")
        assert scene.person is not None
        leaves = False
        for parcel in self.parcels:
            message, line = in_words(unpack(parcel)), Line(parcel.get("line", Line.TRIAD))
            held = line is Line.TRIAD and moderation.holds(
                scene, scene.triads[triad.id], scene.person, message, but=self.but
            )
            if not held:
                leaves = True
                write(scene, scene.triads[triad.id], scene.person, message, line=line)
        if leaves:
            scene.answer(say("C'est en route vers {who}.", who=self.who))
            if all(parcel.get("line", Line.TRIAD) == Line.TRIAD for parcel in self.parcels):
                once_more.after_words(scene, triad.id)


def choose_thread(facts: Facts) -> Script[Deliver | None]:
    parcels = yield from agreed(facts.parcels)
    if not parcels:
        yield Say(say("D'accord, rien n'est parti."))
        return None
    triad = yield from _which(facts, parcels)
    if triad == KEEP:
        yield Say(say("D'accord, rien n'est parti."))
        return None
    return Deliver(int(triad), parcels, facts.choices[triad])


def agreed(parcels: tuple[Mapping[str, Any], ...]) -> Script[tuple[Mapping[str, Any], ...]]:
    """What may leave: somebody's telephone number only when its author says so."""
    asked = [parcel for parcel in parcels if kind_of(unpack(parcel)).way is Way.ASKED]
    if not asked:
        return parcels
    names = ", ".join(str(parcel["details"].get("name", "")) for parcel in asked)
    agreed = yield from yes(
        "agreed", KINDS["contact"].question, name=names, yes="Oui, transmettre", no="Ne pas envoyer"
    )
    return parcels if agreed else tuple(parcel for parcel in parcels if parcel not in asked)


def _which(facts: Facts, parcels: tuple[Mapping[str, Any], ...]) -> Script[str]:
    if facts.triad:
        return str(facts.triad)
    threads: dict[str, Text | str] = {number: say("{name}", name=name) for number, name in facts.choices.items()}
    threads[KEEP] = "🗑 Ne pas envoyer"
    asked = "À qui va ce message ?" if len(parcels) == 1 else "À qui vont ces messages ?"
    if any(parcel.get("line") == Line.PROS for parcel in parcels):
        asked = "🔒 Entre professionnels : pour quel fil ?"
    triad = yield from choice("triad", asked, threads)
    return triad
