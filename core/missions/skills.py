"""Two looks at one mission: the grid, what each side marked, and the gaps in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from core.people import Role
from core.texts import Text, say


@dataclass(frozen=True)
class Level:
    """A mark. Without `rank` it says that nothing could be seen: it leaves averages and gaps alone."""

    id: str
    label: str
    rank: int | None


@dataclass(frozen=True)
class Criterion:
    """One thing to look at, in the words of the one who looks."""

    id: str
    apprentice: str
    tutor: str


@dataclass(frozen=True)
class Grid:
    version: str
    criteria: tuple[Criterion, ...]
    levels: tuple[Level, ...]

    def level(self, level_id: str) -> Level | None:
        return next((level for level in self.levels if level.id == level_id), None)

    def rank(self, level_id: str) -> int | None:
        """How high this level stands; None when nothing could be seen, or nothing was said."""
        level = self.level(level_id)
        return level.rank if level is not None else None

    @property
    def scale(self) -> tuple[str, ...]:
        """The levels that are ranked, from the lowest."""
        return tuple(level.id for level in self.levels if level.rank is not None)

    def questions(self, role: Role) -> dict[str, str]:
        """criterion -> what the one in this role is asked."""
        return {c.id: c.apprentice if role is Role.APPRENTICE else c.tutor for c in self.criteria}

    def labels(self) -> dict[str, str]:
        return {level.id: level.label for level in self.levels}


@dataclass(frozen=True)
class Assessment:
    """One person's look at one mission: criterion -> level, and some words."""

    side: Role
    person_id: int
    grid_version: str
    marks: Mapping[str, str] = field(default_factory=dict)
    words: str = ""


@dataclass(frozen=True)
class Sides:
    """Both looks at a mission, each with the grid it was made with."""

    hers: tuple[Assessment, Grid]
    theirs: tuple[Assessment, Grid]

    @property
    def criteria(self) -> tuple[Criterion, ...]:
        """Every criterion that one of them was asked."""
        known = {one.id for one in self.hers[1].criteria}
        return (*self.hers[1].criteria, *(one for one in self.theirs[1].criteria if one.id not in known))

    def ranks(self, criterion: str) -> tuple[int | None, int | None]:
        mine, other = (grid.rank(look.marks.get(criterion, "")) for look, grid in (self.hers, self.theirs))
        return mine, other


STEPS = {2: "deux", 3: "trois", 4: "quatre"}


def gap(sides: Sides, criterion: str, names: tuple[str, str]) -> Text:
    """The distance between the two looks at one criterion, in words. `names`: the apprentice's, the tutor's."""
    mine, other = sides.ranks(criterion)
    if mine is None and other is None:
        return say("pas encore observé : à regarder une prochaine fois")
    if mine is None or other is None:
        return say("un seul regard pour l'instant : à observer ensemble une prochaine fois")
    if sides.hers[1].scale != sides.theirs[1].scale:
        return say("deux grilles différentes : à comparer en parlant")
    if mine == other:
        return say("le même regard")
    better = names[0] if mine > other else names[1]
    if abs(mine - other) == 1:
        return say("presque d'accord : {name} voit un cran au-dessus", name=better)
    return say("un vrai écart, à discuter : {name} voit {n} crans au-dessus", name=better, n=STEPS[abs(mine - other)])


def wide(sides: Sides) -> tuple[str, ...]:
    """The criteria where the two looks are two levels apart or more."""
    if sides.hers[1].scale != sides.theirs[1].scale:
        return ()
    ranks = {one.id: sides.ranks(one.id) for one in sides.criteria}
    return tuple(id_ for id_, (a, b) in ranks.items() if a is not None and b is not None and abs(a - b) >= 2)


def average(grid: Grid, look: Assessment) -> float | None:
    """Over what could be seen; None when nothing could. What was not observed leaves it alone."""
    ranks = [rank for one in grid.criteria if (rank := grid.rank(look.marks.get(one.id, ""))) is not None]
    return sum(ranks) / len(ranks) if ranks else None
