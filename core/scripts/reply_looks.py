"""The apprentice adds a word to the two looks: once, and everybody in the thread reads it."""

from __future__ import annotations

from core.missions.acts import OnMission
from core.missions.mission import Act
from core.talk import Facts, Say, Script, confirm, text
from core.texts import say

TITLE = "ton mot sur les deux regards"


def reply_looks(facts: Facts) -> Script[OnMission | None]:
    words = yield from text(
        "words", "Que veux-tu ajouter aux deux regards ? {tutor} et ton conseil le liront.", at_most=500,
        label="Ton mot", tutor=facts.tutor,
    )  # fmt: skip
    if not (yield from confirm("send", "J'envoie ? Il ne change plus.", yes="✅ Envoyer", no="🗑 Ne pas envoyer")):
        yield Say(say("D'accord, rien n'est parti. Le bouton reste sur la carte pendant sept jours."))
        return None
    yield Say(say("C'est ajouté. Tout le monde dans ton fil le lit avec les deux regards."))
    return OnMission(Act.REPLY, facts.triad, facts.mission, facts.version, words)
