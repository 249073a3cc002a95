"""The Telegram group that a triad had before us, while it is the same room as the thread: who is there, and whether
anything may be written in front of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from core.messages import Place

#: so many unknown are kept by name; of a crowd, the others are counted
CROWD = 10
#: how long the first name of somebody unknown is kept
NAMED_FOR = timedelta(days=30)


@dataclass(frozen=True)
class Group:
    """A group of a channel, linked to one triad. No channel lists its members, so they are counted."""

    triad_id: int
    place: Place
    title: str = ""
    #: the people of the thread and of the team who are there, by number
    present: frozenset[int] = frozenset()
    #: by key: whom the team has accepted there; the first names of whom nobody knows, and the day each was learnt
    guests: frozenset[str] = frozenset()
    strangers: Mapping[str, str] = field(default_factory=dict)
    named: Mapping[str, str] = field(default_factory=dict)
    #: how many more are there whom nothing has shown yet, and how many of them the team has accepted
    unseen: int = 0
    vouched: int = 0
    #: the posts that were corrected or taken back while nothing could be changed there, by number
    overdue: frozenset[int] = frozenset()
    #: the bot is administrator there
    admin: bool = True
    linked_by: int | None = None
    since: datetime | None = None
    #: when it was last counted as a matter of course (core/forum/recount.py)
    counted_at: datetime | None = None

    @property
    def on(self) -> bool:
        """Whether the thread may be written there: everybody is known, and the bot sees who comes and what is said."""
        return self.admin and not self.strangers and self.unseen <= self.vouched

    def holds(self, place: Place) -> bool:
        """Whether something written at this place stands in the group."""
        return (place.channel, place.chat) == (self.place.channel, self.place.chat)

    def with_person(self, number: int, key: str) -> Group:
        """She is of the thread or of the team, and there."""
        strangers, guests = _without(self.strangers, key), self.guests - {key}
        return replace(self, present=self.present | {number}, strangers=strangers, guests=guests)

    def with_stranger(self, key: str, name: str, today: date) -> Group:
        """Somebody unknown is there."""
        named = {**self.named, key: today.isoformat()}
        return replace(self, strangers={**self.strangers, key: name}, named=named)

    def with_one_of_a_crowd(self, came: bool) -> Group:
        """One more unknown, whose name is not kept: counted when she comes; who only writes may be counted already."""
        return replace(self, unseen=self.unseen + 1 if came else max(self.unseen, self.vouched + 1))

    def with_guest(self, key: str) -> Group:
        """The team accepts somebody, whose name is needed no more."""
        return replace(self, strangers=_without(self.strangers, key), guests=self.guests | {key})

    def without(self, keys: frozenset[str], numbers: frozenset[int]) -> Group:
        """Somebody is no longer there; without a trace before, it was one of those whom nothing had shown."""
        traces = keys & {*self.strangers, *self.guests} or numbers & self.present
        unseen = self.unseen if traces else max(self.unseen - 1, 0)
        return replace(
            self,
            present=self.present - numbers,
            strangers=_without(self.strangers, *keys),
            guests=self.guests - keys,
            unseen=unseen,
            vouched=min(self.vouched, unseen),
        )

    def with_leaver(self, number: int, key: str, name: str, today: date) -> Group:
        """Who was of the thread is so no longer, and may still be there."""
        return replace(self, present=self.present - {number}).with_stranger(key, name, today)

    def faded(self, today: date) -> Group:
        """Without the names that are too old: who bears them is as unknown as before."""
        return replace(self, strangers=faded(self.strangers, self.named, today))


def faded(names: Mapping[str, str], named: Mapping[str, str], today: date) -> dict[str, str]:
    """These names by key; "" where one was learnt too long ago, or on a day (ISO) that nobody wrote down."""
    last = (today - NAMED_FOR).isoformat()
    return {key: name if named.get(key, "") > last else "" for key, name in names.items()}


def _without(names: Mapping[str, str], *keys: str) -> Mapping[str, str]:
    return {one: name for one, name in names.items() if one not in keys}
