"""The tutor said yes by telephone: a counsellor writes it down, in her own name."""

from __future__ import annotations

from core.missions.acts import OnMission
from core.missions.mission import Act
from core.talk import Facts, Say, Script, confirm
from core.texts import say

TITLE = "le oui au téléphone"


def phone_mission(facts: Facts) -> Script[OnMission | None]:
    if not (
        yield from confirm(
            "send",
            "{tutor} vous a dit oui au téléphone pour « {title} » ?\n"
            "Les deux liront : « validée par téléphone, notée par {who} ».",
            yes="✅ Oui, je le note",
            no="Annuler",
            tutor=facts.tutor,
            title=facts.card["title"],
            who=facts.name,
        )
    ):
        yield Say(say("D'accord, rien n'est noté."))
        return None
    yield Say(say("C'est noté. {tutor} peut encore dire que ce n'est pas le cas.", tutor=facts.tutor))
    return OnMission(Act.PHONE, facts.triad, facts.mission, facts.version)
