"""Polite hours: the thread is quiet at night, mails wait for the morning, calls for help always ring."""

from __future__ import annotations

from datetime import UTC, datetime, time

import pytest

from bot.demo.stage import Where
from core.nudges.nudge import Hours
from core.thread.polite import Polite
from core.thread.quiet import read
from tests.stories.cast import Cast
from tests.stories.conftest import Expected


@pytest.mark.grown
async def test_at_night_the_thread_arrives_without_a_sound_and_a_call_for_help_rings(
    cast: Cast, expected: Expected
) -> None:
    expected.alerts |= {"call-unanswered"}
    stage = cast.stage
    await stage.says(cast.young, "Message de jour")
    assert not (await stage.shows(cast.adult, "de jour")).silent
    await stage.pass_time(hours=13)

    await stage.says(cast.young, "Message de nuit")
    await stage.says(cast.young, "/sos")
    await stage.taps(cast.young, "urgent")

    assert (await stage.shows(cast.adult, "de nuit")).silent
    assert (await stage.shows(cast.topic, "de nuit")).silent
    assert not (await stage.shows(Where(cast.counsellor), "ne va pas")).silent


async def test_each_chooses_and_the_team_for_the_others(cast: Cast) -> None:
    stage = cast.stage
    await stage.says(cast.adult, "/horaires")
    await stage.shows(cast.adult, "sonne ici : de 08:00 à 20:00, du lundi au vendredi")
    await stage.taps(cast.adult, "À toute heure")
    await stage.says(cast.general, "/horaires 9h30-18h tous les jours")
    await stage.shows(cast.general, "C'est noté : de 09:30 à 18:00, tous les jours")
    await stage.says(cast.general, "/horaires demain")
    await stage.shows(cast.general, "Je n'ai pas compris")
    await stage.pass_time(hours=9)  # 19:00

    await stage.says(cast.topic, "Bonsoir à tous")

    assert not (await stage.shows(cast.adult, "Bonsoir")).silent
    assert (await stage.shows(cast.young, "Bonsoir")).silent


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("9-18", Polite(time(9), time(18))),
        ("8h30 à 19h", Polite(time(8, 30), time(19))),
        ("9 h – 20 h tous les jours", Polite(time(9), time(20), weekends=True)),
        ("18-9", None),
        ("9-25", None),
        ("demain", None),
    ],
)
def test_hours_as_people_type_them(typed: str, meant: Polite | None) -> None:
    assert read(typed) == meant


def test_the_next_polite_moment_skips_nights_and_weekends() -> None:
    friday_night = datetime(2026, 11, 27, 21, 0, tzinfo=UTC)

    assert datetime(2026, 11, 30, 7, 0, tzinfo=UTC) == Polite().next(friday_night, Hours())
    assert datetime(2026, 11, 28, 7, 0, tzinfo=UTC) == Polite(weekends=True).next(friday_night, Hours())
    assert friday_night == Polite(always=True).next(friday_night, Hours())
