"""Which contract may suit: a few questions, then apprenticeship, "contrat pro" or neither yet, with the reasons."""

from __future__ import annotations

from dataclasses import dataclass

from core.law import contracts
from core.law.contracts import (
    ANYWHERE,
    COMPANY,
    DIPLOMA,
    PUBLIC,
    SCHOOL,
    SEARCHING,
    TRADE,
    UNDECIDED,
    WORKING,
    Advice,
    Profile,
)
from core.law.pay import CONTRACTS
from core.lessons.pages import Reading, blocks
from core.messages import Button, Rows
from core.people import Role
from core.scene import Scene
from core.talk import Facts, Script, choice, yes
from core.texts import Rich, lines, say
from core.typed import age
from core.unkept import unkept

TITLE = "le choix de ton contrat"
MENU = {Role.APPRENTICE: "📝 Quel contrat pour moi ?"}
COMMAND, SAYS = "contrat", "Quel contrat pour moi ?"

SITUATIONS = {SEARCHING: "Je suis sans emploi", SCHOOL: "À l'école ou en formation", WORKING: "J'ai un emploi"}
GOALS = {DIPLOMA: "Un diplôme : CAP, bac pro, BTS…", TRADE: "Un métier, vite", UNDECIDED: "Je ne sais pas encore"}
EMPLOYERS = {COMPANY: "Une entreprise", PUBLIC: "Une mairie, un hôpital, l'État…", ANYWHERE: "Peu importe"}
# Below it, whether "collège" is over decides.
YOUNG = 16
LESSON = "types-de-contrats"


@dataclass(frozen=True)
class ShowContract:
    """What may suit, why, what to mind and what to do next. Nothing of the answers is kept with it."""

    who: Profile
    #: tell what a recognised disability changes
    recognition: bool = False

    def apply(self, scene: Scene) -> None:
        library, today, reading = scene.library, scene.today, scene.reading()
        advice = contracts.advise(self.who, library.figures, today)
        more = (contracts.recognised(self.who, library.figures, today),) if self.recognition else ()
        templates = (*advice.reasons, *more, *advice.cautions, advice.next)
        shown = blocks(
            _head(reading, advice),
            lines(*(_line(reading, "✔️" if advice.contract else "•", one) for one in advice.reasons)),
            lines(*(_line(reading, "♿", one) for one in more)),
            lines(*(_line(reading, "⚠️", one) for one in advice.cautions)),
            _line(reading, "👉", advice.next),
            reading.say("Je t'informe, je ne décide d'aucun droit : ton conseiller vérifie avec toi."),
            reading.origins(templates),
        )
        scene.answer(shown, _ways(scene, reading, advice))
        scene.record("contract-checked")


def choose_contract(facts: Facts) -> Script[ShowContract]:
    old = yield from age("age", "Quel âge as-tu ? Le test prend une minute, et personne d'autre ne le voit.")
    left_school = True
    if old < YOUNG:
        left_school = yield from yes("school", "As-tu fini la classe de 3e ?")
    situation = yield from choice("situation", "Où en es-tu aujourd'hui ?", SITUATIONS)
    registered = False
    if situation != SCHOOL:
        registered = yield from yes("registered", "Es-tu inscrit à France Travail ?")
    goal = yield from choice("goal", "Que veux-tu avoir à la fin ?", GOALS)
    qualified = yield from yes("qualified", "As-tu déjà un bac ou un diplôme professionnel (CAP, titre…) ?")
    employer = yield from choice("employer", "Tu voudrais travailler où ?", EMPLOYERS)
    told = "Je montre aussi ce qui change avec une reconnaissance de handicap (RQTH) ? Ta réponse n'est pas gardée."
    recognition = yield from unkept("recognition", told, yes="Oui, montre", no="Non, passe")
    return ShowContract(Profile(old, goal, employer, situation, registered, left_school, qualified), recognition)


def _head(reading: Reading, advice: Advice) -> Rich:
    if not advice.contract:
        return reading.say("📝 <b>Pas encore de contrat à te conseiller</b>")
    name = reading.say("📝 <b>Ce qui peut te convenir : {contract}</b>", contract=say(CONTRACTS[advice.contract]))
    if not advice.other:
        return name
    return lines(name, reading.say("L'autre est possible aussi : {other}.", other=say(CONTRACTS[advice.other])))


def _line(reading: Reading, mark: str, template: str) -> Rich:
    return reading.say("{mark} {words}", mark=mark, words=reading.fill(template))


def _ways(scene: Scene, reading: Reading, advice: Advice) -> Rows:
    """The next steps that are one tap away."""
    pay = Button(reading.say("💶 Mon salaire minimum").text, "s:compute_pay")
    jobs = Button(reading.say("🧭 Quels métiers me ressemblent ?").text, "s:discover_jobs")
    rows: list[tuple[Button, ...]] = [(pay if advice.contract else jobs,)]
    if (module := scene.library.module(LESSON)) is not None:
        label = reading.say("📚 La leçon sur les contrats").text
        rows.append((Button(label, f"l:{module.slug}:{module.version}:0:o"),))
    rows.append((Button(reading.say("↺ Recommencer").text, "s:choose_contract"),))
    return tuple(rows)
