"""A meeting of the three: moments proposed, the one that suits all, and a report that all three agree to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from core.people import Person, Role
from core.records import Asked
from core.triad import Triad

SIDES = (Role.APPRENTICE, Role.TUTOR, Role.COUNSELLOR)
LENGTH = timedelta(minutes=30)
#: the three lines of a report, and how they are asked for
LINES = {"good": "Ce qui va", "hard": "Ce qui est difficile", "decided": "Ce qu'on décide"}


class Stage(StrEnum):
    ASKING = "asking"
    KEPT = "kept"
    #: no moment suited all, or nobody answered in time
    NONE = "none"
    CANCELLED = "cancelled"
    #: the report is agreed to by all
    REPORTED = "reported"


@dataclass(frozen=True)
class Meeting:
    """One meeting of a triad, from the proposal to the report. Times are UTC."""

    triad_id: int
    number: int
    stage: Stage = Stage.ASKING
    place: str = ""
    #: the moments proposed in this round, and who can when (role -> ranks of slots); `ticks` are not sent yet
    round: int = 1
    slots: tuple[datetime, ...] = ()
    answers: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    ticks: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    #: the moment that was kept; stays in force while another one is looked for
    starts: datetime | None = None
    #: how often what calendars show has changed (RFC 5545, SEQUENCE)
    sequence: int = -1
    #: texts of people
    report: Mapping[str, str] = field(default_factory=dict)
    version: int = 0
    agreed: tuple[str, ...] = ()

    @property
    def subject(self) -> str:
        return f"meeting:{self.triad_id}:{self.number}"

    def answered(self, role: Role, slots: tuple[int, ...]) -> Meeting:
        return replace(self, answers={**self.answers, role.value: slots})

    def ticked(self, role: Role, slot: int) -> Meeting:
        """One moment changes sides."""
        before = self.ticks.get(role.value, ())
        after = tuple(n for n in range(len(self.slots)) if (n in before) != (n == slot))
        return replace(self, ticks={**self.ticks, role.value: after})

    def common(self) -> int | None:
        """The first moment that suits everybody who has answered."""
        ranks = (n for n in range(len(self.slots)) if all(n in slots for slots in self.answers.values()))
        return min(ranks, key=lambda n: self.slots[n], default=None)

    def over(self, now: datetime) -> bool:
        """Nothing can be changed any more."""
        held = self.starts is not None and self.starts <= now and self.stage is Stage.KEPT
        return held or self.stage in (Stage.NONE, Stage.CANCELLED, Stage.REPORTED)

    def pack(self) -> dict[str, Any]:
        """What its row keeps as JSON; read back by `unpack`."""
        packed = {f.name: getattr(self, f.name) for f in fields(self) if f.name not in _COLUMNS}
        return packed | {
            "slots": [slot.isoformat() for slot in self.slots],
            "answers": {role: list(slots) for role, slots in self.answers.items()},
            "ticks": {role: list(slots) for role, slots in self.ticks.items()},
            "report": dict(self.report),
            "agreed": list(self.agreed),
        }

    @classmethod
    def unpack(
        cls, triad_id: int, number: int, stage: str, starts: datetime | None, packed: Mapping[str, Any]
    ) -> Meeting:
        values = {f.name: packed[f.name] for f in fields(cls) if f.name in packed}
        values |= {
            "slots": tuple(datetime.fromisoformat(slot) for slot in packed["slots"]),
            "answers": {role: tuple(slots) for role, slots in packed["answers"].items()},
            "ticks": {role: tuple(slots) for role, slots in packed["ticks"].items()},
            "agreed": tuple(packed["agreed"]),
        }
        return cls(triad_id=triad_id, number=number, stage=Stage(stage), starts=starts, **values)


_COLUMNS = {"triad_id", "number", "stage", "starts"}


@dataclass(frozen=True)
class MeetingsOf(Asked[tuple[Meeting, ...]]):
    """Every meeting of a triad, oldest first."""

    triad: int


def sides(triad: Triad) -> tuple[Person, ...]:
    """The three, or those of them who are there now."""
    found = (triad.member(role) for role in SIDES)
    return tuple(person for person in found if person is not None and person.settled)
