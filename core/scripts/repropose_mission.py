"""The apprentice answers the tutor's changes with a version of her own."""

from __future__ import annotations

from core.missions.acts import OnMission
from core.missions.cards import fields_of
from core.missions.caution import warn
from core.missions.mission import Act, Card
from core.scripts.amend_mission import change_card
from core.talk import Facts, Say, Script, confirm
from core.texts import say

TITLE = "ta nouvelle version"


def repropose_mission(facts: Facts) -> Script[OnMission | None]:
    card = yield from change_card(facts, Card.of(facts.card), "Que veux-tu changer ?", "C'est tout")
    yield from warn(facts, card, "Ta version peut partir : ton conseil reçoit aussi la question, pour vérifier.")
    yield Say(fields_of(card.words(), facts.names))
    if not (
        yield from confirm("send", "J'envoie à {tutor} ?", yes="✅ Envoyer", no="🗑 Ne pas envoyer", tutor=facts.tutor)
    ):
        yield Say(say("D'accord, rien n'est parti."))
        return None
    yield Say(say("C'est en route vers {tutor}.", tutor=facts.tutor))
    return OnMission(Act.REPROPOSE, facts.triad, facts.mission, facts.version, card=card)
