"""What must hold after any run: the invariants that everybody who judges one asks about, each a function by its name.

The numbers are those of the list of invariants that the project keeps: 4 to 8 and 13.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, func, select

from bot.simulator import LocalTelegram, Message
from bot.simulator.ledger import Entry
from core.messages import TEXT_LIMIT
from storage.road.packing import unpack_content, unpack_rich
from storage.tables import (
    addresses,
    alerts,
    events,
    members,
    metadata,
    outbox,
    people,
    posts,
    structures,
    triad_groups,
    triads,
)

MARK = "(peut-être déjà reçu)"
#: rows whose effect is a new message, as the ledger names the method
SENDS = ("send", "copy", "forward")


@dataclass
class Verdict:
    """The table of a run; `broken` names every promise that was not kept."""

    updates: int = 0
    kills: int = 0
    messages: int = 0
    lost: int = 0
    duplicates: int = 0
    unexplained_duplicates: int = 0
    ambiguous_recorded: int = 0
    #: messages that Telegram took while we never read so, and those of them that the journal had doubted beforehand
    unread: int = 0
    unread_doubted: int = 0
    held: int = 0
    wrong_recipient: int = 0
    out_of_order: int = 0
    broken: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return ", ".join(f"{f.name} {getattr(self, f.name)}" for f in fields(self) if f.name != "broken")

    def add(self, other: Verdict) -> None:
        """Count another run too."""
        for one in fields(self):
            setattr(self, one.name, getattr(self, one.name) + getattr(other, one.name))


def alerts_of(c: Connection) -> set[str]:
    return set(c.execute(select(alerts.c.cause)).scalars())


# --- 4, 6, 13: the ledger and the tables ------------------------------------------------------------------------------


def ledger_is_outbox(c: Connection, rows: list[dict[str, Any]], ledger: list[Entry], verdict: Verdict) -> Iterable[str]:
    """4. Each message on Telegram belongs to one row by its id, or to an attempt whose doubt is in the journal."""
    doubts = doubts_of(c)
    verdict.ambiguous_recorded = sum(doubts.values())
    rows = [row for row in rows if row["channel"] in ("", "telegram")]
    sent = {(row["chat"], row["message"]): row for row in rows if row["act"] == "send" and row["message"]}
    stray: Counter[tuple[str, str]] = Counter()
    for entry in ledger:
        row = sent.pop((str(entry.chat), str(entry.message_id)), None)
        if row is None:
            stray[str(entry.chat), _bare(entry.text)] += 1
        elif _bare(entry.text) not in (words_of(row), _beside(row)):
            yield f"outbox row {row['id']} is message {entry.message_id}: {entry.text!r}, not {words_of(row)!r}"
    for row in sent.values():
        yield f"outbox row {row['id']} was never sent, but says it is message {row['message']}"
    excuses: Counter[tuple[str, str]] = Counter()
    known: Counter[tuple[str, str]] = Counter()
    wordless: Counter[str] = Counter()  # chat -> doubts about files: below its first, an item of an album says nothing
    for row in rows:
        if row["act"] == "send":
            key = (row["chat"], words_of(row))
            excuses[key] += doubts[row["id"]]
            wordless[row["chat"]] += doubts[row["id"]] if "a" in row["payload"].get("c", {}) else 0
            known[key] += row["state"] in ("sent", "removed")
            if row["doubt"] == "hold" and doubts[row["id"]] > 1:
                yield f"outbox row {row['id']} must not be repeated, but was tried again after a doubt"
    for key, times in stray.items():
        excused = excuses[key] + (wordless[key[0]] if key[1] in ("", "🔒") else 0)
        verdict.unread += times
        verdict.unread_doubted += min(times, excused)
        verdict.duplicates += times if known[key] else times - 1
        if times > excused:
            verdict.unexplained_duplicates += times - excused
            yield f"message in {key[0]} {times} times more than written down, {excused} doubts: {key[1][:60]!r}"


def doubts_of(c: Connection) -> Counter[int]:
    """How many doubts the journal has of each row."""
    found = c.execute(select(events.c.data).where(events.c.kind == "send-doubtful")).scalars()
    return Counter(data["row"] for data in found)


def words_of(row: dict[str, Any]) -> str:
    return _bare(unpack_content(row["payload"].get("c", {})).text.text)


def _beside(row: dict[str, Any]) -> str:
    """What an item of an album shows below its first."""
    packed = row["payload"].get("u")
    return _bare(unpack_rich(packed).text) if packed is not None else words_of(row)


def _bare(shown: str) -> str:
    """Without the mark of a second try, which stands at the end where there is room."""
    assert len(shown) <= TEXT_LIMIT
    return shown.strip().removesuffix(MARK).strip()


def topics_are_asked_for(c: Connection, rows: list[dict[str, Any]], ledger: list[Entry]) -> Iterable[str]:
    """13. No topic was opened that no row asked for, and none twice without a doubt."""
    doubts = doubts_of(c)
    allowed: Counter[str] = Counter()
    for row in rows:
        if row["act"] == "open_topic":
            allowed[row["chat"]] += (row["state"] == "sent") + doubts[row["id"]]
    opened = Counter(str(entry.chat) for entry in ledger if entry.method == "createForumTopic")
    for chat, times in opened.items():
        if times > allowed[chat]:
            yield f"{times} topics were opened in {chat}, {allowed[chat]} are explained"


def nothing_joins_two_structures(c: Connection) -> Iterable[str]:
    """6. No row of one structure points to a row of another."""
    for table in metadata.sorted_tables:
        for key in table.foreign_keys:
            other = key.column.table.alias("other")
            if "structure_id" not in table.c or "structure_id" not in key.column.table.c:
                continue
            if key.constraint is not None and "structure_id" in key.constraint.column_keys:
                continue  # the key itself names the structure
            joined = table.join(other, key.parent == other.c[key.column.name])
            mixed = c.execute(
                select(func.count()).select_from(joined).where(table.c.structure_id != other.c.structure_id)
            ).scalar_one()
            if mixed:
                yield f"{mixed} rows of {table.name} point by {key.parent.name} into another structure"


# --- 5, 7, 8, 13: the words -------------------------------------------------------------------------------------------


@dataclass
class Left:
    """What a run left behind. `word` finds in a text the words that exist once; its first group names one."""

    c: Connection
    telegram: LocalTelegram
    word: re.Pattern[str]

    def __post_init__(self) -> None:
        c = self.c
        self.rows = [row._asdict() for row in c.execute(select(outbox).order_by(outbox.c.id))]
        #: word -> its posts: one that was shared from the professionals' line has two
        self.posts: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for row in c.execute(select(posts).order_by(posts.c.triad_id, posts.c.number)):
            for name in self.word.findall(str(unpack_rich(row.content).text)):
                self.posts[name].append(row._asdict())
        self.triads = {row.id: row._asdict() for row in c.execute(select(triads))}
        self.forums = {row.id: row.forum_chat for row in c.execute(select(structures))}
        self.desks = {row.id: row.desk_topic for row in c.execute(select(structures))}
        seats = select(members, people.c.structure_id.label("at")).join(people, people.c.id == members.c.person_id)
        self.seats = [row._asdict() for row in c.execute(seats)]
        self.groups = {row.triad_id: row.chat for row in c.execute(select(triad_groups))}
        self.rooms = {str(chat.id): chat for chat in (*self.telegram.privates.values(), *self.telegram.groups.values())}
        self.chats: dict[int, set[str]] = defaultdict(set)
        for row in c.execute(select(addresses.c.person_id, addresses.c.value)):
            self.chats[row.person_id].add(row.value)

    @property
    def shown(self) -> list[Entry]:
        """Every effect that people can read."""
        return [e for e in self.telegram.ledger.entries if e.method.startswith((*SENDS, "editMessage"))]

    def message(self, chat: str, number: str) -> Message | None:
        """As it stands now."""
        return self.rooms[chat].messages.get(int(number))


def readers_of(left: Left, post: Mapping[str, Any], at: datetime) -> set[tuple[str, str]]:
    """5. Where a post may stand at a moment, by the tables of history: (chat, topic)."""
    triad, pros = left.triads[post["triad_id"]], bool(post["content"].get("l"))
    forum, desk = left.forums[triad["structure_id"]], left.desks[triad["structure_id"]]
    author = left.chats[post["author_id"]]
    rooms = {(chat, "") for chat in author} | {(forum, triad["pros_topic" if pros else "topic"]), (forum, desk)}
    if pros and post["topic"]:  # written with /pros in the triad's topic, where the team alone reads
        rooms.add((forum, post["topic"]))
    for seat in left.seats:
        here = seat["since"] <= at and (seat["until"] is None or at < seat["until"])
        if seat["triad_id"] != post["triad_id"] or not here or post["note"] or (pros and seat["role"] == "apprentice"):
            continue
        if seat["role"] != "counsellor":
            rooms |= {(chat, "") for chat in left.chats[seat["person_id"]]} | {(seat["topic_chat"], seat["topic"])}
    if not post["note"] and not pros and post["triad_id"] in left.groups:
        rooms.add((left.groups[post["triad_id"]], ""))
    return rooms


def words_stay_in_their_thread(left: Left, authors: Mapping[str, set[str]]) -> Iterable[str]:
    """5. Whatever Telegram showed of a word stood with people of its thread, or with its author (word -> her chats)."""
    for entry in left.shown:
        for name in left.word.findall(entry.text):
            room, at = (str(entry.chat), str(entry.topic or "")), datetime.fromtimestamp(entry.at, UTC)
            allowed = {one for post in left.posts[name] for one in readers_of(left, post, at)}
            if room not in allowed and room[0] not in authors[name]:
                yield f"word {name} stood in chat {room[0]}, topic {room[1] or '-'} ({entry.method})"


def words_stay_in_their_structure(left: Left) -> Iterable[str]:
    """6. Nothing of one structure is shown to somebody who is nobody in it."""
    ours: dict[int, set[str]] = defaultdict(set)
    for seat in left.seats:
        ours[seat["at"]] |= left.chats[seat["person_id"]]
    for entry in left.shown:
        for name in left.word.findall(entry.text):
            homes = {post["structure_id"] for post in left.posts[name]}
            groups = {left.groups.get(post["triad_id"], "") for post in left.posts[name]}
            if homes and not any(str(entry.chat) in ours[one] | {left.forums[one]} | groups for one in homes):
                yield f"word {name} of structure {homes} was shown in chat {entry.chat}"


def lines_arrive_in_order(left: Left) -> Iterable[str]:
    """7. In each room, what one author wrote into a thread arrives first in the order in which it was accepted."""
    last: dict[tuple[int, int | None, int, int], int] = {}
    seen: set[tuple[int, str]] = set()
    for entry in left.telegram.ledger.entries:
        if not entry.method.startswith(SENDS):
            continue
        for name in left.word.findall(entry.text):
            if len(left.posts[name]) != 1 or (entry.chat, name) in seen:
                continue
            (post,) = left.posts[name]
            if str(entry.chat) in left.chats[post["author_id"]]:
                continue
            seen.add((entry.chat, name))
            key = (entry.chat, entry.topic, post["triad_id"], post["author_id"])
            if post["number"] < last.get(key, 0):
                yield f"in chat {entry.chat} word {name} (n° {post['number']}) came after n° {last[key]}"
            last[key] = max(post["number"], last.get(key, 0))


def copies_are_equal(left: Left) -> Iterable[str]:
    """8. Each copy reads as its post does now, or says that it was taken back; else a row that ended says why not."""
    by_subject: dict[str, list[dict[str, Any]]] = defaultdict(list)
    excused = set()
    for row in left.rows:
        by_subject[row["subject"]].append(row)
        if row["act"] != "send" and row["state"] in ("held", "dead", "cancelled"):
            excused.add(row["target_id"])
    for name, post in ((name, post) for name, several in left.posts.items() for post in several):
        now, gone = str(unpack_rich(post["content"]).text), bool(post["content"].get("w"))
        for row in by_subject[f"post:{post['triad_id']}:{post['number']}"]:
            told = row["act"] == "send" and row["state"] == "sent" and row["channel"] == "telegram" and not row["part"]
            if not told or row["id"] in excused:
                continue
            message = left.message(row["chat"], row["message"])
            shown = message.text if message is not None and not message.deleted else None
            right = shown is not None and now in shown
            if gone:
                right = shown is None or "a retiré ce message" in shown
            if not right:
                yield f"word {name}, row {row['id']}, reads {shown!r} and not {'(withdrawn)' if gone else repr(now)}"


def topics_are_one_to_one(left: Left) -> Iterable[str]:
    """13. Each topic is of one line of one triad; nothing of a thread stands in General."""
    owned = Counter(
        (left.forums[triad["structure_id"]], topic)
        for triad in left.triads.values()
        for topic in (triad["topic"], triad["pros_topic"])
        if topic
    )
    owned.update((seat["topic_chat"], seat["topic"]) for seat in left.seats if seat["topic"])
    yield from (f"topic {topic} of {chat} is of {times} lines" for (chat, topic), times in owned.items() if times > 1)
    forums = set(left.forums.values())
    for entry in left.shown:
        if str(entry.chat) in forums and not entry.topic and left.word.search(entry.text):
            yield f"in General of {entry.chat}: {entry.text[:60]!r}"
