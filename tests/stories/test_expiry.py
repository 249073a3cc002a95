"""Thirty days before figures end, « À traiter » says so once, whatever restarts meanwhile."""

from __future__ import annotations

from storage import people
from tests.stories.cast import Cast

HEAD = "finissent dans 30 jours"


async def test_the_end_of_figures_is_announced_once_and_on_one_card(cast: Cast) -> None:
    stage = cast.stage
    await stage.database.run(lambda c: people.begin_days(c, stage.now))
    await stage.pass_time(days=7)  # the 30th of November
    assert "À traiter" not in [topic.name for topic in cast.counsellor.topics(cast.house.forum)]

    await stage.pass_time(days=1)

    shown = await stage.shows(cast.desk, HEAD, "aide employeur", "31/12/2026")
    assert "et 15 autres" in shown.text
    for _ in range(3):
        await stage.database.run(lambda c: people.begin_days(c, stage.now))  # as at each start
        await stage.pass_time(days=1)
    assert 1 == cast.count(cast.desk, HEAD)
