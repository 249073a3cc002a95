"""One side looks at a mission that is done, criterion by criterion, without seeing the other's look."""

from __future__ import annotations

from core.missions.looks import Look
from core.people import Role
from core.talk import Facts, Say, Script, choice, confirm, skippable
from core.texts import say

TITLE = "le regard sur une mission"


def assess_mission(facts: Facts) -> Script[Look | None]:
    young = facts.role == Role.APPRENTICE
    other = facts.tutor if young else facts.apprentice
    yield Say(
        say(
            "Ton regard sur « {title} ». {other} donne le sien de son côté, sans voir le tien."
            if young
            else "Votre regard sur « {title} ». {other} donne le sien de son côté, sans voir le vôtre.",
            title=facts.card["title"],
            other=other,
        )
    )
    marks = {}
    for criterion, question in facts.criteria.items():
        marks[criterion] = yield from choice(criterion, question, facts.levels, label=question)
    words = yield from skippable(
        "words",
        "Qu'est-ce que tu as le mieux réussi ?" if young else "Un mot pour {who} ?",
        skip="Passer",
        at_most=500,
        label="Quelques mots",
        spoken=False,
        who=facts.apprentice,
    )
    if not (
        yield from confirm(
            "send",
            "J'enregistre ton regard ? Après, il ne change plus."
            if young
            else "J'enregistre votre regard ? Après, il ne change plus.",
            yes="✅ Enregistrer",
            no="🗑 Ne rien garder",
        )
    ):
        yield Say(say("D'accord, rien n'est enregistré."))
        return None
    yield Say(say("C'est enregistré. Quand les deux regards sont là, chacun voit les deux."))
    return Look(facts.triad, facts.mission, facts.version, marks, words, str(facts.grid.get("version", "")))
