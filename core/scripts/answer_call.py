"""A counsellor answers an apprentice who does not feel well: to her alone."""

from __future__ import annotations

from dataclasses import dataclass

from core.people import Refused, Role
from core.safeguarding.call import CallBy
from core.safeguarding.calls import answer
from core.scene import Scene
from core.talk import SPOKEN, Facts, Script, recorded, text
from core.texts import Rich

TITLE = "une réponse à un appel"


@dataclass(frozen=True)
class AnswerCall:
    call: str
    words: str

    def apply(self, scene: Scene) -> None:
        call, me = scene.find(CallBy(self.call)), scene.person
        if call is None or me is None or me.role not in (Role.COUNSELLOR, Role.MANAGER):
            raise Refused("Cet appel n'est plus là : rien n'est parti.")
        file = recorded(scene.run.answers.get("words", {})).file if scene.run else None
        answer(scene, call, Rich("" if self.words == SPOKEN else self.words), file)


def answer_call(facts: Facts) -> Script[AnswerCall]:
    words = yield from text("words", "🔒 Votre réponse ira au jeune seul. Écrivez-la ici.", at_most=3500)
    return AnswerCall(facts.subject, words)
