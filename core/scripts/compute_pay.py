"""How much is due at least: a few questions, then the amount with each step of the calculation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from core.law import pay
from core.law.pay import APPRENTICESHIP, CONTRACTS, LONGEST_YEARS, Contract
from core.lessons.pages import blocks
from core.messages import Button
from core.people import Role
from core.scene import Scene
from core.talk import Facts, Script, choice, yes
from core.texts import lines, say
from core.typed import born, day_or

TITLE = "ton salaire minimum"
MENU = {Role.APPRENTICE: "💶 Mon salaire minimum"}
COMMAND, SAYS = "salaire", "Mon salaire minimum"
NOT_YET = "plus tard"


@dataclass(frozen=True)
class ShowPay:
    """The minimum, how it is found, when it rises, and what could make it another one."""

    kind: str
    born: date
    #: None: not known yet, today stands for it
    starts: date | None
    first_year: int
    raised: bool

    def apply(self, scene: Scene) -> None:
        today, reading = scene.today, scene.reading()
        contract = Contract(self.kind, self.born, self.starts or today, self.first_year, self.raised)
        found = pay.minimum_pay(scene.library.scale, scene.library.figures, contract, today)
        shown = blocks(
            reading.words(pay.headline(found)),
            lines(*map(reading.words, pay.steps(found))),
            reading.words(pay.outlook(found, today)),
            lines(*map(reading.words, pay.cautions(found))),
            reading.origins([f"{{{figure.name}}}" for figure in (found.percent, found.wage)]),
        )
        scene.answer(shown, ((Button(reading.say("↺ Refaire le calcul").text, "s:compute_pay"),),))
        scene.record("pay-computed", contract=self.kind)


def compute_pay(facts: Facts) -> Script[ShowPay]:
    this_year = facts.now.year if facts.now else 2026
    kinds = {kind: say(name) for kind, name in CONTRACTS.items()}
    kind = yield from choice("kind", "Quel contrat ? Le calcul prend moins d'une minute.", kinds)
    birth = yield from born("born", "Ton mois et ton année de naissance ? Par exemple : mars 2008.", since=1960)
    starts = yield from day_or(
        "starts",
        "Quand commence ton contrat, ou quand a-t-il commencé ? Par exemple : septembre 2026.",
        {NOT_YET: "Je ne sais pas encore"},
        since=this_year - LONGEST_YEARS,
    )
    first_year, raised = "1", False
    if kind == APPRENTICESHIP:
        years = {"1": "1re année", "2": "2e année", "3": "3e année"}
        first_year = yield from choice("year", "Il commence en quelle année de formation ?", years)
    else:
        raised = yield from yes("raised", "As-tu déjà un bac, un titre pro de ce niveau, ou plus ?")
    return ShowPay(kind, birth, None if isinstance(starts, str) else starts, int(first_year), raised)
