"""What is counted: numbers, ages and names of our own states. No label holds words or names of people."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from core.messages import Urgency
from storage.road.gauges import Road
from storage.road.letters import Definite, Left, Outcome

REGISTRY = CollectorRegistry()
#: seconds: a person notices a tenth, waits one, and has gone after thirty
_STEPS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)

TURNS = Counter("triade_turns", "Updates handled, by what became of them", ["result"], registry=REGISTRY)
TURN_SECONDS = Histogram("triade_turn_seconds", "One transaction of updates", buckets=_STEPS, registry=REGISTRY)
SENDS = Counter("triade_sends", "Letters tried, by result", ["channel", "urgency", "result"], registry=REGISTRY)
SEND_SECONDS = Histogram("triade_send_seconds", "One call to a channel", ["channel"], buckets=_STEPS, registry=REGISTRY)
NUDGES = Counter("triade_nudges", "Reminders that left", registry=REGISTRY)
TIMERS = Counter("triade_timers_fired", "Timers that fired", registry=REGISTRY)
TAKEN_OVER = Counter("triade_processes_mourned", "Dead processes whose letters were taken over", registry=REGISTRY)
HEARTBEAT = Gauge("triade_heartbeat_seconds", "When a part last went round (Unix time)", ["part"], registry=REGISTRY)
ELECTED = Gauge("triade_elected", "Whether this process holds an office", ["office"], registry=REGISTRY)
DATABASE_UP = Gauge("triade_database_up", "Whether the database answered this scrape", registry=REGISTRY)
QUEUE_AGE = Gauge(
    "triade_queue_age_seconds", "How long the oldest has waited beyond its time", ["queue"], registry=REGISTRY
)
INBOX = Gauge("triade_inbox_waiting", "Updates not handled yet", registry=REGISTRY)
OUTBOX = Gauge("triade_outbox", "Letters that have not left, by state", ["state"], registry=REGISTRY)
DEAD_LETTERS = Gauge("triade_dead_letters", "What waits for a human, unseen, by kind", ["kind"], registry=REGISTRY)
ALERTS = Gauge("triade_alerts_unseen", "Alerts that nobody has seen, by kind", ["kind"], registry=REGISTRY)
MAIL_FAILED = Counter("triade_alert_mails_failed", "Mails to the operator that could not leave", registry=REGISTRY)

#: kinds of alerts that stand for a letter or an update that was given up or held
DEAD_KINDS = ("send-held", "send-dead", "update-dead")
_beats: dict[str, float] = {}


def beat(part: str) -> None:
    """This part of the process has gone round once more."""
    _beats[part] = time.monotonic()
    HEARTBEAT.labels(part).set_to_current_time()


def stuck(seconds: float) -> list[str]:
    """Parts that have not gone round for so long."""
    now = time.monotonic()
    return [part for part, at in _beats.items() if now - at > seconds]


def rest() -> None:
    """A process begins: no part has gone round yet."""
    _beats.clear()


@contextmanager
def turn() -> Iterator[None]:
    with TURN_SECONDS.time():
        yield


def sent(outcome: Outcome, seconds: float) -> str:
    """A letter was tried; the word for what became of it."""
    letter = outcome.letter
    result = (
        "sent" if isinstance(outcome, Left) else outcome.kind.value if isinstance(outcome, Definite) else "doubtful"
    )
    channel = letter.place.channel
    SENDS.labels(channel, letter.urgency.name.lower(), result).inc()
    SEND_SECONDS.labels(channel).observe(seconds)
    if result == "sent" and letter.urgency is Urgency.NUDGE:
        NUDGES.inc()
    return result


def show(road: Road | None) -> bytes:
    """The page for the collector; None: the database does not answer."""
    DATABASE_UP.set(road is not None)
    if road is not None:
        INBOX.set(road.inbox)
        for queue, age in (("inbox", road.inbox_age), ("outbox", road.outbox_age), ("timers", road.timers_age)):
            QUEUE_AGE.labels(queue).set(age)
        for state, number in road.outbox.items():
            OUTBOX.labels(state).set(number)
        ALERTS.clear()
        for kind, number in road.alerts.items():
            ALERTS.labels(kind).set(number)
        for kind in DEAD_KINDS:
            DEAD_LETTERS.labels(kind).set(road.alerts.get(kind, 0))
    return generate_latest(REGISTRY)
