"""The structure's own grids: each change is a new version, and a look keeps the one it was made with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from core.conversation import facts_for, start
from core.messages import Button
from core.missions.cards import stack
from core.missions.mission import Act, Mission
from core.missions.skills import Criterion, Grid, Level
from core.people import Refused, Role
from core.records import Asked
from core.scene import PAGE, Scene
from core.texts import Text, say

#: of one grid; signs of one criterion and of one level
MOST_CRITERIA, MOST_LEVELS, FEWEST_LEVELS = 8, 5, 2
CRITERION, LABEL = 160, 40


@dataclass(frozen=True)
class GridAt(Asked[Grid | None]):
    """The structure's own grid as it was at that moment; None when it still used the house's."""

    at: datetime


@dataclass(frozen=True)
class GridOf(Asked[Grid | None]):
    """A version that looks were made with here, or that the structure chose."""

    version: str


@dataclass(frozen=True)
class KeptGrid:
    """A grid to keep for ever under its version; the same version twice changes nothing.

    `own`: the structure uses it from now on, by somebody's decision. Else a look is made with it, and that is why.
    """

    grid: Grid
    at: datetime
    own: bool = False
    by: int | None = None


def grid_now(scene: Scene) -> Grid:
    """The grid with which missions that end today will be looked at."""
    return scene.find(GridAt(scene.now)) or scene.library.grid


def grid_of(scene: Scene, mission: Mission) -> Grid:
    """The grid for this mission: that of the look that is there already, else the one of the day it was done."""
    first = next(iter(scene.assessments.get((mission.triad_id, mission.number), {}).values()), None)
    if first is not None:
        return grid_by(scene, first.grid_version)
    done = mission.last(Act.FINISH)
    return scene.find(GridAt(done.at if done is not None else scene.now)) or scene.library.grid


def grid_by(scene: Scene, version: str) -> Grid:
    """The grid of this version, as it was."""
    return scene.find(GridOf(version)) or scene.library.grid


def for_a_look(scene: Scene, mission: Mission) -> dict[str, Any]:
    """What a conversation about a look may know, as facts; the grid is kept from now on."""
    assert scene.person is not None
    grid = grid_of(scene, mission)
    scene.keep(KeptGrid(grid, scene.now))
    return {"criteria": grid.questions(scene.person.role), "levels": grid.labels(), "grid": pack(grid)}


# --- changing it -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ChangeGrid:
    """The structure's grid is this one from now on; `base` is the version it was made from."""

    grid: Grid
    base: str

    def apply(self, scene: Scene) -> None:
        person = scene.person
        if person is None or person.role is not Role.COUNSELLOR or not _ours(scene):
            raise Refused("La grille se change dans le forum de l'équipe.")
        if self.base != grid_now(scene).version:
            raise Refused("La grille a changé entre-temps : rien n'est enregistré. Envoyez /grille pour la voir.")
        new = replace(self.grid, version=next_version(self.base))
        scene.keep(KeptGrid(new, scene.now, own=True, by=person.id))
        scene.record("grid-changed", subject=f"grid:{new.version}", criteria=len(new.criteria), levels=len(new.levels))


def _ours(scene: Scene) -> bool:
    """Where the team changes it: its forum, or its room."""
    return not scene.place.private or scene.place.channel == PAGE


def next_version(base: str) -> str:
    """The structure's own versions are e1, e2…; whatever they start from."""
    return f"e{int(base[1:]) + 1}" if base.startswith("e") and base[1:].isdigit() else "e1"


def show(scene: Scene) -> None:
    """The grid of the structure, in the forum, with a way to change it."""
    grid = grid_now(scene)
    whose = say("La grille de la structure, version {v}.", v=grid.version) if own(grid) else say("La grille de départ.")
    words = stack(say("🔎 <b>Ce que l'on regarde après une mission</b>"), whose, described(grid))
    scene.answer(words, ((Button(scene.words("✏️ Modifier").text, "g:edit"),),))


def edit(scene: Scene) -> None:
    """The conversation that changes it."""
    if scene.person is None or scene.person.role is not Role.COUNSELLOR or scene.place.private:
        raise Refused("La grille se change dans le forum de l'équipe.")
    start(scene, "edit_grid", facts_for(scene, None, grid=pack(grid_now(scene))))


def ranked(grid: Grid) -> tuple[Level, ...]:
    """The levels that count, from the lowest."""
    return tuple(level for level in grid.levels if level.rank is not None)


def with_levels(grid: Grid, levels: tuple[Level, ...]) -> Grid:
    """These levels, ranked from 1, then those that say that nothing could be seen: they always stay."""
    counted = tuple(replace(level, rank=rank) for rank, level in enumerate(levels, start=1))
    return replace(grid, levels=(*counted, *(level for level in grid.levels if level.rank is None)))


def own(grid: Grid) -> bool:
    return grid.version.startswith("e") and grid.version[1:].isdigit()


def described(grid: Grid) -> Text:
    """Criteria in the words of both sides, then the levels."""
    criteria = [
        say("{n}. {apprentice}\n    <i>Entreprise : {tutor}</i>", n=n, apprentice=one.apprentice, tutor=one.tutor)
        for n, one in enumerate(grid.criteria, start=1)
    ]
    return stack(*criteria, say("Niveaux : {levels}", levels=", ".join(level.label for level in grid.levels)))


# --- how a grid is kept ----------------------------------------------------------------------------------------------

# {"version": "e2", "criteria": [["soin", "J'ai…", "Le…"]], "levels": [["decouvre", "Découverte", 1]]}


def pack(grid: Grid) -> dict[str, Any]:
    return {
        "version": grid.version,
        "criteria": [[one.id, one.apprentice, one.tutor] for one in grid.criteria],
        "levels": [[level.id, level.label, level.rank] for level in grid.levels],
    }


def unpack(packed: Mapping[str, Any]) -> Grid:
    return Grid(
        packed["version"],
        tuple(Criterion(*one) for one in packed["criteria"]),
        tuple(Level(*one) for one in packed["levels"]),
    )
