"""Asks Immersion Facilitée about one convention: `GET /v2/conventions/:id`, the key alone in the header."""

from __future__ import annotations

from typing import Any, Protocol

import aiohttp

#: seconds after which the service counts as away
PATIENCE = 10


class NoAnswer(Exception):
    """The service said nothing of use; `trouble`: "down", or "unknown" for a number it does not show us.

    The watcher catches it.
    """

    def __init__(self, trouble: str, reason: str) -> None:
        super().__init__(reason)
        self.trouble = trouble


class Service(Protocol):
    """Whoever can be asked about a convention."""

    async def convention(self, number: str) -> Any:
        """What it says, as it says it; NoAnswer when it says nothing."""


class ImmersionFacilitee:
    """The public API of the site, with a key that its team gives to a structure."""

    def __init__(self, url: str, key: str) -> None:
        self._url = url.rstrip("/")
        self._key = key

    async def convention(self, number: str) -> Any:
        timeout = aiohttp.ClientTimeout(total=PATIENCE)
        try:
            async with (
                aiohttp.ClientSession(timeout=timeout) as session,
                session.get(
                    f"{self._url}/v2/conventions/{number}", headers={"authorization": self._key}, allow_redirects=False
                ) as answer,
            ):
                if answer.status == 200:
                    return await answer.json()
                # 400: no such kind of number; 403: not of the agencies that the key may see; 404: not there.
                trouble = "unknown" if answer.status in (400, 403, 404) else "down"
                raise NoAnswer(trouble, f"status {answer.status}")
        except (aiohttp.ClientError, TimeoutError, ValueError) as error:
            raise NoAnswer("down", type(error).__name__) from None
