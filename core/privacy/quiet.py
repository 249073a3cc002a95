"""Two years without news, or two months without a yes or a no: somebody is erased a month after a card to the team.

She is not, when she is heard, or answers, within that month.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from core.forum.cards import raise_card
from core.forum.team import PersonBy
from core.privacy.erasure import ErasureAsked, timer
from core.records import Asked
from core.scene import Scene
from core.texts import say

QUIET = timedelta(days=730)
#: since somebody opened an invitation, without saying yes or no; with NOTICE, 90 days
UNANSWERED = timedelta(days=60)
#: between the card and the erasure
NOTICE = timedelta(days=30)
#: why -> what the team reads
WORDS = {
    "quiet": "🗑 Sans nouvelles de {who} depuis deux ans : ses données s'effacent le {day}. Un message de sa part d'ici "
    "là, et rien ne s'efface.",
    "unanswered": "🗑 Invitation ouverte depuis deux mois, sans oui ni non de {who} : ses données s'effacent le {day}. "
    "Un oui d'ici là, et rien ne s'efface.",
}


@dataclass(frozen=True)
class QuietPeople(Asked[tuple[int, ...]]):
    """Ids of those who did nothing for QUIET, or said neither yes nor no for UNANSWERED, some at a time; none of whom
    an erasure waits already.
    """

    now: datetime


def look(scene: Scene) -> None:
    """Once a day: the team learns who will be erased, and when."""
    for number in scene.find(QuietPeople(scene.now)):
        person = scene.find(PersonBy(number))
        if person is None:
            continue
        due, why = scene.now + NOTICE, "quiet" if person.consent_version else "unanswered"
        scene.keep(ErasureAsked(number, scene.now, due, why))
        scene.reply.timers.append(timer(scene, number, due))
        raise_card(
            scene, "erasure", f"erasure:{number}",
            say(WORDS[why], who=person.signature, day=f"{due:%d/%m/%Y}"),
            person=person,
        )  # fmt: skip
