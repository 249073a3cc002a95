"""What is due about a meeting: the day before, two hours before, and the report afterwards."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from core.meetings import screens
from core.meetings.meeting import LENGTH, Meeting, MeetingsOf, Stage, sides
from core.messages import Button, Doubt, Urgency
from core.missions.cards import stack
from core.nudges.nudge import Hours
from core.people import Role
from core.scene import Scene, Timer
from core.texts import say
from core.triad import Triad

DAY, NEAR = timedelta(days=1), timedelta(hours=2)
#: nobody's phone rings before
EARLIEST = time(8)


def reminders(starts: datetime, hours: Hours) -> dict[str, datetime]:
    """When each reminder is due: the working day before, at the same hour; two hours before, but not before eight."""
    zone = ZoneInfo(hours.zone)
    before = hours.local(starts) - DAY
    while not hours.working(before.date()):
        before -= DAY
    first = datetime.combine(hours.local(starts).date(), EARLIEST, zone).astimezone(UTC)
    return {"day": before.astimezone(UTC), "hours": max(starts - NEAR, first)}


def plan(scene: Scene, meeting: Meeting) -> None:
    """The timers of the moment that was kept; those of the one before stop."""
    assert meeting.starts is not None
    scene.reply.stopped_timers.append(f"{meeting.subject}:")
    data = {"meeting": meeting.number, "sequence": meeting.sequence}
    due = {what: at for what, at in reminders(meeting.starts, scene.hours).items() if scene.now < at < meeting.starts}
    for what, at in due.items():
        key = f"{meeting.subject}:{what}:{meeting.sequence}"
        scene.reply.timers.append(Timer(key, "meeting-soon", at, meeting.triad_id, None, data | {"what": what}))
    after = scene.hours.next_opening(meeting.starts + LENGTH + timedelta(minutes=15))
    key = f"{meeting.subject}:after:{meeting.sequence}"
    scene.reply.timers.append(Timer(key, "meeting-after", after, meeting.triad_id, None, data))


def soon(timer: Timer, scene: Scene) -> None:
    """A reminder, if the meeting still stands and is still to come."""
    triad, meeting = _standing(timer, scene)
    if triad is None or meeting is None or meeting.starts is None or meeting.starts <= scene.now:
        scene.record("reminder-stopped", subject=timer.key, triad=timer.triad_id)
        return
    words = say("🔔 Rappel : un rendez-vous à trois, {when}.", when=screens.when(scene, meeting))
    for person in sides(triad):
        if person.role is Role.COUNSELLOR:
            continue
        scene.tell(
            person, words, screens.doors(scene, meeting, person), triad=triad.id, subject=timer.key,
            urgency=Urgency.NUDGE, doubt=Doubt.HOLD, until=meeting.starts,
        )  # fmt: skip
    scene.post_in_topic(triad, stack(words, say("{place}", place=meeting.place)))


def after(timer: Timer, scene: Scene) -> None:
    """It has taken place, or should have: who writes the three lines?"""
    triad, meeting = _standing(timer, scene)
    if triad is None or meeting is None or meeting.report:
        scene.record("reminder-stopped", subject=timer.key, triad=timer.triad_id)
        return
    label = scene.words("📝 Écrire le compte rendu").text
    rows = ((Button(label, screens.data(meeting, "report")),),)
    words = say("📝 Le rendez-vous a eu lieu ? Trois lignes suffisent : la première personne qui touche les écrit.")
    screens.tell(scene, triad, meeting, words, rows=rows)


def meeting_of(timer: Timer, scene: Scene) -> Meeting | None:
    """The meeting that a timer is about."""
    known = scene.find(MeetingsOf(timer.triad_id or 0))
    return next((m for m in known if m.number == timer.data["meeting"]), None)


def _standing(timer: Timer, scene: Scene) -> tuple[Triad | None, Meeting | None]:
    """The meeting, when the moment that the timer was set for is still the one."""
    triad, meeting = scene.triads.get(timer.triad_id or 0), meeting_of(timer, scene)
    if triad is None or triad.state != "open" or meeting is None or meeting.starts is None:
        return None, None
    if meeting.stage not in (Stage.KEPT, Stage.ASKING) or meeting.sequence != timer.data["sequence"]:
        return None, None
    return triad, meeting
