"""One sender who writes without end: a few answers, one sentence, and nobody else waits."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import Connection, func, select

from bot.demo.stage import Where
from bot.runtime.flood import KNOWN, STRANGER, WINDOW, Flood
from core.door import LAST, MOST
from storage.tables import inbox
from tests.stories.cast import Cast
from tests.stories.conftest import Theatre

MANY, CROWD = 1_000, 40
COUNT = select(func.count()).select_from(inbox)
WAITING = COUNT.where(inbox.c.state == "new")


@pytest.fixture
def later(theatre: Theatre, monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Senders are counted, by a clock that stands still until the next window is asked for."""
    now = [0]
    monkeypatch.setattr("throttled.utils.now_sec", lambda: now[0])
    theatre.app.receiver.flood = Flood()
    return lambda: now.__setitem__(0, now[0] + int(WINDOW.total_seconds()))


def states(c: Connection, lane: str) -> dict[str, int]:
    query = select(inbox.c.state, func.count()).where(inbox.c.lane == f"telegram:{lane}").group_by(inbox.c.state)
    return {str(row.state): int(row[1]) for row in c.execute(query)}


async def test_a_thousand_messages_of_a_stranger_cost_some_answers_and_delay_nobody(
    theatre: Theatre, cast: Cast, later: Callable[[], None]
) -> None:
    stage = cast.stage
    mallory = stage.tg.user("Mallory")
    mallory.start(stage.bot)
    for n in range(MANY - 1):
        mallory.send_text(stage.bot, f"code {n}")
    cast.apprentice.send_text(stage.bot, "Je suis en retard")
    while await theatre.app.poller.look():
        pass

    # what is handled before the message of the thread, and that one
    assert STRANGER + 2 == await theatre.app.database.run(lambda c: c.execute(WAITING).scalar())
    await stage.follow()

    await stage.shows(cast.adult, "Je suis en retard")
    answers = [m.text for m in stage.screen(Where(mallory)) if m.sender is stage.bot]
    assert MOST == len(answers)
    assert [LAST in text for text in answers] == [False] * (MOST - 1) + [True]
    kept = await theatre.app.database.run(lambda c: states(c, str(mallory.id)))
    assert {"done": MOST, "ignored": MANY - MOST} == kept
    dropped = inbox.c.raw.like("%code 500%")
    assert 0 == await theatre.app.database.run(lambda c: c.execute(COUNT.where(dropped)).scalar())

    later()
    await stage.pass_time(days=1)
    await stage.says(Where(mallory), "Bonjour")
    await stage.shows(Where(mallory), "on entre sur invitation")


@pytest.mark.grown
async def test_a_crowd_of_strangers_is_read_after_whoever_is_known(
    theatre: Theatre, cast: Cast, later: Callable[[], None]
) -> None:
    stage = cast.stage
    crowd = [stage.tg.user(f"Mallory {n}") for n in range(CROWD)]
    for one in crowd:
        one.start(stage.bot)
    cast.apprentice.send_text(stage.bot, "Je suis en retard")
    cast.apprentice.send_text(stage.bot, "De dix minutes")
    crowd[0].send_text(stage.bot, "Et moi ?")
    while await theatre.app.poller.look():
        pass

    lane = f"telegram:{cast.apprentice.id}"
    while await theatre.app.database.run(lambda c: c.execute(WAITING.where(inbox.c.lane == lane)).scalar()):
        await theatre.app.receiver.once()

    assert CROWD / 2 < await theatre.app.database.run(lambda c: c.execute(WAITING).scalar_one())
    await stage.follow()
    texts = "\n".join(stage.texts(cast.adult))
    assert texts.index("Je suis en retard") < texts.index("De dix minutes")
    assert all("sur invitation" in one.last(stage.bot).text for one in crowd)


async def test_somebody_of_a_thread_reads_what_left_and_what_did_not(
    theatre: Theatre, cast: Cast, later: Callable[[], None]
) -> None:
    stage = cast.stage
    for n in range(KNOWN + 30):
        cast.apprentice.send_text(stage.bot, f"mot {n}.")
    cast.tutor.send_text(stage.bot, "Doucement !")
    await stage.follow()

    assert KNOWN == cast.count(cast.adult, "mot ")
    assert 1 == cast.count(cast.young, "Trop de messages") == cast.count(cast.adult, f"mot {KNOWN - 1}.")
    assert 1 == cast.count(cast.young, "Doucement")
    cast.apprentice.block(stage.bot)  # that is heard, however much came before
    await stage.follow()
    await stage.shows(cast.desk, "Léa")
