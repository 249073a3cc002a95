"""A counsellor writes to a whole group: to whom, the words, then exactly what leaves and to how many."""

from __future__ import annotations

from dataclasses import dataclass

from core.announcements import announcement
from core.scene import Scene
from core.talk import Facts, Say, Script, choice, confirm, text
from core.texts import say

TITLE = "une annonce"


@dataclass(frozen=True)
class Announce:
    group: str
    words: str

    def apply(self, scene: Scene) -> None:
        announcement.send(scene, self.group, self.words)


def announce(facts: Facts) -> Script[Announce | None]:
    offered = {group: say("{label}", label=label) for group, label in facts.choices.items()}
    group = yield from choice("group", "📣 À qui écrivez-vous ?", offered, label="À qui")
    words = yield from text("words", "Que voulez-vous leur dire ?", spoken=False, at_most=2500, label="Texte")
    seen = announcement.signed(words, facts.name, facts.structure)
    if not (yield from confirm(
        "send", "{seen}\n———\nVoilà exactement ce qui part vers : <b>{group}</b>.", yes="📨 Envoyer",
        no="Ne rien envoyer", seen=seen, group=facts.choices[group],
    )):  # fmt: skip
        yield Say(say("D'accord, rien n'est parti."))
        return None
    return Announce(group, words)
