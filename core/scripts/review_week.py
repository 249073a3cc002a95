"""The apprentice looks back at the week in three taps: what went well, what was hard, whether help is needed."""

from __future__ import annotations

from core.talk import Facts, Say, Script, choice
from core.texts import Text, say
from core.week.acts import Review

TITLE = "ta semaine en trois gestes"
ABOUT: dict[str, Text | str] = {
    "work": "Le travail",
    "team": "L'équipe",
    "course": "Les cours",
    "hours": "Les horaires, les trajets",
    "nothing": "Rien de spécial",
}


def review_week(facts: Facts) -> Script[Review]:
    well = yield from choice("well", "Qu'est-ce qui s'est bien passé cette semaine ?", ABOUT, label="Ce qui va")
    hard = yield from choice("hard", "Et qu'est-ce qui a été difficile ?", ABOUT, label="Difficile")
    help_ = yield from choice(
        "help", "As-tu besoin d'aide ?", {"no": "Non, ça va", "yes": "🙋 Oui, j'ai besoin d'aide"}, label="Aide"
    )
    if help_ == "yes":
        yield Say(say("C'est dit à l'équipe : quelqu'un va t'écrire ici."))
    else:
        yield Say(say("Merci, c'est noté. Bonne fin de semaine !"))
    return Review(facts.triad, well, hard, help_ == "yes")
