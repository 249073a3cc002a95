"""Whether a lane of what comes in belongs to anybody: the address of a person, a forum, the group of a triad."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Connection, bindparam, select, union_all

from storage.tables import addresses, structures, triad_groups

_KNOWN = union_all(
    *(
        select(chat).where(channel == bindparam("channel"), chat.in_(bindparam("chats", expanding=True)))
        for channel, chat in (
            (addresses.c.channel, addresses.c.value),
            (structures.c.forum_channel, structures.c.forum_chat),
            (triad_groups.c.channel, triad_groups.c.chat),
        )
    )
)


def unknown(c: Connection, channel: str, lanes: Collection[str]) -> set[str]:
    """Those of these lanes of one channel (channel:chat or telegram:chat:topic) that are nobody's."""
    chats = {lane: _chat(channel, lane) for lane in lanes}
    known = set(c.execute(_KNOWN, {"channel": channel, "chats": sorted(set(chats.values()))}).scalars())
    return {lane for lane, chat in chats.items() if chat not in known}


def _chat(channel: str, lane: str) -> str:
    chat = lane.removeprefix(f"{channel}:")
    return chat.partition(":")[0] if channel == "telegram" else chat
