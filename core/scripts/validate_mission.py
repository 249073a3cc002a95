"""The tutor says yes to work that is regulated before 18: one clear question first; the team checks before a start."""

from __future__ import annotations

from core.missions.acts import OnMission
from core.missions.mission import Act
from core.missions.safety import spotted_packed
from core.talk import Facts, Say, Script, confirm
from core.texts import say

TITLE = "votre oui à une mission"
MINDS = "⚠️ <b>{name}</b>, avant 18 ans : {reason}"
ASKED = "Dites-vous oui à « {title} » ? {who} attendra encore que l'équipe ait vérifié."
YES, NO = "✅ Oui, après l'équipe", "Pas maintenant"
DONE = "C'est noté. L'équipe vérifie, puis {who} pourra commencer."


def validate_mission(facts: Facts) -> Script[OnMission | None]:
    for kind in spotted_packed(facts.regulated, facts.card):
        yield Say(say(MINDS, name=kind["name"], reason=kind["reason"]))
    if not (
        yield from confirm(
            "send",
            ASKED,
            yes=YES,
            no=NO,
            title=facts.card["title"],
            who=facts.apprentice,
        )
    ):
        yield Say(say("D'accord, rien n'est décidé. La carte attend votre réponse."))
        return None
    yield Say(say(DONE, who=facts.apprentice))
    return OnMission(Act.VALIDATE, facts.triad, facts.mission, facts.version)
