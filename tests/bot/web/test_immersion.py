"""The door of Immersion Facilitée: who may post, what is taken, what is answered."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from bot.immersion.read import reduce
from bot.web.app import create_app
from bot.web.immersion import PATH, door
from tests.bot.immersion.site import convention

SECRET = "un-secret-assez-long-pour-la-porte"


class Door:
    """What it took."""

    def __init__(self) -> None:
        self.taken: list[Any] = []
        self.broken = False

    async def take(self, raw: Any) -> None:
        if self.broken:
            raise RuntimeError("away")
        self.taken.append(reduce(raw))

    async def posts(self, body: Any, **headers: str | bytes) -> int:
        app = create_app([door(SECRET, self.take)])
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://bot") as client:
            content = {"content": body} if isinstance(body, bytes) else {"json": body}
            return (await client.post(PATH, headers=headers, **content)).status_code


def news() -> dict[str, Any]:
    return {"subscribedEvent": "convention.updated", "payload": {"convention": convention()}}


@pytest.mark.parametrize("shown", [{}, {"authorization": ""}, {"authorization": SECRET + "x"}, {"authorization": "é"}])
async def test_another_secret_is_refused_and_nothing_is_read(shown: dict[str, str]):
    here = Door()

    assert 401 == await here.posts(news(), **{name: value.encode() for name, value in shown.items()})
    assert [] == here.taken


async def test_news_are_taken():
    here = Door()

    assert 200 == await here.posts(news(), authorization=SECRET)
    assert ["PARTIALLY_SIGNED"] == [said["convention"]["status"] for said in here.taken]


@pytest.mark.parametrize("odd", [b"", b"{", b"[]", b'"x"', b'{"payload": {}}', b'{"payload": {"convention": {}}}'])
async def test_what_is_no_news_is_taken_off_the_hands_of_the_service(odd: bytes):
    assert 200 == await Door().posts(odd, authorization=SECRET)


async def test_too_much_is_refused():
    assert 413 == await Door().posts(b"x" * 300_000, authorization=SECRET)


async def test_a_storage_that_fails_lets_the_service_come_again():
    here = Door()
    here.broken = True

    assert 503 == await here.posts(news(), authorization=SECRET)


def test_no_door_without_a_secret():
    with pytest.raises(ValueError, match="secret"):
        door("", Door().take)
