"""A message that is held before it leaves, and what has been decided about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from core.records import Asked


@dataclass(frozen=True)
class Held:
    """A message that waits for a counsellor, or for its author's choice, before it goes anywhere."""

    key: str
    triad_id: int
    author_id: int
    parcel: Mapping[str, Any]
    #: held, released, refused, kept (for the team alone)
    state: str = "held"
    reason: str = ""


@dataclass(frozen=True)
class HeldBy(Asked[Held | None]):
    """The held message of this key; locked until the end of the transaction."""

    key: str


@dataclass(frozen=True)
class HeldOf(Asked[tuple[Held, ...]]):
    """What this person wrote and nobody has decided about, oldest first."""

    author: int


def decided(held: Held, state: str, reason: str = "") -> Held:
    return replace(held, state=state, reason=reason)
