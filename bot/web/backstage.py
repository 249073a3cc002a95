"""What pages may ask of the house: links by their code, questions within one structure. bot/runtime fulfils it."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol, TypeVar

from core.links import Link
from core.records import Asked

T = TypeVar("T")


class Backstage(Protocol):
    """The way from a page to what is kept. Every question is answered within the structure of a link or a session."""

    def now(self) -> datetime: ...

    async def link(self, purpose: str, code: str) -> Link | None:
        """The link of this code, open or not; None when there is none."""
        ...

    async def find(self, structure: int, asked: Asked[T]) -> T:
        """The answer of storage/access.py, within one structure."""
        ...

    async def keep(self, structure: int, *things: object) -> None:
        """Save what storage/access.py knows how to save, all of it or nothing."""
        ...
