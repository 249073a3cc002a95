"""What pages may ask of the house: links by their code, questions within one structure. bot/runtime fulfils it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol, TypeVar

from core.api.inviting import Invited, Wanted
from core.api.keys import Key
from core.api.shown import Line
from core.links import Link, Seat
from core.messages import Content
from core.page.arrival import Arriving
from core.records import Asked
from core.scene import Scene

T = TypeVar("T")
L = TypeVar("L", bound=Line)


@dataclass(frozen=True)
class Made:
    """An invitation that was just made; its link is kept nowhere."""

    name: str
    link: str
    until: str


@dataclass(frozen=True)
class Done:
    """What became of a form: `refused` is the sentence of the rule that said no, "" when it was done."""

    said: tuple[str, ...] = ()
    #: the same with their buttons and files
    shown: tuple[Content, ...] = ()
    refused: str = ""
    #: invitations to hand over
    made: tuple[Made, ...] = ()


class Signs(Protocol):
    """Signs badges; `base` is our public address, `public` the public half of the key."""

    base: str
    public: dict[str, Any]

    def sign(self, credential: Mapping[str, Any]) -> str: ...


class Backstage(Protocol):
    """The way from a page to what is kept. Every question is answered within the structure of a link or a session."""

    #: None when this bot has no key for badges
    signer: Signs | None

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

    async def open(self, link: Link, device: str, secret: str) -> bool:
        """Open a session with this secret for the person of the link; False on another device than its first one."""
        ...

    async def open_mini(self, init: str, device: str, secret: str) -> Seat | None:
        """Open a session for the one of the team that Telegram says (bot/telegram/mini.py); None for everybody else."""
        ...

    async def seat(self, secret: str) -> Seat | None:
        """Whose session this is; None when it is over."""
        ...

    async def close(self, secret: str) -> None:
        """The session is over."""
        ...

    async def show(self, seat: Seat, view: Callable[[Scene], T], *, triad: int = 0) -> T:
        """What `view` sees in the scene of the one who looks; of the team, with this triad in it. Raises Refused."""
        ...

    async def act(self, seat: Seat, what: str, fields: Mapping[str, str], nonce: str) -> Done:
        """Do what a form asks (core/page/deeds.py), in one transaction: when this returns, it is done or refused.

        The same `nonce` twice is the same form sent twice: done once.
        """
        ...

    async def arriving(self, link: Link) -> Arriving | None:
        """What the page of an invitation shows; None when it does not wait any more."""
        ...

    async def arrive(self, link: Link, fields: Mapping[str, str], device: str, secret: str) -> str | None:
        """She agrees: from now on she is in the thread, with a session. The sentence of the rule that says no, "" when
        it is done, None when the invitation does not wait any more."""
        ...

    async def decline(self, link: Link) -> bool:
        """She says no; False when the invitation does not wait any more."""
        ...

    async def renew(self, link: Link) -> None:
        """Send a fresh link, to the known address of its person and nowhere else."""
        ...

    async def key(self, secret: str) -> Key | None:
        """The open key of this secret; None for everything else."""
        ...

    async def wait(self, key: Key) -> float:
        """0: the key may ask now, and that is counted; else seconds to wait."""
        ...

    async def read(self, key: Key, asked: Asked[tuple[L, ...]]) -> tuple[L, ...]:
        """The same as `find`, for a key: whose threads it was shown is written down in the same transaction."""
        ...

    async def invite(self, key: Key, wanted: Wanted) -> Invited:
        """Invite a young person in the name of the key's structure. Raises Refused, Otherwise."""
        ...

    def invitation_link(self, code: str) -> str:
        """The address that somebody who is invited opens."""
        ...
