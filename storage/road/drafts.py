"""From acts to outbox rows: recipients resolved, copies found, what is outdated superseded."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, text, update

from core.messages import (
    Acknowledge,
    Change,
    Content,
    Doubt,
    NameTopic,
    Outgoing,
    React,
    Recipient,
    Remove,
    Send,
    ToGroup,
    ToPlace,
    ToTopic,
    Urgency,
)
from storage.engine.dialect import AnyRow
from storage.road.albums import PATIENCE
from storage.road.cancelled import record_cancelled
from storage.road.letters import Act
from storage.road.packing import Packed, framing, pack_content, pack_rich
from storage.road.recipients import Directory, Room
from storage.road.slots import Slots
from storage.tables import outbox, triads
from storage.tables.road import PENDING, UNSENT

#: turns in a lane, before the usual 1: the topic to open, and what goes ahead of what waits already
FIRST, URGENT = -1, 0
_o = outbox.c
_INSERT = insert(outbox)
COPY = select(
    _o.id, _o.part, _o.state, _o.doubts, _o.turn, _o.recipient, _o.person_id, _o.triad_id, _o.lane, _o.channel,
    _o.chat, _o.topic, _o.payload, _o.subject, _o.structure_id,
)  # fmt: skip
_COPIES = COPY.where(
    text("act = 'send' AND subject <> '' AND state IN ('new', 'later', 'retry', 'sending', 'aboard', 'sent')"),
    _o.subject == bindparam("about"),
    _o.recipient == bindparam("whose"),
).order_by(_o.id)
_AT = (
    COPY.where(
        text("act = 'send' AND message <> ''"),
        _o.channel == bindparam("in_channel"),
        _o.chat == bindparam("in_chat"),
        _o.message == bindparam("at"),
    )
    .order_by(_o.id.desc())
    .limit(1)
)
# A copy that surely has not left yet is changed or withdrawn where it stands.
_REWRITE = update(outbox).where(_o.id == bindparam("row"), UNSENT, _o.doubts == 0)
_SUPERSEDE = (
    update(outbox)
    .where(_o.target_id == bindparam("target"), UNSENT, _o.act.in_(bindparam("acts", expanding=True)))
    .values(state="cancelled", reason="superseded")
)
_LANE_HAS = select(_o.id).where(_o.lane == bindparam("in_lane"), PENDING, _o.act == bindparam("what")).limit(1)
_RENAMES = (
    update(outbox)
    .where(_o.lane == bindparam("in_lane"), PENDING, UNSENT, _o.act == "name_topic")
    .values(state="cancelled", reason="superseded")
)
_NAME = update(triads).where(triads.c.id == bindparam("triad"))


class Drafts:
    """The rows of one cause on their way into the outbox."""

    def __init__(
        self, c: Connection, structure: int | None, cause: str, now: datetime, not_before: datetime | None
    ) -> None:
        self._c = c
        self._structure = structure
        self._cause = cause
        self._now = now
        self._not_before = not_before or now
        self._state = "later" if self._not_before > now else "new"
        self._directory = Directory(c, structure)
        self._slots = Slots(c, now)
        self._rows: list[dict[str, Any]] = []
        # Ranks go on within one unit of work, which the connection remembers for its length.
        self._ranks: dict[str, int] = c.info.setdefault("ranks", {})
        self._written = 0
        self._loose = False

    def learn(self, acts: Sequence[Outgoing]) -> None:
        """Look up the recipients of new messages at once."""
        self._directory.learn(act.to for act in acts if isinstance(act, Send))

    def add(self, act: Outgoing) -> None:
        match act:
            case Send():
                self._send(act)
            case Change():
                self._change(act)
            case Remove():
                for copy in self._copies(act.to, act.subject):
                    self._remove(copy, act.tombstone)
            case React():
                self._react(act)
            case Acknowledge():
                self._acknowledge(act)
            case NameTopic():
                self._name_topic(act.triad, act.name)

    def write(self) -> int:
        """Insert what is drafted; how many rows this cause has written through us."""
        if self._rows:
            self._c.execute(_INSERT, self._rows)
            self._written += len(self._rows)
            self._rows = []
        return self._written

    # --- new messages ---------------------------------------------------------------------------------------------

    def _send(self, act: Send) -> None:
        room = self._directory.room(act.to)
        payload: Packed = {"c": pack_content(act.content)}
        if act.quote:
            payload["q"] = act.quote
        if act.silent:
            payload["x"] = 1
        if act.until is not None:
            payload["until"] = act.until.isoformat()
        if act.bundle:
            payload["h"] = act.bundle
        if act.album:
            payload |= {"g": act.album, "u": pack_rich(act.beside)}
        answered = None
        if act.reply_message:
            payload["m"] = act.reply_message
        elif act.reply_to:
            found = self._copies(act.to, act.reply_to)
            answered = next((copy for copy in found if copy.chat == room.chat), None)
        attached = act.content.attachment.ref if act.content.attachment else ""
        row = self._row(Act.SEND, room, payload, act.urgency, act.doubt)
        row |= {"subject": act.subject, "part": act.part, "attached": attached}
        if room.recipient.startswith("desk:") and act.urgency is Urgency.ANSWER:
            row["turn"] = URGENT  # older cards wait for it, not it for them
        if act.album and not room.refusal and self._state == "new":
            # It holds its lane until the other items are there.
            row |= {"state": "retry", "not_before": self._now + PATIENCE}
        if act.after is not None and act.after > self._now and not room.refusal:
            row |= {"state": "later", "not_before": act.after}
        if answered is not None:
            row |= {"target_id": answered.id, "turn": max(row["turn"], _turn(answered))}
        self._append(row)

    def _acknowledge(self, act: Acknowledge) -> None:
        place = act.place
        payload: Packed = {"p": act.press_id}
        if act.text:
            payload["w"] = act.text
        if act.alert:
            payload["l"] = 1
        # Its own lane: the button stops spinning at once, whatever waits in the chat.
        lane = f"{place.channel}:press:{act.press_id}"
        room = Room(self._directory.key(ToPlace(place)), place.channel, place.chat, place.topic, lane)
        self._append(self._row(Act.ACKNOWLEDGE, room, payload))

    # --- messages that stand somewhere ----------------------------------------------------------------------------

    def _change(self, act: Change) -> None:
        payload: Packed = {"c": pack_content(act.content)}
        for copy in (targets := self._changeable(act)):
            self._supersede(copy, Act.CHANGE)
            if not self._rewrite(copy, payload=framing(copy.payload) | payload, attached=_ref(act.content)):
                self._append(self._on_copy(Act.CHANGE, copy, payload, act.urgency))
        if self._loose:
            self._append(self._row(Act.CHANGE, self._directory.room(act.to), payload | {"m": act.message}, act.urgency))
        # What was read in a group that is no longer the same room cannot be changed there: it is said anew.
        before = self._copies(act.else_after, act.subject) if act.else_after and not targets else ()
        if any(copy.part == act.part for copy in before):
            self._send(Send(to=act.to, content=act.content, subject=act.subject, part=act.part, urgency=act.urgency))

    def _changeable(self, act: Change) -> list[AnyRow]:
        """Its copies; in a group that has moved, none of those from before can be changed."""
        copies = self._targets(act.to, act.subject, act.message, act.part)
        here = self._directory.room(act.to).chat if isinstance(act.to, ToGroup) and copies else ""
        return [copy for copy in copies if not here or copy.chat == here]

    def take_back(self, copies: Sequence[AnyRow], tombstone: Content) -> None:
        """These copies (rows of COPY) disappear when nothing more urgent waits, or show the tombstone."""
        for copy in copies:
            self._remove(copy, tombstone, Urgency.BROADCAST)

    def _remove(self, copy: AnyRow, tombstone: Content, urgency: Urgency = Urgency.ANSWER) -> None:
        self._supersede(copy, Act.CHANGE, Act.REACT)
        if not self._rewrite(copy, state="cancelled", reason="removed"):
            payload = {"c": pack_content(tombstone)} if tombstone != Content() else {}
            self._append(self._on_copy(Act.REMOVE, copy, payload, urgency))

    def _react(self, act: React) -> None:
        for copy in self._targets(act.to, act.subject, act.message, 0):
            self._supersede(copy, Act.REACT)
            self._append(self._on_copy(Act.REACT, copy, {"e": act.emoji}, Urgency.ANSWER))
        if self._loose:
            room = self._directory.room(act.to)
            self._append(self._row(Act.REACT, room, {"e": act.emoji, "m": act.message}))

    def _targets(self, to: Recipient, subject: str, message: str, part: int) -> list[AnyRow]:
        """The copies that an act is about; `_loose` when it names a message that is no copy of ours."""
        self._loose = False
        if not message:
            return [copy for copy in self._copies(to, subject) if copy.part == part]
        room = self._directory.room(to)
        self.write()
        at = {"in_channel": room.channel, "in_chat": room.chat, "at": message}
        copies = list(self._c.execute(_AT, at))
        self._loose = not copies
        return copies

    def _copies(self, to: Recipient, subject: str) -> Sequence[AnyRow]:
        """What `to` has of the subject, or will have."""
        if not subject:
            raise ValueError("an act that names neither a subject nor a message")
        self.write()
        return self._c.execute(_COPIES, {"about": subject, "whose": self._directory.key(to)}).all()

    def _rewrite(self, copy: AnyRow, **values: Any) -> bool:
        """Change a copy that has surely not left yet; False when it has, or may have."""
        if copy.state in ("sent", "sending", "aboard") or copy.doubts:
            return False
        return self._c.execute(_REWRITE, {"row": copy.id, **values}).rowcount == 1

    def _supersede(self, copy: AnyRow, *acts: Act) -> None:
        self._c.execute(_SUPERSEDE, {"target": copy.id, "acts": [act.value for act in acts]})

    # --- topics ---------------------------------------------------------------------------------------------------

    def _name_topic(self, triad: int, name: str) -> None:
        row = self._directory.triad(triad)
        room = self._directory.room(ToTopic(triad))
        renamed = row.topic_name != name
        if renamed:
            self._c.execute(_NAME, {"triad": triad, "topic_name": name})
            self._directory.forget(triad)
        if room.refusal:  # the topic will be opened under this name when there is a forum
            return
        self.write()
        act = Act.NAME_TOPIC if room.topic else Act.OPEN_TOPIC
        if act is Act.NAME_TOPIC and renamed:
            self._c.execute(_RENAMES, {"in_lane": room.lane})
        elif act is Act.NAME_TOPIC or self._c.execute(_LANE_HAS, {"in_lane": room.lane, "what": act.value}).first():
            return
        draft = self._row(act, room, {}, Urgency.THREAD)
        self._append(draft | ({"turn": FIRST} if act is Act.OPEN_TOPIC else {}))

    # --- rows -----------------------------------------------------------------------------------------------------

    def _row(
        self,
        act: Act,
        room: Room,
        payload: Packed,
        urgency: Urgency = Urgency.ANSWER,
        doubt: Doubt = Doubt.AGAIN,
    ) -> dict[str, Any]:
        return {
            "structure_id": self._structure,
            "cause": self._cause,
            "act": act.value,
            "recipient": room.recipient,
            "person_id": room.person,
            "triad_id": room.triad,
            "lane": room.lane,
            "turn": 2 if urgency is Urgency.BROADCAST else 1,
            "channel": room.channel,
            "chat": room.chat,
            "topic": room.topic,
            "subject": "",
            "part": 0,
            "target_id": None,
            "payload": payload,
            "attached": "",
            "urgency": int(urgency),
            "doubt": doubt.value,
            "state": "cancelled" if room.refusal else self._state,
            "reason": room.refusal,
            "created_at": self._now,
            "not_before": self._not_before,
        }

    def _on_copy(self, act: Act, copy: AnyRow, payload: Packed, urgency: Urgency) -> dict[str, Any]:
        """A row about a copy: it follows the copy in its lane, wherever its reader is now."""
        room = Room(copy.recipient, copy.channel, copy.chat, copy.topic, copy.lane, copy.person_id, copy.triad_id)
        row = self._row(act, room, payload, urgency)
        named = {"subject": copy.subject, "part": copy.part, "target_id": copy.id}
        return row | named | {"turn": max(row["turn"], _turn(copy))}

    def _append(self, row: dict[str, Any]) -> None:
        rank = self._ranks.get(self._cause, 0)
        self._ranks[self._cause] = rank + 1
        row |= {"rank": rank, "slot": self._slots.next(row)}
        self._rows.append(row)
        if row["state"] == "cancelled":
            record_cancelled(self._c, row, row["reason"], self._now)


def _turn(copy: AnyRow) -> int:
    """The turn that waits for the copy: 1 once it has left."""
    return 1 if copy.state == "sent" else int(copy.turn)


def _ref(content: Content) -> str:
    return content.attachment.ref if content.attachment else ""
