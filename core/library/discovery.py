"""What somebody likes to do, and the families of jobs that look like it: a beginning for a talk, never a verdict."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

# The answers to a statement, and what each weighs.
WEIGHTS = {"oui": 2, "peu": 1, "non": 0}


@dataclass(frozen=True, slots=True)
class Statement:
    """Something one does, to say whether one likes it; it speaks for one trait."""

    id: str
    trait: str
    text: str


@dataclass(frozen=True, slots=True)
class JobFamily:
    """Jobs that look alike, as one lives them on an ordinary day."""

    id: str
    name: str
    #: trait -> 2 (what most of the day is made of) or 1 (a good part of it)
    likes: Mapping[str, int]
    jobs: str
    day: str
    #: what one should know before choosing it
    know: str
    #: words to search for training and companies with
    search: str


@dataclass(frozen=True, slots=True)
class Interests:
    """Questions, traits (id -> how it reads) and families: what a structure may edit as a whole."""

    traits: Mapping[str, str]
    statements: tuple[Statement, ...] = ()
    families: tuple[JobFamily, ...] = ()

    def family(self, id_: str) -> JobFamily | None:
        return next((family for family in self.families if family.id == id_), None)


NO_INTERESTS = Interests({})


def profile(statements: Iterable[tuple[str, str]], answers: Mapping[str, str]) -> dict[str, float]:
    """How much each trait is liked, from 0 to 1. `statements`: (id, trait); `answers`: id -> a key of `WEIGHTS`."""
    weighed: dict[str, list[int]] = {}
    for statement, trait in statements:
        if statement in answers:
            weighed.setdefault(trait, []).append(WEIGHTS[answers[statement]])
    most = max(WEIGHTS.values())
    return {trait: sum(weights) / (most * len(weights)) for trait, weights in weighed.items()}


def ranked(likes: Mapping[str, Mapping[str, int]], liked: Mapping[str, float], count: int = 3) -> tuple[str, ...]:
    """The families (id -> likes) that look most like the profile, best first; none when nothing is liked.

    A family fits as well as its traits are liked, each by its weight; equal ones keep their order.
    """
    fits = {
        family: sum(weight * liked.get(trait, 0.0) for trait, weight in traits.items()) / sum(traits.values())
        for family, traits in likes.items()
        if traits
    }
    best = sorted((family for family, fit in fits.items() if fit > 0), key=lambda family: -round(fits[family], 9))
    return tuple(best[:count])


def strongest(liked: Mapping[str, float], count: int = 2) -> tuple[str, ...]:
    """The traits liked most, best first; none that is not liked at all."""
    known = (trait for trait, share in liked.items() if share > 0)
    return tuple(sorted(known, key=lambda trait: -liked[trait])[:count])
