"""Pages of the room ask the same number of statements, whether ten young people are followed or three hundred."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest

from bot.web.app import create_app
from bot.web.pages import routers
from tests.crowd import CODE, counted, open_house

PAGES = (
    "/bureau",
    "/bureau?f=tous&q=lea",
    "/bureau/cartes",
    "/bureau/prets",
    "/bureau/chiffres",
    "/bureau/jeune/7",
    "/bureau/jeune/7?k=post",
)


async def statements(folder: Path, many: int) -> dict[str, int]:
    database, house = await open_house(folder, many)
    asked = {}
    transport = httpx.ASGITransport(create_app(routers(house)))
    async with httpx.AsyncClient(transport=transport, base_url="https://triade.example") as client:
        assert 303 == (await client.post(f"/ouvrir/{CODE}")).status_code
        for path in PAGES:
            with counted() as found:
                answer = await client.get(path)
            assert 200 == answer.status_code, answer.text
            asked[path] = len(found)
    await database.close()
    return asked


async def test_the_number_of_statements_does_not_grow_with_the_people(tmp_path_factory: pytest.TempPathFactory):
    few = await statements(tmp_path_factory.mktemp("few"), 10)
    many = await statements(tmp_path_factory.mktemp("many"), 300)
    assert few == many
    assert max(many.values()) <= 40
