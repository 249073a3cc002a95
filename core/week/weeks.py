"""Weeks as people say them: a week is named by its Monday."""

from __future__ import annotations

from datetime import date, timedelta

from core.known import Facts
from core.texts import Text, say

DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
#: this week, the next, and the one after
AHEAD = 3


def monday(day: date) -> date:
    """The Monday of its week."""
    return day - timedelta(days=day.weekday())


def ahead(today: date, count: int = AHEAD) -> tuple[date, ...]:
    """The Mondays of this week and of those that follow."""
    return tuple(monday(today) + timedelta(weeks=n) for n in range(count))


def name(week: date, today: date) -> Text:
    """« Cette semaine », « La semaine prochaine », « Semaine du 07/12 »."""
    away = (week - monday(today)).days // 7
    if away == 0:
        return say("Cette semaine")
    if away == 1:
        return say("La semaine prochaine")
    return say("Semaine du {day}", day=f"{week:%d/%m}")


def today_of(facts: Facts) -> date:
    """The date on which a conversation began, where the structure is."""
    return date.fromisoformat(facts.calendar["today"])
