"""Waiting for whichever comes first: a wake-up, the end, or the time."""

from __future__ import annotations

import asyncio


async def first(one: asyncio.Event, other: asyncio.Event, seconds: float) -> None:
    """Until one of the events is set, or the time is up."""
    waits = [asyncio.ensure_future(event.wait()) for event in {one, other}]
    await asyncio.wait(waits, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    for wait in waits:
        wait.cancel()


async def until(stop: asyncio.Event, seconds: float) -> None:
    """The time, unless the end comes before."""
    await first(stop, stop, seconds)
