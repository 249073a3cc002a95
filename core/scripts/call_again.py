"""Somebody could not be reached on the telephone: the day of the next call."""

from __future__ import annotations

from datetime import date

from core.dates import ImpossibleDay, day_in, to_come
from core.nudges.recontact import LATER, Outcome
from core.talk import Facts, Script, Unclear, text_or

TITLE = "le jour du prochain appel"


def call_again(facts: Facts) -> Script[Outcome]:
    def check(words: str) -> None:
        to_come(facts.today)(words)
        if _day(words, facts.today) is None:
            raise Unclear("Il me faut un jour, par exemple « jeudi » ou « 12 mars ».")

    words = yield from text_or(
        "day", "Quel jour rappeler {name} ? Par exemple « jeudi ».", {"demain": "Demain"},
        at_most=60, spoken=False, check=check, name=facts.apprentice,
    )  # fmt: skip
    day = _day(words, facts.today)
    return Outcome(int(facts.subject or 0), LATER, day.isoformat() if day else facts.today)


def _day(words: str, today: str) -> date | None:
    try:
        return day_in(words, date.fromisoformat(today)) if today else date.max
    except ImpossibleDay:
        return None
