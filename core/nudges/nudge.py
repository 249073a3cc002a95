"""Nudges: when a silent person is reminded, in working hours, and when it stops. One short function each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from core.dates import ImpossibleDay, day_in
from core.missions.mission import Mission, State
from core.people import Role, Structure


@dataclass(frozen=True)
class Hours:
    """When people may be disturbed: the working days and hours of a structure."""

    zone: str = "Europe/Paris"
    opens: time = time(9)
    closes: time = time(17)
    #: public holidays and the structure's own closed days
    closed: frozenset[date] = field(default_factory=frozenset)

    def local(self, moment: datetime) -> datetime:
        """A moment on the clocks where the structure is."""
        return moment.astimezone(ZoneInfo(self.zone))

    def working(self, day: date) -> bool:
        return day.weekday() < 5 and day not in self.closed

    def after(self, start: datetime, working_days: int) -> datetime:
        """The moment `working_days` working days after `start`, within opening hours. UTC."""
        local = start.astimezone(ZoneInfo(self.zone))
        day = local.date()
        for _ in range(working_days):
            day += timedelta(days=1)
            while not self.working(day):
                day += timedelta(days=1)
        return self.next_opening(datetime.combine(day, local.time().replace(tzinfo=None), ZoneInfo(self.zone)))

    def next_opening(self, moment: datetime) -> datetime:
        """`moment` itself when it is in opening hours, else the next opening. UTC."""
        local = moment.astimezone(ZoneInfo(self.zone))
        day, clock = local.date(), local.time()
        if not self.working(day) or clock >= self.closes:
            day += timedelta(days=1)
            while not self.working(day):
                day += timedelta(days=1)
            clock = self.opens
        clock = max(clock, self.opens)
        return datetime.combine(day, clock, ZoneInfo(self.zone)).astimezone(UTC)

    def open_at(self, moment: datetime) -> bool:
        """Whether people work at that moment."""
        return self.next_opening(moment) == moment

    def within(self, start: datetime, span: timedelta) -> datetime:
        """The moment when `span` of opening hours has passed since `start`. UTC."""
        at = self.next_opening(start)
        local = at.astimezone(ZoneInfo(self.zone))
        left = datetime.combine(local.date(), self.closes, ZoneInfo(self.zone)).astimezone(UTC) - at
        return at + span if span <= left else self.within(at + left, span - left)


def closed_days(structure: Structure | None) -> frozenset[date]:
    """The days on which the structure is closed, beside public holidays: ["2026-12-24", …] in its settings."""
    return days_closed(structure.settings) if structure is not None else frozenset()


def days_closed(settings: Mapping[str, Any]) -> frozenset[date]:
    """The same, from the settings themselves."""
    return frozenset(map(date.fromisoformat, settings.get("closed_days", ())))


@dataclass(frozen=True)
class Ladder:
    """Reminders about one subject: after how many working days each, and who is reminded."""

    kind: str
    #: None: the one that the subject names
    to: Role | None
    days: tuple[int, ...]
    #: working days after which the counsellors get one card; nothing comes after it. 0: it ends without a card
    desk_after: int
    #: the structure wants no reminders of this kind for now
    off: bool = False
    #: the structure's own words for some steps: (step, words)
    said: tuple[tuple[int, str], ...] = ()

    def own(self, step: int) -> str:
        """The structure's own words for this step; "" for the usual ones."""
        return dict(self.said).get(step, "")

    def due(self, since: datetime, step: int, hours: Hours) -> datetime | None:
        """When step 1, 2, … is due for something that waits since `since`; None after the last."""
        days = (*self.days, self.desk_after) if self.desk_after else self.days
        return hours.after(since, days[step - 1]) if step <= len(days) else None

    def last(self, step: int) -> bool:
        """Whether this step is the counsellors' card."""
        return step > len(self.days)


@dataclass(frozen=True)
class MissionLadder(Ladder):
    """A ladder about missions, which the acts on a mission set going."""

    #: whether the subject still waits; read again when the nudge is due
    waits: Callable[[Mission, int], bool] = lambda mission, version: False
    #: from when on it waits, when that is not the moment of the last change
    begins: Callable[[Mission, datetime, Hours], datetime] = lambda mission, now, hours: now

    def key(self, mission: Mission, step: int) -> str:
        turn = f"q{mission.questions}" if mission.questions else ""
        return f"{self.prefix(mission)}v{mission.version}{turn}:{step}"

    def prefix(self, mission: Mission) -> str:
        """What all timers of this ladder about this mission begin with."""
        return f"{self.kind}:{mission.triad_id}:{mission.number}:"


LADDERS: dict[str, Ladder] = {}


def nudge(
    *,
    to: Role,
    days: tuple[int, ...],
    desk_after: int,
    begins: Callable[[Mission, datetime, Hours], datetime] = lambda mission, now, hours: now,
) -> Callable[[Callable[[Mission, int], bool]], MissionLadder]:
    """Make a ladder of the function that says whether its mission still waits; its name is the timer's kind."""

    def make(waits: Callable[[Mission, int], bool]) -> MissionLadder:
        ladder = MissionLadder(waits.__name__.replace("_", "-"), to, days, desk_after, waits=waits, begins=begins)
        LADDERS[ladder.kind] = ladder
        return ladder

    return make


def ladders(structure: Structure | None) -> Mapping[str, Ladder]:
    """As this structure wants them: {kind: {"days": [1, 3, 6], "desk": 7, "off": false, "words": {"1": "…"}}}."""
    chosen = structure.settings.get("ladders", {}) if structure is not None else {}
    return {kind: _as_chosen(ladder, chosen.get(kind, {})) for kind, ladder in LADDERS.items()}


def mission_ladders(structure: Structure | None) -> tuple[MissionLadder, ...]:
    """Those about missions."""
    return tuple(one for one in ladders(structure).values() if isinstance(one, MissionLadder))


def _as_chosen(ladder: Ladder, said: Mapping[str, Any]) -> Ladder:
    if not said:
        return ladder
    days, desk = tuple(said.get("days", ladder.days)), said.get("desk", ladder.desk_after)
    words = tuple(sorted((int(step), own) for step, own in said.get("words", {}).items()))
    return replace(ladder, days=days, desk_after=desk, off=bool(said.get("off")), said=words)


def day_of(mission: Mission, now: datetime, hours: Hours) -> datetime:
    """The day that the mission is planned for, at noon, when it is still to come; else now."""
    try:
        day = day_in(mission.card.when, hours.local(now).date())
    except ImpossibleDay:
        day = None
    return max(now, datetime.combine(day, time(12), ZoneInfo(hours.zone))) if day is not None else now


@nudge(to=Role.TUTOR, days=(1, 3, 6), desk_after=7)
def mission_waiting(mission: Mission, version: int) -> bool:
    """The tutor has not answered a proposed mission."""
    return mission.state is State.PROPOSED and mission.version == version and not mission.asked


@nudge(to=Role.APPRENTICE, days=(1, 3, 6), desk_after=7)
def question_waiting(mission: Mission, version: int) -> bool:
    """The apprentice has not answered the tutor's question."""
    return mission.asked and mission.version == version


@nudge(to=Role.APPRENTICE, days=(1, 3, 6), desk_after=7)
def amendment_waiting(mission: Mission, version: int) -> bool:
    """The apprentice has not answered the tutor's changes."""
    return mission.state is State.AMENDED and mission.version == version


@nudge(to=Role.APPRENTICE, days=(2, 5), desk_after=8, begins=day_of)
def mission_to_start(mission: Mission, version: int) -> bool:
    """The apprentice has the yes, the day has come, and the mission has not begun."""
    return mission.state is State.VALIDATED and mission.version == version


@nudge(to=Role.TUTOR, days=(1, 3, 6), desk_after=7)
def tutor_look_waiting(mission: Mission, version: int) -> bool:
    """A mission is done and the tutor has not given a look at it."""
    return mission.state is State.DONE and Role.TUTOR not in mission.assessed_by


@nudge(to=Role.APPRENTICE, days=(1, 3, 6), desk_after=7)
def apprentice_look_waiting(mission: Mission, version: int) -> bool:
    """A mission is done and the apprentice has not given a look at it."""
    return mission.state is State.DONE and Role.APPRENTICE not in mission.assessed_by
