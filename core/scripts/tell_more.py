"""In the private line with the counsellors: each message goes there, until the apprentice goes back to her thread."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from core.people import Refused
from core.safeguarding.call import CallBy
from core.safeguarding.calls import add_words, listen
from core.scene import Scene
from core.talk import SPOKEN, Facts, Say, Script, recorded, text_or
from core.texts import Rich, Text, say

TITLE = "la ligne privée avec l'équipe"
LEAVES = "fin"


@dataclass(frozen=True)
class TellMore:
    call: str
    words: str

    def apply(self, scene: Scene) -> None:
        call, me = scene.find(CallBy(self.call)), scene.person
        if call is None or me is None or call.person_id != me.id:
            raise Refused("Cette ligne n'est plus ouverte : rien n'est parti. Pour appeler l'équipe : /sos.")
        answers: Mapping[str, Mapping[str, Any]] = scene.run.answers if scene.run else {}
        file = recorded(answers.get("words", {})).file
        call = add_words(scene, call, Rich("" if self.words == SPOKEN else self.words), file)
        listen(scene, call, said=True)


def tell_more(facts: Facts) -> Script[TellMore | None]:
    words = yield from text_or(
        "words",
        "🔒 C'est en route vers l'équipe seule. Tu peux continuer ici."
        if facts.choices.get("said")
        else "🔒 Tu peux m'écrire ou me parler ici : l'équipe seule te lit.",
        {LEAVES: "↩ Revenir à mon fil"},
        at_most=3500,
    )
    if words == LEAVES:
        yield Say(_back(facts.choices))
        return None
    return TellMore(facts.subject, words)


def _back(known: Mapping[str, str]) -> Text:
    """Who reads from now on, by name: privacy never ends unsaid."""
    who = known.get("who", "")
    if not who:
        return say("Tu es sorti·e de la ligne privée. Elle reste là : /sos.")
    words = (
        "↩ De retour dans ton fil. Maintenant, {who} lisent aussi ce que tu écris. La ligne privée reste là : /sos."
        if known.get("many")
        else "↩ De retour dans ton fil. Maintenant, {who} lit aussi ce que tu écris. La ligne privée reste là : /sos."
    )
    return say(words, who=who)
