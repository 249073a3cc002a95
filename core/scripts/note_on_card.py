"""A counsellor writes a note on a card of « À traiter »: it stays with the team."""

from __future__ import annotations

from dataclasses import dataclass

from core.forum.cards import card_by, change_card, logged
from core.people import Refused
from core.scene import Scene
from core.talk import Facts, Script, text

TITLE = "une note sur une carte"


@dataclass(frozen=True)
class NoteOnCard:
    card: str
    words: str

    def apply(self, scene: Scene) -> None:
        card = card_by(scene, self.card)
        if card is None:
            raise Refused("Cette carte n'est plus là : la note n'est pas gardée.")
        change_card(scene, logged(scene, card, "note", self.words))
        scene.answer("🔒 Note gardée entre vous, sur la carte.")


def note_on_card(facts: Facts) -> Script[NoteOnCard]:
    words = yield from text("words", "Votre note reste entre vous.", spoken=False, at_most=500)
    return NoteOnCard(facts.subject, words)
