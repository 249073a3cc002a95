"""Asks the services: the job's code and a place leave, and nothing of whoever searches."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, TypeVar

import aiohttp

from bot.opportunities.read import Town, Unreadable, alternance, immersions, pages, town
from core.opportunities.search import AROUND, Found

#: seconds after which a service counts as away
PATIENCE = 10
#: pages of immersions that are read, a hundred each, the nearest first
MOST_PAGES = 3
#: what is kept of one answer
MOST = 50

#: asks one service for a job, by its ROME codes, around a town
Ask = Callable[[Sequence[str], Town], Awaitable[list[Found]]]


T = TypeVar("T")


class Away(Exception):
    """A service said nothing of use. The seeker catches it and says so."""


class Services:
    """Those that this bot has a key for, and where postal codes are looked up."""

    def __init__(self, geo: str, lba: tuple[str, str], immersion: tuple[str, str]) -> None:
        """Each with its address and its key; without a key a service is not asked."""
        self._geo, self._lba, self._immersion = geo, lba, immersion
        known = {"lba": (lba[1], self._ask_lba), "immersion": (immersion[1], self._ask_immersion)}
        self.asked: Mapping[str, Ask] = {name: ask for name, (key, ask) in known.items() if key}

    async def town(self, postal: str) -> Town | None:
        """None when there is no such postal code. Raises Away."""
        raw = await _get(f"{self._geo}/communes", {"codePostal": postal, "fields": "nom,centre"}, {})
        return _readable(lambda: town(raw))

    async def _ask_lba(self, codes: Sequence[str], place: Town) -> list[Found]:
        where = {"latitude": place.latitude, "longitude": place.longitude, "radius": AROUND}
        asked = {**where, "romes": ",".join(codes)}
        raw = await _get(f"{self._lba[0]}/job/v1/search", asked, {"authorization": f"Bearer {self._lba[1]}"})
        return _readable(lambda: alternance(raw))[:MOST]

    async def _ask_immersion(self, codes: Sequence[str], place: Town) -> list[Found]:
        where = {"latitude": place.latitude, "longitude": place.longitude, "distanceKm": AROUND}
        sorting = {"sortBy": "distance", "sortOrder": "asc"}
        found: list[Found] = []
        for page in range(1, MOST_PAGES + 1):
            asked = {**where, **sorting, "page": page}
            raw = await _get(f"{self._immersion[0]}/v3/offers", asked, {"authorization": self._immersion[1]})
            found += _readable(lambda raw=raw: immersions(raw, codes))  # type: ignore[misc]
            if page >= pages(raw):
                break
        return found[:MOST]


def _readable(read: Callable[[], T]) -> T:
    try:
        return read()
    except Unreadable as error:
        raise Away(str(error)) from None


async def _get(url: str, asked: Mapping[str, Any], headers: Mapping[str, str]) -> Any:
    """What the service says, as it says it. Raises Away."""
    timeout = aiohttp.ClientTimeout(total=PATIENCE)
    query = {name: str(value) for name, value in asked.items()}
    try:
        async with (
            aiohttp.ClientSession(timeout=timeout) as session,
            session.get(url, params=query, headers=headers, allow_redirects=False) as answer,
        ):
            if answer.status != 200:
                raise Away(f"status {answer.status}")
            return await answer.json()
    except (aiohttp.ClientError, TimeoutError, ValueError) as error:
        raise Away(type(error).__name__) from None
