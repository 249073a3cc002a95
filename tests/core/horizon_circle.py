"""A circle that remembers horizons: what replies keep of them is what the next question finds."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from core.horizon.horizon import Horizon, HorizonOf, Item, Noted, Origin, Tie
from core.library.discovery import Interests, JobFamily
from core.people import Role
from core.scene import Scene
from core.triad import Triad
from tests.core.circle import HOME, LEA, LIBRARY, MARC, NADIA, OTHER_TRIAD, Circle, person

PAUL = person(10, Role.TRAINER, "Paul")
LOU, EVE = person(11, Role.APPRENTICE, "Lou"), person(12, Role.TUTOR, "Ève")
WITH_TRAINER = Triad(7, HOME.id, (LEA, MARC, NADIA, PAUL), "70")
LOU_TRIAD = Triad(9, HOME.id, (LOU, EVE, NADIA, PAUL), "90")
TASKS = {"commerce": ("Ranger un rayon", "Compter un stock")}
BOOKS = replace(
    LIBRARY,
    tasks=TASKS,
    interests=Interests({}, (), (JobFamily("commerce", "Commerce", {}, "", "", "", ""),)),
)


class HorizonCircle(Circle):
    """Léa and Lou have the same trainer, Paul."""

    def __init__(self) -> None:
        super().__init__(WITH_TRAINER, LOU_TRIAD, OTHER_TRIAD, library=BOOKS)
        self.horizons: dict[int, Horizon] = {}
        self.answers[HorizonOf] = lambda asked: self.horizon(asked.triad)

    def horizon(self, triad: int = WITH_TRAINER.id) -> Horizon:
        return self.horizons.get(triad, Horizon(triad))

    def keep(self, scene: Scene) -> None:
        super().keep(scene)
        for thing in scene.reply.kept:
            self._remember(thing)

    def _remember(self, thing: Any) -> None:
        if not isinstance(thing, Item | Tie | Origin | Noted):
            return
        known = self.horizon(thing.triad_id)
        if isinstance(thing, Item):
            items = {item.number: item for item in known.items} | {thing.number: thing}
            known = replace(known, items=tuple(items[number] for number in sorted(items)))
        elif isinstance(thing, Tie):
            rest = tuple(t for t in known.ties if (t.work, t.course) != (thing.work, thing.course))
            known = replace(known, ties=rest if thing.gone else (*rest, thing))
        elif isinstance(thing, Origin):
            known = replace(known, origins=(*known.origins, thing))
        else:
            said = {name: value for name, value in vars(thing).items() if value and name != "triad_id"}
            known = replace(known, **said)
        self.horizons[thing.triad_id] = known

    # --- the usual beginnings ----------------------------------------------------------------------------------------

    def announces(self, *tasks: str, when: str = "La semaine prochaine") -> None:
        """Marc says what comes, all at the same time."""
        self.says(MARC, "/avenir")
        if not self.horizon().family:
            self.taps(MARC, "Commerce")
        self.says(MARC, "\n".join(tasks))
        self.taps(MARC, when)
        self.taps(MARC, "C'est tout")

    def teaches(self, *topics: str) -> None:
        """Paul gives the same programme to both."""
        self.says(PAUL, "/programme")
        self.taps(PAUL, "Les 2 ensemble")
        self.says(PAUL, "\n".join(topics))
        self.taps(PAUL, "Enregistrer")

    def dates(self, *weeks: str) -> None:
        """Paul dates the topics, one after the other."""
        self.says(PAUL, "/horizon")
        self.taps(PAUL, "Dater le cours")
        for week in weeks:
            self.taps(PAUL, week)
