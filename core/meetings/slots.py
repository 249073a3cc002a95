"""Moments to meet: three to offer, and those that people type; in working hours, never on a closed day."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from core.horizon.horizon import plain
from core.meetings.meeting import LENGTH
from core.nudges.nudge import Hours
from core.talk import Ask, Facts, Given, Option, Script, Unclear
from core.texts import Text, say
from core.typed import read_date
from core.week import weeks

#: the hours that are offered, one after the other on the days that come
OFFERED = (time(10), time(14), time(16))
SOONEST = timedelta(hours=20)
FURTHEST = timedelta(days=90)
EXAMPLE = "Écrire comme ceci : mardi 24/11 à 14 h 30."
_CLOCK = re.compile(r"\b(?:a\s+)?(\d{1,2})\s*(?:h|:)\s*(\d{2})?\b")


def name(moment: datetime, zone: str) -> str:
    """« mardi 24/11 à 14:30 »."""
    local = moment.astimezone(ZoneInfo(zone))
    return f"{weeks.DAYS[local.weekday()]} {local:%d/%m} à {local:%H:%M}"


def offered(now: datetime, hours: Hours, count: int = 6) -> tuple[datetime, ...]:
    """Moments in working hours, from tomorrow on, at another hour each time."""
    found: list[datetime] = []
    zone, day = ZoneInfo(hours.zone), hours.local(now).date()
    while len(found) < count:
        day += timedelta(days=1)
        if hours.working(day):
            clock = OFFERED[len(found) % len(OFFERED)]
            moment = datetime.combine(day, clock, zone).astimezone(UTC)
            if moment >= now + SOONEST and not trouble(moment, now, hours):
                found.append(moment)
    return tuple(found)


def trouble(moment: datetime, now: datetime, hours: Hours) -> Text | None:
    """Why nobody can meet then."""
    local = hours.local(moment)
    if moment <= now:
        return say("Ce moment est déjà passé. " + EXAMPLE)
    if moment > now + FURTHEST:
        return say("C'est trop loin : trois mois au plus. " + EXAMPLE)
    if not hours.working(local.date()):
        return say("Ce jour-là est fermé ({day}). Un autre jour ?", day=name(moment, hours.zone))
    end = (local + LENGTH).time()
    if local.time() < hours.opens or end > hours.closes or end <= local.time():
        return say(
            "C'est en dehors des heures : de {opens} à {closes}. Une autre heure ?",
            opens=f"{hours.opens:%H:%M}",
            closes=f"{hours.closes:%H:%M}",
        )
    return None


def calendar(now: datetime, hours: Hours) -> dict[str, Any]:
    """When people may be met, as a conversation keeps it."""
    last = (now + FURTHEST).date()
    closed = sorted(day.isoformat() for day in hours.closed if now.date() - timedelta(days=1) <= day <= last)
    return {
        "today": hours.local(now).date().isoformat(),
        "zone": hours.zone,
        "opens": hours.opens.isoformat(),
        "closes": hours.closes.isoformat(),
        "closed": closed,
    }


def hours_of(packed: Mapping[str, Any]) -> Hours:
    return Hours(
        packed["zone"],
        time.fromisoformat(packed["opens"]),
        time.fromisoformat(packed["closes"]),
        frozenset(date.fromisoformat(day) for day in packed["closed"]),
    )


def read_moment(words: str, today: date, zone: str) -> datetime | None:
    """« mardi 14h30 », « demain à 9 h », « 24/11 14:00 », « 24 novembre 2026 à 14h »; None when it is no moment."""
    text = plain(words)
    clock = _CLOCK.search(text)
    if clock is None:
        return None
    day = _day(" ".join((text[: clock.start()] + " " + text[clock.end() :]).split()), today)
    try:
        at = time(int(clock[1]), int(clock[2] or 0))
    except ValueError:
        return None
    return datetime.combine(day, at, ZoneInfo(zone)).astimezone(UTC) if day else None


def _day(text: str, today: date) -> date | None:
    words = [word for word in re.sub(r"\b(le|ce|prochain|a)\b", " ", text).split() if word]
    named = [weeks.DAYS.index(word) for word in words if word in weeks.DAYS]
    rest = " ".join(word for word in words if word not in weeks.DAYS)
    if rest in ("demain", "aujourd'hui"):
        return today + timedelta(days=rest == "demain")
    if not rest and named:
        return today + timedelta(days=(named[0] - today.weekday() - 1) % 7 + 1)
    if not re.search(r"\b\d{4}\b", rest):
        found = read_date(f"{rest}/{today.year}")
        if found is not None and (today - found).days > 180:  # in December one says « 4 janvier »
            found = read_date(f"{rest}/{today.year + 1}")
    else:
        found = read_date(rest)
    if found is None or not re.match(r"\d", rest) or (named and found.weekday() != named[0]):
        return None
    return found


def moment(key: str, prompt: str, options: Mapping[str, str], facts: Facts, /, **values: object) -> Script[str]:
    """One of the moments on offer, or one that is typed; its ISO form, UTC."""
    offered_ones = tuple(Option(value, say("{name}", name=label)) for value, label in options.items())
    hours, today = hours_of(facts.calendar), weeks.today_of(facts)

    def read(given: Given) -> str:
        for value, label in options.items():
            if given.text.strip().casefold() in (value.casefold(), label.casefold()):
                return value
        found = read_moment(given.text, today, hours.zone)
        if found is None:
            raise Unclear("Je ne lis pas de jour et d'heure qui existent. " + EXAMPLE)
        why = trouble(found, facts.now or found, hours)
        if why is not None:
            raise Unclear(why.template, **why.values)
        return found.isoformat()

    answer: str = yield Ask(key, say(prompt, **values), read, offered_ones, column=True)
    return answer
