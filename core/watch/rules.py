"""The rules of the early alarm: each one sentence that anybody can check, and the facts it was read from.

They read when something happened in the thread, and the taps of the week; never what was written. Calls
(« Ça ne va pas ») and notes do not count.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from core.records import Asked
from core.texts import Text, say

SILENCE = timedelta(days=10)
#: for how long an answer is still news
RECENT = timedelta(days=14)
# The first 45 days in the company may be ended by either side without a reason: Code du travail, L. 6222-18.
TRIAL = timedelta(days=45)
START = timedelta(days=30)


@dataclass(frozen=True)
class Signs:
    """What is known of one apprentice in one thread, as days."""

    arrived: date
    #: her last message, act on a mission or review of the week
    last: date | None = None
    #: missions sent, and meetings that were held
    missions: int = 0
    meetings: int = 0
    #: the numbers of her two last missions that were refused, when these are her two last answered ones
    refused: tuple[int, ...] = ()
    #: what her last reviews called hard, the newest first: (Monday, what)
    hard: tuple[tuple[date, str], ...] = ()
    #: the day she last answered that it does not go well, when that is her last answer
    low: date | None = None


@dataclass(frozen=True)
class SignsOf(Asked[Signs | None]):
    """What is known of the apprentice of a triad; None when there is none."""

    triad: int


@dataclass(frozen=True)
class Rule:
    """`says`: the rule itself. `reads`: the facts that fulfil it today, None when it is not fulfilled. `try_`: what the
    team may do."""

    says: str
    try_: str
    reads: Callable[[Signs, date], Text | None]


def _silent(signs: Signs, today: date) -> Text | None:
    if signs.last is None or today - signs.last < SILENCE:
        return None
    return say("dernier signe le {day}", day=f"{signs.last:%d/%m}")


def _refused(signs: Signs, today: date) -> Text | None:
    return say("missions n° {one} et {two}", one=signs.refused[0], two=signs.refused[1]) if signs.refused else None


def _hard(signs: Signs, today: date) -> Text | None:
    if len(signs.hard) < 2 or signs.hard[0][1] == "nothing" or signs.hard[0][1] != signs.hard[1][1]:
        return None
    (last, _), (before, _) = signs.hard[:2]
    if last - before > timedelta(days=7) or today - last > RECENT:
        return None
    return say("semaines du {one} et du {two}", one=f"{before:%d/%m}", two=f"{last:%d/%m}")


def _slow_start(signs: Signs, today: date) -> Text | None:
    if signs.missions or signs.meetings or not START <= today - signs.arrived <= TRIAL:
        return None
    return say("arrivée le {day}", day=f"{signs.arrived:%d/%m}")


def _low(signs: Signs, today: date) -> Text | None:
    return low_mood(signs.low) if signs.low is not None and today - signs.low < RECENT else None


def low_mood(day: date) -> Text:
    return say("réponse du {day}", day=f"{day:%d/%m}")


RULES: Mapping[str, Rule] = {
    "mood": Rule(
        "à « comment ça va ? », réponse « pas bien »",
        "Appeler aujourd'hui, cette personne seule : elle vient de le dire, et l'entreprise ne le sait pas.", _low,
    ),
    "silence": Rule(
        "aucun signe depuis 10 jours",
        "Un appel court, sans reproche, puis un rendez-vous à trois si c'est utile (/rdv dans le fil).", _silent,
    ),
    "refused": Rule(
        "deux missions refusées de suite",
        "Appeler l'entreprise pour comprendre, puis chercher ensemble une mission plus petite.", _refused,
    ),
    "hard": Rule(
        "deux semaines de suite, la même chose difficile",
        "En parler dix minutes, et voir si un rendez-vous à trois aiderait (/rdv dans le fil).", _hard,
    ),
    "start": Rule(
        "ni mission ni rendez-vous dans les 30 premiers jours",
        "Préparer ensemble une première mission, toute petite, et prévenir l'entreprise qu'elle arrive.", _slow_start,
    ),
}  # fmt: skip


def fulfilled(signs: Signs, today: date) -> dict[str, Text]:
    """The rules that are fulfilled today, with their facts."""
    read = {name: rule.reads(signs, today) for name, rule in RULES.items()}
    return {name: facts for name, facts in read.items() if facts is not None}
