"""What was sent is taken back from the channels, as far as they allow: messages, and whole topics of a forum."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, insert, or_, select

from core.messages import Content, Doubt, Line, Urgency
from core.privacy.erasure import TOMBSTONE
from core.texts import render
from storage.road.drafts import COPY, Drafts
from storage.road.letters import Act
from storage.road.private import CHANNEL
from storage.road.recipients import IN_GROUP, group_lane, topic_key, topic_lane
from storage.road.slots import slot
from storage.road.topics import LEFT_TOPICS
from storage.tables import members, outbox, posts, structures, triad_groups, triads

# Bot API, deleteMessage: only what was sent less than 48 hours ago. What is older can still be edited by us.
DELETABLE = timedelta(hours=48)
_o, _t = outbox.c, triads.c


def topics(c: Connection, structure_id: int, mine: Collection[int], cause: str, now: datetime) -> None:
    """The topics of these triads disappear from the forum, and from one that was left, with all that is in them."""
    forum = c.execute(select(structures).where(structures.c.id == structure_id)).one()
    here = (forum.forum_channel, forum.forum_chat)
    found: list[tuple[int, Line, str, str, str]] = []
    for row in c.execute(select(_t.id, _t.topic, _t.pros_topic, _t.settings).where(_t.id.in_(mine))):
        now_there = zip(Line, (row.topic, row.pros_topic), strict=True)
        found += [(row.id, line, *here, topic) for line, topic in now_there if topic and forum.forum_chat]
        found += [(row.id, Line(line), *place) for line, *place in row.settings.get(LEFT_TOPICS, ())]
    for rank, (triad, line, channel, chat, topic) in enumerate(found):
        room = {"channel": channel, "chat": chat, "topic": topic}
        lane = topic_lane(channel, chat, triad, line)
        named = {"structure_id": structure_id, "triad_id": triad, "recipient": topic_key(triad, line), "lane": lane}
        act = {"act": Act.DROP_TOPIC.value, "payload": {}, "cause": f"{cause}:topics", "rank": rank}
        c.execute(insert(outbox), act | named | room | _soon(now))


def private_topics(c: Connection, mine: Collection[int], cause: str, now: datetime) -> None:
    """The topics of these triads disappear from private chats: they bear a name."""
    _m = members.c
    seats = select(_m.structure_id, _m.person_id, _m.triad_id, _m.topic, _m.topic_chat.label("chat"))
    rows = c.execute(seats.where(_m.triad_id.in_(mine), _m.topic != "").order_by(_m.id)).all()
    for rank, row in enumerate(rows):
        named = {"recipient": f"person:{row.person_id}", "channel": CHANNEL, "lane": f"{CHANNEL}:{row.chat}"}
        act = {"act": Act.DROP_TOPIC.value, "payload": {}, "cause": f"{cause}:private-topics", "rank": rank}
        c.execute(insert(outbox), act | named | row._asdict() | _soon(now))


def groups(c: Connection, mine: Collection[int], cause: str, now: datetime) -> None:
    """The bot leaves the Telegram groups of these triads, after all that it says or deletes there."""
    _g = triad_groups.c
    rows = c.execute(select(_g.structure_id, _g.triad_id, _g.channel, _g.chat).where(_g.triad_id.in_(mine))).all()
    for rank, row in enumerate(rows):
        named = {"recipient": f"{IN_GROUP}{row.triad_id}", "lane": group_lane(row.channel, row.chat)}
        act = {"act": Act.LEAVE.value, "payload": {}, "cause": f"{cause}:groups", "rank": rank}
        c.execute(insert(outbox), act | named | row._asdict() | _soon(now))


def copies(
    c: Connection,
    structure_id: int,
    who: int,
    mine: Collection[int],
    subjects: Collection[str],
    cause: str,
    now: datetime,
) -> None:
    """Messages about somebody disappear from every screen: hers while they can, those of others in any case.

    Those of her triads' topics go with the topics.
    """
    of_hers = _o.triad_id.in_(mine) & _o.recipient.not_like("topic:%") & _o.recipient.not_like("pros:%")
    about = or_(of_hers, _o.subject.in_(subjects))
    stands = (_o.act == Act.SEND.value) & (_o.state == "sent") & (_o.message != "") & (_o.structure_id == structure_id)
    drafts = Drafts(c, structure_id, cause, now, None)
    others = or_(_o.person_id != who, _o.person_id.is_(None))
    drafts.take_back(c.execute(COPY.where(stands, others, about)).all(), Content(render(TOMBSTONE)))
    fresh = _o.sent_at > now - DELETABLE
    drafts.take_back(c.execute(COPY.where(stands, fresh, _o.person_id == who)).all(), Content())
    drafts.write()


def words_of_hers(
    c: Connection, structure_id: int, who: int, rooms: Collection[tuple[str, str]], cause: str, now: datetime
) -> None:
    """What she wrote to us herself lately: a bot may delete what comes in, in a private chat."""
    fresh = (posts.c.author_id == who) & (posts.c.at > now - DELETABLE)
    rows = c.execute(select(posts.c.channel, posts.c.chat, posts.c.message).where(fresh)).all()
    mine = [row for row in rows if (row.channel, row.chat) in rooms and row.message]
    for rank, row in enumerate(mine):
        lane = f"{row.channel}:{row.chat}"
        named = {"structure_id": structure_id, "person_id": who, "recipient": f"person:{who}", "lane": lane}
        act = {"act": Act.REMOVE.value, "payload": {"m": row.message}, "cause": f"{cause}:words", "rank": rank}
        c.execute(insert(outbox), act | named | {"channel": row.channel, "chat": row.chat} | _soon(now))


def _soon(now: datetime) -> dict[str, Any]:
    """When nothing more urgent waits."""
    late = {"urgency": int(Urgency.BROADCAST), "turn": 2, "doubt": Doubt.AGAIN.value}
    return late | {"created_at": now, "not_before": now, "slot": slot(now)}
