"""What proposing a mission says on the way."""

from __future__ import annotations

from core.scripts.propose_mission import propose_mission
from core.talk import Facts, replay
from core.texts import render

IDEAS = ({"title": "Vider un rayon", "care": "Des charges légères."}, {"title": "Faire une affiche"})
FACTS = Facts(tutor="Marc", ideas=IDEAS, skills={"tri": "Trier"})


def said(idea: str) -> str:
    stand = replay(propose_mission, FACTS, {"title": {"text": "?"}, "idea": {"text": idea}})
    assert stand.ask is not None
    assert stand.ask.key == "why"
    return " ".join(render(line.text).text for line in stand.said)


def test_an_idea_that_needs_care_says_which_before_it_goes_on() -> None:
    assert "⚠️ Des charges légères." in said("1")


def test_other_ideas_warn_of_nothing() -> None:
    assert "⚠️" not in said("2")
