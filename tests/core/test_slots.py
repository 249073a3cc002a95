"""Moments to meet: what is offered, what people type, and what is refused with its reason."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from core.meetings.slots import calendar, hours_of, name, offered, read_moment, trouble
from core.nudges.nudge import Hours
from tests.core.circle import MONDAY

TODAY = date(2026, 11, 23)
CLOSED = Hours(closed=frozenset({date(2026, 11, 24), date(2026, 12, 25)}))


def test_three_moments_are_offered_in_working_hours_and_not_on_closed_days():
    found = offered(MONDAY, CLOSED, 6)

    assert "mercredi 25/11 à 10:00" == name(found[0], "Europe/Paris")
    assert 6 == len(set(found))
    assert all(trouble(moment, MONDAY, CLOSED) is None for moment in found)


def test_moments_are_offered_on_each_day_of_two_years():
    for day in range(0, 731, 3):
        now = MONDAY + timedelta(days=day, hours=day % 24)
        assert all(trouble(moment, now, CLOSED) is None for moment in offered(now, CLOSED))


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("mardi 24/11 à 14 h 30", datetime(2026, 11, 24, 13, 30, tzinfo=UTC)),
        ("24/11 14:30", datetime(2026, 11, 24, 13, 30, tzinfo=UTC)),
        ("Demain à 9h", datetime(2026, 11, 24, 8, tzinfo=UTC)),
        ("mardi 14h", datetime(2026, 11, 24, 13, tzinfo=UTC)),
        ("lundi prochain 10h", datetime(2026, 11, 30, 9, tzinfo=UTC)),
        ("le 4 janvier à 10h", datetime(2027, 1, 4, 9, tzinfo=UTC)),
        ("1er décembre 2026 à 16h", datetime(2026, 12, 1, 15, tzinfo=UTC)),
        ("10h le jeudi 26 novembre", datetime(2026, 11, 26, 9, tzinfo=UTC)),
        ("31/02 à 10h", None),
        ("31/11/2026 10h", None),
        ("mardi 25/11 à 10h", None),
        ("24/11 à 25h", None),
        ("24/11 à 10 h 75", None),
        ("24/11", None),
        ("quand tu veux", None),
        ("", None),
    ],
)
def test_a_moment_is_read_as_people_type_it(words: str, expected: datetime | None):
    assert expected == read_moment(words, TODAY, "Europe/Paris")


@pytest.mark.parametrize(
    ("moment", "reason"),
    [
        (datetime(2026, 11, 23, 8, tzinfo=UTC), "déjà passé"),
        (datetime(2026, 11, 24, 9, tzinfo=UTC), "fermé"),
        (datetime(2026, 11, 28, 9, tzinfo=UTC), "fermé"),
        (datetime(2026, 11, 25, 7, 30, tzinfo=UTC), "en dehors des heures"),
        (datetime(2026, 11, 25, 15, 45, tzinfo=UTC), "en dehors des heures"),
        (datetime(2026, 11, 25, 22, 45, tzinfo=UTC), "en dehors des heures"),
        (datetime(2027, 6, 1, 9, tzinfo=UTC), "trop loin"),
    ],
)
def test_a_moment_that_cannot_be_is_refused_with_its_reason(moment: datetime, reason: str):
    why = trouble(moment, MONDAY, CLOSED)

    assert why is not None
    assert reason in why.template


def test_the_calendar_of_a_conversation_is_the_one_of_the_structure():
    kept = hours_of(calendar(MONDAY, CLOSED))

    assert (CLOSED.opens, CLOSED.closes, CLOSED.zone) == (kept.opens, kept.closes, kept.zone)
    assert date(2026, 11, 24) in kept.closed
