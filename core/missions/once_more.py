"""« Ok pour moi » in plain words validates nothing: the tutor gets the card that waits once more, with its buttons.

Nothing is read into the words. One card a day at most, and each mission once.
"""

from __future__ import annotations

from dataclasses import replace

from core.messages import Send, ToPerson
from core.missions.cards import card
from core.missions.transitions import State
from core.people import Person, Role
from core.scene import Scene
from core.texts import say
from core.triad import Triad

#: of the settings of a triad: the last day a card was shown, and of which missions
SHOWN = "shown_once_more"
#: missions that are remembered
KEPT = 10


def wanted(triad: Triad, person: Person, today: str) -> bool:
    """Whether a card is to be shown after words of hers: asked before any mission is loaded."""
    shown = triad.settings.get(SHOWN, {})
    return person.role is Role.TUTOR and triad.awaits not in (0, *shown.get("which", ())) and shown.get("on") != today


def after_words(scene: Scene, triad_id: int) -> None:
    """The one who acts has just written into this thread."""
    triad, person, today = scene.triads[triad_id], scene.person, scene.today.isoformat()
    mission = scene.missions.get((triad.id, triad.awaits))
    if person is None or mission is None or not wanted(triad, person, today):
        return
    if mission.state is not State.PROPOSED or mission.asked:
        return
    which = [*triad.settings.get(SHOWN, {}).get("which", ()), mission.number]
    triad = replace(triad, settings={**triad.settings, SHOWN: {"on": today, "which": which[-KEPT:]}})
    scene.triads[triad.id] = triad
    scene.keep(triad)
    news = say("Votre message est en route. Cette mission attend encore votre réponse : un bouton suffit.")
    content = card(scene, triad, mission, person, news)
    scene.reply.outgoing.append(Send(to=ToPerson(person.id, triad.id), content=content, subject=mission.subject))
