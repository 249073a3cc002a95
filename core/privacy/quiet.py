"""Two years without news: somebody is erased, unless she is heard within the month that follows a card to the team."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from core.forum.cards import raise_card
from core.forum.team import PersonBy
from core.privacy.erasure import ErasureAsked, ErasureOf, timer
from core.records import Asked
from core.scene import Scene
from core.texts import say

QUIET = timedelta(days=730)
#: between the card and the erasure
NOTICE = timedelta(days=30)


@dataclass(frozen=True)
class QuietPeople(Asked[tuple[int, ...]]):
    """Ids of those who did nothing for QUIET, some at a time."""

    now: datetime


def look(scene: Scene) -> None:
    """Once a day: the team learns who will be erased, and when."""
    for number in scene.find(QuietPeople(scene.now)):
        person = scene.find(PersonBy(number))
        if person is None or scene.find(ErasureOf(number)).due_at is not None:
            continue
        due = scene.now + NOTICE
        scene.keep(ErasureAsked(number, scene.now, due, "quiet"))
        scene.reply.timers.append(timer(scene, number, due))
        raise_card(
            scene, "erasure", f"erasure:{number}",
            say("🗑 Sans nouvelles de {who} depuis deux ans : ses données s'effacent le {day}. Un message de sa part "
                "d'ici là, et rien ne s'efface.", who=person.signature, day=f"{due:%d/%m/%Y}"),
            person=person,
        )  # fmt: skip
