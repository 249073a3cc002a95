"""Polite hours: when a phone may ring, by structure and by person. Calls for help never ask.

Outside them a message of the thread arrives without a sound, and what can wait waits for the next polite moment.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from core.nudges.nudge import Hours
from core.page.addresses import MAIL
from core.people import Person, Structure
from core.scene import PAGE, Scene

#: where a message can arrive without a sound; elsewhere it waits
SOUNDLESS = frozenset({"telegram", PAGE})
#: for how long a message of the thread waits for others that go into the same mail, unless the structure chooses
TOGETHER = timedelta(minutes=3)
#: that choice, in minutes
MINUTES = "mail_minutes"
#: the name of the choice in the settings of a structure and of a person
CHOSEN = "polite"


@dataclass(frozen=True)
class Polite:
    """From when to when, and whether on Saturdays, Sundays and holidays as well."""

    opens: time = time(8)
    closes: time = time(20)
    weekends: bool = False
    #: this reader minds nothing
    always: bool = False

    def pack(self) -> dict[str, Any]:
        """JSON-able; read back by `unpack`."""
        if self.always:
            return {"always": True}
        return {"from": f"{self.opens:%H:%M}", "to": f"{self.closes:%H:%M}", "weekends": self.weekends}

    @classmethod
    def unpack(cls, packed: Mapping[str, Any]) -> Polite:
        if packed.get("always"):
            return cls(always=True)
        return cls(time.fromisoformat(packed["from"]), time.fromisoformat(packed["to"]), bool(packed["weekends"]))

    def at(self, moment: datetime, hours: Hours) -> bool:
        """Whether a phone may ring then."""
        return self.next(moment, hours) == moment

    def next(self, moment: datetime, hours: Hours) -> datetime:
        """`moment` itself when it is polite, else the next polite one. UTC."""
        if self.always:
            return moment
        zone = ZoneInfo(hours.zone)
        local = moment.astimezone(zone)
        day = local.date()
        if self.closes <= local.time() or not (self.weekends or hours.working(day)):
            day += timedelta(days=1)
            while not (self.weekends or hours.working(day)):
                day += timedelta(days=1)
        elif self.opens <= local.time():
            return moment
        return datetime.combine(day, self.opens, zone).astimezone(UTC)


def chosen(structure: Structure | None, person: Person | None = None) -> Polite:
    """The hours of a reader: her own choice, else her structure's, else the house's."""
    return first_of(*(holder.settings for holder in (person, structure) if holder is not None))


def first_of(*settings: Mapping[str, Any]) -> Polite:
    """The hours that the first of these settings to name some names."""
    packed = next((found for one in settings if (found := one.get(CHOSEN))), None)
    return Polite.unpack(packed) if packed else Polite()


def rings(scene: Scene, reader: Person | None) -> bool:
    """Whether a message for this reader (None: the team's forum) may make a sound now."""
    return chosen(scene.structure, reader).at(scene.now, scene.hours)


def next_ring(scene: Scene, reader: Person) -> datetime:
    """When it may."""
    return chosen(scene.structure, reader).next(scene.now, scene.hours)


def waits(scene: Scene, reader: Person | None) -> datetime | None:
    """Until when a message for this reader waits, as a mailbox or an SMS cannot be quiet; None: it leaves now."""
    if reader is None or reader.address is None or reader.address.channel in SOUNDLESS:
        return None
    polite = next_ring(scene, reader)
    return polite if polite > scene.now else None


def together(structure: Structure | None) -> timedelta:
    """How long a message waits for others of its thread, so that a burst is one mail."""
    minutes = structure.settings.get(MINUTES) if structure is not None else None
    return TOGETHER if minutes is None else timedelta(minutes=minutes)


def leaves(scene: Scene, reader: Person | None) -> datetime | None:
    """When a message of the thread leaves for this reader; None: now. Never the next day only to be gathered."""
    if (late := waits(scene, reader)) is not None or reader is None or not by_mail(reader):
        return late
    gathered = scene.now + together(scene.structure)
    return gathered if chosen(scene.structure, reader).at(gathered, scene.hours) else None


def by_mail(reader: Person) -> bool:
    return reader.address is not None and reader.address.channel == MAIL
