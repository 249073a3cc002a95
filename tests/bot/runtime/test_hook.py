"""A webhook that went with its token is set again; the operator hears of a token that is refused."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from bot import simulator
from bot.channel import Failure, SendFailed
from bot.runtime import hook
from bot.runtime.settings import token_of_now
from bot.telegram import setup
from bot.telegram.calls import open_bot

ADDRESS, SECRET = "https://triade.example/telegram/1", "un-secret-de-webhook"


async def test_the_webhook_comes_back_with_the_new_token(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRIADE_BOT_TOKEN_FILE", str(tmp_path / "token"))
    tg = simulator.LocalTelegram()
    account = tg.bot()
    stop, told = asyncio.Event(), asyncio.Event()

    async def tell() -> None:
        told.set()
        stop.set()

    async with simulator.serve(tg) as server:
        bot = open_bot(account.token, server.url, token_of_now)
        await setup.use_webhook(bot, ADDRESS, SECRET)
        assert not await hook.once(bot, ADDRESS, SECRET)

        new = tg.revoke(account)
        await asyncio.wait_for(hook.keep(bot, ADDRESS, SECRET, tell, stop), 20)
        assert told.is_set()
        assert account.webhook is None

        (tmp_path / "token").write_text(new)
        assert await hook.once(bot, ADDRESS, SECRET)
        assert ADDRESS == (await setup.hook(bot)).url
        assert not await hook.once(bot, ADDRESS, SECRET)
        await bot.session.close()


@pytest.mark.parametrize("held", ["", "not a token", "4242:AAExampleExampleExampleExampleExample12"])
async def test_a_file_without_a_token_of_this_bot_changes_nothing(
    held: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRIADE_BOT_TOKEN_FILE", str(tmp_path / "token"))
    (tmp_path / "token").write_text(held)
    tg = simulator.LocalTelegram()
    account = tg.bot()
    async with simulator.serve(tg) as server:
        bot = open_bot(account.token, server.url, token_of_now)
        before = account.token
        tg.revoke(account)
        with pytest.raises(SendFailed) as caught:
            await setup.who(bot)
        await bot.session.close()

    assert Failure.UNAUTHORIZED is caught.value.kind
    assert before == bot.token
