"""The end of an immersion, looked at by the tutor with the young person beside: three questions, ten minutes."""

from __future__ import annotations

from core.immersions.companion import Review
from core.talk import Facts, Say, Script, choice, confirm, text, yes
from core.texts import say

TITLE = "le bilan d'immersion"

AFTER = {
    "alternance": "Une alternance est possible ici",
    "encore": "Une autre immersion",
    "ailleurs": "Un autre métier",
    "parler": "À voir avec la structure",
}


def review_immersion(facts: Facts) -> Script[Review | None]:
    here = yield from yes(
        "here",
        "Le bilan se fait à deux, en dix minutes. {name} est avec vous ?",
        yes="Oui, on y va",
        no="Pas encore",
        name=facts.apprentice,
    )
    if not here:
        yield Say(say("D'accord. Le bouton reste là pour le moment où vous serez ensemble."))
        return None
    well = yield from text("well", "Qu'est-ce que {name} a bien réussi ?", at_most=500, label="Bien réussi",
                           spoken=False, name=facts.apprentice)  # fmt: skip
    learn = yield from text("learn", "Qu'est-ce qui reste à apprendre ?", at_most=500, label="À apprendre",
                            spoken=False)  # fmt: skip
    after = yield from choice("after", "Et la suite ?", AFTER, label="La suite")
    if not (
        yield from confirm(
            "send",
            "Je garde ce bilan, et je le montre à {name} et à la structure ?",
            yes="✅ Oui",
            no="Non",
            name=facts.apprentice,
        )
    ):
        yield Say(say("D'accord, rien n'est gardé."))
        return None
    yield Say(say("C'est gardé. Merci d'avoir pris ce temps à deux."))
    return Review(facts.triad, facts.choices.get("convention", ""), well, learn, AFTER[after])
