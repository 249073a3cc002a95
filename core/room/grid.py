"""The grid in the room: criteria and levels in one form, and then the very act of `/grille`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from core.missions.grids import (
    CRITERION,
    FEWEST_LEVELS,
    LABEL,
    MOST_CRITERIA,
    MOST_LEVELS,
    ChangeGrid,
    grid_now,
    own,
    ranked,
    with_levels,
)
from core.missions.skills import Criterion, Grid, Level
from core.people import Refused
from core.room import door
from core.scene import Scene
from core.texts import say


@dataclass(frozen=True)
class GridSeen:
    """The whole page."""

    grid: Grid
    #: of the structure, not of the house
    own: bool
    #: the levels that are ranked, from the lowest, and those that say that nothing could be seen
    ranked: tuple[Level, ...]
    others: tuple[Level, ...]
    #: whether a line may be added
    more_criteria: bool
    more_levels: bool
    #: signs of a criterion and of a level
    longest: int
    label: int


def look(scene: Scene) -> GridSeen:
    door.author(scene)
    grid = grid_now(scene)
    levels = ranked(grid)
    others = tuple(one for one in grid.levels if one.rank is None)
    return GridSeen(grid, own(grid), levels, others, len(grid.criteria) < MOST_CRITERIA, len(levels) < MOST_LEVELS,
                    CRITERION, LABEL)  # fmt: skip


def _change(scene: Scene, fields: Mapping[str, str]) -> None:
    """What is typed: an emptied line is taken out, a line at the end is a new one."""
    before = grid_now(scene)
    after = _levels(replace(before, criteria=_criteria(before, fields)), fields)
    if after == before:
        raise Refused("Rien n'a changé dans la grille.")
    ChangeGrid(after, fields.get("base", "")).apply(scene)


def _criteria(before: Grid, fields: Mapping[str, str]) -> tuple[Criterion, ...]:
    criteria: list[Criterion] = []
    for n in range(1, len(before.criteria) + 2):
        young, tutor = fields.get(f"young-{n}", ""), fields.get(f"tutor-{n}", "")
        if not young and not tutor:
            continue
        if not young or not tutor or max(len(young), len(tutor)) > CRITERION:
            raise Refused(say("Chaque critère a ses deux phrases, de {n} signes au plus.", n=CRITERION))
        known = before.criteria[n - 1].id if n <= len(before.criteria) else _new(before, n)
        criteria.append(Criterion(known, young, tutor))
    if not criteria or len(criteria) > MOST_CRITERIA:
        raise Refused(say("Une grille a de 1 à {n} critères.", n=MOST_CRITERIA))
    return tuple(criteria)


def _levels(grid: Grid, fields: Mapping[str, str]) -> Grid:
    """With the levels as typed: a new one stands above the others; what says that nothing could be seen stays."""
    known = ranked(grid)
    renamed: list[Level] = []
    for n in range(1, len(known) + 2):
        label = fields.get(f"level-{n}", "")
        if label:
            renamed.append(replace(known[n - 1], label=label) if n <= len(known) else Level(_new(grid, n), label, n))
    others = [
        replace(one, label=fields.get(f"other-{n}") or one.label)
        for n, one in enumerate((one for one in grid.levels if one.rank is None), 1)
    ]
    labels = [one.label for one in (*renamed, *others)]
    if not FEWEST_LEVELS <= len(renamed) <= MOST_LEVELS:
        raise Refused(say("Une grille a de {a} à {b} niveaux.", a=FEWEST_LEVELS, b=MOST_LEVELS))
    if max(map(len, labels)) > LABEL or len({label.casefold() for label in labels}) < len(labels):
        raise Refused(say("Chaque niveau a son nom, de {n} signes au plus, et deux noms diffèrent.", n=LABEL))
    return with_levels(replace(grid, levels=(*renamed, *others)), tuple(renamed))


def _new(grid: Grid, n: int) -> str:
    """Of this change of this version alone: what was looked at before is never mistaken for it."""
    return f"{grid.version}n{n}".replace("-", "")


ACTS: Mapping[str, Callable[[Scene, Mapping[str, str]], None]] = {"grid": _change}
