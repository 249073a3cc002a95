"""Whom each kind of timer may write to, who may be sent each kind of file, what each job and each door may do.

The matrices and every story are held to these tables: what the code adds without a rule here breaks them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Engine, event, select

from bot.runtime.app import App
from bot.runtime.deliver import Deliverer
from bot.runtime.heartbeat import Heartbeat
from bot.runtime.tick import Ticker
from core.people import Role
from storage.engine import tenancy
from storage.register import REGISTER
from storage.tables import metadata, outbox, people, timers

YOUNG, TUTOR, TRAINER, COUNSELLOR, MANAGER = Role
TEAM = frozenset({COUNSELLOR})
FOLLOWED = frozenset({YOUNG, TUTOR, TRAINER})
ALL = frozenset(Role)
HER, HIM = frozenset({YOUNG}), frozenset({TUTOR})
ADULTS = frozenset({TUTOR, TRAINER})

#: kind -> roles; the counsellors' forum may always be written to, and a thread is written to as a thread
TIMERS: Mapping[str, frozenset[Role]] = {
    "day": ALL,
    "workshop": HER | TEAM,
    # nobody of the thread ever learns of a call for help, nor that it waits
    "call-unanswered": HER | TEAM | {MANAGER},
    "absence": ALL,
    "forum-held": TEAM | {MANAGER},
    "erasure": ALL,
    "announcement": FOLLOWED,
    "recall": HER,
    "thanks": HIM,
    "offer-news": HER,
    "gap": TEAM,
    "gap-person": ALL,
    "recontact": TEAM,
    "after": HER,
    "gathering": FOLLOWED,
    "survey": HER,
    "watch": HER | TEAM,
    "group-count": FOLLOWED | TEAM,
    "immersion-unsigned": FOLLOWED | TEAM,
    "immersion-ended": FOLLOWED,
    "mission-expiry": FOLLOWED,
    "week-monday": HER,
    "week-thursday": HER,
    "week-ahead": ADULTS,
    "meeting-soon": FOLLOWED | TEAM,
    "meeting-after": FOLLOWED | TEAM,
    "meeting-closing": FOLLOWED | TEAM,
    # a card that rises during an absence goes to the substitute
    "mission-waiting": HIM | HER | TEAM,
    "question-waiting": HER,
    "amendment-waiting": HER,
    "mission-to-start": HER,
    "tutor-look-waiting": HIM | HER,
    "apprentice-look-waiting": HER,
    "invitation-unopened": FOLLOWED,
    "consent-unfinished": FOLLOWED,
    "lesson-left": HER,
    "convention-unsigned": HIM | HER,
    "immersion-unreviewed": FOLLOWED,
    "meeting-unanswered": FOLLOWED,
    "meeting-unreported": TEAM,
    "week-unreviewed": HER,
    "survey-unanswered": HER,
    "card-waiting": TEAM,
    "person-silent": FOLLOWED,
}


#: kind of file (bot/papers) -> who may be sent one in private; the counsellors' forum is the team's. Pages: test_routes
PAPERS: Mapping[str, frozenset[Role]] = {
    "attestation": HER | HIM,
    "bundle": ALL,
    "calendar": ALL,
    "evaluation": TEAM,
    "evidence": TEAM,
    "evolution": FOLLOWED,
    "invitations": frozenset(),
    "journey": HER,
    "mine": ALL,
    "passport": HER,
    "qr": HER,
    "recap": HER,
    "table": frozenset(),
    "upload": FOLLOWED | TEAM,
}


def strays(c: Connection) -> list[tuple[str, str]]:
    """(kind, role) of whatever a timer wrote, or a file that was sent, to somebody whom its kind is not for; so far."""
    o, t, p = outbox.c, timers.c, people.c
    query = select(t.kind, p.role).join(outbox, o.cause == "timer:" + t.key).join(people, p.id == o.person_id)
    written = {(row.kind, row.role) for row in c.execute(query.distinct())}
    sent = c.execute(select(o.payload, p.role).join(people, p.id == o.person_id).where(o.act == "send")).all()
    files = {(paper[0], row.role) for row in sent if (paper := row.payload.get("c", {}).get("a", {}).get("p"))}
    found = [(kind, role) for kind, role in written if Role(role) not in TIMERS[kind]]
    return found + [(kind, role) for kind, role in files if Role(role) not in PAPERS[kind]]


@dataclass(frozen=True)
class Job:
    """Something that the scheduler starts by itself."""

    #: the office that a process must hold to do it; "": each process does it for itself
    office: str
    #: tables that it may add rows to, and whose rows it may change or delete
    adds: frozenset[str] = frozenset()
    changes: frozenset[str] = frozenset()


#: on a connection: what its unit of work is
UNIT = "unit of work"
EVERYTHING = frozenset(metadata.tables)
ENDING = frozenset(name for name, entry in REGISTER.items() if entry.kept.late)
#: what letters add to and change, whoever they are to: the road itself
SENDING = frozenset({"outbox", "events", "alerts"})
STANDING = frozenset({"outbox", "addresses", "members", "rooms", "runs", "structures", "triad_groups", "triads"})
#: what it looks after -> its rule. What comes of a timer is held to TIMERS, what comes in to the matrix of tries
JOBS: Mapping[str, Job] = {
    "Ticker": Job("clock", EVERYTHING, EVERYTHING),
    # what was sent and where it stands now; whom it could not reach becomes a card of the team
    "Deliverer": Job("", SENDING | {"desk_cards", "timers"}, STANDING | {"desk_cards", "nudged"}),
    "Heartbeat": Job("door", frozenset({"doors", "timers"}), frozenset({"doors"})),
    "Sentinel": Job("clock", frozenset({"alerts"}), frozenset({"alerts"})),
    # whatever is too old goes, of everybody; nothing is said to anybody
    "Sweeper": Job("clock", frozenset({"events", "erasures"}), ENDING | {"forgotten", "erasures"}),
    "Watcher": Job("clock", frozenset({"inbox", "alerts", "outbox"}), frozenset({"immersions"})),
    "Seeker": Job("clock", frozenset({"inbox", "offers", "finds"}), frozenset({"searches", "offers"})),
    "Mailbox": Job("clock", frozenset({"inbox"})),
    # what it cannot deliver becomes a card of the team
    "Hooks": Job(
        "clock",
        frozenset({"outbox", "alerts", "events", "desk_cards"}),
        frozenset({"hooks", "hook_letters", "desk_cards"}),
    ),
}


@dataclass(frozen=True)
class Unit:
    """The units of work of what runs between all structures: each begins across them, then opens the one it is for."""

    #: the method whose last argument is the connection, one unit of work a call
    does: str
    #: tables that it may write to while it has opened none: the road itself, and what has no structure
    road: frozenset[str]
    #: whether one unit may open several, one after the other
    several: bool = False


UNITS: Mapping[type, tuple[Unit, ...]] = {
    # a timer is of one structure, and what follows from it is too; an erasure also empties what came in and rooms
    Ticker: (Unit("_fire", frozenset({"timers", "inbox", "rooms"})),),
    Deliverer: (
        Unit("_exchange", SENDING | STANDING, several=True),
        Unit("_take_over", SENDING),
    ),
    Heartbeat: (Unit("_write", frozenset({"doors"}), several=True),),
}

_STATEMENT = re.compile(r"^\s*(INSERT INTO|UPDATE|DELETE FROM)\s+\"?(\w+)", re.I)


@contextmanager
def held_to_their_rules(app: App) -> Iterator[list[str]]:
    """What the jobs of a bot that is driven by hand write meanwhile, and may not."""
    beyond: list[str] = []
    doing: list[str] = []

    def note(c: Connection, _cursor: Any, statement: str, *_: Any) -> None:
        unit: Opened | None = c.info.get(UNIT)
        names = [*doing[-1:], *([unit.job] if unit is not None else ())]
        found = _STATEMENT.match(statement) if names else None
        if found is None:
            return
        for name in names:
            rule, adding = JOBS[name], found[1].upper().startswith("INSERT")
            if found[2] not in (rule.adds if adding else rule.changes):
                beyond.append(f"{name}: {found[1]} {found[2]}")
        if unit is not None:
            beyond.extend(unit.written(tenancy.scope(c), found[2]))

    def watched(name: str, once: Any) -> Any:
        async def look() -> Any:
            doing.append(name)
            try:
                return await once()
            finally:
                doing.pop()

        return look

    for job in (app.sentinel, app.sweeper, app.watcher, app.seeker, app.mailbox, app.hooks):
        if job is not None:
            job.once = watched(type(job).__name__, job.once)  # type: ignore[method-assign]
    event.listen(Engine, "before_cursor_execute", note)
    with ExitStack() as watching:
        for kind, units in UNITS.items():
            for one in units:
                watching.enter_context(seen_at_work(kind, one))
        try:
            yield beyond
        finally:
            event.remove(Engine, "before_cursor_execute", note)


@dataclass
class Opened:
    """A unit of work under way, and the structures in which it has written so far."""

    job: str
    rule: Unit
    structures: set[str] = field(default_factory=set)

    def written(self, scope: str, table: str) -> Iterator[str]:
        """What is wrong with a statement that writes to this table in this scope."""
        if scope == tenancy.EVERY:
            if table not in self.rule.road:
                yield f"{self.job}: {table} in no structure"
            return
        self.structures.add(scope)
        if len(self.structures) > 1 and not self.rule.several:
            yield f"{self.job}: {table} in the structures {sorted(self.structures)} by one unit of work"


@contextmanager
def seen_at_work(kind: type, unit: Unit) -> Iterator[None]:
    """Meanwhile each of these units of work says on its connection that it is one."""
    work = getattr(kind, unit.does)

    def seen(self: Any, *arguments: Any) -> Any:
        c: Connection = arguments[-1]
        c.info[UNIT] = Opened(kind.__name__, unit)
        try:
            return work(self, *arguments)
        finally:
            c.info.pop(UNIT, None)

    setattr(kind, unit.does, seen)
    try:
        yield
    finally:
        setattr(kind, unit.does, work)


@dataclass(frozen=True)
class Door:
    """An address that machines come to."""

    #: what they must show: a secret in a header, a signature of the body and the moment, the end of the address; "":
    #: nothing, and it tells nothing of anybody
    shows: str
    #: the only table that it writes to: what it took is read later, as its sender's
    keeps: str = ""


DOORS: Mapping[str, Door] = {
    "/telegram/{bot}": Door("secret", "inbox"),
    "/mail/inbound": Door("signature", "inbox"),
    "/sms/inbound": Door("signature", "inbox"),
    "/sms/inbound/{shown}": Door("address", "inbox"),
    "/immersion/convention-updated": Door("secret", "inbox"),
    "/health": Door(""),
    "/static": Door(""),
    # on the inner address, which no internet reaches (TRIADE_METRICS_LISTEN)
    "/live": Door(""),
    "/ready": Door(""),
    "/metrics": Door(""),
}
