"""Under what somebody wrote: a reaction once the channel has taken every copy, a warning when it could not.

Only copies that have certainly left count. The rows of one post's receipt have one cause, so it is told once.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, select, text, tuple_

from core.messages import Content, Doubt, Place, Urgency
from core.texts import Translate
from core.thread.receipts import DELIVERED, not_reached
from storage import callreceipts
from storage.engine.dialect import AnyRow, insert_new
from storage.groups import PUT_BACK
from storage.road.cancelled import UNHEARD, UNREACHED
from storage.road.letters import Act, Letter
from storage.road.packing import pack_content
from storage.tables import outbox, people, posts

#: a copy that nobody waits for any more is no failure
_NOBODY = ("left", "not a member", "removed", "superseded", "address changed", "no forum", "moved", PUT_BACK)
_o, po = outbox.c, posts.c
_COPIES = (
    select(_o.subject, _o.state, _o.reason, _o.recipient, people.c.first_name)
    .select_from(outbox.outerjoin(people, people.c.id == _o.person_id))
    .where(text("act = 'send' AND subject <> ''"), _o.subject.in_(bindparam("subjects", expanding=True)), _o.part == 0)
    .order_by(_o.id)
)
_POSTS = (
    select(posts, people.c.language, people.c.first_name)
    .join(people, people.c.id == po.author_id)
    .where(tuple_(po.triad_id, po.number).in_(bindparam("which", expanding=True)))
)


def subject_of(letter: Letter) -> str:
    """The post that a letter is a copy of, or ""."""
    kind, _, rest = letter.subject.partition(":")
    copy = letter.act is Act.SEND and kind == "post" and letter.part == 0 and rest.count(":") == 1
    return letter.subject if copy else ""


def tell_of_cancelled(c: Connection, translations: Any, now: datetime) -> None:
    """The receipts of posts of which a copy was cancelled in this unit of work: nothing else will come back of it."""
    subjects: set[str] = c.info.pop(UNREACHED, set())
    tell(c, (one for one in subjects if one.count(":") == 2), translations, now)
    callreceipts.tell(c, c.info.pop(UNHEARD, set()), translations, now)


def tell(c: Connection, subjects: Iterable[str], translations: Any, now: datetime) -> None:
    """The receipts of these posts, as far as nothing of them is on its way any more."""
    wanted = sorted(set(subjects) - {""})
    if not wanted:
        return
    copies: dict[str, list[AnyRow]] = {subject: [] for subject in wanted}
    for row in c.execute(_COPIES, {"subjects": wanted}):
        copies[row.subject].append(row)
    done = {subject: rows for subject, rows in copies.items() if all(_settled(row) for row in rows)}
    if not done:
        return
    which = [tuple(map(int, subject.split(":")[1:])) for subject in done]
    rows = [
        receipt
        for post in c.execute(_POSTS, {"which": which})
        if (receipt := _receipt(post, done[f"post:{post.triad_id}:{post.number}"], translations, now)) is not None
    ]
    if rows:
        c.execute(insert_new(c, outbox, "cause", "rank"), rows)


def _settled(row: AnyRow) -> bool:
    return row.state in ("sent", "cancelled", "held", "dead", "removed")


def _receipt(post: AnyRow, rows: Sequence[AnyRow], translations: Any, now: datetime) -> dict[str, Any] | None:
    meant = [row for row in rows if not (row.state in ("cancelled", "removed") and row.reason in _NOBODY)]
    arrived = [row for row in meant if row.state in ("sent", "removed")]
    # Written on a page of ours or from a card: there is no message to show it under.
    if not post.message.isdecimal() or not meant or post.content.get("w") or post.note:
        return None
    if len(arrived) == len(meant):
        # What somebody has put there meanwhile says more.
        return None if post.content.get("e") else _row(post, Act.REACT, {"e": DELIVERED, "m": post.message}, now)
    names = [row.first_name for row in meant if row not in arrived and row.first_name]
    translate: Translate = translations(post.language)
    words = not_reached(names, len(arrived), len(meant), translate)
    return _row(post, Act.SEND, {"c": pack_content(Content(words)), "m": post.message}, now)


def _row(post: AnyRow, act: Act, payload: dict[str, Any], now: datetime) -> dict[str, Any]:
    place = Place(post.channel, post.chat, post.topic, not post.chat.startswith("-"))
    return {
        "structure_id": post.structure_id,
        "cause": f"receipt:{post.triad_id}:{post.number}",
        "rank": 0,
        "act": act.value,
        "recipient": f"person:{post.author_id}"
        if place.private
        else f"place:{place.channel}:{place.chat}:{place.topic}",
        "person_id": post.author_id if place.private else None,
        "triad_id": post.triad_id,
        # Beside the lane of the chat: nobody waits for it, and it waits for nobody.
        "lane": f"{place.channel}:{place.chat}:receipt:{post.message}",
        "channel": place.channel,
        "chat": place.chat,
        "topic": place.topic,
        "payload": payload,
        "urgency": int(Urgency.THREAD),
        "doubt": (Doubt.AGAIN if act is Act.REACT else Doubt.MARKED).value,
        "created_at": now,
        "not_before": now,
    }
