"""Nobody reaches this person any more and the team stops trying: why, and a word for the colleagues."""

from __future__ import annotations

from core.nudges.recontact import CLOSED, MOTIVES, Outcome
from core.talk import Facts, Script, choice, skippable

TITLE = "un contact à clore"


def close_contact(facts: Facts) -> Script[Outcome]:
    motive = yield from choice("motive", "Pourquoi clore le contact avec {name} ?", MOTIVES, name=facts.apprentice)
    words = yield from skippable(
        "words", "Un mot pour vos collègues ? Il reste sur la carte.", at_most=300, spoken=False
    )
    return Outcome(int(facts.subject or 0), CLOSED, "", motive, words)
