"""`/relances`: the reminders of a structure, how its counsellors pause and change them, and its closed days."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from core.messages import Message
from core.nudges.nudge import LADDERS, Ladder, closed_days, ladders
from core.nudges.words import LABELS
from core.people import Refused, Role
from core.scene import Scene
from core.texts import Text, lines, say

#: reminders of one ladder at most, and working days after which the last thing may come
MOST, LATEST = 5, 30
#: closed days that are kept
CLOSED = 60
WRONG = (
    "Rien n'a changé. Par exemple : « /relances 1 : 2, 5, 8 » (rappels aux jours 2 et 5, l'équipe au jour 8), "
    "« /relances 1 pause », « /relances fermé 24/12/2026 »."
)
_WORD = re.compile(r"(\d{1,2}) *(pause|reprise|d[ée]faut)")
_DAYS = re.compile(r"(\d{1,2}) *:((?: *,? *\d{1,2})+)")
_CLOSED = re.compile(r"(ferm[ée]|ouvert) +(\d{1,2})/(\d{1,2})/(\d{4})")


def command(incoming: Message, scene: Scene) -> None:
    """Show them; with words behind it, change one thing first."""
    assert scene.structure is not None
    try:
        if incoming.argument:
            _change(scene, " ".join(incoming.argument.casefold().split()))
    except Refused as refused:
        scene.answer(refused.text, reply_to=incoming.message_id)
        return
    known = ladders(scene.structure).values()
    days = sorted(day for day in closed_days(scene.structure) if day >= scene.today)
    shut = say("Jours fermés : {days}", days=", ".join(f"{day:%d/%m/%Y}" for day in days) or "–")
    help_ = say(
        "Pour changer : « /relances 1 : 2, 5, 8 », « /relances 1 pause », « /relances 1 reprise », "
        "« /relances 1 défaut », « /relances fermé 24/12/2026 », « /relances ouvert 24/12/2026 »."
    )
    heads = say("🔔 Les rappels, en jours ouvrés :")
    scene.answer(lines(heads, *(_line(n, one) for n, one in enumerate(known, 1)), shut, help_))


def _line(number: int, ladder: Ladder) -> Text:
    label = say(LABELS[ladder.kind])
    if ladder.off:
        return say("{n}. {label} : en pause", n=number, label=label)
    side = say("à l'entreprise" if ladder.to is Role.TUTOR else "au jeune")
    days = ", ".join(map(str, ladder.days))
    words = "{n}. {label}, {side} : jours {days}, puis l'équipe au jour {desk}"
    return say(words, n=number, label=label, side=side, days=days, desk=ladder.desk_after)


def _change(scene: Scene, words: str) -> None:
    if match := _CLOSED.fullmatch(words):
        _close(scene, match[1].startswith("ferm"), *(int(match[n]) for n in (4, 3, 2)))
    elif match := _WORD.fullmatch(words):
        _choose(scene, int(match[1]), _said(match[2]))
    elif match := _DAYS.fullmatch(words):
        _choose(scene, int(match[1]), _days(match[2]))
    else:
        raise Refused(WRONG)


def _said(word: str) -> Mapping[str, Any] | None:
    """What changes in the settings of a ladder; None puts back the usual ones."""
    return None if word.startswith("d") else {"off": word == "pause"}


def _days(words: str) -> Mapping[str, Any]:
    *days, desk = (int(number) for number in re.findall(r"\d+", words))
    if not 1 <= len(days) <= MOST or desk > LATEST or [0, *days, desk] != sorted({0, *days, desk}):
        limits = (
            "Rien n'a changé : de 1 à {most} rappels, des jours qui montent, le dernier au plus tard au jour {last}."
        )
        raise Refused(say(limits, most=MOST, last=LATEST))
    return {"days": days, "desk": desk}


def _choose(scene: Scene, number: int, said: Mapping[str, Any] | None) -> None:
    if not 1 <= number <= len(LADDERS):
        raise Refused(WRONG)
    kind = list(LADDERS)[number - 1]
    assert scene.structure is not None
    chosen = dict(scene.structure.settings.get("ladders", {}))
    now = {} if said is None else {**chosen.get(kind, {}), **said}
    _keep(scene, "ladders", {**chosen, kind: now})
    scene.record("ladder-changed", ladder=kind, **now)


def _close(scene: Scene, shut: bool, *ymd: int) -> None:
    try:
        day = date(*ymd)
    except ValueError:
        raise Refused("Rien n'a changé : ce jour n'existe pas. Vérifiez la date, puis recommencez.") from None
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
