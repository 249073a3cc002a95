"""What the structure has chosen, in the room: opening hours, closed days, reminders, the grid; the forum's own acts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from core.evaluation import studies
from core.evaluation.protocol import Study
from core.messages import Deed
from core.missions.grids import ChangeGrid, grid_now
from core.missions.skills import Criterion, Grid
from core.nudges import relances
from core.nudges.nudge import Ladder, closed_days, ladders
from core.nudges.words import LABELS
from core.people import Refused
from core.room import door
from core.scene import Scene
from core.scripts.edit_grid import MOST_CRITERIA
from core.texts import render, say

#: signs of the opening hours, and of one criterion
HOURS, CRITERION = 120, 160


@dataclass(frozen=True)
class LadderSeen:
    """The reminders about one thing."""

    number: int
    label: str
    to: str
    days: str
    ladder: Ladder


@dataclass(frozen=True)
class ChosenSeen:
    """The whole page."""

    hours: str
    closed: tuple[date, ...]
    ladders: tuple[LadderSeen, ...]
    grid: Grid
    #: empty lines for criteria to add
    free: int
    #: the cohort of the evaluation that is open
    study: Study | None


def look(scene: Scene) -> ChosenSeen:
    door.counsellor(scene)
    grid = grid_now(scene)
    known = [_ladder(n, one) for n, one in enumerate(ladders(scene.structure).values(), 1)]
    closed = sorted(day for day in closed_days(scene.structure) if day >= scene.today)
    hours = scene.structure.hours if scene.structure else ""
    return ChosenSeen(
        hours, tuple(closed), tuple(known), grid, min(1, MOST_CRITERIA - len(grid.criteria)), studies.running(scene)
    )


def _ladder(number: int, one: Ladder) -> LadderSeen:
    days = ", ".join(str(day) for day in (*one.days, *([one.desk_after] if one.desk_after else [])))
    to = render(say(relances.TO[one.to] if one.to else "à la personne")).text
    return LadderSeen(number, render(say(LABELS[one.kind])).text, to, days, one)


def deed(deed: Deed, scene: Scene) -> None:
    """One form of the page."""
    door.counsellor(scene)
    act = _ACTS.get(deed.fields.get("verb", ""))
    if act is None:
        raise Refused("Cette page est ancienne : rien n'a changé. Rechargez-la, puis recommencez.")
    act(scene, {name: " ".join(words.split()) for name, words in deed.fields.items()})


def _hours(scene: Scene, fields: Mapping[str, str]) -> None:
    words = fields.get("hours", "")
    if not words or len(words) > HOURS:
        raise Refused(
            say("Écrivez les horaires en {n} signes au plus : « du lundi au vendredi, 9 h – 17 h ».", n=HOURS)
        )
    assert scene.structure is not None
    scene.structure = replace(scene.structure, hours=words)
    scene.keep(scene.structure)
    scene.record("hours-changed")


def _days(scene: Scene, fields: Mapping[str, str]) -> None:
    relances.change(scene, f"{fields.get('ladder', '')} : {fields.get('days', '')}")


def _state(scene: Scene, fields: Mapping[str, str]) -> None:
    relances.change(scene, f"{fields.get('ladder', '')} {fields.get('state', '')}")


def _closed(scene: Scene, fields: Mapping[str, str]) -> None:
    try:
        day = date.fromisoformat(fields.get("day", ""))
    except ValueError:
        raise Refused("Rien n'a changé : ce jour n'existe pas. Vérifiez la date, puis recommencez.") from None
    if day < scene.today:
        raise Refused("Rien n'a changé : ce jour est passé.")
    relances.change(scene, f"{'ouvert' if fields.get('open') else 'fermé'} {day:%d/%m/%Y}")


def _grid(scene: Scene, fields: Mapping[str, str]) -> None:
    """The criteria as they are typed; an emptied line is taken out, a line at the end is a new one."""
    before = grid_now(scene)
    criteria: list[Criterion] = []
    for n in range(1, len(before.criteria) + 2):
        young, tutor = fields.get(f"young-{n}", ""), fields.get(f"tutor-{n}", "")
        if not young and not tutor:
            continue
        if not young or not tutor or max(len(young), len(tutor)) > CRITERION:
            raise Refused(say("Chaque critère a ses deux phrases, de {n} signes au plus.", n=CRITERION))
        known = before.criteria[n - 1].id if n <= len(before.criteria) else f"{before.version}n{n}".replace("-", "")
        criteria.append(Criterion(known, young, tutor))
    if not criteria or len(criteria) > MOST_CRITERIA:
        raise Refused(say("Une grille a de 1 à {n} critères.", n=MOST_CRITERIA))
    if tuple(criteria) == before.criteria:
        raise Refused("Rien n'a changé dans la grille.")
    ChangeGrid(replace(before, criteria=tuple(criteria)), fields.get("base", "")).apply(scene)


def _open_study(scene: Scene, fields: Mapping[str, str]) -> None:
    weeks, now = fields.get("weeks", ""), studies.running(scene)
    asked = studies.OpenStudy(
        now.id if now is not None else 0, fields.get("name", ""), fields.get("everybody") == "1",
        int(weeks) if weeks.isdecimal() and len(weeks) < 3 else 0,
    )  # fmt: skip
    asked.apply(scene)


def _close_study(scene: Scene, fields: Mapping[str, str]) -> None:
    number = fields.get("study", "")
    studies.close(scene, int(number) if number.isdecimal() and len(number) < 16 else 0)


_ACTS = {
    "study": _open_study,
    "study-close": _close_study,
    "hours": _hours,
    "days": _days,
    "state": _state,
    "closed": _closed,
    "grid": _grid,
}
