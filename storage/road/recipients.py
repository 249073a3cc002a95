"""Who a message is for, as a room of a channel: addresses, forums and topics as they are now."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, and_, bindparam, or_, select

from core.messages import Line, Place, Recipient, ToDesk, ToGroup, ToPerson, ToPlace, ToTopic
from storage.engine.dialect import AnyRow
from storage.tables import addresses, members, people, structures, triad_groups, triads


class WrongStructure(ValueError):
    """A message of one structure was meant for somebody of another: our bug, nothing is written."""


@dataclass(frozen=True, slots=True)
class Room:
    """Where a message goes. `refusal` says why it cannot go anywhere; then the rest is empty."""

    recipient: str
    channel: str = ""
    chat: str = ""
    topic: str = ""
    lane: str = ""
    person: int | None = None
    triad: int | None = None
    refusal: str = ""


_ADDRESSED = (
    select(people.c.id, people.c.structure_id, people.c.left_at, addresses.c.channel, addresses.c.value)
    .select_from(
        people.outerjoin(addresses, and_(addresses.c.person_id == people.c.id, addresses.c.blocked_at.is_(None)))
    )
    .order_by(addresses.c.id)
)
_PERSON = _ADDRESSED.where(people.c.id == bindparam("one"))  # most messages have one reader, and this is cheaper
_PEOPLE = _ADDRESSED.where(people.c.id.in_(bindparam("ids", expanding=True)))
_MEMBERS = select(members.c.triad_id, members.c.person_id).where(
    members.c.triad_id.in_(bindparam("ids", expanding=True)), members.c.until.is_(None)
)
_FORUM = (structures.c.forum_channel, structures.c.forum_chat)
_TRIAD = (
    select(triads.c.id, triads.c.structure_id, triads.c.topic, triads.c.pros_topic, triads.c.topic_name, *_FORUM)
    .join_from(triads, structures)
    .where(triads.c.id == bindparam("which"))
)
_STRUCTURE = select(structures.c.id, structures.c.desk_topic, *_FORUM).where(structures.c.id == bindparam("which"))
_FORUM_OF = select(structures.c.id, structures.c.desk_topic).where(
    structures.c.forum_channel == bindparam("channel"), structures.c.forum_chat == bindparam("chat")
)
_GROUP = select(triad_groups).where(triad_groups.c.triad_id == bindparam("which"))
_TRIAD_OF = select(triads.c.id, triads.c.topic).where(
    triads.c.structure_id == bindparam("which"),
    or_(triads.c.topic == bindparam("topic"), triads.c.pros_topic == bindparam("topic")),
)
# How rows name the rooms of a forum that are made when they are needed.
IN_TOPIC = ("topic:", "pros:")
IN_FORUM = (*IN_TOPIC, "desk:")
#: how they name the Telegram group of a triad
IN_GROUP = "group:"


def topic_lane(channel: str, chat: str, triad: int, line: Line = Line.TRIAD) -> str:
    return f"{channel}:{chat}:{line.value}-{triad}"


def group_lane(channel: str, chat: str) -> str:
    return f"{channel}:{chat}:group"


def topic_key(triad: int, line: Line) -> str:
    return f"pros:{triad}" if line is Line.PROS else f"topic:{triad}"


def line_of(recipient: str) -> Line:
    """The line of the topic that a row names."""
    return Line.PROS if recipient.startswith("pros:") else Line.TRIAD


def desk_lane(channel: str, chat: str) -> str:
    return f"{channel}:{chat}:desk"


def is_private(recipient: str) -> bool:
    """Whether the room of a recipient is a private chat."""
    return recipient.startswith(("person:", "chat:"))


class Directory:
    """The rooms of the recipients of one structure, each looked up once."""

    def __init__(self, c: Connection, structure: int | None) -> None:
        self._c = c
        self._structure = structure
        self._people: dict[int, AnyRow] = {}
        self._members: dict[int, frozenset[int]] = {}
        self._triads: dict[int, AnyRow] = {}
        self._places: dict[Place, Recipient] = {}

    def learn(self, recipients: Iterable[Recipient]) -> None:
        """Look up all these at once."""
        persons, circles = set(), set()
        for recipient in recipients:
            if isinstance(recipient, ToPerson):
                persons.add(recipient.person)
                if recipient.triad:
                    circles.add(recipient.triad)
        if persons := persons - self._people.keys():
            # the newest address comes last and stays
            many = len(persons) > 1
            rows = self._c.execute(
                _PEOPLE if many else _PERSON, {"ids": list(persons)} if many else {"one": min(persons)}
            )
            self._people.update((row.id, row) for row in rows)
        if circles := circles - self._members.keys():
            found: dict[int, set[int]] = {triad: set() for triad in circles}
            for triad, person in self._c.execute(_MEMBERS, {"ids": list(circles)}):
                found[triad].add(person)
            self._members.update((triad, frozenset(persons)) for triad, persons in found.items())

    def triad(self, triad: int) -> AnyRow:
        """The triad's topic and forum: id, structure_id, topic, topic_name, forum_channel, forum_chat."""
        if triad not in self._triads:
            row = self._c.execute(_TRIAD, {"which": triad}).one_or_none()
            if row is None:
                raise LookupError(f"no triad {triad}")
            self._ours(row.structure_id, f"triad {triad}")
            self._triads[triad] = row
        return self._triads[triad]

    def forget(self, triad: int) -> None:
        """The triad has changed: look again."""
        self._triads.pop(triad, None)

    def named(self, recipient: Recipient) -> Recipient:
        """The same recipient by its best name: a place that is a topic of ours is that topic."""
        if not isinstance(recipient, ToPlace) or recipient.place.private:
            return recipient
        if recipient.place not in self._places:
            self._places[recipient.place] = self._topic_at(recipient)
        return self._places[recipient.place]

    def key(self, recipient: Recipient) -> str:
        """The recipient as outbox rows name it."""
        match self.named(recipient):
            case ToPerson(person):
                return f"person:{person}"
            case ToTopic(triad, line):
                return topic_key(triad, line)
            case ToGroup(triad):
                return f"{IN_GROUP}{triad}"
            case ToDesk():
                return f"desk:{self._needed()}"
            case ToPlace(place):
                return ":".join(("chat" if place.private else "place", place.channel, place.chat, place.topic))

    def room(self, recipient: Recipient) -> Room:
        """Where it is now."""
        match self.named(recipient):
            case ToPerson(person, triad, at):
                return self._person(person, triad, at)
            case ToTopic(triad, line):
                row = self.triad(triad)
                lane = topic_lane(row.forum_channel, row.forum_chat, triad, line)
                topic = row.pros_topic if line is Line.PROS else row.topic
                return self._forum(topic_key(triad, line), row, topic, lane, triad)
            case ToGroup(triad):
                return self._group(triad)
            case ToDesk():
                row = self._c.execute(_STRUCTURE, {"which": self._needed()}).one()
                lane = desk_lane(row.forum_channel, row.forum_chat)
                return self._forum(f"desk:{row.id}", row, row.desk_topic, lane, None)
            case ToPlace(place) as to:
                lane = f"{place.channel}:{place.chat}" + ("" if place.private else f":{place.topic}")
                return Room(self.key(to), place.channel, place.chat, place.topic, lane)

    def _person(self, person: int, triad: int, at: Place | None) -> Room:
        recipient = f"person:{person}"
        self.learn([ToPerson(person, triad)])
        row = self._people.get(person)
        if row is None:
            raise LookupError(f"no person {person}")
        self._ours(row.structure_id, recipient)
        refusal = ""
        if row.left_at is not None:
            refusal = "left"
        elif triad and person not in self._members[triad]:
            refusal = "not a member"
        elif row.value is None:
            refusal = "no address"
        if refusal:
            return Room(recipient, person=person, triad=triad or None, refusal=refusal)
        channel, chat = (at.channel, at.chat) if at is not None else (row.channel, row.value)
        return Room(recipient, channel, chat, "", f"{channel}:{chat}", person, triad or None)

    def _group(self, triad: int) -> Room:
        """Whether it may be written in is read when sending: what may not is put back then (storage/groups.py)."""
        recipient = f"{IN_GROUP}{triad}"
        row = self._c.execute(_GROUP, {"which": triad}).one_or_none()
        if row is None:
            return Room(recipient, triad=triad, refusal="no group")
        self._ours(row.structure_id, recipient)
        return Room(recipient, row.channel, row.chat, "", group_lane(row.channel, row.chat), None, triad)

    def _forum(self, recipient: str, row: AnyRow, topic: str, lane: str, triad: int | None) -> Room:
        if not row.forum_chat:
            return Room(recipient, triad=triad, refusal="no forum")
        return Room(recipient, row.forum_channel, row.forum_chat, topic, lane, None, triad)

    def _topic_at(self, to: ToPlace) -> Recipient:
        place = to.place
        forum = self._c.execute(_FORUM_OF, {"channel": place.channel, "chat": place.chat}).one_or_none()
        if forum is None:
            return to
        if self._structure is not None:
            self._ours(forum.id, f"the forum {place.chat}")
        if not place.topic or self._structure is None:
            return to
        if place.topic == forum.desk_topic:
            return ToDesk()
        triad = self._c.execute(_TRIAD_OF, {"which": forum.id, "topic": place.topic}).first()
        if triad is None:
            return to
        return ToTopic(triad.id, Line.TRIAD if triad.topic == place.topic else Line.PROS)

    def _needed(self) -> int:
        if self._structure is None:
            raise WrongStructure("only a place can be written to without a structure")
        return self._structure

    def _ours(self, structure: int, what: str) -> None:
        if structure != self._needed():
            raise WrongStructure(f"{what} belongs to structure {structure}, not to {self._structure}")
