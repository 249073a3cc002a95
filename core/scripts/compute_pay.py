"""How much is due at least: a few questions, then the amount with each step of the calculation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from core import pay
from core.facts import origins
from core.messages import Button
from core.pay import APPRENTICESHIP, CONTRACTS, Contract
from core.people import Role
from core.scene import Scene
from core.talk import Facts, Script, choice, yes
from core.texts import lines, render, say
from core.typed import day, day_or

TITLE = "ton salaire minimum"
MENU = {Role.APPRENTICE: "💶 Mon salaire minimum"}
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
        today = scene.now.astimezone(ZoneInfo(scene.hours.zone)).date()
        contract = Contract(self.kind, self.born, self.starts or today, self.first_year, self.raised)
        found = pay.minimum_pay(scene.library.scale, scene.library.figures, contract, today)
        blocks = (
            pay.headline(found),
            say("{steps}", steps=lines(*(scene.words(step) for step in pay.steps(found)))),
            pay.outlook(found, today),
            say("{cautions}", cautions=lines(*(scene.words(one) for one in pay.cautions(found)))),
        )
        named = tuple(f"{{{figure.name}}}" for figure in (found.percent, found.wage))
        sources = origins(scene.library.figures, today, named)
        text = render(say("{a}\n\n{b}\n\n{c}\n\n{d}", **dict(zip("abcd", map(scene.words, blocks), strict=True))))
        again = (Button(scene.words("↺ Refaire le calcul").text, "s:compute_pay"),)
        scene.answer(text + "\n\n" + render(say("<i>{sources}</i>", sources=sources)), (again,))
        scene.record("pay-computed", contract=self.kind)


def compute_pay(facts: Facts) -> Script[ShowPay]:
    kinds = {kind: say(name) for kind, name in CONTRACTS.items()}
    kind = yield from choice("kind", "Quel contrat ? Le calcul prend moins d'une minute.", kinds)
    born = yield from day("born", "Ton mois et ton année de naissance ? Par exemple : mars 2008.", since=1960)
    starts = yield from day_or(
        "starts",
        "Quand commence ton contrat, ou quand a-t-il commencé ? Par exemple : septembre 2026.",
        {NOT_YET: "Je ne sais pas encore"},
        since=2020,
    )
    first_year, raised = "1", False
    if kind == APPRENTICESHIP:
        years = {"1": "1re année", "2": "2e année", "3": "3e année"}
        first_year = yield from choice("year", "Il commence en quelle année de formation ?", years)
    else:
        raised = yield from yes("raised", "As-tu déjà un bac, un titre pro de ce niveau, ou plus ?")
    return ShowPay(kind, born, None if isinstance(starts, str) else starts, int(first_year), raised)
