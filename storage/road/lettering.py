"""From a row that may leave to its letter: where it stands, what it changes or answers."""

from __future__ import annotations

from core.messages import Doubt, Line, Place, Urgency
from core.privacy.choices import PROTECTED
from storage.engine.dialect import AnyRow
from storage.road.letters import ON_COPY, Act, Letter
from storage.road.recipients import IN_GROUP, is_private, line_of


def letter_of(row: AnyRow, topic: str, name: str = "") -> Letter:
    payload = row.payload
    if (row.person_id or row.recipient.startswith(IN_GROUP)) and (row.chosen or {}).get(PROTECTED):
        payload = payload | {"o": 1}
    own = payload.get("m", "")
    copied = row.target_message if row.target_state == "sent" and row.target_chat == row.chat else ""
    on_copy = row.act in ON_COPY
    return Letter(
        row=row.id,
        act=Act(row.act),
        place=Place(row.channel, row.chat, topic, private=is_private(row.recipient)),
        structure=row.structure_id,
        person=row.person_id,
        triad=row.triad_id,
        subject=row.subject,
        part=row.part,
        urgency=Urgency(row.urgency),
        doubt=Doubt(row.doubt),
        attempts=row.attempts + 1,
        doubts=row.doubts,
        message=(own or copied) if on_copy else "",
        target=row.target_id if on_copy else None,
        attached=(row.target_attached or "") if on_copy else "",
        reply_to=(own or copied) if row.act == Act.SEND else "",
        payload=payload,
        name=name,
        line=line_of(row.recipient),
    )


def topic_of(row: AnyRow) -> str:
    if not row.triad_id:
        return row.desk_topic or ""
    return (row.pros_topic if line_of(row.recipient) is Line.PROS else row.triad_topic) or ""


def stands_in_forum(row: AnyRow) -> bool:
    return bool((row.channel, row.chat) == (row.forum_channel, row.forum_chat))
