"""Whose turn it is to leave: heads of lanes, checked once more at the last moment."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from sqlalchemy import Connection, and_, bindparam, exists, func, insert, literal_column, or_, select, text, update

from core.messages import Doubt, Line, Place, Urgency
from storage import forums, groups
from storage.engine.dialect import AnyRow
from storage.road import albums, bundles, courtesy, manners, private
from storage.road.cancelled import record_cancelled
from storage.road.courtesy import Closed
from storage.road.drafts import FIRST
from storage.road.lettering import letter_of, stands_in_forum, topic_of
from storage.road.letters import DESK_TOPIC, ON_COPY, PROS_TOPIC, UNNAMED_TOPIC, Act, Letter
from storage.road.recipients import IN_FORUM, IN_GROUP, desk_lane, line_of, topic_lane
from storage.tables import addresses, members, outbox, people, structures, triads
from storage.tables.road import ASLEEP

#: rows woken at once: more of them wait for the next claim
WOKEN = 1000
#: how long an act waits for a copy that has not left yet
COPY_PATIENCE = timedelta(seconds=60)
#: states of a copy that such an act can still reach
REACHABLE = ("new", "later", "retry", "sending", "aboard", "sent")
#: reasons that follow from what the journal tells already
UNTOLD = ("no copy", "open already", "no topic", "no topics")

_o = outbox.c
_ahead = outbox.alias("ahead")
_flying = outbox.alias("flying")
_target = outbox.alias("target")
_asleep = select(_o.id).where(ASLEEP, _o.not_before <= bindparam("now")).order_by(_o.not_before).limit(WOKEN)
_WAKE = update(outbox).where(_o.id.in_(_asleep.with_for_update(skip_locked=True, key_share=True))).values(state="new")
_IS_MEMBER = exists().where(
    members.c.triad_id == _o.triad_id, members.c.person_id == _o.person_id, members.c.until.is_(None)
)
# Which rows may leave, and, in a second statement, all about them: a server with several processes first locks a row
# and only then reads it, and neither statement is hard to plan.
_first = (
    select(_ahead.c.id)
    .where(text("ahead.state IN ('new', 'retry', 'sending')"), _ahead.c.lane == _o.lane)
    .order_by(_ahead.c.turn, _ahead.c.id)
    .limit(literal_column("1"))
    .correlate(outbox)
    .scalar_subquery()
)
_HEADS = (
    select(_o.id)
    .where(
        text("outbox.state = 'new'"),
        _o.id == _first,
        ~exists().where(text("flying.state = 'sending'"), _flying.c.lane == _o.lane),
    )
    .order_by(_o.urgency, _o.slot, _o.id)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True, key_share=True)
)
_FREE_HEADS = _HEADS.where(
    or_(
        _o.act == Act.ACKNOWLEDGE.value,
        (_o.channel + ":" + _o.chat).not_in(bindparam("blocked", expanding=True)),
    )
)
_ALL_ABOUT = (
    select(
        _o.id, _o.structure_id, _o.cause, _o.rank, _o.act, _o.recipient, _o.person_id, _o.triad_id, _o.lane, _o.turn,
        _o.channel, _o.chat, _o.topic, _o.subject, _o.part, _o.target_id, _o.payload, _o.urgency, _o.slot, _o.doubt,
        _o.attempts, _o.doubts, _o.created_at,
        people.c.left_at, people.c.settings.label("wishes"),
        addresses.c.id.label("address"),
        addresses.c.blocked_at,
        or_(_o.triad_id.is_(None), _IS_MEMBER).label("is_member"),
        triads.c.topic.label("triad_topic"),
        triads.c.pros_topic,
        triads.c.topic_name,
        structures.c.forum_channel, structures.c.forum_chat, structures.c.forum_open, structures.c.desk_topic,
        structures.c.settings.label("chosen"), structures.c.timezone,
        _target.c.state.label("target_state"),
        _target.c.chat.label("target_chat"),
        _target.c.message.label("target_message"),
        _target.c.attached.label("target_attached"),
    )
    .select_from(
        outbox.outerjoin(people, people.c.id == _o.person_id)
        .outerjoin(
            addresses,
            and_(
                addresses.c.channel == _o.channel,
                addresses.c.value == _o.chat,
                addresses.c.structure_id == _o.structure_id,
                addresses.c.person_id == _o.person_id,
            ),
        )
        .outerjoin(triads, triads.c.id == _o.triad_id)
        .outerjoin(structures, structures.c.id == _o.structure_id)
        .outerjoin(_target, _target.c.id == _o.target_id)
    )
    .where(_o.id.in_(bindparam("ids", expanding=True)))
    .order_by(_o.urgency, _o.slot, _o.id)
)  # fmt: skip
_ROW = update(outbox).where(_o.id == bindparam("row"))
_TAKE = _ROW.values(state="sending", sender=bindparam("who"), attempts=_o.attempts + 1)
_CANCEL = _ROW.values(state="cancelled", reason=bindparam("why"))
_LATER = _ROW.values(state="later", not_before=bindparam("at"))
_ASIDE = _ROW.values(state="retry", not_before=bindparam("at"))
_REROUTE = _ROW.values(channel=bindparam("to_channel"), chat=bindparam("to_chat"), lane=bindparam("to_lane"), topic="")
_OPENED = select(func.count()).where(_o.cause == bindparam("because"))
_OPEN = insert(outbox).returning(_o.id)
_RELEASE = (
    _ROW.where(text("state IN ('sending', 'aboard')"))
    .values(state=bindparam("to_state"), not_before=bindparam("at"), attempts=_o.attempts - 1, sender="")
)  # fmt: skip


def wake(c: Connection, now: datetime) -> int:
    """Rows whose time has come may leave; how many. `claim` does it by itself."""
    return c.execute(_WAKE, {"now": now}).rowcount


def claim(
    c: Connection,
    now: datetime,
    sender: str,
    limit: int,
    blocked: Collection[str] = (),
    closed: Closed = lambda zone: frozenset(),
    topics: bool = False,
) -> list[Letter]:
    """Up to `limit` letters for this sender, most urgent first, one per lane; they are its until it settles them.

    `blocked` names rooms ("telegram:42", see Letter.room) to leave alone. Whoever may not read a message any more
    does not get it: the row is cancelled with an event. `closed` says the days on which a zone rests: reminders wait.
    `topics`: the bot has topics in private chats.
    """
    wake(c, now)
    letters: list[Letter] = []
    while len(letters) < limit:
        heads = _heads(c, limit - len(letters), blocked)
        ready = [letter for row in heads if (letter := _ready(c, row, sender, now, closed, topics))]
        if ready:
            c.execute(_TAKE, [{"row": letter.row, "who": sender} for letter in ready])
            letters += ready
        if len(ready) == len(heads):  # else those that were cancelled have made room in their lanes
            break
    return letters


def release(c: Connection, letters: Iterable[Letter], now: datetime, not_before: datetime | None = None) -> None:
    """Give back letters that were surely not tried: at a stop, or to wait until `not_before` (their lanes wait too)."""
    at, state = (not_before, "retry") if not_before and not_before > now else (now, "new")
    rows = [{"row": letter.row, "at": at, "to_state": state} for letter in albums.everybody(list(letters))]
    if rows:
        c.execute(_RELEASE, rows)


def _heads(c: Connection, most: int, blocked: Collection[str]) -> list[AnyRow]:
    """All about the rows that may leave now."""
    if blocked:
        ids = c.execute(_FREE_HEADS, {"most": most, "blocked": list(blocked)}).scalars().all()
    else:
        ids = c.execute(_HEADS, {"most": most}).scalars().all()
    return list(c.execute(_ALL_ABOUT, {"ids": ids})) if ids else []


def _ready(c: Connection, row: AnyRow, sender: str, now: datetime, closed: Closed, topics: bool) -> Letter | None:
    """The letter to take, with the rest of its album."""
    letter = _check(c, row, now, closed, topics)
    if letter is None or letter.row != row.id:
        return letter
    letter = courtesy.heard(row, letter, now, closed)
    if bundles.is_one(row):
        return bundles.gather(c, row, letter, sender)
    if not albums.is_item(row):
        return letter
    return albums.gather(c, row, letter, sender, now)


def _check(c: Connection, row: AnyRow, now: datetime, closed: Closed, topics: bool) -> Letter | None:
    """The letter to take, which may be the topic that has to be opened first; None when the row left its place."""
    unfit = _refusal(row) or groups.kept(c, row) or manners.unfit(c, row, now, closed)
    if isinstance(unfit, datetime):
        c.execute(_LATER, {"row": row.id, "at": unfit})
    if isinstance(unfit, datetime) or unfit == manners.ELSEWHERE or (not unfit and courtesy.behind(c, row)):
        return None
    if reason := unfit:
        c.execute(_CANCEL, {"row": row.id, "why": reason})
        if reason not in UNTOLD:
            record_cancelled(c, row._asdict(), reason, now)
        return None
    if row.recipient.startswith(IN_GROUP) and not groups.fits(c, row, now):
        return None
    if forums.held(row):
        c.execute(_ASIDE, {"row": row.id, "at": now + forums.PATIENCE})
        return None
    early = row.act in ON_COPY and row.target_state in ("new", "later", "retry", "sending", "aboard")
    if early or (row.act == Act.LEAVE and groups.busy(c, row)):
        c.execute(_LATER, {"row": row.id, "at": now + COPY_PATIENCE})
        return None
    if row.act == Act.DROP_TOPIC:
        return letter_of(row, row.topic)
    # The answer to a press belongs to the press: it needs no topic.
    if row.recipient.startswith(IN_FORUM) and row.act not in ON_COPY and row.act != Act.ACKNOWLEDGE:
        return _forum_letter(c, row, now)
    if row.act == Act.OPEN_TOPIC or (topics and row.act == Act.SEND):
        return _private_letter(c, row, now, topics)
    return letter_of(row, row.topic)


def _refusal(row: AnyRow) -> str:
    """Why this row may not leave any more, or ""."""
    if row.target_id and row.act in ON_COPY and row.target_state not in REACHABLE:
        return "no copy"
    if row.act in (Act.REMOVE, Act.DROP_TOPIC, Act.LEAVE):  # taking back harms nobody
        return ""
    if row.person_id:
        if row.left_at is not None:
            return "left"
        if not row.is_member:
            return "not a member"
        if row.address is None:
            return "address changed"
        return "unreachable" if row.blocked_at is not None else ""
    if row.recipient.startswith(IN_FORUM):
        if not row.forum_chat:
            return "no forum"
        if row.act in ON_COPY:
            return "" if stands_in_forum(row) else "forum changed"
        if row.act == Act.OPEN_TOPIC and topic_of(row):
            return "open already"
        if row.act == Act.NAME_TOPIC and not topic_of(row):
            return "no topic"
    return ""


def _forum_letter(c: Connection, row: AnyRow, now: datetime) -> Letter | None:
    """A letter for a topic as it is now; for the topic to be opened when there is none. Never one for General."""
    if not stands_in_forum(row):
        channel, chat = row.forum_channel, row.forum_chat
        line = line_of(row.recipient)
        lane = topic_lane(channel, chat, row.triad_id, line) if row.triad_id else desk_lane(channel, chat)
        c.execute(_REROUTE, {"row": row.id, "to_channel": channel, "to_chat": chat, "to_lane": lane})
        return None
    name = (row.topic_name or UNNAMED_TOPIC.format(triad=row.triad_id)) if row.triad_id else DESK_TOPIC
    if line_of(row.recipient) is Line.PROS:
        name = PROS_TOPIC.format(name=name)
    if row.act == Act.OPEN_TOPIC or topic_of(row):
        return letter_of(row, topic_of(row), name)
    return _opening(c, row, name, now)


def _private_letter(c: Connection, row: AnyRow, now: datetime, topics: bool) -> Letter | None:
    """A letter for the topic of its thread in the private chat, or for that topic to be opened; else for the chat."""
    seat = private.seat(c, row) if topics else None
    topic = private.topic_in(row, seat) if seat is not None else ""
    if row.act == Act.OPEN_TOPIC:
        if seat is not None and not topic:
            return letter_of(row, "", private.name(c, row))
        c.execute(_CANCEL, {"row": row.id, "why": "open already" if topic else "no topics"})
        return None
    if seat is None or topic or not private.wanted(row, seat):
        return letter_of(row, topic)
    return _opening(c, row, private.name(c, row), now)


def _opening(c: Connection, row: AnyRow, name: str, now: datetime) -> Letter:
    """Write the row that opens the topic of this one, ahead of it in its lane."""
    # Put to sleep until the next claim: another process that chose this row before it could see the new one must find
    # it changed, or it would open the topic as well.
    c.execute(_ASIDE, {"row": row.id, "at": now})
    cause = f"open:{row.lane}"
    opening = {
        "structure_id": row.structure_id,
        "cause": cause,
        "rank": c.execute(_OPENED, {"because": cause}).scalar_one(),
        "act": Act.OPEN_TOPIC.value,
        "recipient": row.recipient,
        "person_id": row.person_id,
        "triad_id": row.triad_id,
        "lane": row.lane,
        "turn": FIRST,
        "channel": row.channel,
        "chat": row.chat,
        "payload": {},
        "urgency": row.urgency,
        "slot": row.slot,
        "doubt": Doubt.AGAIN.value,
        "created_at": now,
        "not_before": now,
    }
    return Letter(
        row=c.execute(_OPEN, opening).scalar_one(),
        act=Act.OPEN_TOPIC,
        place=Place(row.channel, row.chat, "", private=bool(row.person_id)),
        structure=row.structure_id,
        person=row.person_id,
        triad=row.triad_id,
        subject="",
        part=0,
        urgency=Urgency(row.urgency),
        doubt=Doubt.AGAIN,
        attempts=1,
        doubts=0,
        payload={},
        name=name,
        line=line_of(row.recipient),
    )
