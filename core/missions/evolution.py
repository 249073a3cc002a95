"""From the first mission to the last: which criteria moved, in words and as a picture. Only where both looks are in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from core.messages import Content, Media, Send, ToPerson, ToTopic, paper
from core.missions.cards import stack
from core.missions.grids import grid_by
from core.missions.looks import names
from core.missions.skills import Assessment, Criterion, Grid, Sides, average
from core.people import Refused, Role
from core.records import Asked
from core.scene import Scene
from core.texts import Text, render, say
from core.triad import Triad

# A picture shows so many missions at most: the first, and the newest ones.
DRAWN = 8


@dataclass(frozen=True)
class BothLooks:
    """A mission at which both have looked."""

    number: int
    title: str
    hers: Assessment
    theirs: Assessment


@dataclass(frozen=True)
class LooksOf(Asked[tuple[BothLooks, ...]]):
    """The missions of a triad at which both have looked, in their order: never one with a look missing."""

    triad: int


def show(scene: Scene, triad: Triad) -> None:
    """The road so far, for the one who asks: in words, with a picture."""
    person = scene.person
    if person is None or person.role not in (Role.APPRENTICE, Role.TUTOR, Role.COUNSELLOR):
        raise Refused("Ce chemin se montre dans le fil, à celles et ceux qui y sont.")
    known = scene.find(LooksOf(triad.id))
    if len(known) < 2:
        scene.answer(
            say("Un chemin se voit à partir de deux missions regardées à deux. Pour l'instant : {n}.", n=len(known))
        )
        return
    sides = [_sides(scene, one) for one in known]
    words = in_words(known, sides, names(triad), person.role)
    picture = paper("evolution", "evolution.png", drawn(known, sides, names(triad), person.role), Media.PHOTO)
    to = ToPerson(person.id, triad.id) if scene.place.private else ToTopic(triad.id)
    scene.reply.outgoing.append(Send(to=to, content=Content(render(words))))
    title = say("Le chemin de {name}", name=names(triad)[0])
    scene.reply.outgoing.append(Send(to=to, content=Content(render(title), attachment=picture)))


def _sides(scene: Scene, one: BothLooks) -> Sides:
    return Sides(
        (one.hers, grid_by(scene, one.hers.grid_version)), (one.theirs, grid_by(scene, one.theirs.grid_version))
    )


# --- in words --------------------------------------------------------------------------------------------------------


def in_words(known: Sequence[BothLooks], sides: Sequence[Sides], who: tuple[str, str], reader: Role) -> Text:
    """Each criterion then and now, on both sides; then what rose, what stayed, what fell."""
    first, last = sides[0], sides[-1]
    rows = [_row(criterion, first, last, who, reader) for criterion in last.criteria]
    return stack(
        say(
            "📈 <b>De « {first} » à « {last} »</b> ({n} missions)",
            first=known[0].title, last=known[-1].title, n=len(known),
        ),
        *rows,
        _summary(first, last, reader),
        _overall(first, last, who),
    )  # fmt: skip


def _row(criterion: Criterion, first: Sides, last: Sides, who: tuple[str, str], reader: Role) -> Text:
    mine = _then_and_now(criterion.id, first.hers, last.hers)
    other = _then_and_now(criterion.id, first.theirs, last.theirs)
    return say(
        "<b>{criterion}</b>\n   {apprentice} : {hers}\n   {tutor} : {theirs}",
        criterion=say(criterion.apprentice if reader is Role.APPRENTICE else criterion.tutor),
        apprentice=who[0],
        tutor=who[1],
        hers=mine,
        theirs=other,
    )


def _then_and_now(criterion: str, first: tuple[Assessment, Grid], last: tuple[Assessment, Grid]) -> Text:
    before, after = (grid.level(look.marks.get(criterion, "")) for look, grid in (first, last))
    step = moved(criterion, first, last)
    mark = {None: "", 0: " =", 1: " ↗", -1: " ↘"}[None if step is None else (step > 0) - (step < 0)]
    return say(
        "{before} → {after}{mark}",
        before=say(before.label) if before else say("pas encore dans la grille"),
        after=say(after.label) if after else say("plus dans la grille"),
        mark=mark,
    )


def moved(criterion: str, first: tuple[Assessment, Grid], last: tuple[Assessment, Grid]) -> int | None:
    """By how many levels; None when one of them could not be seen, or when the levels are not the same."""
    if first[1].scale != last[1].scale:
        return None
    ranks = [grid.rank(look.marks.get(criterion, "")) for look, grid in (first, last)]
    return None if ranks[0] is None or ranks[1] is None else ranks[1] - ranks[0]


def _summary(first: Sides, last: Sides, reader: Role) -> Text:
    """What rose or fell, for either side; what could not be compared is said, never counted."""
    found: dict[str, list[str]] = {"up": [], "down": [], "same": [], "unseen": []}
    for n, one in enumerate(last.criteria, start=1):
        steps = [moved(one.id, first.hers, last.hers), moved(one.id, first.theirs, last.theirs)]
        seen = [step for step in steps if step is not None]
        kind = "unseen"
        if seen:
            kind = "up" if max(seen) > 0 else "down" if min(seen) < 0 else "same"
        found[kind].append(str(n))
    lines = {
        "up": "↗ A monté : critère {n}",
        "down": "↘ A baissé : critère {n}",
        "same": "= Pareil : critère {n}",
        "unseen": "· Pas comparable (pas observé, ou grille changée) : critère {n}",
    }
    return stack(*(say(lines[kind], n=", ".join(numbers)) for kind, numbers in found.items() if numbers))


def _overall(first: Sides, last: Sides, who: tuple[str, str]) -> Text | None:
    """Where each side sees the whole, as the nearest level."""
    lines = []
    for name, before, after in ((who[0], first.hers, last.hers), (who[1], first.theirs, last.theirs)):
        labels = [_nearest(grid, average(grid, look)) for look, grid in (before, after)]
        if labels[0] and labels[1]:
            lines.append(say("Dans l'ensemble, pour {name} : {a} → {b}", name=name, a=say(labels[0]), b=say(labels[1])))
    return stack(*lines) if lines else None


def _nearest(grid: Grid, mean: float | None) -> str:
    ranked = [level for level in grid.levels if level.rank is not None]
    if mean is None or not ranked:
        return ""
    return min(ranked, key=lambda level: abs((level.rank or 0) - mean)).label


# --- as a picture ----------------------------------------------------------------------------------------------------


def drawn(known: Sequence[BothLooks], sides: Sequence[Sides], who: tuple[str, str], reader: Role) -> dict[str, Any]:
    """What the picture is made from: points with their words; what was not observed leaves a hole."""
    chosen = list(zip(known, sides, strict=True))
    chosen = chosen[:1] + chosen[1:][-(DRAWN - 1) :]
    last = sides[-1].hers[1]
    points = [
        {"criterion": n, "mission": f"n° {one.number}", "side": name, "level": rank}
        for one, both in chosen
        for n, criterion in enumerate(sides[-1].criteria)
        for name, (look, grid) in zip(who, (both.hers, both.theirs), strict=True)
        if grid.scale == last.scale and (rank := grid.rank(look.marks.get(criterion.id, ""))) is not None
    ]
    words = [one.apprentice if reader is Role.APPRENTICE else one.tutor for one in sides[-1].criteria]
    return {
        "criteria": words,
        "missions": [f"n° {one.number}" for one, _ in chosen],
        "sides": list(who),
        "levels": [level.label for level in last.levels if level.rank is not None],
        "points": points,
    }
