"""A mission that nobody answers or starts: after a while it is without a sequel. It never counts as done."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from core.dates import ImpossibleDay, day_in
from core.missions.mission import RULES, Act, Mission
from core.nudges.nudge import Hours
from core.scene import Scene, Timer

KIND = "mission-expiry"
# After the last thing that happened to it; and after the day it was planned for.
PATIENCE = timedelta(days=30)
AFTER_ITS_DAY = timedelta(days=14)


def plan(scene: Scene, mission: Mission) -> None:
    """What happened to the mission gives it its time again, or ends its waiting."""
    scene.reply.stopped_timers.append(f"{KIND}:{mission.triad_id}:{mission.number}:")
    if mission.state in RULES[Act.EXPIRE].sources:
        at, steps = expires(mission, scene.hours), len(mission.steps)
        key = f"{KIND}:{mission.triad_id}:{mission.number}:{steps}"
        data = {"number": mission.number, "steps": steps}
        scene.reply.timers.append(Timer(key, KIND, at, mission.triad_id, None, data))


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
