"""Somebody looks for a model, a guide or a site, in words of one's own or shelf by shelf."""

from __future__ import annotations

from dataclasses import dataclass

from core.library import shelves
from core.library.resources import MARKS
from core.people import Role
from core.scene import Scene
from core.talk import Facts, Script, text_or
from core.texts import Text, say

TITLE = "une recherche"
MENU = dict.fromkeys((Role.APPRENTICE, Role.COUNSELLOR), "🔎 Modèles et sites utiles")


@dataclass(frozen=True)
class LookUp:
    """Show what these words find; the name of a shelf shows all that stands on it."""

    words: str

    def apply(self, scene: Scene) -> None:
        if self.words in shelves.SHELVES:
            shelves.show(scene, self.words)
        else:
            shelves.look_up(scene, self.words)


def search_library(facts: Facts) -> Script[LookUp]:
    kinds: dict[str, Text | str] = {
        kind: say("{mark} {name}", mark=MARKS[kind], name=say(name)) for kind, name in shelves.SHELVES.items()
    }
    young = facts.role == Role.APPRENTICE
    asked = "Que cherches-tu ? Deux ou trois mots suffisent." if young else "Que cherchez-vous ? Deux mots suffisent."
    return LookUp((yield from text_or("words", asked, kinds, at_most=120, spoken=False)))
