"""What must go out: rows written in the transaction that decides them; also the map of copies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, func, select, text

from core.messages import Outgoing, Place
from storage.engine.dialect import AnyRow
from storage.road.claim import claim, release, wake
from storage.road.drafts import Drafts
from storage.road.letters import Definite, Doubtful, Kind, Left, Letter, Outcome, Settled, Unreachable
from storage.road.moves import move_chat
from storage.road.settle import recover, settle
from storage.tables import outbox

__all__ = [
    "Copy",
    "Definite",
    "Doubtful",
    "Kind",
    "Left",
    "Letter",
    "Outcome",
    "Settled",
    "Unreachable",
    "caused",
    "claim",
    "copies",
    "move_chat",
    "next_due",
    "origin",
    "put",
    "recover",
    "release",
    "settle",
    "waiting",
    "wake",
]


@dataclass(frozen=True, slots=True)
class Copy:
    """A message of ours that stands, or will stand, somewhere."""

    row: int
    structure: int | None
    subject: str
    part: int
    #: person:<id>, topic:<triad>, desk:<structure>, chat:… or place:…
    recipient: str
    person: int | None
    triad: int | None
    channel: str
    chat: str
    topic: str
    #: "" as long as it has not left
    message: str
    state: str


_o = outbox.c
_COPY = select(
    _o.id,
    _o.structure_id,
    _o.subject,
    _o.part,
    _o.recipient,
    _o.person_id,
    _o.triad_id,
    _o.channel,
    _o.chat,
    _o.topic,
    _o.message,
    _o.state,
)
_COPIES = _COPY.where(
    text("act = 'send' AND subject <> '' AND state IN ('new', 'later', 'retry', 'sending', 'aboard', 'sent')"),
    _o.subject == bindparam("about"),
).order_by(_o.id)
_ORIGIN = (
    _COPY.where(
        text("act = 'send' AND message <> ''"),
        _o.channel == bindparam("channel"),
        _o.chat == bindparam("chat"),
        _o.message == bindparam("message"),
    )
    .order_by(_o.id.desc())
    .limit(1)
)
_SAID = select(func.count()).where(
    text("act = 'send' AND subject <> ''"),
    _o.subject == bindparam("about"),
    _o.recipient == bindparam("whose"),
    _o.created_at > bindparam("since"),
)
_WAITING = select(func.count()).select_from(outbox).where(text("state IN ('new', 'retry', 'later')"))
_NEXT = select(func.min(_o.not_before)).where(text("state IN ('retry', 'later')"))


def put(
    c: Connection,
    acts: Sequence[Outgoing],
    *,
    structure: int | None,
    cause: str,
    now: datetime,
    not_before: datetime | None = None,
) -> int:
    """Write what a cause makes us send, in order; how many rows. It leaves once this transaction is committed.

    A cause belongs to one transaction: putting for it again in the same one continues; in another one, the rows
    are refused (IntegrityError), so that nothing happens twice. Whoever cannot be reached gets a cancelled row and
    an event. WrongStructure when a recipient is not of this structure.
    """
    drafts = Drafts(c, structure, cause, now, not_before)
    drafts.learn(acts)
    for act in acts:
        drafts.add(act)
    return drafts.write()


def copies(c: Connection, subject: str) -> list[Copy]:
    """Where a subject stands or will stand, oldest first."""
    return [_copy(row) for row in c.execute(_COPIES, {"about": subject})]


def origin(c: Connection, channel: str, chat: str, message: str) -> Copy | None:
    """What this message of ours shows: for replies, reactions and presses. None when it is not ours."""
    if not message:
        return None
    row = c.execute(_ORIGIN, {"channel": channel, "chat": chat, "message": message}).one_or_none()
    return _copy(row) if row else None


def said(c: Connection, place: Place, subject: str, since: datetime) -> int:
    """How many messages of a subject were put for a private chat since then."""
    recipient = f"chat:{place.channel}:{place.chat}:{place.topic}"
    return c.execute(_SAID, {"about": subject, "whose": recipient, "since": since}).scalar_one()


def caused(c: Connection, cause: str) -> bool:
    """Whether this cause has had effects already: a form sent twice, a button of renewal pressed again."""
    return c.execute(select(outbox.c.id).where(outbox.c.cause == cause).limit(1)).first() is not None


def waiting(c: Connection) -> int:
    """How many rows have not left yet."""
    return c.execute(_WAITING).scalar_one()


def next_due(c: Connection) -> datetime | None:
    """When the next row that waits for its time is due."""
    return c.execute(_NEXT).scalar()


def _copy(row: AnyRow) -> Copy:
    return Copy(*row)
