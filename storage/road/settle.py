"""What became of letters: sent, tried again, given up, held, or their reader gone. One rule per kind of failure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, bindparam, select, text, update

from core.messages import Doubt
from storage import groups
from storage.engine.dialect import AnyRow
from storage.events import record
from storage.road import elsewhere, private, topics
from storage.road.albums import alone
from storage.road.alerts import channel_unknown, raise_alert
from storage.road.cancelled import record_cancelled
from storage.road.letters import ON_COPY, Act, Definite, Doubtful, Kind, Left, Letter, Outcome, Settled, Unreachable
from storage.road.moves import move_chat, stands
from storage.road.packing import laden, unladen
from storage.road.recipients import IN_FORUM, IN_GROUP
from storage.tables import addresses, outbox
from storage.tables.road import UNSENT

#: the longest wait between two tries
LONGEST_WAIT = timedelta(minutes=5)
#: a message is given up after so many tries, more than a day
MOST_TRIES = 300
#: between two tries while the channel does not know us
UNKNOWN_WAIT = timedelta(minutes=1)

_o = outbox.c
_ROW = update(outbox).where(_o.id == bindparam("row"))
_LEFT = _ROW.values(state="sent", reason="", sender="", sent_at=bindparam("at"))
_LEFT_THERE = _LEFT.values(message=bindparam("new_message"), chat=bindparam("in_chat"), topic=bindparam("in_topic"))
_CHANGE = _ROW.values(sender="")
_COPY_GONE = _ROW.where(text("state = 'sent'")).values(state="removed")
_ATTACHED = _ROW.values(attached=bindparam("ref"))
_NOW = select(outbox).where(_o.id == bindparam("row"), text("state IN ('sending', 'aboard')"))
# By lane, as the index of what is in flight is.
_SENDING = select(_o.id).where(text("state = 'sending'")).order_by(_o.lane)
_ABOARD = select(_o.id).where(text("state = 'aboard'")).order_by(_o.lane)
_ABOARD_OF = _ABOARD.where(_o.sender == bindparam("who"))
_SENDING_OF = _SENDING.where(_o.sender == bindparam("who"))
_UNSENT_TO = select(outbox).where(
    UNSENT, _o.person_id == bindparam("person"), _o.channel == bindparam("on"), _o.chat == bindparam("in_chat")
)
_BLOCK = (
    update(addresses)
    .where(addresses.c.channel == bindparam("on"), addresses.c.value == bindparam("in_chat"))
    .where(addresses.c.blocked_at.is_(None))
    .values(blocked_at=bindparam("at"))
    .returning(addresses.c.person_id, addresses.c.structure_id)
)


def settle(c: Connection, results: Sequence[Outcome], now: datetime) -> Settled:
    """Write down what became of claimed letters. What must be told to people is in the answer."""
    settling = _Settling(c, now)
    settling.left([result for result in results if isinstance(result, Left)])
    for result in results:
        if isinstance(result, Definite):
            settling.definite(result)
        elif isinstance(result, Doubtful):
            settling.doubtful(result.letter.row, result.reason)
    return settling.answer()


def recover(c: Connection, sender: str | None, now: datetime) -> Settled:
    """A sender is no more: nobody can know whether its letters left. None: every sender (a single process starts)."""
    settling = _Settling(c, now)
    rows: list[int] = []
    for all_, own in ((_SENDING, _SENDING_OF), (_ABOARD, _ABOARD_OF)):
        rows += (c.execute(all_) if sender is None else c.execute(own, {"who": sender})).scalars()
    for row in sorted(rows):
        settling.doubtful(row, "process stopped")
    return settling.answer()


class _Settling:
    """One batch of outcomes."""

    def __init__(self, c: Connection, now: datetime) -> None:
        self._c = c
        self._now = now
        self._unreachable: list[Unreachable] = []
        self._invitations: list[AnyRow] = []
        self._given_up: list[int] = []
        self._reopened: list[int] = []

    def answer(self) -> Settled:
        unarrived = tuple(elsewhere.unarrived(row) for row in self._invitations)
        return Settled(tuple(self._unreachable), unarrived, tuple(self._given_up), tuple(self._reopened))

    # --- it left --------------------------------------------------------------------------------------------------

    def left(self, results: list[Left]) -> None:
        there = [
            {
                "row": result.letter.row,
                "at": self._now,
                "new_message": result.message,
                "in_chat": result.place.chat,
                "in_topic": result.place.topic,
            }
            for result in results
            if result.place is not None
        ]
        if there:
            self._c.execute(_LEFT_THERE, there)
        if len(there) < len(results):
            done = [{"row": result.letter.row, "at": self._now} for result in results if result.place is None]
            self._c.execute(_LEFT, done)
        for result in results:
            if laden(result.letter.payload):
                self._c.execute(_ROW.values(payload=unladen(result.letter.payload)), {"row": result.letter.row})
        for result in results:
            match result.letter.act:
                case Act.OPEN_TOPIC:
                    self._opened(result)
                case Act.REMOVE:
                    self._copy_gone(result.letter)
                case Act.CHANGE:
                    self._changed(result.letter)

    def _opened(self, result: Left) -> None:
        letter, topic = result.letter, result.place.topic if result.place else ""
        if not topic:
            raise ValueError("a topic was opened, but nobody says which")
        if topics.opened(self._c, letter, topic):
            self._reopened.append(letter.triad or 0)
        record(self._c, "topic-opened", at=self._now, structure=letter.structure, triad=letter.triad)

    def _copy_gone(self, letter: Letter) -> None:
        if letter.target is not None:
            self._c.execute(_COPY_GONE, {"row": letter.target})

    def _changed(self, letter: Letter) -> None:
        new = letter.payload.get("c", {}).get("a")
        if letter.target is not None and new and new["r"] != letter.attached:
            self._c.execute(_ATTACHED, {"row": letter.target, "ref": new["r"]})

    # --- nobody can know ------------------------------------------------------------------------------------------

    def doubtful(self, row_id: int, reason: str) -> None:
        """The journal keeps each of them; then it is sent again, marked, or held, as its sender wished."""
        row = self._current(row_id)
        if row is None:
            return
        doubts = row.doubts + 1
        self._record("send-doubtful", row, {"reason": reason, "doubts": doubts})
        if row.doubt == Doubt.AGAIN:
            self._try_again(row, reason, doubts=doubts)
        elif row.doubt == Doubt.MARKED and doubts == 1:
            self._wait(row, back_off(row.attempts), reason, doubts=doubts)
        else:
            self._give_up(row, "held", reason, doubts=doubts)

    # --- it did not leave -----------------------------------------------------------------------------------------

    def definite(self, result: Definite) -> None:
        row = self._current(result.letter.row)
        if row is None:
            return
        match result.kind:
            case kind if private.refused(self._c, row, kind):
                self._set(row, state="cancelled", reason="no topics")
            case Kind.TOO_FAST:
                wait = timedelta(seconds=max(result.retry_after or 0, 1))
                self._wait(row, wait, result.reason, attempts=row.attempts - 1)
            case Kind.DEFINITE_RETRY | Kind.CONFLICT:
                self._try_again(row, result.reason)
            case Kind.UNAUTHORIZED:
                channel_unknown(self._c, row.channel, self._now)
                self._wait(row, UNKNOWN_WAIT, result.reason, attempts=row.attempts - 1)
            case Kind.BLOCKED | Kind.GONE | Kind.NO_RIGHT if row.act == Act.LEAVE:
                self._set(row, state="sent", sent_at=self._now, reason="out already")
            case Kind.MOVED if row.act == Act.LEAVE and result.to_chat not in ("", row.chat):
                self._set(row, state="new", chat=result.to_chat)
            case Kind.BLOCKED | Kind.GONE | Kind.NO_RIGHT if (
                row.recipient.startswith(IN_GROUP) and row.act != Act.REACT
            ):
                groups.lost(self._c, row, self._now)
            case Kind.BLOCKED | Kind.GONE:
                self._reader_gone(row, result.kind)
            case Kind.TOPIC_GONE if row.act == Act.DROP_TOPIC:
                self._set(row, state="sent", sent_at=self._now, reason="topic gone")
            case Kind.TOPIC_GONE:
                self._topic_gone(row, result.letter)
            case Kind.MOVED:
                self._moved(row, result.to_chat)
            case Kind.REJECTED | Kind.NO_RIGHT if row.act == Act.REACT:
                self._cancel(row, "no reaction here")  # the chat allows others, or none: nothing that anybody waits for
            case Kind.TARGET_GONE if row.act in ON_COPY:
                self._set(row, state="sent", sent_at=self._now, reason="target gone")
                self._copy_gone(result.letter)
            case Kind.TARGET_GONE if row.target_id or "m" in row.payload:
                payload = {key: value for key, value in row.payload.items() if key not in ("m", "q")}
                self._set(row, state="new", target_id=None, payload=payload)
            case Kind.TOO_LATE | Kind.REJECTED if row.act == Act.REMOVE and row.payload.get("c"):
                self._set(row, state="new", act=Act.CHANGE.value)
            case Kind.REJECTED if row.act == Act.SEND and {"g", "h"} & row.payload.keys():
                self._set(row, state="new", payload=alone(row.payload))
            case Kind.TOO_LATE:
                self._cancel(row, "too late")
            case Kind.NO_RIGHT | Kind.TOPIC_CLOSED if row.act not in ON_COPY:
                self._room_trouble(row, result.kind)
            case Kind.REJECTED if row.act == Act.OPEN_TOPIC:
                self._room_trouble(row, result.kind)
            case _:
                self._give_up(row, "dead", f"{result.kind}: {result.reason}")

    def _reader_gone(self, row: AnyRow, kind: Kind) -> None:
        if row.recipient.startswith(IN_FORUM):
            self._room_trouble(row, kind)
            return
        at = {"on": row.channel, "in_chat": row.chat}
        blocked = self._c.execute(_BLOCK, {"at": self._now, **at}).all()
        self._elsewhere(row, kind)
        if row.subject.startswith(elsewhere.INVITED):
            self._invitations.append(row)
        for person, structure in blocked:
            data = {"channel": row.channel, "reason": kind.value}
            record(self._c, "person-unreachable", at=self._now, structure=structure, person=person, data=data)
            for other in self._c.execute(_UNSENT_TO, {"person": person, **at}).all():
                self._elsewhere(other, kind)
            if not elsewhere.reachable(self._c, person):
                self._unreachable.append(Unreachable(person, structure, row.channel, kind.value))

    def _elsewhere(self, row: AnyRow, kind: Kind) -> None:
        """A new message goes to the next address of its reader; without one, nothing goes anywhere."""
        values = elsewhere.moved(self._c, row)
        if values is None:
            self._cancel(row, kind.value)
        else:
            self._set(row, state="new", reason=kind.value, **values)

    def _room_trouble(self, row: AnyRow, kind: Kind) -> None:
        """A forum cannot be written to: its messages wait for a human, who is told once a day."""
        words = f"Impossible d'écrire dans le groupe {row.chat} ({kind}) : ses messages attendent."
        self._alert(f"room:{row.channel}:{row.chat}:{kind}", "room-unusable", words, row.structure_id)
        self._try_again(row, kind.value)

    def _topic_gone(self, row: AnyRow, letter: Letter) -> None:
        """Forget the topic, so that the next claim opens another one ahead of this row; never write into General."""
        if not topics.lost(self._c, row, letter.place.topic):
            self._cancel(row, "topic gone")
            return
        if row.act in ON_COPY:
            self._set(row, state="sent", sent_at=self._now, reason="topic gone")
            self._copy_gone(letter)
        elif row.attempts > 2:  # opened again and gone again: without haste
            self._try_again(row, "topic gone")
        else:
            self._wait(row, timedelta(), "topic gone")

    def _moved(self, row: AnyRow, to_chat: str) -> None:
        moved = bool(to_chat) and move_chat(self._c, row.channel, row.chat, to_chat, self._now)
        if not moved and not row.recipient.startswith((*IN_FORUM, IN_GROUP)):
            self._give_up(row, "dead", "moved, but nobody knows where")
        elif row.act in ON_COPY:
            self._cancel(row, "moved")
        elif moved or not stands(self._c, row.channel, row.chat):  # followed just now: the next claim knows where
            self._wait(row, timedelta(), "moved")
        else:
            self._room_trouble(row, Kind.MOVED)

    # --- rows -----------------------------------------------------------------------------------------------------

    def _current(self, row_id: int) -> AnyRow | None:
        """The row, as long as it is being sent: else somebody has settled it already."""
        return self._c.execute(_NOW, {"row": row_id}).one_or_none()

    def _set(self, row: AnyRow, **values: Any) -> None:
        self._c.execute(_CHANGE, {"row": row.id, **values})

    def _wait(self, row: AnyRow, wait: timedelta, reason: str, **values: Any) -> None:
        state = "retry" if wait else "new"
        self._set(row, state=state, not_before=self._now + wait, reason=reason, **values)

    def _try_again(self, row: AnyRow, reason: str, **values: Any) -> None:
        if row.attempts >= MOST_TRIES:
            self._give_up(row, "dead", reason, **values)
        else:
            self._wait(row, back_off(row.attempts), reason, **values)

    def _cancel(self, row: AnyRow, reason: str) -> None:
        self._set(row, state="cancelled", reason=reason)
        record_cancelled(self._c, row._asdict(), reason, self._now)

    def _give_up(self, row: AnyRow, state: str, reason: str, **values: Any) -> None:
        self._set(row, state=state, reason=reason, **values)
        self._record(f"send-{state}", row, {"reason": reason})
        became = "gardé, car personne ne sait s'il est parti" if state == "held" else "abandonné"
        words = f"Message n° {row.id} {became} : {reason}"
        raise_alert(self._c, f"outbox:{row.id}", f"send-{state}", words, self._now, row.structure_id)
        self._given_up.append(row.id)

    def _alert(self, cause: str, kind: str, words: str, structure: int | None = None) -> None:
        """At most once a day for one cause."""
        raise_alert(self._c, f"{cause}:{self._now:%Y-%m-%d}", kind, words, self._now, structure)

    def _record(self, kind: str, row: AnyRow, data: dict[str, Any]) -> None:
        record(
            self._c,
            kind,
            at=self._now,
            structure=row.structure_id,
            person=row.person_id,
            triad=row.triad_id,
            subject=row.subject,
            data={"row": row.id} | data,
            cause=row.cause,
        )


def back_off(attempts: int) -> timedelta:
    """2 s after the first try, 4, 8… up to five minutes."""
    return min(timedelta(seconds=2 ** min(attempts, 10)), LONGEST_WAIT)
