"""The tutor asks something about a mission before deciding."""

from __future__ import annotations

from core.missions.acts import OnMission
from core.missions.mission import Act
from core.talk import Facts, Say, Script, text
from core.texts import say

TITLE = "votre question"


def question_mission(facts: Facts) -> Script[OnMission]:
    question = yield from text(
        "question", "Que voulez-vous savoir sur « {title} » ?", at_most=500, title=facts.card["title"]
    )
    yield Say(say("Votre question part vers {who}. La carte vous attend ici.", who=facts.apprentice))
    return OnMission(Act.QUESTION, facts.triad, facts.mission, facts.version, question)
