"""`/relances`: the reminders of a structure, how its counsellors pause and change them, and its closed days."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from core.messages import Message
from core.nudges import order
from core.nudges.matters import MatterLadder as MatterLadder  # its ladders are among ours
from core.nudges.nudge import LADDERS, Ladder, closed_days, ladders
from core.nudges.words import LABELS, WORDS, words as ladder_words
from core.people import Refused, Role
from core.scene import Scene
from core.texts import Text, lines, say

#: reminders of one ladder at most, and working days after which the last thing may come
MOST, LATEST = 5, 30
#: closed days that are kept, and signs of one's own words for a reminder
CLOSED, OWN = 60, 160
TO = {Role.TUTOR: "à l'entreprise", Role.APPRENTICE: "au jeune", Role.COUNSELLOR: "à l'équipe"}
WRONG = (
    "Rien n'a changé. Par exemple : « /relances 1 : 2, 5, 8 » (rappels aux jours 2 et 5, l'équipe au jour 8), "
    "« /relances 1 pause », « /relances fermé 24/12/2026 »."
)
_WORD = re.compile(r"(\d{1,2}) *(pause|reprise|d[ée]faut)")
_DAYS = re.compile(r"(\d{1,2}) *:((?: *,? *\d{1,2})+)")
_OWN = re.compile(r"(\d{1,2}) *mots (\d) *: *(.*)", re.IGNORECASE)
_ORDER = re.compile(r"ordre (.+)")
_CLOSED = re.compile(r"(ferm[ée]|ouvert) +(?:le +)?(\d{1,2})/(\d{1,2})(?:/(?:20)?(\d{2}))?")


def command(incoming: Message, scene: Scene) -> None:
    """Show them; with words behind it, change one thing first."""
    assert scene.structure is not None
    understood = None
    try:
        if incoming.argument:
            understood = change(scene, " ".join(incoming.argument.split()))
    except Refused as refused:
        scene.answer(refused.text, reply_to=incoming.message_id)
        return
    known = ladders(scene.structure).values()
    days = sorted(day for day in closed_days(scene.structure) if day >= scene.today)
    shut = say("Jours fermés : {days}", days=", ".join(f"{day:%d/%m/%Y}" for day in days) or "–")
    help_ = say(
        "Pour changer : « /relances 1 : 2, 5, 8 », « /relances 1 pause », « /relances 1 reprise », "
        "« /relances 1 défaut », « /relances 1 mots 2 : … » (votre phrase, pour le 2e rappel), "
        "« /relances ordre e-mail, SMS », « /relances fermé 24/12/2026 », "
        "« /relances ouvert 24/12/2026 »."
    )
    heads = say("🔔 Les rappels, en jours ouvrés :")
    each = (_line(n, one) for n, one in enumerate(known, 1))
    scene.answer(lines(understood, heads, *each, order.line(scene.structure), shut, help_))


def _line(number: int, ladder: Ladder) -> Text:
    label = say(LABELS[ladder.kind])
    if ladder.off:
        return say("{n}. {label} : en pause", n=number, label=label)
    if not ladder.days:
        return say("{n}. {label} : l'équipe à J+{desk}", n=number, label=label, desk=ladder.desk_after)
    side = say(TO[ladder.to] if ladder.to else "à la personne")
    days = ", ".join(f"J+{day}" for day in ladder.days)
    if not ladder.desk_after:
        return say("{n}. {label}, {side} : {days}, puis plus rien", n=number, label=label, side=side, days=days)
    words = "{n}. {label}, {side} : {days}, puis l'équipe à J+{desk}"
    if ladder.to is Role.COUNSELLOR:
        words = "{n}. {label}, {side} : {days}, puis le responsable à J+{desk}"
    return say(words, n=number, label=label, side=side, days=days, desk=ladder.desk_after)


def change(scene: Scene, words: str) -> Text | None:
    """What the words behind the command ask for, and how they were read where they left it open; else Refused."""
    if match := _OWN.fullmatch(words):
        choose_words(scene, int(match[1]), int(match[2]), match[3])
        return None
    words = words.casefold()
    if match := _CLOSED.fullmatch(words):
        day = _day(scene.today, int(match[2]), int(match[3]), match[4])
        _close(scene, match[1].startswith("ferm"), day)
        return None if match[4] else say("Sans année, j'ai compris le {day}.", day=f"{day:%d/%m/%Y}")
    if match := _WORD.fullmatch(words):
        _choose(scene, int(match[1]), _said(match[2]))
    elif match := _DAYS.fullmatch(words):
        _choose(scene, int(match[1]), _days(_at(int(match[1])), match[2]))
    elif match := _ORDER.fullmatch(words):
        choose_order(scene, order.read(match[1]))
    else:
        raise Refused(WRONG)
    return None


def choose_order(scene: Scene, chosen: list[str]) -> None:
    """After a person's usual channel, her reminders take these, in this order."""
    _keep(scene, order.ORDER, chosen)
    scene.record("channel-order-changed", order=chosen)


def _said(word: str) -> Mapping[str, Any] | None:
    """What changes in the settings of a ladder; None puts back the usual ones."""
    return None if word.startswith("d") else {"off": word == "pause"}


def _at(number: int) -> Ladder:
    if not 1 <= number <= len(LADDERS):
        raise Refused(WRONG)
    return list(LADDERS.values())[number - 1]


def _days(ladder: Ladder, words: str) -> Mapping[str, Any]:
    """The last day is the team's, unless this ladder ends without it or has nothing else."""
    days = [int(number) for number in re.findall(r"\d+", words)]
    desk = days.pop() if ladder.desk_after else 0
    most = MOST if ladder.days else 0
    last = desk or LATEST
    if not min(1, most) <= len(days) <= most or [0, *days, last] != sorted({0, *days, last}) or last > LATEST:
        raise Refused(_limits(ladder, most))
    return {"days": days, "desk": desk}


def _limits(ladder: Ladder, most: int) -> Text:
    if not ladder.days:
        return say("Rien n'a changé : un seul jour, celui de l'équipe, au plus tard le {last}.", last=LATEST)
    limits = "Rien n'a changé : de 1 à {most} rappels, des jours qui montent, le dernier au plus tard au jour {last}."
    return say(limits, most=most, last=LATEST)


def _choose(scene: Scene, number: int, said: Mapping[str, Any] | None) -> None:
    kind = _at(number).kind
    assert scene.structure is not None
    chosen = dict(scene.structure.settings.get("ladders", {}))
    now = {} if said is None else {**chosen.get(kind, {}), **said}
    _keep(scene, "ladders", {**chosen, kind: now})
    scene.record("ladder-changed", ladder=kind, **{name: value for name, value in now.items() if name != "words"})


def choose_words(scene: Scene, number: int, step: int, words: str) -> None:
    """From now on this step says these words; none, or the usual ones: the usual ones again."""
    _at(number)
    ladder = list(ladders(scene.structure).values())[number - 1]
    if (ladder.kind, 1) not in WORDS or "{" in WORDS[ladder.kind, 1] or not 1 <= step <= len(ladder.days):
        raise Refused("Rien n'a changé : les mots de ce rappel ne se changent pas.")
    if len(words) > OWN:
        raise Refused(say("Rien n'a changé : {n} signes au plus, pour un écran de téléphone.", n=OWN))
    assert scene.structure is not None
    chosen = dict(scene.structure.settings.get("ladders", {}))
    said = {str(at): own for at, own in ladder.said if at != step}
    if words and words != usual(ladder, step):
        said[str(step)] = words
    _keep(scene, "ladders", {**chosen, ladder.kind: {**chosen.get(ladder.kind, {}), "words": said}})
    scene.record("ladder-changed", ladder=ladder.kind, reworded=step)


def usual(ladder: Ladder, step: int) -> str:
    """Our own words for this step, without their bell."""
    return ladder_words(ladder, step).removeprefix("🔔 ")


def _day(today: date, day: int, month: int, year: str | None) -> date:
    """That day of that year; without a year, the next one. Refused when there is none, or when it is over."""
    years = [2000 + int(year)] if year else range(today.year, today.year + 9)  # 29 February: eight years at most
    days = [date(one, month, day) for one in years if 0 < month < 13 and 0 < day <= monthrange(one, month)[1]]
    if not days:
        raise Refused("Rien n'a changé : ce jour n'existe pas. Vérifiez la date, puis recommencez.")
    if days[-1] < today:
        raise Refused(say("Rien n'a changé : le {day} est déjà passé.", day=f"{days[-1]:%d/%m/%Y}"))
    return next(one for one in days if one >= today)


def _close(scene: Scene, shut: bool, day: date) -> None:
    coming = {one for one in closed_days(scene.structure) if one >= scene.today}
    coming = coming | {day} if shut else coming - {day}
    if len(coming) > CLOSED:
        raise Refused(say("Rien n'a changé : {most} jours fermés au plus.", most=CLOSED))
    _keep(scene, "closed_days", sorted(one.isoformat() for one in coming))
    scene.record("closed-days-changed", day=day.isoformat(), closed=shut)


def _keep(scene: Scene, name: str, value: object) -> None:
    assert scene.structure is not None
    scene.structure = replace(scene.structure, settings={**scene.structure.settings, name: value})
    scene.keep(scene.structure)
