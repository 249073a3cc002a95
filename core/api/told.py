"""What other software is told as it happens: which events, under which scope; numbers and nothing else."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from core.api.keys import Scope, manager
from core.forum.cards import raise_card
from core.forum.team import Team
from core.messages import Deed, Urgency
from core.people import Refused, Role
from core.records import Asked
from core.reply import Event
from core.scene import Scene
from core.texts import Text, say

#: events of the journal -> their name outside
MISSIONS: Mapping[str, str] = {
    "mission-propose": "mission.proposed", "mission-validate": "mission.validated",
    "mission-phone": "mission.validated",
    "mission-amend": "mission.amended", "mission-accept": "mission.accepted", "mission-repropose": "mission.proposed",
    "mission-revive": "mission.proposed", "mission-refuse": "mission.refused", "mission-undo": "mission.undone",
    "mission-withdraw": "mission.withdrawn", "mission-start": "mission.started", "mission-finish": "mission.finished",
    "mission-expire": "mission.expired", "mission-assess": "assessment.given",
}  # fmt: skip
MEETINGS: Mapping[str, str] = {
    "meeting-proposed": "meeting.proposed", "meeting-kept": "meeting.kept", "meeting-cancelled": "meeting.cancelled",
    "meeting-reported": "meeting.reported",
}  # fmt: skip
NAMES = {**MISSIONS, **MEETINGS}
#: the scopes that an endpoint may have
SCOPES = (Scope.MISSIONS, Scope.MEETINGS)
#: after how many failures nothing more is tried, and how long each of them waits
TRIES = 8
WAITS = tuple(timedelta(minutes=n) for n in (1, 5, 30, 120, 360, 720, 1440))
#: for how long what has not arrived is kept; the register (storage/register) says the same
KEPT = timedelta(days=30)
#: the kind of the card, and why an endpoint rests
CARD, FAILED, CLOSED = "webhook", "failed", "closed"


@dataclass(frozen=True)
class Hook:
    """An endpoint of other software."""

    id: int
    structure_id: int
    url: str
    secret: str
    scopes: frozenset[str]
    created_at: datetime
    stopped: str = ""
    waiting: int = 0
    #: how many events never arrived and are not kept any more
    lost: int = 0
    #: the rank of the last one that arrived
    arrived: int = 0

    @property
    def host(self) -> str:
        return self.url.split("/")[2]


@dataclass(frozen=True)
class HooksHere(Asked[tuple[Hook, ...]]):
    """The endpoints of the structure that are not closed, with how many events wait for each."""


@dataclass(frozen=True)
class NewHook:
    url: str
    secret: str
    scopes: frozenset[str]


@dataclass(frozen=True)
class HookStopped:
    """Nothing is sent there from now on: `why` is FAILED or CLOSED; "" goes on where it had stopped."""

    number: int
    why: str


@dataclass(frozen=True)
class Told:
    """One event on its way: `number` counts those of its endpoint, without holes."""

    row: int
    hook: Hook
    number: int
    body: str
    attempts: int

    @property
    def id(self) -> str:
        """The same at each try."""
        return f"triade_{self.hook.id}_{self.number}"


def scope_of(event: Event) -> Scope | None:
    """Who is told of it; None for nobody."""
    return Scope.MISSIONS if event.kind in MISSIONS else Scope.MEETINGS if event.kind in MEETINGS else None


def shown(kind: str, subject: str, thread: int | None, data: Mapping[str, Any], at: datetime) -> dict[str, Any]:
    """The event as it is told, without where it stands in a row: no name and no word of anybody."""
    what, _, which = subject.partition(":")
    told: dict[str, Any] = {"thread": thread, what: which.replace(":", "-")}
    told |= {name: data[name] for name in ("state", "version", "role") if name in data}
    return {"type": NAMES[kind], "timestamp": at.isoformat(), "data": told}


def body(event: Event, structure: int, number: int, at: datetime) -> str:
    """The event as it is sent to an endpoint."""
    told = shown(event.kind, event.subject, event.triad_id, event.data, at)
    told["data"] |= {"structure": structure, "sequence": number}
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def given_up(scene: Scene, hook: Hook) -> None:
    """The team and its managers learn that nothing arrives any more; what waits is kept for a while."""
    words = say(
        "🔌 Le logiciel branché à {host} ne répond plus : {n} essais. Les événements attendent {days} jours. "
        "Quand il répond à nouveau, un responsable le relance dans son bureau (Clés).",
        host=hook.host, n=TRIES, days=KEPT.days,
    )  # fmt: skip
    _tell(scene, hook, words)
    scene.record("webhook-stopped", subject=f"webhook:{hook.id}")


def losing(scene: Scene, hook: Hook) -> None:
    """What waited longest is not kept any more: the same people learn it, once for each time that it rests."""
    words = say(
        "🔌 Le logiciel branché à {host} ne répond plus depuis {days} jours : les événements les plus anciens ne "
        "l'attendent plus. Relancé, il verra le trou et pourra les redemander à l'API (/events).",
        host=hook.host, days=KEPT.days,
    )  # fmt: skip
    _tell(scene, hook, words)
    scene.record("webhook-losing", subject=f"webhook:{hook.id}", lost=hook.lost)


def _tell(scene: Scene, hook: Hook, words: Text) -> None:
    raise_card(scene, CARD, f"webhook:{hook.id}", words)
    for one in scene.find(Team()):
        if one.role is Role.MANAGER:
            scene.tell(one, words, urgency=Urgency.NUDGE)


def by_manager(deed: Deed, scene: Scene) -> None:
    """The form of an endpoint: go on, or close."""
    manager(scene)
    known: tuple[Hook, ...] = scene.find(HooksHere())
    found = next((hook for hook in known if str(hook.id) == deed.fields.get("hook")), None)
    verb = deed.fields.get("verb", "")
    if found is None or verb not in ("resume", "close") or (verb == "resume" and not found.stopped):
        raise Refused("Rien n'a changé : cette page est ancienne. Rechargez-la.")
    scene.keep(HookStopped(found.id, CLOSED if verb == "close" else ""))
    scene.record("webhook-closed" if verb == "close" else "webhook-resumed", subject=f"webhook:{found.id}")
