"""However much was kept, what waits is found at once: every statement of the road goes through an index."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, event, text

from core.messages import Change, NameTopic, React, Remove, Send, ToPerson, ToTopic
from storage.engine.unit import Database
from storage.road import inbox, outbox as road, timers
from storage.road.letters import Definite, Kind
from tests.storage.house import FORUM, HERE, LEA, MONDAY, TRIAD, House, chat, to, words

PAST = 20_000
TABLES = ("inbox", "outbox", "timers", "alerts", "events")


def fill(c: Connection) -> None:
    """A long past: everything done, and as many timers that wait for next year."""
    numbers = f"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {PAST})"
    at = "'2025-01-01 00:00:00.000000'"
    for into, values in {
        "inbox (door, number, lane, raw, state, received_at)": f"'t', i, 'lane', '', 'done', {at}",
        "outbox (structure_id, cause, rank, act, recipient, person_id, lane, channel, chat, subject, payload, state, "
        "created_at, not_before, message)": f"{HERE}, 'past ' || i, 0, 'send', 'person:1', {LEA}, "
        f"'telegram:{chat(LEA)}', 'telegram', '{chat(LEA)}', 'old ' || i, '{{}}', 'sent', {at}, {at}, 'm' || i",
        "timers (structure_id, key, kind, data, due_at)": f"{HERE}, 'past ' || i, 'k', '{{}}', '2027-01-01 00:00:00'",
        "alerts (cause, kind, at)": f"'past ' || i, 'k', {at}",
        "events (at, kind, data)": f"{at}, 'k', '{{}}'",
    }.items():
        c.execute(text(f"INSERT INTO {into} {numbers} SELECT {values} FROM n"))
    c.execute(text("ANALYZE"))


def explain(c: Connection, function: Callable[..., Any], *arguments: Any, **named: Any) -> tuple[Any, list[str]]:
    """What the function returns, and the plan of every statement it made."""
    made: list[tuple[str, Any]] = []

    def note(_c: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, many: bool) -> None:
        one = parameters[0] if many and isinstance(parameters[0], tuple) else parameters
        made.append((statement, tuple(one)))

    event.listen(c, "before_cursor_execute", note)
    try:
        result = function(c, *arguments, **named)
    finally:
        event.remove(c, "before_cursor_execute", note)
    word = "EXPLAIN QUERY PLAN " if c.dialect.name == "sqlite" else "EXPLAIN "
    plans = [c.exec_driver_sql(word + statement, parameters).all() for statement, parameters in made]
    return result, [
        f"{statement}\n{line[-1]}" for (statement, _), plan in zip(made, plans, strict=True) for line in plan
    ]


def whole_tables(plan: list[str]) -> list[str]:
    """The steps that read a whole table, or the whole of an index that is not about what waits."""
    scan = re.compile(rf"(SCAN (?:{'|'.join(TABLES)})\b(?!.* USING .*INDEX)|Seq Scan on (?:{'|'.join(TABLES)})\b)")
    return [step for step in plan if scan.search(step.rsplit("\n")[-1])]


def a_busy_minute(c: Connection) -> list[str]:
    """The plans of all that the road does for a message or a timer."""
    plans: list[str] = []

    def see(function: Callable[..., Any], *arguments: Any, **named: Any) -> Any:
        result, plan = explain(c, function, *arguments, **named)
        plans.extend(plan)
        return result

    now = MONDAY
    see(inbox.store, "t", [(PAST + 1, "lane", "{}"), (PAST + 2, "lane", "{}")], now)
    (row,) = see(inbox.take, now)
    see(inbox.fail, row.id, "KeyError", now)
    see(inbox.finish, {row.id: ""}, now)
    see(inbox.waiting)
    see(inbox.next_retry)
    see(timers.set_timer, HERE, "a:1", "k", now)
    see(timers.set_timer, HERE, "b:1", "k", now)
    see(timers.stop, "b:1")
    see(timers.stop_all, "b:")
    (timer,) = see(timers.due, now)
    see(timers.fire, timer.id, now)
    see(timers.next_due)
    put = {"structure": HERE, "now": now}
    see(road.put, [to(LEA, subject="s"), Send(to=ToTopic(TRIAD), content=words("x"))], cause="1", **put)
    see(road.put, [NameTopic(triad=TRIAD, name="Léa")], cause="2", **put)
    letters = see(road.claim, now, "one", 10)
    see(road.settle, [House.left(House(None), letter) for letter in letters], now)  # type: ignore[arg-type]
    acts = [
        Change(to=ToPerson(LEA), subject="s", content=words("y")),
        React(to=ToPerson(LEA), message="m5", emoji="👍"),
        Remove(to=ToPerson(LEA), subject="s"),
        to(LEA, "re", reply_to="s"),
    ]
    see(road.put, acts, cause="3", **put)
    see(road.put, [to(LEA)], cause="4", not_before=now + timedelta(days=1), **put)
    letters = see(road.claim, now, "one", 10, {"telegram:0"})
    see(road.settle, [Definite(letter, Kind.DEFINITE_RETRY) for letter in letters], now)
    letters = see(road.claim, now + timedelta(seconds=9), "one", 10)
    see(road.settle, [Definite(letter, Kind.BLOCKED) for letter in letters], now)
    see(road.recover, "one", now)
    see(road.copies, "s")
    see(road.origin, "telegram", chat(LEA), "m7")
    see(road.next_due)
    see(road.waiting)
    see(road.move_chat, "telegram", FORUM, "-1", now)
    return plans


async def test_no_statement_of_the_road_reads_a_whole_table(own_url: str):
    database = Database.open(own_url, durable=False)
    await database.run(fill)

    plans = await database.run(a_busy_minute)

    await database.close()
    assert 50 < len(plans)
    assert [] == whole_tables(plans)


@pytest.mark.parametrize(
    ("step", "seen"),
    [
        ("SCAN outbox", True),
        ("SCAN outbox USING INDEX ix_outbox_new", False),
        ("SEARCH outbox USING INDEX ix_outbox_lane (lane=?)", False),
        ("  ->  Seq Scan on inbox  (cost=0.00..1.00)", True),
        ("  ->  Index Scan using ix_inbox_new on inbox", False),
    ],
)
def test_a_whole_table_is_recognised(step: str, seen: bool):
    assert seen == bool(whole_tables([f"SELECT 1\n{step}"]))
