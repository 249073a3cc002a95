"""Pages of the room ask the same number of statements, whether ten young people are followed or three hundred."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from sqlalchemy import Connection, update

from bot.web.app import create_app
from bot.web.pages import routers
from core.room.young import Followed, FollowedHere, YoungHere
from storage import board, room
from storage.tables import members, people, triads
from tests.crowd import CODE, NOW, counted, open_house

PAGES = (
    "/bureau",
    "/bureau?f=tous&q=lea",
    "/bureau/cartes",
    "/bureau/prets",
    "/bureau/chiffres",
    "/bureau/jeune/7",
    "/bureau/jeune/7?k=post",
    "/bureau/reglages/rappels",
    "/bureau/lecons",
    "/bureau/evenements",
    "/bureau/evenements/1",
    "/bureau/evenements/nouveau",
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


async def test_what_is_counted_where_it_lies_is_what_the_list_would_say(tmp_path: Path):
    database, _ = await open_house(tmp_path, 60)

    def compare(c: Connection) -> None:
        c.execute(update(people).where(people.c.id.in_((50, 60))).values(consent_version=""))
        c.execute(update(triads).where(triads.c.id.in_((7, 8))).values(state="paused"))
        c.execute(update(members).where(members.c.triad_id == 9, members.c.role == "counsellor").values(until=NOW))
        since, everybody = NOW - timedelta(days=20), room.young(c, 1, YoungHere())
        open_ = [one for one in everybody if one.state == "open"]
        settled = [one for one in open_ if one.settled]
        active = sum(one.moved_at is not None and one.moved_at >= since for one in settled)
        assert 0 < active < len(settled) < len(open_) < len(everybody)
        named = {"Nadia": sum(one.counsellor == "Nadia" for one in open_)}
        assert Followed(len(open_), len(settled), active, named) == board.followed(c, 1, FollowedHere(since))
        looked = [one for one in open_ if one.looked]
        assert looked == list(room.young(c, 1, YoungHere(looked=True)))

    await database.run(compare)
    await database.close()
