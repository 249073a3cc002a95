"""The judge: what the database and Telegram's ledger say after a run, and whether any promise was broken."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, select, text

from bot.simulator.ledger import Entry
from storage.tables import addresses, inbox, mission_steps, missions, posts
from tests.faults.bench import Bench, Circle, Line
from tests.faults.invariants import (
    SENDS,
    Left,
    Verdict,
    alerts_of,
    copies_are_equal,
    doubts_of,
    ledger_is_outbox,
    nothing_joins_two_structures,
    topics_are_asked_for,
    words_of,
)

#: its first group names a line
CANARY = re.compile(r"\[(t\d+-\d{4,})\]")
DESK = "À traiter"
#: reasons that a card in "À traiter" has told to the counsellors
UNREACHABLE = ("blocked", "gone", "unreachable", "no address")


async def judge(bench: Bench) -> Verdict:
    """Look at everything once the bench is drained. Raises AssertionError that tells all that is broken."""
    verdict = await examine(bench)
    assert not verdict.broken, f"seed {bench.seed}: {verdict}\n" + "\n".join(verdict.broken[:20])
    return verdict


async def examine(bench: Bench) -> Verdict:
    """The same, told by the verdict alone. Its time and memory grow with the number of rows, no faster."""
    return await bench.read(lambda c: _judge(c, bench))


def _judge(c: Connection, bench: Bench) -> Verdict:
    if c.dialect.name == "postgresql":
        c.exec_driver_sql("SET LOCAL idle_in_transaction_session_timeout = 0")  # it thinks for longer than it asks
    verdict = Verdict(kills=bench.kills, updates=len(bench.updates))
    ledger = [entry for entry in bench.tg.ledger.entries if entry.method.startswith(SENDS)]
    left = Left(c, bench.tg, CANARY)
    rows = left.rows
    verdict.messages = sum(row["act"] == "send" for row in rows)
    verdict.broken += _inbox(c, bench.updates)
    verdict.broken += _effects(c, bench)
    verdict.broken += _endings(c, rows, verdict)
    verdict.broken += ledger_is_outbox(c, rows, ledger, verdict)
    verdict.broken += topics_are_asked_for(c, rows, bench.tg.ledger.entries)
    verdict.broken += _recipients(bench, verdict)
    verdict.broken += _order(bench, ledger, verdict)
    verdict.broken += _lost(c, bench, rows, ledger, verdict)
    verdict.broken += copies_are_equal(left)
    verdict.broken += nothing_joins_two_structures(c)
    verdict.broken += _file(c)
    return verdict


# --- 1: every update is there once, and has come to an end -----------------------------------------------------------


def _inbox(c: Connection, updates: list[int]) -> Iterable[str]:
    kept = Counter(c.execute(select(inbox.c.number)).scalars())
    if kept != Counter(updates):
        yield f"updates lost {sorted(set(updates) - set(kept))}, invented {sorted(set(kept) - set(updates))}"
    told = alerts_of(c)
    for row in c.execute(select(inbox.c.id, inbox.c.state, inbox.c.reason)):
        ended = (
            row.state == "done"
            or (row.state == "ignored" and row.reason)
            or (row.state == "dead" and f"inbox:{row.id}" in told)
        )
        if not ended:
            yield f"inbox row {row.id} is {row.state} ({row.reason})"


# --- 2: each cause has its effect once -------------------------------------------------------------------------------


def _effects(c: Connection, bench: Bench) -> Iterable[str]:
    origins = Counter((row.chat, row.message) for row in c.execute(select(posts.c.chat, posts.c.message)))
    for line in bench.lines:
        times = origins.pop((str(line.message.chat.id), str(line.message.id)), 0)
        if times != 1:
            yield f"{line.canary} is in the thread {times} times"
    if origins:
        yield f"posts that nobody wrote: {list(origins)[:5]}"
    titles = Counter(row.card["title"] for row in c.execute(select(missions.c.card)))
    proposed = Counter(
        row.card["title"] for row in c.execute(select(mission_steps.c.card).where(mission_steps.c.act == "propose"))
    )
    for title in bench.titles:
        if titles[title] != 1 or proposed[title] != 1:
            yield f"the mission {title} exists {titles[title]} times, proposed {proposed[title]} times"


# --- 3: nothing that was to leave ends in silence --------------------------------------------------------------------


def _endings(c: Connection, rows: list[dict[str, Any]], verdict: Verdict) -> Iterable[str]:
    told, doubts = alerts_of(c), doubts_of(c)
    for row in rows:
        state = row["state"]
        if state == "held":
            verdict.held += 1
            if doubts[row["id"]] < (1 if row["doubt"] == "hold" else 2):
                yield f"outbox row {row['id']} is held after {doubts[row['id']]} doubts only"
        ended = (
            state in ("sent", "removed")
            or (state == "cancelled" and row["reason"])
            or (state in ("held", "dead") and f"outbox:{row['id']}" in told)
        )
        if not ended:
            yield f"outbox row {row['id']} ({row['act']} {row['subject']}) is {state} ({row['reason']})"


# --- 5: the words of a triad stay in the triad -----------------------------------------------------------------------


def _recipients(bench: Bench, verdict: Verdict) -> Iterable[str]:
    """What was sent, and what was put in the place of something that had been sent."""
    entries = bench.tg.ledger.entries
    born = {(entry.chat, entry.topic): entry.text for entry in entries if entry.method == "createForumTopic"}
    circles = {circle.key: circle for circle in bench.circles}
    for entry in entries:
        if not entry.method.startswith((*SENDS, "editMessage")):
            continue
        for name in CANARY.findall(entry.text):
            circle = circles[name.partition("-")[0]]
            if not _may_read(circle, entry, born.get((entry.chat, entry.topic), "")):
                verdict.wrong_recipient += 1
                yield f"[{name}] was sent to chat {entry.chat}, topic {entry.topic}"


def _may_read(circle: Circle, entry: Entry, topic: str) -> bool:
    if entry.chat == circle.forum.id:
        return topic.startswith(circle.apprentice.first_name) or topic == DESK
    if circle.group is not None:
        return entry.chat == circle.group.id
    if circle.several and entry.chat == circle.tutor.id:
        return circle.apprentice.first_name in topic
    return entry.chat in [member.id for member in circle.members]


# --- 7: the lines of one author arrive in the order in which she wrote them ------------------------------------------


def _order(bench: Bench, ledger: list[Entry], verdict: Verdict) -> Iterable[str]:
    authors = {line.canary: line.author.id for line in bench.lines}
    last: dict[tuple[int, str, int], int] = {}
    seen: set[tuple[int, str]] = set()
    for entry in ledger:
        found = CANARY.search(entry.text)
        if found is None or found[0] not in authors or (entry.chat, found[0]) in seen:
            continue
        seen.add((entry.chat, found[0]))
        circle, _, digits = found[1].partition("-")
        key, number = (entry.chat, circle, authors[found[0]]), int(digits)
        if number < last.get(key, 0):
            verdict.out_of_order += 1
            yield f"in chat {entry.chat} line {found[0]} came after {last[key]}"
        last[key] = max(number, last.get(key, 0))


# --- nothing is lost -------------------------------------------------------------------------------------------------


def _lost(
    c: Connection, bench: Bench, rows: list[dict[str, Any]], ledger: list[Entry], verdict: Verdict
) -> Iterable[str]:
    arrived = {(entry.chat, f"[{name}]") for entry in ledger for name in CANARY.findall(entry.text)}
    chats = {row.person_id: row.value for row in c.execute(select(addresses.c.person_id, addresses.c.value))}
    spoken_of: dict[str, set[str]] = defaultdict(set)  # rows that gave up, with an alert (3 sees to that)
    for row in rows:
        if row["state"] in ("held", "dead") or (row["state"] == "cancelled" and row["reason"] in UNREACHABLE):
            for name in CANARY.findall(words_of(row)):
                spoken_of[row["chat"] or chats[row["person_id"]]].add(f"[{name}]")
    for line in bench.lines:
        for chat in readers(line):
            if (chat, line.canary) not in arrived and line.canary not in spoken_of[str(chat)]:
                verdict.lost += 1
                yield f"{line.canary} never reached chat {chat}"


def readers(line: Line) -> list[int]:
    """The chats where the others read a line."""
    return line.circle.readers(line.author)


# --- the file itself -----------------------------------------------------------------------------------------------


def _file(c: Connection) -> Iterable[str]:
    if c.dialect.name != "sqlite":
        return
    checked = c.execute(text("PRAGMA quick_check")).scalar_one()
    if checked != "ok":
        yield f"the file is damaged: {checked}"
    if broken := c.execute(text("PRAGMA foreign_key_check")).all():
        yield f"keys that lead nowhere: {broken[:5]}"
