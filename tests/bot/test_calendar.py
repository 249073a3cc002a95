"""The file of a meeting: read back as calendars read it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from bot.papers.calendar import make

DATA = {
    "uid": "rdv-1-7-1@triade.invalid", "sequence": 0, "cancelled": False, "starts": "2026-11-25T09:00:00+00:00",
    "minutes": 30, "zone": "Europe/Paris", "title": "Rendez-vous à trois", "place": "Atelier Lumen, 2e étage ; cour",
    "stamp": "2026-11-23T09:00:00+00:00", "organiser": "rendez-vous@triade.invalid", "name": "Mission locale",
}  # fmt: skip


def read(**more: Any) -> tuple[Calendar, Any]:
    calendar = Calendar.from_ical(make(DATA | more))
    (event,) = calendar.events
    return calendar, event


def test_what_was_fixed_is_what_a_calendar_reads():
    calendar, event = read()

    assert ("PUBLISH", "2.0") == (calendar["METHOD"], calendar["VERSION"])
    assert (DATA["uid"], 0, "CONFIRMED") == (event["UID"], event["SEQUENCE"], event["STATUS"])
    assert datetime(2026, 11, 25, 10, 0, tzinfo=ZoneInfo("Europe/Paris")) == event.start
    assert timedelta(minutes=30) == event.end - event.start
    assert "Atelier Lumen, 2e étage ; cour" == event["LOCATION"]


def test_the_zone_is_in_the_file_and_named_by_the_event():
    calendar, event = read()

    (zone,) = calendar.timezones
    assert "Europe/Paris" == zone["TZID"] == event["DTSTART"].params["TZID"]
    assert {"STANDARD", "DAYLIGHT"} <= {part.name for part in zone.subcomponents}


@pytest.mark.parametrize(("starts", "hours"), [("2026-07-01T08:00:00+00:00", 2), ("2026-12-01T09:00:00+00:00", 1)])
def test_ten_o_clock_is_ten_o_clock_in_summer_and_in_winter(starts: str, hours: int):
    _, event = read(starts=starts)

    assert (10, timedelta(hours=hours)) == (event.start.hour, event.start.utcoffset())


def test_what_is_cancelled_takes_the_same_meeting_away():
    calendar, event = read(cancelled=True, sequence=2)

    assert ("CANCEL", "CANCELLED") == (calendar["METHOD"], event["STATUS"])
    assert (DATA["uid"], 2) == (event["UID"], event["SEQUENCE"])


def test_the_same_data_make_the_same_bytes_in_lines_that_every_calendar_reads():
    made = make(DATA | {"place": "é" * 300})

    assert made == make(DATA | {"place": "é" * 300})
    assert all(len(line) <= 75 for line in made.split(b"\r\n"))
    assert made.startswith(b"BEGIN:VCALENDAR\r\n")
