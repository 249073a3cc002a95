"""Watches over the road, and mails the operator: the way out that does not need Telegram."""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import datetime

import structlog
from sqlalchemy import Connection

from bot.channel import SendFailed
from bot.runtime import metrics
from bot.runtime.clock import Clock
from storage.engine.dialect import AnyRow
from storage.engine.unit import Database
from storage.road import alerts, gauges

#: seconds that a queue may be late before a human is told
LATE = {"inbox": 120, "outbox": 300, "timers": 300}
#: kinds named in one mail; the rest is counted
MOST = 20
_WHAT = {
    "inbox": "Des messages reçus ne sont plus traités",
    "outbox": "Des messages n'arrivent plus à partir",
    "timers": "L'horloge des rappels est arrêtée",
}

log = structlog.get_logger("bot.runtime.sentinel")

#: takes subject and words of a mail to the operator; raises SendFailed
Mail = Callable[[str, str], Awaitable[None]]


class Sentinel:
    """One look writes down what is late; what nobody was told yet goes into one mail."""

    def __init__(self, database: Database, clock: Clock, mail: Mail | None) -> None:
        self._database = database
        self._clock = clock
        self._mail = mail

    async def look(self) -> None:
        """For the scheduler: troubles are logged, the next look tries again."""
        try:
            await self.once()
        except Exception as error:
            log.error("the road could not be looked at", error=type(error).__name__)

    async def once(self) -> int:
        """How many alerts were told."""
        new = await self._database.run(self._late)
        if not new:
            return 0
        for alert in new:
            log.error("needs a human", alert=alert.id, kind=alert.kind, words=alert.words)
        if self._mail is not None:
            try:
                await self._mail(*_letter(new))
            except SendFailed as failure:
                metrics.MAIL_FAILED.inc()
                log.error("the operator could not be told by mail", kind=failure.kind.value, reason=failure.reason)
                return 0
        # Told twice rather than not at all: only now they count as told.
        await self._database.run(lambda c: alerts.told(c, new[-1].id, self._clock()))
        return len(new)

    def _late(self, c: Connection) -> list[AnyRow]:
        now = self._clock()
        road = gauges.look(c, now)
        for queue, age in (("inbox", road.inbox_age), ("outbox", road.outbox_age), ("timers", road.timers_age)):
            if age > LATE[queue]:
                _raise(c, queue, age, now)
        return alerts.untold(c)


def _raise(c: Connection, queue: str, age: float, now: datetime) -> None:
    """At most once an hour for one queue."""
    words = f"{_WHAT[queue]} depuis {age / 60:.0f} min."
    alerts.raise_alert(c, f"late:{queue}:{now:%Y-%m-%dT%H}", f"late-{queue}", words, now)


def _letter(new: list[AnyRow]) -> tuple[str, str]:
    kinds = Counter(str(alert.kind) for alert in new)
    lines = [f"{number} × {kind}" for kind, number in kinds.most_common()]
    words = [f"- {alert.at:%d/%m %H:%M} UTC : {alert.words}" for alert in new[:MOST]]
    more = [f"… et {len(new) - MOST} autres"] if len(new) > MOST else []
    rest = ["", "« triade dead list » montre ce qui attend, « triade doctor » ce qui ne va pas.",
            "Que faire pour chaque alerte : deploy/RUNBOOK.md."]  # fmt: skip
    return f"Triade : {len(new)} alerte(s)", "\n".join([*lines, "", *words, *more, *rest])
