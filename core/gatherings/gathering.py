"""One event that a group is invited to (people read « événement »): who comes, who waits, whose place is free."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from core.people import Refused
from core.records import Asked
from core.texts import say

#: how long a freed place waits for a yes, and how long an event lasts for calendars and for what comes after
CONFIRM, LENGTH = timedelta(hours=24), timedelta(hours=2)


class Kind(StrEnum):
    WORKSHOP = "workshop"
    FORUM = "forum"
    COMPANY = "company"


KINDS: Mapping[Kind, str] = {
    Kind.WORKSHOP: "Atelier",
    Kind.FORUM: "Forum, salon",
    Kind.COMPANY: "Rencontre avec des entreprises",
}


class State(StrEnum):
    """Where somebody stands. OFFERED: a place has become free for her; it holds until `Guest.until`."""

    INVITED = "invited"
    YES = "yes"
    MAYBE = "maybe"
    NO = "no"
    WAITING = "waiting"
    OFFERED = "offered"
    PRESENT = "present"
    ABSENT = "absent"


STATES: Mapping[State, str] = {
    State.YES: "✅ vient",
    State.OFFERED: "🎟 place proposée",
    State.WAITING: "⏳ en attente d'une place",
    State.MAYBE: "🤔 peut-être",
    State.INVITED: "… sans réponse",
    State.NO: "❌ ne vient pas",
    State.PRESENT: "✋ était là",
    State.ABSENT: "🚪 pas venu·e",
}
#: these have a place
SEATED = (State.YES, State.OFFERED, State.PRESENT)


@dataclass(frozen=True)
class Guest:
    """Somebody who was invited. `since`: in this state from then on, which is her rank among those who wait."""

    gathering_id: int
    person_id: int
    name: str
    state: State
    since: datetime
    until: datetime | None = None


@dataclass(frozen=True)
class Gathering:
    """`room`: places, 0 for as many as come. `door`: the code of the workshop that was opened at the door."""

    author_id: int
    kind: Kind
    title: str
    place: str
    starts: datetime
    room: int
    #: the topic of the forum where it was made
    topic: str = ""
    #: new (its invitations have not left), open, cancelled
    state: str = "new"
    door: str = ""
    guests: tuple[Guest, ...] = ()
    id: int = 0

    @property
    def ends(self) -> datetime:
        return self.starts + LENGTH

    @property
    def free(self) -> bool:
        return not self.room or sum(one.state in SEATED for one in self.guests) < self.room

    def guest(self, person: int) -> Guest | None:
        return next((one for one in self.guests if one.person_id == person), None)

    def among(self, *states: State) -> tuple[Guest, ...]:
        return tuple(one for one in self.guests if one.state in states)

    def with_guest(self, guest: Guest) -> Gathering:
        return replace(self, guests=tuple(guest if one.person_id == guest.person_id else one for one in self.guests))

    def answers(self, person: int, said: State, now: datetime) -> Gathering:
        """She says yes, maybe or no; a yes without a free place waits for one. Refused when it is too late."""
        mine = self.guest(person)
        if mine is None:
            raise Refused("Cette invitation est pour une autre personne : rien n'a changé.")
        if self.state != "open" or now >= self.ends:
            raise Refused("Cet événement est passé, ou il est annulé : rien n'a changé.")
        if mine.state in (State.PRESENT, State.ABSENT) or mine.state is said:
            raise Refused("C'est déjà noté.")
        if said is State.YES and mine.state is State.WAITING:
            raise Refused("C'est déjà noté : dès qu'une place se libère, un message part.")
        if said is State.YES and mine.state is State.OFFERED:
            return self.with_guest(replace(mine, state=State.YES, since=now, until=None))
        became = State.WAITING if said is State.YES and not self.free else said
        return self.with_guest(replace(mine, state=became, since=now, until=None))

    def offers(self, now: datetime) -> tuple[Gathering, tuple[Guest, ...]]:
        """Free places go to those who have waited longest, each until CONFIRM is over, or until it starts."""
        known = self
        offered: list[Guest] = []
        for one in sorted(self.among(State.WAITING), key=lambda guest: (guest.since, guest.person_id)):
            if not known.free or now >= self.starts:
                break
            new = replace(one, state=State.OFFERED, since=now, until=min(now + CONFIRM, self.starts))
            known = known.with_guest(new)
            offered.append(new)
        return known, tuple(offered)

    def rank(self, person: int) -> int:
        """Her rank among those who wait, from 1."""
        waiting = sorted(self.among(State.WAITING), key=lambda guest: (guest.since, guest.person_id))
        return next((n for n, one in enumerate(waiting, 1) if one.person_id == person), 0)


@dataclass(frozen=True)
class GatheringBy(Asked[Gathering | None]):
    """One event with its guests; for 0, the oldest whose invitations have not left."""

    number: int


@dataclass(frozen=True)
class GatheringsFrom(Asked[tuple[Gathering, ...]]):
    """Those that have not ended by then, the soonest first."""

    moment: datetime


@dataclass(frozen=True)
class Counted:
    """One event without its guests, and how many stand in each state."""

    gathering: Gathering
    guests: Mapping[State, int]

    def of(self, *states: State) -> int:
        return sum(self.guests.get(state, 0) for state in states)


@dataclass(frozen=True)
class GatheringsCounted(Asked[tuple[Counted, ...]]):
    """Those since then whose invitations have left, cancelled ones too, the latest first."""

    since: datetime


def must_be_there(found: Gathering | None) -> Gathering:
    if found is None:
        raise Refused(say("Cet événement n'est plus là : rien n'a changé."))
    return found
