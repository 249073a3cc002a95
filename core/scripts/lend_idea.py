"""A counsellor rewrites a mission as an idea for others: no name in it, and its apprentice is asked."""

from __future__ import annotations

import re

from core.library.ideas import Idea
from core.library.lending import LendIdea, named, told
from core.talk import Ask, Facts, Given, Option, Say, Script, Unclear, choice, confirm
from core.texts import length, say

TITLE = "une idée à partager"

KEEP = "="
STEPS = (2, 4)
STEP_LIMIT = 80
# An address or a number would lead to somebody.
CONTACT = re.compile(r"@|https?:|\d(?:[ .]?\d){7,}")


def lend_idea(facts: Facts) -> Script[LendIdea | None]:
    yield Say(say("On en fait une idée pour d'autres jeunes d'ici, sans aucun nom."))
    title = yield from _words("title", "Son titre ? La mission disait : « {was} ».", facts, at_most=120, label="Titre")
    why = yield from _words(
        "why", "À quoi elle sert ? La mission disait : « {was} ».", facts, at_most=200, label="Utilité"
    )
    steps = yield from _steps("steps", facts)
    care = yield from _words("care", "Une précaution à dire ?", facts, at_most=160, label="Précaution", none="Aucune")
    families = {family: say("{name}", name=name) for family, name in facts.choices.items()}
    family = yield from choice("family", "Pour quels métiers ?", families, label="Métiers")
    skill = facts.card.get("skill", "")
    idea = Idea(
        title, family, why, steps, (skill,) if skill else (), facts.card.get("lesson", ""), care=care, here=True
    )
    yield Say(told(idea))
    asked = "Je demande son accord à {who} ? Sans son oui, personne ne la voit."
    if not (yield from confirm("send", asked, yes="✅ Demander", no="🗑 Laisser", who=facts.apprentice)):
        yield Say(say("D'accord, rien n'est parti."))
        return None
    yield Say(say("C'est demandé à {who}. Sa réponse arrivera dans ce fil.", who=facts.apprentice))
    return LendIdea(facts.triad, facts.mission, idea)


def _words(key: str, prompt: str, facts: Facts, /, *, at_most: int, label: str, none: str = "") -> Script[str]:
    """Words without a name: new ones, those of the mission, or none where that may be."""
    was = facts.card.get(key, "")
    offered = (
        (Option(KEEP, none or "👍 Garder ces mots"),) if none or (was and _may_be_kept(was, facts, at_most)) else ()
    )
    kept = "" if none else was

    def read(given: Given) -> str:
        words = " ".join(given.text.split())
        if offered and words in (KEEP, offered[0].label):
            return kept
        return _checked(words, facts, at_most)

    answer: str = yield Ask(key, say(prompt, was=was), read, offered, label=label)
    return answer


def _steps(key: str, facts: Facts, /) -> Script[tuple[str, ...]]:
    """A few steps, one a line."""
    least, most = STEPS

    def read(given: Given) -> tuple[str, ...]:
        found = [" ".join(line.split()).lstrip("-•–0123456789.) ") for line in given.text.splitlines()]
        steps = tuple(step for step in found if step)
        if not least <= len(steps) <= most:
            raise Unclear("Il me faut de {least} à {most} étapes, une par ligne.", least=least, most=most)
        return tuple(_checked(step, facts, STEP_LIMIT) for step in steps)

    asked = say("Comment s'y prendre ? De {least} à {most} étapes courtes, une par ligne.", least=least, most=most)
    answer: tuple[str, ...] = yield Ask(key, asked, read, label="Étapes")
    return answer


def _may_be_kept(words: str, facts: Facts, at_most: int) -> bool:
    try:
        return bool(_checked(words, facts, at_most))
    except Unclear:
        return False


def _checked(words: str, facts: Facts, at_most: int) -> str:
    """The words, when they name nobody; Unclear else."""
    if not words:
        raise Unclear("Il me faut quelques mots écrits ici.")
    if length(words) > at_most:
        raise Unclear("C'est un peu long : {n} caractères, {most} au plus.", n=length(words), most=at_most)
    if name := named(words, facts.unsaid):
        raise Unclear(
            "On y lit « {name} » : une idée ne dit pas de qui elle vient. Tournez la phrase autrement.", name=name
        )
    if CONTACT.search(words):
        raise Unclear("On y lit un numéro ou une adresse : une idée n'en donne pas. Tournez la phrase autrement.")
    return words
