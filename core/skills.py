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

    def level(self, level_id: str) -> Level:
        return next(level for level in self.levels if level.id == level_id)

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


def gap(grid: Grid, criterion: str, hers: Assessment, theirs: Assessment, names: tuple[str, str]) -> Text:
    """The distance between the two looks at one criterion, in words. `names`: the apprentice's, the tutor's."""
    mine, other = (
        grid.level(look.marks[criterion]).rank if criterion in look.marks else None for look in (hers, theirs)
    )
    if mine is None and other is None:
        return say("pas encore observé : à regarder une prochaine fois")
    if mine is None or other is None:
        return say("un seul regard pour l'instant : à observer ensemble une prochaine fois")
    if mine == other:
        return say("le même regard")
    better = names[0] if mine > other else names[1]
    if abs(mine - other) == 1:
        return say("presque d'accord : {name} voit un cran au-dessus", name=better)
    return say("un vrai écart, à discuter : {name} voit deux crans au-dessus", name=better)


def wide(grid: Grid, hers: Assessment, theirs: Assessment) -> tuple[str, ...]:
    """The criteria where the two looks are two levels apart or more."""
    found = []
    for criterion in grid.criteria:
        ranks = [grid.level(a.marks[criterion.id]).rank for a in (hers, theirs) if criterion.id in a.marks]
        if len(ranks) == 2 and ranks[0] is not None and ranks[1] is not None and abs(ranks[0] - ranks[1]) >= 2:
            found.append(criterion.id)
    return tuple(found)
