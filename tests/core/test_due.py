"""The clock's table: a day of a structure plans the next one; what nobody knows rests."""

from datetime import UTC, datetime, timedelta

from core import due
from core.messages import Place
from core.nudges.nudge import Hours
from core.scene import Scene, Timer
from tests.core.circle import HOME, LIBRARY, MONDAY


def scene(now: datetime = MONDAY) -> Scene:
    empty = Scene(now=now, cause="timer", place=Place("", ""), library=LIBRARY, structure=HOME)
    empty.find = lambda asked: ()
    return empty


def test_a_day_plans_the_next_at_its_opening():
    found = due.handle(Timer("day:1:2026-11-23", "day", MONDAY), scene())

    assert [("day:1:2026-11-24", datetime(2026, 11, 24, 8, tzinfo=UTC))] == [(t.key, t.due_at) for t in found.timers]


def test_the_days_of_a_long_stop_are_one():
    found = due.handle(Timer("day:1:2026-11-23", "day", MONDAY), scene(MONDAY + timedelta(days=9)))

    assert ["day:1:2026-12-03"] == [timer.key for timer in found.timers]


def test_a_day_keeps_its_hour_through_the_change_of_hour():
    before, after = (due.next_day(1, Hours(), datetime(2027, 3, day, 12, tzinfo=UTC)).due_at for day in (26, 27))

    assert [8, 7] == [before.hour, after.hour]  # UTC; 9:00 in Paris both times


def test_a_kind_of_timer_that_is_no_longer_known_is_written_down():
    found = due.handle(Timer("old:1", "old", MONDAY), scene())

    assert ["timer-unknown"] == [event.kind for event in found.events]
