"""The families of jobs that somebody found to be like her: kept for her own ideas of missions, hers alone."""

from __future__ import annotations

from dataclasses import dataclass

from core.records import Asked


@dataclass(frozen=True)
class Tastes:
    """What /metiers found, the likeliest first. `shared`: she showed it to the counsellors."""

    person_id: int
    families: tuple[str, ...]
    shared: bool = False


@dataclass(frozen=True)
class TastesOf(Asked[tuple[str, ...]]):
    """The families that somebody found; none when she has not looked. Asked for herself only."""

    person: int
