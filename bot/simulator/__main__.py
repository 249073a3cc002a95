"""`python -m bot.simulator`: the local Telegram alone, with a small fictional set-up read from the arguments."""

from __future__ import annotations

import argparse
import asyncio
import json
import signal
import sys
from pathlib import Path
from typing import Any

from bot.simulator.clock import Clock
from bot.simulator.ledger import Ledger
from bot.simulator.rates import OFF, RateLimits
from bot.simulator.server import serve
from bot.simulator.telegram import LocalTelegram


def arguments(given: list[str]) -> argparse.Namespace:
    """What can be said on the command line."""
    parser = argparse.ArgumentParser(prog="python -m bot.simulator", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1", help="loopback only: this is test ground")
    parser.add_argument("--port", type=int, default=0, help="0 = any free one")
    parser.add_argument("--state", type=Path, help="folder for clock-offset, ledger.jsonl and server.json")
    parser.add_argument("--token", default="", help="of the bot; made up when absent")
    parser.add_argument("--username", default="triade_bot")
    parser.add_argument("--topics-in-private", action="store_true")
    parser.add_argument("--person", action="append", default=[], metavar="NAME[:CAPTION]", help="several times")
    parser.add_argument("--forum", default="", metavar="TITLE", help="owned by the first person, with the bot as admin")
    parser.add_argument("--rates", action="store_true", help="Telegram's real rate limits")
    return parser.parse_args(given)


def set_up(options: argparse.Namespace) -> tuple[LocalTelegram, dict[str, Any]]:
    """The local Telegram as asked for, and its identifiers."""
    state: Path | None = options.state
    if state:
        state.mkdir(parents=True, exist_ok=True)
    clock = Clock(state / "clock-offset" if state else None)
    ledger = Ledger(state / "ledger.jsonl" if state else None)
    tg = LocalTelegram(clock, rates=RateLimits() if options.rates else OFF, ledger=ledger)
    bot = tg.bot(options.username, token=options.token, topics_in_private=options.topics_in_private)
    named = [given.partition(":") for given in options.person]
    people = [tg.user(name, caption=caption) for name, _, caption in named]
    about: dict[str, Any] = {
        "token": bot.token,
        "bot": bot.id,
        "username": bot.username,
        "people": {person.first_name: person.id for person in people},
    }
    if options.forum:
        if not people:
            raise SystemExit("--forum needs at least one --person to own it")
        forum = tg.supergroup(options.forum, people[0])
        for member in people[1:]:
            forum.add(member)
        forum.add(bot)
        forum.promote(bot)
        about["forum"] = forum.id
    return tg, about


async def run(options: argparse.Namespace) -> None:
    """Serve until SIGINT or SIGTERM; the first line of output is JSON with the address and the identifiers."""
    tg, about = set_up(options)
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    async with serve(tg, options.host, options.port) as server:
        line = json.dumps({"url": server.url, **about}, ensure_ascii=False)
        if options.state:
            (options.state / "server.json").write_text(line + "\n", encoding="utf-8")
        sys.stdout.write(line + "\n")
        sys.stdout.flush()
        await stop.wait()
    tg.ledger.close()


if __name__ == "__main__":
    asyncio.run(run(arguments(sys.argv[1:])))
