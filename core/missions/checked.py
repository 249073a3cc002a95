"""The team has checked a mission whose work is regulated before 18: the young person may begin."""

from __future__ import annotations

from core.forum.cards import DeskCard
from core.forum.team import triad_by
from core.horizon.horizon import MissionsOf
from core.messages import Send, ToPerson, Urgency
from core.missions.acts import refresh
from core.missions.cards import CHECK, card as shown_card
from core.missions.mission import State
from core.scene import Scene
from core.texts import say


def checked(scene: Scene, card: DeskCard) -> None:
    """The team's card is done; a yes of the company that waited for it counts from now on."""
    triad = triad_by(scene, card.triad_id or 0)
    missions = scene.find(MissionsOf(triad.id)) if triad is not None else ()
    mission = next((one for one in missions if CHECK + one.subject == card.subject), None)
    if triad is None or mission is None or triad.state != "open":
        return
    refresh(scene, triad, mission)
    young = triad.apprentice
    if mission.state is State.VALIDATED and young is not None:
        news = say("✅ L'équipe a vérifié « {title} ». Tu peux commencer quand tu veux.", title=mission.card.title)
        scene.reply.outgoing.append(
            Send(to=ToPerson(young.id, triad.id), content=shown_card(scene, triad, mission, young, news),
                 subject=mission.subject, urgency=Urgency.THREAD)
        )  # fmt: skip
