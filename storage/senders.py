"""Whether a lane of what comes in belongs to anybody: the address of a person, a forum, the group of a triad."""

from __future__ import annotations

from sqlalchemy import Connection, bindparam, exists, or_, select

from storage.tables import addresses, structures, triad_groups

_KNOWN = select(
    or_(
        *(
            exists().where(channel == bindparam("channel"), chat == bindparam("chat"))
            for channel, chat in (
                (addresses.c.channel, addresses.c.value),
                (structures.c.forum_channel, structures.c.forum_chat),
                (triad_groups.c.channel, triad_groups.c.chat),
            )
        )
    )
)


def known(c: Connection, lane: str) -> bool:
    """`lane` is channel:chat or telegram:chat:topic."""
    channel, _, chat = lane.partition(":")
    if channel == "telegram":
        chat = chat.partition(":")[0]
    return bool(c.execute(_KNOWN, {"channel": channel, "chat": chat}).scalar())
