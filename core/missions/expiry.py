"""A mission that nobody answers or starts: after a while it is without a sequel. It never counts as done."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from core.dates import ImpossibleDay, day_in
from core.horizon.horizon import MissionsOf
from core.missions.mission import RULES, Act, Mission
from core.nudges.nudge import Hours
from core.scene import Scene, Timer
from core.triad import Triad

KIND = "mission-expiry"
# After the last thing that happened to it; and after the day it was planned for.
PATIENCE = timedelta(days=30)
AFTER_ITS_DAY = timedelta(days=14)
# A thread that opens again: its people find their things first.
AFTER_A_PAUSE = timedelta(days=7)


def plan(scene: Scene, mission: Mission) -> None:
    """What happened to the mission gives it its time again, or ends its waiting."""
    scene.reply.stopped_timers.append(_keys(mission))
    if mission.state in RULES[Act.EXPIRE].sources:
        _set(scene, mission, f"{len(mission.steps)}", expires(mission, scene.hours))


def look_again(scene: Scene, triad: Triad) -> None:
    """The thread is open again: no mission expires in the days after, and none is forgotten that was due meanwhile."""
    for mission in scene.find(MissionsOf(triad.id)):
        if mission.state in RULES[Act.EXPIRE].sources:
            scene.reply.stopped_timers.append(_keys(mission))
            at = max(expires(mission, scene.hours), scene.hours.next_opening(scene.now + AFTER_A_PAUSE))
            _set(scene, mission, f"{len(mission.steps)}:{scene.now:%Y%m%d%H%M%S}", at)


def _set(scene: Scene, mission: Mission, mark: str, at: datetime) -> None:
    data = {"number": mission.number, "steps": len(mission.steps)}
    scene.reply.timers.append(Timer(f"{_keys(mission)}{mark}", KIND, at, mission.triad_id, None, data))


def _keys(mission: Mission) -> str:
    """What the keys of its timers begin with."""
    return f"{KIND}:{mission.triad_id}:{mission.number}:"


def expires(mission: Mission, hours: Hours) -> datetime:
    """When it is without a sequel unless something happens before: in opening hours, and never before its day."""
    last = mission.steps[-1].at
    zone = ZoneInfo(hours.zone)
    try:
        day = day_in(mission.card.when, last.astimezone(zone).date())
    except ImpossibleDay:
        day = None
    late = last + PATIENCE
    if day is not None:
        late = max(late, datetime.combine(day, time(12), zone) + AFTER_ITS_DAY)
    return hours.next_opening(late)


def waits(mission: Mission, steps: int) -> bool:
    """Whether nothing has happened since the timer was set."""
    return mission.state in RULES[Act.EXPIRE].sources and len(mission.steps) == steps
