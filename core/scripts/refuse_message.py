"""A counsellor says why a held message is not passed on."""

from __future__ import annotations

from dataclasses import dataclass

from core.people import Refused, Role
from core.safeguarding.held import refuse
from core.scene import Scene
from core.talk import Facts, Say, Script, text
from core.texts import say

TITLE = "un message retenu"


@dataclass(frozen=True)
class RefuseMessage:
    key: str
    reason: str

    def apply(self, scene: Scene) -> None:
        if scene.person is None or scene.person.role is not Role.COUNSELLOR:
            raise Refused("C'est l'équipe qui décide : rien n'a changé.")
        refuse(scene, self.key, self.reason)


def refuse_message(facts: Facts) -> Script[RefuseMessage]:
    reason = yield from text(
        "reason", "Pourquoi ? La personne lira votre réponse à ce message.", spoken=False, at_most=500
    )
    yield Say(say("C'est noté : le message ne part pas, et la personne sait pourquoi."))
    return RefuseMessage(facts.subject, reason)
