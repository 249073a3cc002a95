"""The counsellors' room with a thousand young people: the time of processor that the server needs for a page."""

from __future__ import annotations

from pathlib import Path
from time import process_time

import httpx

from bot.web.app import create_app
from bot.web.pages import routers
from tests.benchmarks.figures import Figure, figure
from tests.crowd import CODE, open_house

PAGES = {
    "list": "/bureau?f=tous",
    "search": "/bureau?q=lea",
    "cards": "/bureau/cartes",
    "file": "/bureau/jeune/7",
    "ready": "/bureau/prets",
    "board": "/bureau/chiffres",
    "hours": "/bureau/reglages",
    "reminders": "/bureau/reglages/rappels",
    "lessons": "/bureau/lecons",
    "lesson": "/bureau/lecons/definir-l-alternance",
    "events": "/bureau/evenements",
    "event": "/bureau/evenements/1",
    "event_new": "/bureau/evenements/nouveau",
}
#: milliseconds
BUDGET = 100


async def measure(folder: Path, rounds: int, many: int = 1000) -> list[Figure]:
    """One figure a page."""
    database, house = await open_house(folder, many)
    transport = httpx.ASGITransport(create_app(routers(house)))
    found = []
    async with httpx.AsyncClient(transport=transport, base_url="https://triade.example") as client:
        assert 303 == (await client.post(f"/ouvrir/{CODE}")).status_code
        for name, path in PAGES.items():
            assert 200 == (await client.get(path)).status_code  # templates and plans are ready
            times = []
            for _ in range(rounds):
                began = process_time()
                await client.get(path)
                times.append((process_time() - began) * 1000)
            found.append(figure(f"room_{name}_ms", times, "ms", BUDGET, f"of processor, {many} young people"))
    await database.close()
    return found
