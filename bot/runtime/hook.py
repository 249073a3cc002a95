"""Keeps the webhook where it must be: a token that was replaced has none, and nothing comes in any more."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import structlog

from bot.channel import Failure, SendFailed
from bot.runtime.waiting import until
from bot.telegram import Bot, setup

#: seconds between two looks; with a token that is refused these are the calls that are made
LOOK = 60.0

log = structlog.get_logger("bot.runtime.hook")


async def once(bot: Bot, address: str, secret: str) -> bool:
    """Set the webhook if it is not there; whether it had to be. Raises SendFailed."""
    if (await setup.hook(bot)).url == address:
        return False
    await setup.use_webhook(bot, address, secret)
    return True


async def keep(
    bot: Bot, address: str, secret: str, unknown: Callable[[], Awaitable[None]], stop: asyncio.Event
) -> None:
    """Set it, and look every minute, until `stop`. `unknown` is told that Telegram refuses the token."""
    kept = False
    while not stop.is_set():
        try:
            if not kept:  # the secret may be another one than before
                await setup.use_webhook(bot, address, secret)
            elif await once(bot, address, secret):
                log.warning("the webhook was gone and is set again")
            kept = True
        except SendFailed as failure:
            log.warning("Telegram does not take the webhook", kind=failure.kind.value, reason=failure.reason)
            if failure.kind is Failure.UNAUTHORIZED:
                await unknown()
        await until(stop, LOOK if kept else 5.0)
