"""The bot's token is revoked: nothing is lost or sent twice, the operator is told, and the new one is taken up."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from shutil import copy
from typing import Any

import pytest
from pydantic import SecretStr
from sqlalchemy import Connection, select

from bot.channel import SendFailed
from bot.mail.channel import MailChannel
from bot.mail.post import post, sender
from bot.runtime.app import App
from bot.runtime.limits import NoLimits
from bot.runtime.sentinel import Sentinel
from bot.runtime.settings import Settings
from bot.runtime.wire import PAUSE, build
from bot.simulator import Bot, LocalTelegram, serve
from storage.engine import tenancy
from storage.road import outbox as letters
from storage.tables import outbox, people
from tests.servers.smtp import PostOffice, post_office, words
from tests.storage.house import to
from tests.stories.cast import Cast
from tests.stories.conftest import PAGES, Expected, Theatre

OPERATOR = "astreinte@example.org"
MINUTES = 10


class Gate(dict[str, Bot]):
    """The tokens that Telegram knows; counts the calls that bear another one."""

    refused = 0

    def get(self, token: str, default: Any = None) -> Any:
        self.refused += token not in self
        return super().get(token, default)


@pytest.fixture
async def office() -> AsyncIterator[PostOffice]:
    async with post_office() as opened:
        yield opened


@pytest.fixture
async def more_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    monkeypatch.setenv("TRIADE_BOT_TOKEN_FILE", str(tmp_path / "token"))
    return {}


def write_to_everybody(cast: Cast, c: Connection) -> None:
    """Two letters for each of the three, as pages and the clock make some meanwhile."""
    now = datetime.fromtimestamp(cast.stage.clock(), UTC)
    with tenancy.across(c, cast.house.id):
        for person in c.execute(select(people.c.id).where(people.c.structure_id == cast.house.id)).scalars().all():
            for turn in ("un", "deux"):
                cause = f"trial:{person}:{turn}"
                letters.put(c, [to(person, f"Essai {turn}")], structure=cast.house.id, cause=cause, now=now)


def unsent(c: Connection) -> list[str]:
    """The states of what has not left."""
    waits = outbox.c.state.in_(("new", "retry", "later", "sending", "held", "dead"))
    return list(c.execute(select(outbox.c.state).where(waits)).scalars())


async def restarted(theatre: Theatre, token: str) -> App:
    """Another bot on the same database, which has the new token from its settings."""
    settings = theatre.app.settings.model_copy(update={"bot_token": SecretStr(token)})
    now, database = theatre.app.ticker.now, theatre.app.database
    return await build(settings, now=now, limits=NoLimits(), database=database)


@pytest.mark.parametrize("how", ["its file", "a restart"])
async def test_nothing_is_lost_or_doubled_when_the_token_is_replaced(
    theatre: Theatre, cast: Cast, office: PostOffice, expected: Expected, tmp_path: Path, how: str
) -> None:
    stage, app, gate = theatre.stage, theatre.app, Gate()
    expected.alerts |= {"channel-unauthorized", "late-outbox"}
    await stage.says(cast.young, "Je commence à 8 h demain ?")
    gate.update(stage.tg.bots)
    stage.tg.bots = gate
    old, new = stage.bot.token, stage.tg.revoke(stage.bot)
    (tmp_path / "token").write_text(old)
    shown = len(stage.tg.ledger)

    cast.tutor.send_text(stage.bot, "Oui, à 8 h.")  # Telegram has it, and nobody may fetch it
    await app.database.run(partial(write_to_everybody, cast))
    for _ in range(MINUTES):
        await stage.follow()
        stage.clock.advance(60)

    assert shown == len(stage.tg.ledger)
    assert ["retry", "new"] * 3 == await app.database.run(unsent)
    # One letter a minute, after the three that were under way at once; the stage itself asks for updates twice.
    assert gate.refused <= 2 + 3 * MINUTES
    channel = MailChannel(post(office.url), sender("Triade <triade@ml.example>"))
    await Sentinel(app.database, app.ticker.now, partial(channel.tell, OPERATOR)).once()
    (mail,) = office.to(OPERATOR)
    assert "telegram ne nous connaît plus" in words(mail)
    assert not {part for part in (old, new) if part.partition(":")[2] in words(mail)}

    if how == "its file":
        (tmp_path / "token").write_text(f"{new}\n")
    else:
        again = await restarted(theatre, new)
        stage.settle = again.settle
    for _ in range(2):  # the first letter asks, the others follow a minute later
        await stage.follow()
        stage.clock.advance(60)

    assert [] == await app.database.run(unsent)
    for where in (cast.young, cast.adult):
        assert ["Essai un", "Essai deux"] == [text for text in stage.texts(where) if text.startswith("Essai")]
    assert (1, 1) == (cast.count(cast.young, "Oui, à 8 h."), cast.count(cast.adult, "Je commence à 8 h"))
    if how == "a restart":
        (tmp_path / "token").write_text(new)  # for what the stage does at the end with the first one
        await again._bot.session.close()


async def test_a_token_refused_at_the_start_is_told_by_mail_once_a_day(
    office: PostOffice, empty_file: Path, tmp_path: Path
) -> None:
    """A supervisor starts us again at once: the second time we stay a minute, so that Telegram is asked once in it."""
    tg = LocalTelegram()
    account = tg.bot()
    old, new = account.token, tg.revoke(account)
    copy(empty_file, tmp_path / "triade.sqlite3")
    async with serve(tg) as server:
        settings = Settings(
            bot_token=old,
            telegram_api=server.url,
            database_url=f"sqlite:///{tmp_path / 'triade.sqlite3'}",
            public_url=PAGES,
            updates="polling",
            smtp_url=office.url,
            mail_from="Triade <triade@ml.example>",
            operator_mail=OPERATOR,
        )
        waits = []
        for _ in range(3):
            with pytest.raises(SendFailed) as caught:
                await build(settings)
            waits.append(caught.value.retry_after)
        (mail,) = office.to(OPERATOR)
        assert [0, PAUSE, PAUSE] == waits
        assert "telegram ne nous connaît plus" in words(mail)
        assert not [token for token in (old, new) if token.partition(":")[2] in words(mail)]

        nothing = settings.model_copy(update={"database_url": f"sqlite:///{tmp_path / 'new.sqlite3'}"})
        with pytest.raises(SendFailed) as caught:
            await build(nothing)  # nobody has run here before: whoever starts us reads the sentence
        assert (0, 1) == (caught.value.retry_after, len(office.to(OPERATOR)))

        app = await build(settings.model_copy(update={"bot_token": SecretStr(new)}))
        await app.close()
