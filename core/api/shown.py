"""What a key is shown, one plain object a line. No title of a mission, no report, no message: nobody's words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from core.api.keys import Scope
from core.evaluation.cases import Cohort
from core.evaluation.cells import Cell
from core.evaluation.figures import proportion
from core.evaluation.indicators import EXPOSURE, INDICATORS, Indicator, fits
from core.evaluation.masking import Mask
from core.records import Asked
from core.room.young import Young

#: lines of one page
MOST = 100
#: how a cohort may be divided: name in addresses -> partition
BY = {"wave": "Vague d'arrivée", "exposure": EXPOSURE}


class Line(Protocol):
    """A line that is about somebody: that it was read is written down, by its thread."""

    @property
    def thread(self) -> int: ...


@dataclass(frozen=True)
class YoungLine:
    """A young person who has said yes, in one thread."""

    young: Young
    #: the number of her file elsewhere (i-milo), "" when nobody has given it
    reference: str

    @property
    def thread(self) -> int:
        return self.young.triad


@dataclass(frozen=True)
class YoungAfter(Asked[tuple[YoungLine, ...]]):
    """In order of threads, `most` at most after one of them; or only `thread`, or only those with this `reference`."""

    after: int = 0
    most: int = MOST
    thread: int = 0
    reference: str = ""


@dataclass(frozen=True)
class MissionLine:
    """A mission that was sent to the company: where it stands, and when."""

    thread: int
    number: int
    person: int
    state: str
    version: int
    proposed_at: datetime
    answered_at: datetime | None
    updated_at: datetime
    #: who has given a look: apprentice, tutor
    looks: tuple[str, ...]


@dataclass(frozen=True)
class MissionsAfter(Asked[tuple[MissionLine, ...]]):
    """In order of threads and numbers, of one thread or of all."""

    after: tuple[int, int] = (0, 0)
    most: int = MOST
    thread: int = 0


@dataclass(frozen=True)
class MeetingLine:
    """A meeting of the three."""

    thread: int
    number: int
    person: int
    stage: str
    starts_at: datetime | None
    updated_at: datetime


@dataclass(frozen=True)
class MeetingsAfter(Asked[tuple[MeetingLine, ...]]):
    after: tuple[int, int] = (0, 0)
    most: int = MOST
    thread: int = 0


#: the journal is read up to so long ago: what is being written meanwhile might come before what was read
SETTLED = timedelta(minutes=2)


@dataclass(frozen=True)
class EventLine:
    """Something that happened, as other software is told of it (told.py): its number in the journal, and the words."""

    number: int
    told: Mapping[str, Any]


@dataclass(frozen=True)
class EventsAfter(Asked[tuple[EventLine, ...]]):
    """In the order of the journal, after a number, or from a moment on, up to another one."""

    scopes: frozenset[Scope]
    until: datetime
    after: int = 0
    since: datetime | None = None
    most: int = MOST


@dataclass(frozen=True)
class IndicatorLine:
    """One indicator for one group. `hidden`: too few people, or a number that a subtraction would give."""

    indicator: Indicator
    group: str
    hidden: bool
    count: int | None = None
    among: int | None = None
    low: float | None = None
    high: float | None = None


def indicators(cohort: Cohort, by: str = "") -> Sequence[IndicatorLine]:
    """Every indicator for all, or for each group of a partition of BY, of which no cell can be found that is small."""
    mask = Mask(cohort.cases)
    if not by:
        return [_line(one, "", one.cell(cohort.cases), not mask.whole(one.id)) for one in INDICATORS]
    title = BY[by]
    return [
        _line(one, group, one.cell(cases), group in mask.gone(title, one.id))
        for one in INDICATORS
        if fits(title, one.id)
        for group, cases in mask.groups[title].items()
    ]


def _line(one: Indicator, group: str, cell: Cell, hidden: bool) -> IndicatorLine:
    if hidden:
        return IndicatorLine(one, group, True)
    share = proportion(cell.k, cell.n)
    low, high = (round(share.low, 4), round(share.high, 4)) if share else (None, None)
    return IndicatorLine(one, group, False, cell.k, cell.n, low, high)
