"""The apprentice answers the tutor's question about a mission."""

from __future__ import annotations

from core.missions.acts import OnMission
from core.missions.mission import Act
from core.talk import Facts, Say, Script, text
from core.texts import say

TITLE = "ta réponse"


def answer_mission(facts: Facts) -> Script[OnMission]:
    answer = yield from text("answer", "Que réponds-tu à {tutor} ?", at_most=500, tutor=facts.tutor)
    yield Say(say("Ta réponse part vers {tutor}.", tutor=facts.tutor))
    return OnMission(Act.ANSWER, facts.triad, facts.mission, facts.version, answer)
