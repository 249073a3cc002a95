"""What is due, by the kind of its timer: one line a kind. The clock takes the same road as what people write.

Every structure has one timer a day, at its opening hour, on closed days too: it does all of `DAILY` and plans the next.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from core.announcements import announcement
from core.evaluation import exits, surveys
from core.forum import absence, recount, strangers
from core.gatherings import guests
from core.immersions import watch as immersion_watch
from core.law import ends as figure_ends
from core.lessons import returning
from core.meetings import acts as meeting_acts, clock as meeting_clock
from core.missions import acts, expiry
from core.nudges import gap, matters, recontact, reminders
from core.nudges.nudge import LADDERS, Hours
from core.opportunities import news as offer_news
from core.privacy import erasure, leaving, quiet
from core.safeguarding import ringing
from core.scene import Reply, Scene, Timer
from core.tutoring import thanks
from core.watch import acts as watch
from core.week import rhythm
from core.workshops import room as workroom

#: What is looked at once a day in each structure, in this order.
DAILY: Sequence[Callable[[Scene], object]] = (
    figure_ends.announce,
    rhythm.look,
    matters.look,
    thanks.look,
    quiet.look,
    watch.look,
    recount.look,
    strangers.look,
    surveys.look,
)


def day(timer: Timer, scene: Scene) -> None:
    """One day of a structure. After a long stop the days that were missed are one."""
    for look in DAILY:
        look(scene)
    assert scene.structure is not None
    scene.reply.timers.append(next_day(scene.structure.id, scene.hours, scene.now))


def next_day(structure: int, hours: Hours, now: datetime) -> Timer:
    """The timer of the next day: the first opening hour after `now`."""
    zone = ZoneInfo(hours.zone)
    local = now.astimezone(zone)
    date = local.date() if local.time() < hours.opens else local.date() + timedelta(days=1)
    at = datetime.combine(date, hours.opens, zone).astimezone(UTC)
    return Timer(f"day:{structure}:{date}", "day", at)


#: Kind of timer -> what happens. The ladders of nudges bring their own kinds.
KINDS: Mapping[str, Callable[[Timer, Scene], object]] = {
    "day": day,
    "workshop": workroom.due,
    ringing.DUE: ringing.overdue,
    absence.DUE: absence.due,
    strangers.DUE: strangers.due,
    recount.DUE: recount.due,
    erasure.DUE: leaving.due,
    announcement.DUE: announcement.due,
    "recall": returning.due,
    thanks.DUE: thanks.due,
    offer_news.DUE: offer_news.due,
    gap.KIND: gap.due,
    gap.WHOSE: gap.person,
    recontact.DUE: recontact.due,
    exits.DUE: exits.due,
    guests.DUE: guests.due,
    surveys.DUE: surveys.due,
    watch.DUE: watch.due,
    "immersion-unsigned": immersion_watch.unsigned,
    "immersion-ended": immersion_watch.ended,
    expiry.KIND: acts.expire,
    "week-monday": rhythm.monday,
    "week-thursday": rhythm.thursday,
    "week-ahead": rhythm.ahead,
    "meeting-soon": meeting_clock.soon,
    "meeting-after": meeting_clock.after,
    "meeting-closing": meeting_acts.closing,
    **dict.fromkeys(LADDERS, reminders.due),
}


def handle(timer: Timer, scene: Scene) -> Reply:
    """Everything that follows from a timer; a kind that nobody knows any more is written down and rests."""
    act = KINDS.get(timer.kind)
    if act is None:
        scene.record("timer-unknown", subject=timer.key, triad=timer.triad_id, timer=timer.kind)
    else:
        act(timer, scene)
    return scene.reply
