"""Who is in a group of a channel: asked for between two transactions, as no channel lists the members of a group."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Census:
    """What a channel said of a group a moment ago."""

    #: everybody who is there, bots and ourselves included
    count: int = 0
    #: of the addresses that were asked about, those that are there
    present: frozenset[str] = frozenset()
    #: the bot is administrator: else it is told neither what people write nor who comes
    admin: bool = False
    is_forum: bool = False
    title: str = ""
    #: why nothing can be said, or ""
    trouble: str = ""


class CensusWanted(Exception):
    """The decision needs to know who is in a group; its transaction is undone and played again with the answer.

    `among`: the addresses to ask about. Caught by bot/runtime/receive.py, which is the only one to do so.
    """

    def __init__(self, channel: str, chat: str, among: tuple[str, ...]) -> None:
        super().__init__(chat)
        self.channel = channel
        self.chat = chat
        self.among = among
