"""The number that a counsellor calls, on the cards that ask for a call."""

from __future__ import annotations

from dataclasses import dataclass

from core.people import Person
from core.records import Asked
from core.scene import Scene
from core.texts import Text, say


@dataclass(frozen=True)
class NumberOf(Asked[str]):
    """The number of a person's mobile phone as the world writes it, "" when none is kept here."""

    person: int


def number_line(scene: Scene, person: Person) -> Text:
    """Her number, which a tap calls, or where to look for it."""
    number = scene.find(NumberOf(person.id))
    return (
        say("📱 {number}", number=spaced(number)) if number else say("📱 Pas de numéro ici : il est dans son dossier.")
    )


def spaced(number: str) -> str:
    """« +33 6 12 34 56 78 »: apps make a link of it."""
    if not number.startswith("+33") or len(number) != 12:
        return number
    pairs = (number[at : at + 2] for at in range(4, 12, 2))
    return f"+33 {number[3]} {' '.join(pairs)}"
