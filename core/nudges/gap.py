"""After a stop presses may have been lost unseen: everybody for whom something waits gets it once more, together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from core.forum.cards import DeskCard
from core.messages import Button, Content, Doubt, Remove, Rows, Send, ToDesk, ToPerson, Urgency
from core.missions.cards import stack
from core.nudges.rounds import MOST, RungsOf, label_of, last_about, rung
from core.people import Person, Role
from core.records import Asked
from core.scene import Scene, Timer
from core.texts import say

KIND, WHOSE = "gap", "gap-person"
#: how long Telegram keeps messages: after a longer stop some may be lost for ever
KEPT = timedelta(hours=24)
#: a conversation that was left for longer was not interrupted
RECENT = timedelta(days=1)


@dataclass(frozen=True)
class Interrupted(Asked[Mapping[int, str]]):
    """For whom something waits: person -> the mark of the conversation that was open since then, "" without one."""

    since: datetime


@dataclass(frozen=True)
class OpenCards(Asked[tuple[DeskCard, ...]]):
    """The cards of « À traiter » that are not done, oldest first."""

    most: int


def timer(structure: int, last: datetime, now: datetime) -> Timer:
    """What follows from a silence between two moments."""
    return Timer(f"{KIND}:{structure}:{now.timestamp():.0f}", KIND, now, None, None, _data(last, now))


def _data(last: datetime, now: datetime) -> dict[str, str]:
    return {"from": last.isoformat(), "until": now.isoformat()}


def due(timer: Timer, scene: Scene) -> None:
    """Each person gets a turn of her own; the team one message in « À traiter »."""
    last, now = (datetime.fromisoformat(timer.data[name]) for name in ("from", "until"))
    for person, mark in scene.find(Interrupted(last - RECENT)).items():
        data: dict[str, Any] = {**_data(last, now), "mark": mark}
        key = f"{WHOSE}:{person}:{now.timestamp():.0f}"
        scene.reply.timers.append(Timer(key, WHOSE, scene.now, None, person, data))
    _tell_team(scene, last, now)
    scene.record("door-was-silent", seconds=int((now - last).total_seconds()))


def _tell_team(scene: Scene, last: datetime, now: datetime) -> None:
    cards = scene.find(OpenCards(MOST))
    lost = now - last > KEPT
    if not cards and not lost:
        return
    since = say("⏸ Le bot n'a rien reçu de {a} à {b}.", a=scene.when(last), b=scene.when(now))
    words = stack(
        since,
        say("⚠️ Plus de 24 h : des messages envoyés avant {at} peuvent être perdus. Demandez si besoin de les renvoyer.",
            at=scene.when(now - KEPT)) if lost else None,
        say("Un bouton touché entre-temps n'a peut-être pas compté. Les cartes ouvertes :") if cards else None,
    )  # fmt: skip
    rows = tuple((Button(_short(card), f"x:{card.key}:see"),) for card in cards)
    content = Content(scene.words(words), rows)
    scene.reply.outgoing.append(Send(to=ToDesk(), content=content, urgency=Urgency.THREAD))


def _short(card: DeskCard) -> str:
    first = card.words.text.splitlines()[0] if card.words.text else "🗂"
    return first if len(first) <= 40 else f"{first[:39]}…"


def person(timer: Timer, scene: Scene) -> None:
    """What waits for her, in one message that takes the place of the one before; nothing when nothing does."""
    who = scene.whose
    if who is None or who.left or not who.reachable:
        return
    rows = _rows(scene, who, str(timer.data["mark"]), datetime.fromisoformat(timer.data["from"]))
    if not rows:
        return
    words = say(
        "🔁 Le bot s'est arrêté un moment. Si tu as touché un bouton, touche-le encore : voici ce qui attend."
        if who.role is Role.APPRENTICE
        else "🔁 Le bot s'est arrêté un moment. Si vous avez touché un bouton, touchez-le encore : voici ce qui attend."
    )
    subject, content = f"again:{who.id}", Content(scene.words(words, who), rows)
    scene.reply.outgoing.append(Remove(to=ToPerson(who.id), subject=subject))
    scene.reply.outgoing.append(
        Send(to=ToPerson(who.id), content=content, subject=subject, urgency=Urgency.NUDGE, doubt=Doubt.HOLD)
    )


def _rows(scene: Scene, who: Person, mark: str, last: datetime) -> Rows:
    """A button for each; what she has been reminded of since the silence began is in front of her already."""
    go_on = ((Button(scene.words("▶️ La question en cours", who).text, f"r:{mark}"),),) if mark else ()
    found: dict[str, tuple[Button, ...]] = {}
    for waiting in scene.find(RungsOf(who.id)):
        one = rung(scene, waiting) if len(found) < MOST else None
        if one is None or one.person is None or one.person.id != who.id or not one.opens[1]:
            continue
        told = last_about(scene, one.subject)
        if (one.triad is None or one.triad.state == "open") and (told is None or told.decided_at <= last):
            found.setdefault(one.opens[1], (Button(label_of(scene, one, who), one.opens[1]),))
    return (*go_on, *found.values())
