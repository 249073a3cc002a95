"""What a merge would do, said before anything is done: both sides, what passes, and each clash with its decision."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class NotTwo(Exception):
    """These are not two structures that are there. Caught by the command line."""


class Kind(StrEnum):
    """A clash, or something that the operator must know. The sentences stand in bot/merging.py."""

    #: undecided: the merge is refused
    TWO_FORUMS = "two-forums"
    NO_FORUM = "no-forum"
    APPRENTICE_TWICE = "apprentice-twice"
    TWO_ROLES = "two-roles"
    TANGLED = "tangled"
    ERASURE_ASKED = "erasure-asked"
    DRAFT = "draft"
    COHORT_OPEN = "cohort-open"
    WORKSHOP_OPEN = "workshop-open"
    #: decided
    ADULT_TWICE = "adult-twice"
    ADDRESS_OF_WHO_LEFT = "address-of-who-left"
    LESSON = "lesson"
    RECORDING = "recording"
    GRID = "grid"
    CANNED = "canned"
    WORKSHOP_CODE = "workshop-code"
    CARD = "card"
    SETTINGS = "settings"
    ZONE = "zone"
    #: shown: a human looks
    SAME_REFERENCE = "same-reference"
    SAME_NAME = "same-name"
    INVITED_TWICE = "invited-twice"
    LESSON_FOR_ALL = "lesson-for-all"


UNDECIDED = frozenset(
    {
        Kind.TWO_FORUMS,
        Kind.NO_FORUM,
        Kind.APPRENTICE_TWICE,
        Kind.TWO_ROLES,
        Kind.TANGLED,
        Kind.ERASURE_ASKED,
        Kind.DRAFT,
        Kind.COHORT_OPEN,
        Kind.WORKSHOP_OPEN,
    }
)


@dataclass(frozen=True)
class Clash:
    """One of them. `ours` and `theirs`: who or what it is in the structure that joins, and in the one that stays."""

    kind: Kind
    ours: str
    theirs: str = ""


@dataclass(frozen=True)
class Side:
    """One structure as it stands."""

    id: int
    name: str
    #: the forum's channel and chat; empty without one
    channel: str = ""
    chat: str = ""


@dataclass(frozen=True)
class Plan:
    """The merge of `source` into `target`."""

    source: Side
    target: Side
    #: whose forum goes on; None: there is none, or nobody has said
    forum: int | None
    #: role -> how many people of it come
    people: Mapping[str, int] = field(default_factory=dict)
    #: what passes, or is closed: a name of storage/merging/look.py -> how many
    counts: Mapping[str, int] = field(default_factory=dict)
    clashes: tuple[Clash, ...] = ()
    #: (person who joins, person who stays): one human, one address, one role; the second one goes on
    twins: tuple[tuple[int, int], ...] = ()

    @property
    def undecided(self) -> tuple[Clash, ...]:
        return tuple(clash for clash in self.clashes if clash.kind in UNDECIDED)

    @property
    def left(self) -> Side | None:
        """The structure whose forum is left."""
        sides = [side for side in (self.source, self.target) if side.chat and side.id != self.forum]
        return sides[0] if sides else None
