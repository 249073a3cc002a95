"""A last question whose answer is written down nowhere: forgotten as soon as the script has read it."""

from __future__ import annotations

from core.talk import Ask, Given, Option, Script, Unclear
from core.texts import render, say


def unkept(key: str, prompt: str, /, *, yes: str, no: str, **values: object) -> Script[bool]:
    """A yes or a no, never the words of it. Nothing may be asked after it."""
    fits = {"oui": yes, "non": no}

    def read(given: Given) -> bool:
        words = given.text.strip().casefold()
        for value, label in fits.items():
            if words in (value, render(label).text.casefold()):
                return value == "oui"
        raise Unclear("Il me faut un oui ou un non : un des deux boutons suffit.")

    offered = tuple(Option(value, label) for value, label in fits.items())
    answer: bool = yield Ask(key, say(prompt, **values), read, offered, free=False, kept=False)
    return answer
