"""A meeting as a file that calendars open (iCalendar, RFC 5545; its method as in RFC 5546)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, vCalAddress

from core.people import plain_name


def make(data: Mapping[str, Any]) -> bytes:
    """`data`: uid, sequence, cancelled, starts and stamp (ISO, UTC), minutes, zone, title, place, organiser, name.

    PUBLISH and not REQUEST: the file is opened by hand, and nobody has a mailbox that could answer.
    """
    starts = datetime.fromisoformat(data["starts"]).astimezone(ZoneInfo(data["zone"]))
    event = Event()
    event.add("uid", data["uid"])
    event.add("sequence", data["sequence"])
    event.add("dtstamp", datetime.fromisoformat(data["stamp"]))
    event.add("dtstart", starts)
    event.add("dtend", starts + timedelta(minutes=data["minutes"]))
    # One line each, and no controls: many calendars refuse the whole file for one.
    title, place, name = (plain_name(data[key]) for key in ("title", "place", "name"))
    event.add("summary", title)
    event.add("location", place)
    event.add("status", "CANCELLED" if data["cancelled"] else "CONFIRMED")
    organiser = vCalAddress(f"mailto:{data['organiser']}")
    organiser.params["CN"] = name or title
    event.add("organizer", organiser)
    calendar = Calendar()
    calendar.add("prodid", "-//Triade//Rendez-vous//FR")
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if data["cancelled"] else "PUBLISH")
    calendar.add_component(event)
    year = starts.year
    # A zone of two years is small, and tells both changes of the clock around the meeting.
    calendar.add_missing_timezones(first_date=date(year, 1, 1), last_date=date(year + 2, 1, 1))
    return bytes(calendar.to_ical())
