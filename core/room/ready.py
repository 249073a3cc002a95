"""Who may soon be recruited, and why: three of five signs that anybody can check, a mission among them; no score."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from core.lessons.attestation import FOUR
from core.missions.grids import grid_by
from core.missions.skills import Grid
from core.records import Asked
from core.room import door
from core.room.young import SILENCE, Followed, FollowedHere, Young, YoungHere
from core.scene import Scene
from core.texts import Rich, Text, render, say

#: signs that make somebody ready, and how far an immersion may lie back
ENOUGH, BACK = 3, timedelta(days=60)
#: how many are shown; the first have the most reasons
SHOWN = 60
#: the objective of an immersion that is about being hired (core/immersions/immersion.py)
HIRING = "Initier une démarche de recrutement"


@dataclass(frozen=True)
class Signs:
    """What is kept of one thread beside the list: the company's last look, the last immersion."""

    grid: str = ""
    marks: Mapping[str, str] | None = None
    ends: date | None = None
    objective: str = ""


@dataclass(frozen=True)
class SignsHere(Asked[Mapping[int, Signs]]):
    """Of every open thread of the structure that has some."""

    #: immersions that end after this day
    since: date


@dataclass(frozen=True)
class Ready:
    """One young person with her reasons, and what is not there yet."""

    young: Young
    why: tuple[Rich, ...]
    missing: tuple[Rich, ...]


@dataclass(frozen=True)
class ReadySeen:
    """The list, the most reasons first."""

    ready: tuple[Ready, ...]
    found: int
    followed: int


def look(scene: Scene) -> ReadySeen:
    """Refused for who is no counsellor: the reasons are about people."""
    door.counsellor(scene)
    known: tuple[Young, ...] = scene.find(YoungHere(looked=True))
    everybody: Followed = scene.find(FollowedHere(scene.now))
    signs: Mapping[int, Signs] = scene.find(SignsHere(scene.today - BACK))
    grids = {version: grid_by(scene, version) for version in {one.grid for one in signs.values()}}
    settled = [one for one in known if one.settled]
    judged = [(one, _judged(scene, one, signs.get(one.triad, Signs()), grids)) for one in settled]
    found = [(one, marks) for one, marks in judged if one.looked and sum(good for good, _ in marks) >= ENOUGH]
    found.sort(key=lambda two: (-sum(good for good, _ in two[1]), two[0].name, two[0].triad))
    shown = tuple(_ready(one, marks) for one, marks in found[:SHOWN])
    return ReadySeen(shown, len(found), everybody.settled)


def _judged(scene: Scene, one: Young, signs: Signs, grids: Mapping[str, Grid]) -> list[tuple[bool, Text]]:
    return [_missions(one), _marks(signs, grids), _lessons(one), _immersion(scene, signs), _there(scene, one)]


def _ready(one: Young, judged: list[tuple[bool, Text]]) -> Ready:
    """In words; only those who are shown need them."""
    why = tuple(render(text) for good, text in judged if good)
    return Ready(one, why, tuple(render(text) for good, text in judged if not good))


def _missions(one: Young) -> tuple[bool, Text]:
    if one.looked > 1:
        return True, say("{n} missions faites et regardées à deux", n=one.looked)
    if one.looked:
        return True, say("1 mission faite et regardée à deux")
    return False, say("aucune mission regardée à deux")


def _marks(signs: Signs, grids: Mapping[str, Grid]) -> tuple[bool, Text]:
    """The company's last look: half of what it saw, or more, at the highest level."""
    levels = grids[signs.grid].levels if signs.grid in grids else ()
    ranks = {level.id: level.rank for level in levels if level.rank is not None}
    seen = [ranks[mark] for mark in (signs.marks or {}).values() if mark in ranks]
    if not seen:
        return False, say("pas encore de regard de l'entreprise")
    top = max(ranks.values())
    label = next(level.label for level in levels if level.rank == top)
    many = seen.count(top)
    words = "dernier regard de l'entreprise : « {level} » sur {n} critères, de {all} observés"
    return 2 * many >= len(seen), say(words, level=label, n=many, all=len(seen))


def _lessons(one: Young) -> tuple[bool, Text]:
    if one.lessons >= FOUR:
        return True, say("{n} leçons finies", n=one.lessons)
    return False, say("{n} leçons finies sur {all}", n=one.lessons, all=FOUR)


def _immersion(scene: Scene, signs: Signs) -> tuple[bool, Text]:
    if signs.ends is None:
        return False, say("pas d'immersion validée ces deux derniers mois")
    day = f"{signs.ends:%d/%m/%Y}"
    if signs.objective == HIRING:
        return True, say("immersion pour un recrutement, jusqu'au {day}", day=day)
    return signs.ends < scene.today, say("immersion jusqu'au {day}", day=day)


def _there(scene: Scene, one: Young) -> tuple[bool, Text]:
    if one.moved_at is not None and one.moved_at >= scene.now - SILENCE:
        return True, say("un signe ces dix derniers jours")
    return False, say("sans nouvelle depuis plus de dix jours")
