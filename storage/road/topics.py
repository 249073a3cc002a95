"""The topics of a forum as they come and go: opened once, forgotten when they were deleted."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Connection, String, bindparam, cast, select, update

from core.messages import Line, Place
from storage.engine.dialect import AnyRow
from storage.road import private
from storage.road.letters import Letter
from storage.tables import structures, triads

#: among what was chosen for a triad: its topic was deleted, and the next one begins with a summary
TOPIC_LOST = "topic_lost"
#: the topics it had in forums that were left, as [line, channel, chat, topic]: an erasure takes them too
LEFT_TOPICS = "left_topics"

# Only in the forum as it is now: a topic that was opened while another forum was linked would be somebody else's there.
_THERE = (structures.c.forum_channel == bindparam("channel"), structures.c.forum_chat == bindparam("chat"))
_OF_FORUM = triads.c.structure_id.in_(select(structures.c.id).where(*_THERE))
_OPENED = update(triads).where(triads.c.id == bindparam("which"), triads.c.topic == "", _OF_FORUM)
_DESK_OPENED = update(structures).where(structures.c.id == bindparam("which"), structures.c.desk_topic == "", *_THERE)
_LOST = update(triads).where(triads.c.id == bindparam("which"), triads.c.topic == bindparam("gone")).values(topic="")
_SETTINGS = select(triads.c.settings).where(triads.c.id == bindparam("which"))
_CHOOSE = update(triads).where(triads.c.id == bindparam("which"))
_PROS_OPENED = update(triads).where(triads.c.id == bindparam("which"), triads.c.pros_topic == "", _OF_FORUM)
_PROS_LOST = (
    update(triads)
    .where(triads.c.id == bindparam("which"), triads.c.pros_topic == bindparam("gone"))
    .values(pros_topic="")
)
_DESK_LOST = (
    update(structures)
    .where(structures.c.id == bindparam("which"), structures.c.desk_topic == bindparam("gone"))
    .values(desk_topic="")
)


def goes_on(c: Connection, structure_ids: Collection[int], place: Place) -> str:
    """Of these structures, the one whose thread had this place as its topic, in a forum that was left; "" for none."""
    t = triads.c
    which = t.structure_id.in_(structure_ids) & cast(t.settings, String).contains(place.chat, autoescape=True)
    for row in c.execute(select(structures.c.name, t.settings).join_from(triads, structures).where(which)):
        left = [there for _, *there in row.settings.get(LEFT_TOPICS, ())]
        if [place.channel, place.chat, place.topic] in left:
            return str(row.name)
    return ""


def opened(c: Connection, letter: Letter, topic: str) -> bool:
    """The topic that a letter opened is there; True when it stands for one that was deleted."""
    if letter.person is not None:
        private.opened(c, letter, topic)
        return False
    there = {"channel": letter.place.channel, "chat": letter.place.chat}
    if letter.triad is None:
        c.execute(_DESK_OPENED, {"which": letter.structure, "desk_topic": topic, **there})
        return False
    if letter.line is Line.PROS:
        c.execute(_PROS_OPENED, {"which": letter.triad, "pros_topic": topic, **there})
        return False
    if not c.execute(_OPENED, {"which": letter.triad, "topic": topic, **there}).rowcount:
        return False
    chosen = c.execute(_SETTINGS, {"which": letter.triad}).scalar_one()
    again = bool(chosen.pop(TOPIC_LOST, None))
    if again:
        c.execute(_CHOOSE, {"which": letter.triad, "settings": chosen})
    return again


def lost(c: Connection, row: AnyRow, topic: str) -> bool:
    """The topic of a row is no more; False when it was none of ours."""
    gone = {"gone": topic}
    if row.recipient.startswith("desk:"):
        c.execute(_DESK_LOST, {"which": row.structure_id, **gone})
    elif row.recipient.startswith("pros:"):
        c.execute(_PROS_LOST, {"which": row.triad_id, **gone})
    elif row.person_id and row.triad_id and topic:
        private.lost(c, row, topic)
    elif not row.recipient.startswith("topic:"):
        return False
    elif c.execute(_LOST, {"which": row.triad_id, **gone}).rowcount:
        chosen = c.execute(_SETTINGS, {"which": row.triad_id}).scalar_one()
        c.execute(_CHOOSE, {"which": row.triad_id, "settings": chosen | {TOPIC_LOST: True}})
    return True
