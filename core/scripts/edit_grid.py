"""A counsellor changes the grid of the structure: criteria and levels, one short question after the other."""

from __future__ import annotations

from dataclasses import replace

from core.missions.grids import (
    CRITERION,
    FEWEST_LEVELS,
    LABEL,
    MOST_CRITERIA,
    MOST_LEVELS,
    ChangeGrid,
    described,
    ranked,
    unpack,
    with_levels,
)
from core.missions.skills import Criterion, Grid, Level
from core.talk import Facts, Say, Script, choice, confirm, text
from core.texts import Text, say

TITLE = "la grille des regards"

# Changes in one conversation; more go into the next version.
TURNS = 8


def edit_grid(facts: Facts) -> Script[ChangeGrid | None]:
    old = unpack(facts.grid)
    grid = old
    prompt = "Que voulez-vous changer ?"
    for turn in range(1, TURNS + 1):
        what = yield from choice(f"what-{turn}", prompt, _offered(grid))
        if what == "fin":
            break
        if what == "ajouter":
            grid = yield from _add(grid, turn)
        elif what in ("changer", "retirer"):
            grid = yield from _criterion(grid, turn, what)
        else:
            grid = yield from _level(grid, turn, what)
        prompt = "Autre chose à changer ?"
    if grid == old:
        yield Say(say("Rien n'a changé."))
        return None
    yield Say(described(grid))
    if not (
        yield from confirm(
            "send",
            "J'enregistre cette grille ? Elle sert aux missions terminées à partir de maintenant.",
            yes="✅ Enregistrer",
            no="Annuler",
        )
    ):
        yield Say(say("D'accord, la grille reste comme avant."))
        return None
    yield Say(say("C'est enregistré. Les regards déjà donnés gardent leur grille."))
    return ChangeGrid(grid, old.version)


def _offered(grid: Grid) -> dict[str, Text | str]:
    offered: dict[str, Text | str] = {"fin": "C'est tout"}
    if len(grid.criteria) < MOST_CRITERIA:
        offered["ajouter"] = "➕ Ajouter un critère"
    offered["changer"] = "✏️ Changer un critère"
    if len(grid.criteria) > 1:
        offered["retirer"] = "➖ Retirer un critère"
    offered["niveau"] = "✏️ Renommer un niveau"
    if len(grid.levels) < MOST_LEVELS:
        offered["plus"] = "➕ Ajouter un niveau"
    if len(ranked(grid)) > FEWEST_LEVELS:
        offered["moins"] = "➖ Retirer un niveau"
    return offered


def _add(grid: Grid, turn: int) -> Script[Grid]:
    words = yield from _words(turn)
    # Of this change of this version alone: what was looked at under another criterion is never mistaken for it.
    return replace(grid, criteria=(*grid.criteria, Criterion(f"{grid.version}n{turn}".replace("-", ""), *words)))


def _criterion(grid: Grid, turn: int, what: str) -> Script[Grid]:
    numbered = {str(n): _short(n, one.tutor) for n, one in enumerate(grid.criteria, start=1)}
    at = int((yield from choice(f"which-{turn}", "Lequel ?", numbered))) - 1
    one = grid.criteria[at]
    if what == "retirer":
        return replace(grid, criteria=tuple(other for other in grid.criteria if other is not one))
    words = yield from _words(turn)
    return replace(
        grid, criteria=tuple(Criterion(one.id, *words) if other is one else other for other in grid.criteria)
    )


def _words(turn: int) -> Script[tuple[str, str]]:
    apprentice = yield from text(
        f"apprentice-{turn}", "Comment le jeune le lit-il ? Par exemple : « J'ai respecté les délais »",
        at_most=CRITERION, spoken=False,
    )  # fmt: skip
    tutor = yield from text(
        f"tutor-{turn}",
        "Et l'entreprise ? Par exemple : « Les délais ont été respectés »",
        at_most=CRITERION,
        spoken=False,
    )
    return apprentice, tutor


def _level(grid: Grid, turn: int, what: str) -> Script[Grid]:
    if what == "plus":
        name = yield from text(
            f"level-{turn}", "Quel nom, pour le niveau au-dessus des autres ?", at_most=LABEL, spoken=False
        )
        top = Level(f"{grid.version}n{turn}".replace("-", ""), name, len(ranked(grid)) + 1)
        return with_levels(grid, (*ranked(grid), top))
    some = grid.levels if what == "niveau" else ranked(grid)
    numbered = {str(n): _short(n, level.label) for n, level in enumerate(some, start=1)}
    one = some[int((yield from choice(f"which-{turn}", "Lequel ?", numbered))) - 1]
    if what == "moins":
        return with_levels(grid, tuple(level for level in ranked(grid) if level is not one))
    name = yield from text(f"level-{turn}", "Quel nouveau nom ?", at_most=LABEL, spoken=False)
    return replace(grid, levels=tuple(replace(level, label=name) if level is one else level for level in grid.levels))


def _short(n: int, words: str) -> Text:
    return say("{n}. {words}", n=n, words=words if len(words) <= LABEL else words[: LABEL - 1] + "…")
