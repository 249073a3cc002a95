"""Topics in private chats: where a bot has them, somebody with several threads has one for each of them.

A topic that its reader deletes is opened once more; deleted again, or where the bot has no topics any more, messages
come to the chat itself, and say which thread they are from.
"""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Connection, bindparam, exists, select, update

from core.messages import Place
from core.people import Role
from storage.engine.dialect import AnyRow
from storage.engine.tenancy import across
from storage.road.letters import NO_TOPICS, Act, Kind, Letter
from storage.tables import addresses, members, people, triads

#: how many times a topic that was deleted is opened again
AGAIN = 1
#: the only channel with such topics
CHANNEL = "telegram"

_m = members.c
_others, _all = members.alias("others"), members.alias("all")
_HERS = _m.structure_id == bindparam("house"), _m.person_id == bindparam("whose")
_THIS = *_HERS, _m.triad_id == bindparam("thread"), _m.until.is_(None)
# Everybody behind the same chat: the same human in two structures is two people.
_BEHIND = select(addresses.c.person_id).where(
    addresses.c.channel == CHANNEL, addresses.c.value == bindparam("chat"), addresses.c.blocked_at.is_(None)
)
_SEVERAL = (
    exists()
    .where(_others.c.person_id.in_(_BEHIND), _others.c.triad_id != _m.triad_id, _others.c.until.is_(None))
    .where(triads.c.id == _others.c.triad_id, triads.c.state == "open")
    .correlate(members)
)
_SEAT = select(_m.topic, _m.topic_chat, _m.topics_lost, _m.role, _SEVERAL.label("several")).where(*_THIS)
_NAMES = (
    select(_all.c.triad_id, _m.role.label("mine"), _all.c.role, people.c.first_name)
    .join_from(members, _all, (_all.c.triad_id == _m.triad_id) & (_all.c.person_id != _m.person_id))
    .join(people, people.c.id == _all.c.person_id)
    .where(_m.person_id.in_(_BEHIND), _m.until.is_(None), _all.c.until.is_(None))
    .order_by(_all.c.id)
)
_SET = update(members).where(*_THIS)
_OPENED = _SET.where(_m.topic == "").values(topic=bindparam("new_topic"), topic_chat=bindparam("in_chat"))
_LOST = _SET.where(_m.topic == bindparam("gone")).values(topic="", topics_lost=_m.topics_lost + 1)
_NONE = _SET.values(topics_lost=0)


def here(c: Connection, persons: Collection[int], place: Place) -> int:
    """The triad whose topic this place is for one of these people, also one that she has left; 0 when it is none."""
    if not (place.private and place.topic and persons):
        return 0
    hers = _m.person_id.in_(persons) & (_m.topic_chat == place.chat) & (_m.topic == place.topic)
    return c.execute(select(_m.triad_id).where(hers).order_by(_m.id.desc()).limit(1)).scalar() or 0


def seat(c: Connection, row: AnyRow) -> AnyRow | None:
    """How the reader of a row sits in its thread: the topic she has, whether she may have one; None: in no topic."""
    if row.channel != CHANNEL or not row.person_id or not row.triad_id:
        return None
    with across(c):
        return c.execute(_SEAT, {**_whose(row), "chat": row.chat}).one_or_none()


def topic_in(row: AnyRow, seat: AnyRow) -> str:
    """The topic of that seat in the chat where the row goes."""
    return str(seat.topic) if seat.topic_chat == row.chat else ""


def wanted(row: AnyRow, seat: AnyRow) -> bool:
    """Whether a topic is to be opened ahead of this row. Receipts have lanes of their own, and open none."""
    own_lane = row.lane == f"{row.channel}:{row.chat}"
    return bool(own_lane and seat.several and not seat.topic and seat.topics_lost <= AGAIN)


def name(c: Connection, row: AnyRow) -> str:
    """The first name of the apprentice, for herself of her tutor; with the thread's number where two are alike."""
    names: dict[int, str] = {}
    with across(c):
        for one in c.execute(_NAMES, {"chat": row.chat}):
            wanted = Role.TUTOR if one.mine == Role.APPRENTICE else Role.APPRENTICE
            if one.role == wanted or one.triad_id not in names:
                names[one.triad_id] = one.first_name
    mine = names.get(row.triad_id, "")
    return mine if mine and list(names.values()).count(mine) == 1 else f"{mine or 'Fil'} (n° {row.triad_id})"


def opened(c: Connection, letter: Letter, topic: str) -> None:
    whose = {"house": letter.structure, "whose": letter.person, "thread": letter.triad}
    with across(c, letter.structure):
        c.execute(_OPENED, {**whose, "new_topic": topic, "in_chat": letter.place.chat})


def lost(c: Connection, row: AnyRow, topic: str) -> None:
    with across(c, row.structure_id):
        c.execute(_LOST, {**_whose(row), "gone": topic})


def refused(c: Connection, row: AnyRow, kind: Kind) -> bool:
    """Whether this says that the bot has no topics in private chats any more; nobody deleted any, then."""
    no_topics = row.act in (Act.OPEN_TOPIC, Act.DROP_TOPIC) and bool(row.person_id) and kind in NO_TOPICS
    if no_topics and row.act == Act.OPEN_TOPIC:
        with across(c, row.structure_id):
            c.execute(_NONE, _whose(row))
    return no_topics


def _whose(row: AnyRow) -> dict[str, int]:
    return {"house": row.structure_id, "whose": row.person_id, "thread": row.triad_id}
