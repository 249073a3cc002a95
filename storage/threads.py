"""The posts of a thread: load by number or by the message they stand in, and save."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, insert, select, update

from core.messages import Line, Place
from core.page.tutor import LastPosts
from core.page.upload import REF
from core.people import Role
from core.scene import Post
from core.thread.overdue import PostsOf
from storage.road.packing import pack_attachment, pack_rich, unpack_attachment, unpack_rich
from storage.tables import members, people, posts

po, m = posts.c, members.c
_POST = select(posts, people.c.first_name).join(people, people.c.id == po.author_id)


def written_in(c: Connection, place: Place, message_id: str) -> Post | None:
    """The post whose author wrote it as this message."""
    which = (po.channel == place.channel) & (po.chat == place.chat) & (po.message == message_id)
    return _post(c.execute(_POST.where(which)).first())


def load(c: Connection, triad_id: int, number: int) -> Post | None:
    return _post(c.execute(_POST.where(po.triad_id == triad_id, po.number == number)).first())


def numbered(c: Connection, structure_id: int, asked: PostsOf) -> tuple[Post, ...]:
    which = (po.structure_id == structure_id) & (po.triad_id == asked.triad) & po.number.in_(asked.numbers)
    rows = c.execute(_POST.where(which).order_by(po.number))
    return tuple(post for row in rows if (post := _post(row)) is not None)


def newest(c: Connection, triad_ids: Iterable[int], author_id: int, most: int) -> list[Post]:
    """The author's newest posts in these threads, the newest first."""
    which = po.triad_id.in_(list(triad_ids)) & (po.author_id == author_id)
    rows = c.execute(_POST.where(which).order_by(po.at.desc(), po.number.desc()).limit(most))
    return [post for row in rows if (post := _post(row)) is not None]


def last(c: Connection, structure_id: int, asked: LastPosts) -> tuple[Post, ...]:
    """The newest posts of a thread that its members may read, oldest first."""
    which = (po.structure_id == structure_id) & (po.triad_id == asked.triad) & po.note.is_(False)
    seat = (m.triad_id == asked.triad) & (m.person_id == asked.reader) & m.until.is_(None)
    which &= po.at >= select(func.min(m.since)).where(seat).scalar_subquery()
    rows = c.execute(_POST.where(which).order_by(po.number.desc()).limit(asked.most)).all()
    return tuple(post for row in reversed(rows) if (post := _post(row)) is not None)


def add(c: Connection, structure_id: int, post: Post, at: datetime) -> None:
    c.execute(
        insert(posts).values(
            triad_id=post.triad_id,
            number=post.number,
            structure_id=structure_id,
            author_id=post.author_id,
            role=post.role.value,
            channel=post.place.channel,
            chat=post.place.chat,
            topic=post.place.topic,
            message=post.message_id,
            note=post.note,
            content=_content(post),
            parts=post.parts,
            at=at,
        )
    )


def rewrite(c: Connection, post: Post, at: datetime) -> None:
    """The post says something else since `at`."""
    which = (po.triad_id == post.triad_id) & (po.number == post.number)
    c.execute(update(posts).where(which).values(content=_content(post), parts=post.parts, edited_at=at))


def touch(c: Connection, post: Post) -> None:
    """Its words stay; its reactions or its line do not."""
    which = (po.triad_id == post.triad_id) & (po.number == post.number)
    c.execute(update(posts).where(which).values(content=_content(post), note=post.note))


def _content(post: Post) -> dict[str, Any]:
    packed, file = pack_rich(post.text), post.attachment
    if file is not None:
        # The bytes of a file from a page stand in what is to be sent, once.
        packed["a"] = pack_attachment(replace(file, paper=None) if file.ref == REF else file)
    packed |= {"g": post.album} if post.album else {}
    packed |= {"l": 1} if post.line is Line.PROS else {}
    packed |= {"w": 1} if post.withdrawn else {}
    packed |= {"h": 1} if post.in_group else {}
    return packed | ({"e": [list(one) for one in post.reactions]} if post.reactions else {})


def _post(row: Any) -> Post | None:
    if row is None:
        return None
    return Post(
        triad_id=row.triad_id,
        number=row.number,
        author_id=row.author_id,
        role=Role(row.role),
        place=Place(row.channel, row.chat, row.topic, not row.chat.startswith("-")),
        message_id=row.message,
        text=unpack_rich(row.content),
        attachment=unpack_attachment(row.content["a"]) if "a" in row.content else None,
        note=row.note,
        parts=row.parts,
        name=row.first_name,
        album=row.content.get("g", ""),
        line=Line.PROS if row.content.get("l") else Line.TRIAD,
        reactions=tuple((who, emoji, int(there)) for who, emoji, there in row.content.get("e", ())),
        withdrawn=bool(row.content.get("w")),
        in_group=bool(row.content.get("h")),
    )
