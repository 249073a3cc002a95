"""A counsellor passes a message of the professionals' line on to the whole triad: only after a yes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from core.parcels import unpack
from core.people import Refused
from core.scene import Scene
from core.talk import Facts, Say, Script, yes
from core.texts import render, say
from core.thread.thread import write

TITLE = "un message à partager"


@dataclass(frozen=True)
class Share:
    """The words go into the triad's thread, as the counsellor's."""

    triad: int
    parcel: Mapping[str, Any]

    def apply(self, scene: Scene) -> None:
        triad = scene.triad_of(self.triad)
        if triad is None:
            raise Refused("Ce fil n'est plus ouvert : le message n'est pas parti.")
        assert scene.person is not None
        message = unpack(self.parcel)
        led = render(say("<i>De la part de {who} :</i>\n", who=self.parcel.get("who", "?"))) + message.text
        write(scene, triad, scene.person, replace(message, text=led))


def share_message(facts: Facts) -> Script[Share | None]:
    parcel = facts.parcels[0]
    agreed = yield from yes(
        "share",
        "Ce message de {who} sera lu dans le fil de la triade, par {name} aussi. On le partage ?",
        who=parcel.get("who", "?"),
        name=facts.apprentice,
        yes="Oui, partager",
        no="Non, garder ici",
    )
    if not agreed:
        yield Say(say("D'accord, rien n'est parti."))
        return None
    yield Say(say("C'est en route vers toute la triade."))
    return Share(facts.triad, parcel)
