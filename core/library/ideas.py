"""Ideas of missions for whoever does not know what to propose: chosen by job, and by place in the journey."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from itertools import zip_longest
from typing import Any

# The family of the ideas that fit every job.
ANY_JOB = "tous"
STAGES = (1, 2, 3)
# How many are shown at once, and how many a conversation carries: "D'autres idées" shows the rest.
AT_ONCE, CARRIED = 3, 6


@dataclass(frozen=True, slots=True)
class Idea:
    """A mission somebody could propose. `skills`: the first one fills the card."""

    title: str
    #: a family of jobs, or `ANY_JOB`
    family: str
    why: str
    steps: tuple[str, ...]
    skills: tuple[str, ...]
    #: the slug of the lesson that it puts into practice
    lesson: str = ""
    #: 1 for the first weeks, 2 once a mission has been proposed, 3 when one is at ease
    stage: int = 1
    #: what to mind
    care: str = ""
    #: somebody of the same structure did it, and agreed to lend it
    here: bool = False

    def pack(self) -> dict[str, Any]:
        """JSON-able, for the facts of a conversation."""
        return asdict(self) | {"steps": list(self.steps), "skills": list(self.skills)}


def stage_of(proposed: int) -> int:
    """How far somebody is who has proposed that many missions."""
    return 1 if proposed == 0 else 2 if proposed <= 2 else 3


def suggested(ideas: Iterable[Idea], families: Sequence[str], stage: int, turn: int) -> tuple[Idea, ...]:
    """The ideas to show, in the order to show them: `AT_ONCE` of the job for a start, others at each `turn`.

    `families`: what is known of her job, the likeliest first; none is known: ideas of every job. Each handful has one
    of the structure when there is one, one that fits every job, and for the rest ideas of the job.
    """
    fit = sorted((idea for idea in ideas if idea.stage <= stage), key=lambda idea: -idea.stage)
    here = [idea for idea in fit if idea.here and (not families or idea.family in (*families, ANY_JOB))]
    anyone = [idea for idea in fit if not idea.here and idea.family == ANY_JOB]
    job = _of_the_job([idea for idea in fit if not idea.here and idea.family != ANY_JOB], families)
    piles = [_turned(pile, turn * step) for pile, step in ((here, 1), (job, 2), (anyone, 1))]
    found: list[Idea] = []
    while len(found) < CARRIED and any(piles):
        handful = [pile.pop(0) for pile in piles if pile]
        handful += [piles[1].pop(0) for _ in range(AT_ONCE - len(handful)) if piles[1]]
        found += handful
    return tuple(found[:CARRIED])


def _of_the_job(ideas: Sequence[Idea], families: Sequence[str]) -> list[Idea]:
    """Those of the known families, the likeliest first; none known: one of each family in turn."""
    if families:
        return [idea for family in families for idea in ideas if idea.family == family]
    by_family: dict[str, list[Idea]] = {}
    for idea in ideas:
        by_family.setdefault(idea.family, []).append(idea)
    return [idea for row in zip_longest(*by_family.values()) for idea in row if idea is not None]


def _turned(pile: list[Idea], by: int) -> list[Idea]:
    """The pile with its first ones put under it."""
    at = by % len(pile) if pile else 0
    return pile[at:] + pile[:at]
