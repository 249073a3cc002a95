"""Which aids may concern somebody: a few questions, none about health, then each aid with its page."""

from __future__ import annotations

from dataclasses import dataclass

from core.law.aids import Situation, may_concern, told
from core.lessons.pages import blocks
from core.messages import Button
from core.people import Role
from core.scene import Scene
from core.talk import Facts, Script, choice, yes
from core.texts import say
from core.typed import age

TITLE = "tes aides"
MENU = {Role.APPRENTICE: "💰 Les aides pour moi"}
COMMAND, SAYS = "aides", "Les aides pour moi"
# Aids in one message: more would be a wall of words on a phone.
AT_ONCE = 4

HOUSING = {"loue": "Je paie un loyer", "cherche_logement": "Je cherche un logement", "famille": "Ni l'un ni l'autre"}
# What a yes says of somebody -> the question.
WORKING = {"transports": "Prends-tu le bus, le train ou le métro pour aller au travail ?"}
SEARCHING = {"cej": "Es-tu en contrat d'engagement jeune (CEJ), ou sans emploi ni formation ?"}
EVERYBODY = {"permis": "Veux-tu passer le permis ?", "idf": "Habites-tu en Île-de-France ?"}


@dataclass(frozen=True)
class ShowAids:
    """Those that nothing excludes, in a few messages. Nothing is promised."""

    age: int
    tags: tuple[str, ...]

    def apply(self, scene: Scene) -> None:
        library, today, reading = scene.library, scene.today, scene.reading()
        found = may_concern(library.aids, library.figures, Situation(self.age, frozenset(self.tags)), today)
        again = (Button(reading.say("↺ Recommencer").text, "s:find_aids"),)
        if not found:
            scene.answer("Je n'ai pas trouvé d'aide. Demande à ton conseiller : il en connaît d'autres.", (again,))
            return
        head = say("🤝 Ce qui peut te concerner : {n}. Rien n'est promis, vérifie avec ton conseiller.", n=len(found))
        scene.answer(head)
        entries = [told(aid, library.figures, today, reading.translate) for aid in found]
        for first in range(0, len(entries), AT_ONCE):
            last = first + AT_ONCE >= len(entries)
            scene.answer(blocks(*entries[first : first + AT_ONCE]), (again,) if last else ())
        scene.record("aids-shown", found=len(found))


def find_aids(facts: Facts) -> Script[ShowAids]:
    old = yield from age("age", "Quel âge as-tu ? Tes réponses ne servent qu'à choisir les aides.")
    contracts = {"apprenti": "Apprentissage", "pro": "Contrat pro", "cherche": "Je cherche encore"}
    contract = yield from choice("contract", "As-tu un contrat ?", contracts)
    tags = [contract]
    asked = SEARCHING if contract == "cherche" else WORKING
    if contract != "cherche":
        works = {"prive": "Une entreprise", "public": "Une mairie, un hôpital, l'État…"}
        tags.append((yield from choice("employer", "Qui est ton employeur ?", works)))
    tags.append((yield from choice("home", "Et ton logement ?", HOUSING)))
    for tag, prompt in (asked | EVERYBODY).items():
        if (yield from yes(tag, prompt)):
            tags.append(tag)
    return ShowAids(old, tuple(tag for tag in tags if tag != "famille"))
