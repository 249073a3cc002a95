"""« Ça ne va pas »: how urgent it is, then the counsellors are told, and nobody else."""

from __future__ import annotations

from dataclasses import dataclass

from core.people import Role
from core.safeguarding.calls import URGENCIES, listen, raise_call
from core.scene import Scene
from core.talk import Facts, Say, Script, choice
from core.texts import say

TITLE = "ton appel à l'équipe"
MENU = {Role.APPRENTICE: "🆘 Ça ne va pas"}
COMMAND = "sos"
SAYS = "Ça ne va pas : parler à l'équipe seule"
LEAVES = "no"


@dataclass(frozen=True)
class CallForHelp:
    urgency: str

    def apply(self, scene: Scene) -> None:
        listen(scene, raise_call(scene, self.urgency))


def call_for_help(facts: Facts) -> Script[CallForHelp | None]:
    yield Say(say("🔒 Ceci va à l'équipe de {structure}, et à elle seule : ni ton tuteur, ni ton fil.",
                  structure=facts.structure))  # fmt: skip
    urgency = yield from choice("urgency", "C'est comment, là ?", {**URGENCIES, LEAVES: "Non, ça va"})
    if urgency == LEAVES:
        yield Say(say("D'accord. Personne n'est prévenu. Le bouton reste là : /sos."))
        return None
    return CallForHelp(urgency)
