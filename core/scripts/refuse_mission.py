"""The tutor says no to a mission, with a reason that helps to propose better."""

from __future__ import annotations

from core.missions.acts import OnMission
from core.missions.mission import Act
from core.talk import Facts, Say, Script, choice, text
from core.texts import say

TITLE = "votre réponse à une mission"

OTHER = "autre"
REASONS = {
    "temps": "Pas le bon moment",
    "securite": "Pas possible pour la sécurité",
    "fait": "C'est déjà fait",
    "poste": "Trop loin du métier préparé",
    OTHER: "Une autre raison",
}


def refuse_mission(facts: Facts) -> Script[OnMission]:
    reason = yield from choice(
        "reason", "Qu'est-ce qui empêche « {title} » ? {who} lira votre raison.", REASONS, title=facts.card["title"],
        who=facts.apprentice,
    )  # fmt: skip
    note = REASONS[reason]
    if reason == OTHER:
        note = yield from text("words", "Dites-le en une phrase.", at_most=500)
    yield Say(say("C'est noté. {who} reçoit votre réponse avec un mot d'encouragement.", who=facts.apprentice))
    return OnMission(Act.REFUSE, facts.triad, facts.mission, facts.version, note)
