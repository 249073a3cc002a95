"""A message for everybody, at the rate Telegram allows, while people go on writing to the bot.

The local Telegram refuses here as the real one does: 30 messages a second, one a second in a chat. What counts is how
close the broadcast comes to that rate, that nothing is refused, and how long a person waits meanwhile.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, insert

from bot import simulator
from bot.simulator import Bot, LocalTelegram, Person
from bot.simulator.rates import RateLimits
from core.messages import Urgency
from core.people import CONSENT_VERSION, Role
from storage import migrate
from storage.engine.unit import Database
from storage.tables import addresses, outbox, people, structures
from tests.benchmarks.figures import Figure, figure
from tests.benchmarks.load import p95
from tests.benchmarks.processes import BotProcess
from tests.benchmarks.town import NOW, WORDS

#: seconds between two people who write to the bot meanwhile
PAUSE = 1.0
PATIENCE = 900.0


@dataclass(frozen=True)
class Crowd:
    """Everybody who is told, and a few others who write meanwhile."""

    told: list[Person]
    asking: list[Person]


async def measure(home: Path, number: int, asking: int = 60) -> list[Figure]:
    """`number` people are told something; `asking` others want an answer while it leaves."""
    limits = RateLimits()
    tg = LocalTelegram(rates=limits)
    bot = tg.bot("broadcast_bot")
    crowd = Crowd([tg.user(f"Alex {n}") for n in range(number)], [tg.user(f"Sacha {n}") for n in range(asking)])
    for person in (*crowd.told, *crowd.asking):
        tg.private(bot, person).started = True
    path = home / "broadcast.sqlite3"
    database = Database.open(f"sqlite:///{path}")
    await database.run(migrate.upgrade)
    await database.run(lambda c: _furnish(c, crowd))
    await database.close()
    async with simulator.serve(tg) as server:
        settings = {
            "TRIADE_BOT_TOKEN": bot.token,
            "TRIADE_TELEGRAM_API": server.url,
            "TRIADE_DATABASE_URL": f"sqlite:///{path}",
        }
        process = await BotProcess.start("bot.cli", "run", environment=settings, log=home / "broadcast.log")
        try:
            waits = await _ask_while_it_leaves(tg, bot, crowd)
        finally:
            await process.stop()
    told = {person.id for person in crowd.told}
    left = [entry.at for entry in tg.ledger.entries if entry.chat in told]
    rate = (len(left) - 1 + len(waits)) / (left[-1] - left[0])
    return [
        Figure("broadcast_efficiency", rate / limits.bot_per_second, "×", 0.98, note=f"{number} people", least=True),
        Figure("broadcast_refused", tg.rates.refused, "429", 0, note="answers 429 of Telegram meanwhile"),
        figure("answer_p95_s", [p95(waits)], "s", 1, "an answer while the broadcast leaves"),
    ]


async def _ask_while_it_leaves(tg: LocalTelegram, bot: Bot, crowd: Crowd) -> list[float]:
    """How long each of those who ask waits, in seconds; returns when all has left."""
    entries, waits = tg.ledger.entries, []
    await tg.until(lambda: len(entries) > 0, PATIENCE)
    for person in crowd.asking:
        wrote = tg.clock()
        person.send_text(bot, "/aide")
        await tg.until(lambda who=person: any(entry.chat == who.id for entry in entries), PATIENCE)
        waits.append(next(entry.at for entry in reversed(entries) if entry.chat == person.id) - wrote)
        await asyncio.sleep(PAUSE)
    await tg.until(lambda: len(entries) >= len(crowd.told) + len(crowd.asking), PATIENCE)
    return waits


def _furnish(c: Connection, crowd: Crowd) -> None:
    """One structure, its people, and a message of the lowest urgency for each of those who are told."""
    c.execute(insert(structures).values(id=1, name="Mission locale des Essais", hours="", created_at=NOW))
    persons, places, letters = [], [], []
    for number, who in enumerate((*crowd.told, *crowd.asking), start=1):
        persons.append(_person(number, who))
        at = {"channel": "telegram", "value": str(who.id), "current": True, "created_at": NOW}
        places.append({"structure_id": 1, "person_id": number, **at})
        if number <= len(crowd.told):
            letters.append(_letter(number, str(who.id)))
    c.execute(insert(people), persons)
    c.execute(insert(addresses), places)
    c.execute(insert(outbox), letters)


def _person(number: int, who: Person) -> dict[str, Any]:
    agreed = {"consent_version": CONSENT_VERSION, "consent_at": NOW, "created_at": NOW}
    return {"id": number, "structure_id": 1, "role": Role.APPRENTICE, "first_name": who.first_name, **agreed}


def _letter(number: int, chat: str) -> dict[str, Any]:
    return {
        "cause": "announcement:1",
        "rank": number,
        "act": "send",
        "recipient": f"person:{number}",
        "person_id": number,
        "structure_id": 1,
        "lane": f"telegram:{chat}",
        "channel": "telegram",
        "chat": chat,
        "topic": "",
        "subject": "announcement:1",
        "payload": {"c": {"t": WORDS}},
        "urgency": Urgency.BROADCAST,
        "state": "new",
        "created_at": NOW,
        "not_before": NOW,
    }
