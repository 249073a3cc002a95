"""The tutor says yes to work that is regulated before 18: one clear question first; the team checks before a start."""

from __future__ import annotations

from core.missions.acts import OnMission
from core.missions.mission import Act
from core.missions.safety import spotted_packed
from core.talk import Facts, Say, Script, confirm
from core.texts import say

TITLE = "votre oui à une mission"


def validate_mission(facts: Facts) -> Script[OnMission | None]:
    for kind in spotted_packed(facts.regulated, facts.card):
        yield Say(say("⚠️ <b>{name}</b>, avant 18 ans : {reason}", name=kind["name"], reason=kind["reason"]))
    if not (
        yield from confirm(
            "send",
            "Dites-vous oui à « {title} » ? {who} attendra encore que l'équipe ait vérifié.",
            yes="✅ Oui, après l'équipe",
            no="Pas maintenant",
            title=facts.card["title"],
            who=facts.apprentice,
        )
    ):
        yield Say(say("D'accord, rien n'est décidé. La carte attend votre réponse."))
        return None
    yield Say(say("C'est noté. L'équipe vérifie, puis {who} pourra commencer.", who=facts.apprentice))
    return OnMission(Act.VALIDATE, facts.triad, facts.mission, facts.version)
