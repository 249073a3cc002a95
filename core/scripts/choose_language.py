"""Somebody chooses the language of the interface; what was open already is shown again in it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from core.languages import LANGUAGES
from core.menu import menu
from core.people import Role
from core.scene import Scene
from core.talk import Facts, Script, choice

TITLE = "le choix de la langue"
MENU = dict.fromkeys((Role.APPRENTICE, Role.TUTOR, Role.TRAINER), "🌍 Langue · Language")
COMMAND, SAYS = "langue", "Langue · Language"


@dataclass(frozen=True)
class Speak:
    """From now on everything is said in this language; what others wrote stays as they wrote it."""

    language: str

    def apply(self, scene: Scene) -> None:
        assert scene.person is not None
        scene.person = replace(scene.person, language=self.language)
        scene.reply.people.append(scene.person)
        scene.record("language-chosen", language=self.language)
        scene.answer("C'est fait. Les messages déjà écrits par les autres ne changent pas.")
        menu(scene)


def choose_language(facts: Facts) -> Script[Speak]:
    # Each name in its own language, and the question in both: whoever reads only one of them finds the way.
    return Speak((yield from choice("language", "Quelle langue ? · Which language?", LANGUAGES)))
