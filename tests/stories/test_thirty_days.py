"""Thirty days by the clock, in every zone where a structure may be: at working hours, across both changes of hour."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import update

from bot.runtime.holidays import closed
from storage.road import timers
from storage.tables import structures
from tests.stories.cast import Cast
from tests.stories.conftest import Theatre

#: between two looks at the clock
STEP = timedelta(hours=11)
MONTHS = [
    ("Europe/Paris", datetime(2027, 3, 22, 9, tzinfo=UTC)),  # summer time on the 28th, Easter Monday on the 29th
    ("Europe/Paris", datetime(2027, 10, 25, 9, tzinfo=UTC)),  # winter time on the 31st, two public holidays
    ("Pacific/Noumea", datetime(2026, 12, 21, 23, tzinfo=UTC)),  # where it is Tuesday already
]


@pytest.mark.parametrize(("zone", "start"), MONTHS, ids=[f"{zone}-{start:%m}" for zone, start in MONTHS])
async def test_a_silent_month(theatre: Theatre, cast: Cast, zone: str, start: datetime) -> None:
    stage = cast.stage
    await stage.database.run(lambda c: c.execute(update(structures).values(timezone=zone)))
    await stage.pass_time(seconds=(start - stage.now).total_seconds())
    await cast.proposes()

    end = start + timedelta(days=30)
    while (soon := await stage.database.run(timers.next_due)) is not None and soon <= end:
        await stage.pass_time(seconds=max(STEP.total_seconds(), (soon - stage.now).total_seconds() + 1))

    local = [
        datetime.fromtimestamp(entry.at, UTC).astimezone(ZoneInfo(zone))
        for entry in stage.tg.ledger.entries
        if entry.chat == cast.tutor.id and entry.text.startswith("🔔") and entry.at > start.timestamp()
    ]
    assert 3 == len(local)
    assert all(9 <= at.hour < 17 and at.weekday() < 5 and at.date() not in closed(zone) for at in local)
    assert all(later - sooner >= timedelta(hours=24) for sooner, later in pairwise(local))
    assert 1 == cast.count(cast.desk, "À relancer par téléphone : Marc")
