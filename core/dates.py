"""The day that words like « jeudi », « demain » or « 12 mars » speak of, and the check of a day to come."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import date, timedelta

from core.talk import Unclear
from core.typed import MONTHS

WEEKDAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
# As they are written on a card.
MONTH_NAMES = (
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip
_NEAR = {"avant hier": -2, "hier": -1, "aujourd hui": 0, "apres demain": 2, "demain": 1}
_WEEKDAY = re.compile(rf"\b({'|'.join(WEEKDAYS)})(?: (prochain|dernier))?\b")
_NAMED = re.compile(rf"\b(\d{{1,2}})(?:er)? ({'|'.join(MONTHS)})(?: (\d{{4}}))?\b")
_SLASHED = re.compile(r"(?<![\d/])(\d{1,2})/(\d{1,2})(?:/(\d{4}|\d{2}))?(?![\d/])")
_ISO = re.compile(r"\b(\d{4})-(\d{1,2})-(\d{1,2})\b")
# A day without its year that is over since less than this was meant as a day that is over.
JUST_OVER = timedelta(days=90)


class ImpossibleDay(ValueError):
    """The words name a day that no calendar has, like the 31st of February."""


def day_in(words: str, today: date) -> date | None:
    """The day these words speak of, seen from `today`; None when they name none. Raises ImpossibleDay."""
    plain = _plain(words)
    return _in_figures(plain, today) or _near(plain, today)


def dated(words: str, today: str) -> str:
    """The same words, with the day in figures where they only say « jeudi » or « demain »."""
    if not today:
        return words
    plain, now = _plain(words), date.fromisoformat(today)
    day = None if _in_figures(plain, now) else _near(plain, now)
    return words if day is None else f"{words} ({_weekday_and_day(day)})"


def to_come(today: str) -> Callable[[str], None]:
    """A check for answers: a day that exists and is not over. `today`: "2026-11-23"; "" checks nothing."""

    def check(words: str) -> None:
        try:
            day = day_in(words, date.fromisoformat(today)) if today else None
        except ImpossibleDay:
            raise Unclear(
                "Ce jour n'est dans aucun calendrier. Quel jour alors, par exemple « jeudi » ou « 12 mars » ?"
            ) from None
        if day is not None and day < date.fromisoformat(today):
            raise Unclear(
                "Le {day}, c'est déjà passé. Quel jour à venir, par exemple « jeudi » ou « 12 mars » ?",
                day=spoken_day(day),
            )

    return check


def _in_figures(plain: str, today: date) -> date | None:
    if found := _ISO.search(plain):
        return _day(int(found[3]), int(found[2]), found[1], today)
    if found := _SLASHED.search(plain):
        return _day(int(found[1]), int(found[2]), found[3], today)
    if found := _NAMED.search(_bare(plain)):
        return _day(int(found[1]), MONTHS.index(found[2]) + 1, found[3], today)
    return None


def _near(plain: str, today: date) -> date | None:
    plain = _bare(plain)
    days = next((days for word, days in _NEAR.items() if re.search(rf"\b{word}\b", plain)), None)
    if days is not None:
        return today + timedelta(days=days)
    if found := _WEEKDAY.search(plain):
        return _weekday(WEEKDAYS.index(found[1]), found[2] or "", today)
    return None


def spoken_day(day: date) -> str:
    """ "jeudi 26 novembre 2026"."""
    return f"{_weekday_and_day(day)} {day.year}"


def _weekday_and_day(day: date) -> str:
    return f"{WEEKDAYS[day.weekday()]} {day_and_month(day)}"


def day_and_month(day: date) -> str:
    """ "26 novembre"."""
    return f"{'1er' if day.day == 1 else day.day} {MONTH_NAMES[day.month - 1]}"


def _bare(plain: str) -> str:
    """Without what stands between words."""
    return " ".join(re.sub(r"[-'’/.,()]", " ", plain).split())


def _plain(words: str) -> str:
    folded = unicodedata.normalize("NFKD", words.casefold())
    return " ".join("".join(c for c in folded if not unicodedata.combining(c)).split())


def _day(day: int, month: int, year: str | None, today: date) -> date:
    try:
        if year:
            return date(int(year) if len(year) == 4 else 2000 + int(year), month, day)
        this_year = _of_year(today.year, month, day)
    except ValueError as wrong:
        raise ImpossibleDay(str(wrong)) from None
    return this_year if this_year >= today - JUST_OVER else _of_year(today.year + 1, month, day)


def _of_year(year: int, month: int, day: int) -> date:
    """That day of that year; the 29th of February waits for a year that has one."""
    if (day, month) == (29, 2):
        year = next(y for y in range(year, year + 9) if y % 4 == 0 and (y % 100 != 0 or y % 400 == 0))
    return date(year, month, day)


def _weekday(wanted: int, which: str, today: date) -> date:
    ahead = (wanted - today.weekday()) % 7
    if which == "prochain":
        ahead = ahead or 7
    elif which == "dernier":
        ahead = ahead - 7
    return today + timedelta(days=ahead)
