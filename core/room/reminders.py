"""Reminders in the room: each ladder as data, its days, words and state; and the order of channels. As `/relances`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from core.nudges import order, relances
from core.nudges.nudge import LADDERS, Ladder, ladders
from core.nudges.words import DESK, LABELS, SCRIPT, WORDS, told, words
from core.people import Refused
from core.room import door
from core.scene import Scene
from core.texts import Rich, render, say

#: what stands where a name would, when a sentence is shown without anybody
NOBODY = dict.fromkeys(("who", "title", "triad", "name", "by", "house"), "…")


@dataclass(frozen=True)
class Rung:
    """One step: after how many working days, and what is read then."""

    number: int
    day: int
    words: Rich
    #: the words that may be changed; "" when they may not
    typed: str
    #: the structure's own
    own: bool


@dataclass(frozen=True)
class LadderSeen:
    """The reminders about one thing, as this structure has them."""

    number: int
    label: str
    to: str
    #: as one types them
    days: str
    ladder: Ladder
    rungs: tuple[Rung, ...]
    #: what the team reads at the end, and what it may say at the telephone; "" when there is no such card
    card: Rich
    script: Rich
    #: the structure has chosen something else than the usual
    changed: bool


@dataclass(frozen=True)
class RemindersSeen:
    """The whole page."""

    ladders: tuple[LadderSeen, ...]
    #: the channels after the usual one, in order; and how they are called
    order: tuple[str, ...]
    order_words: Rich
    channels: Mapping[str, str]
    most: int
    latest: int
    longest: int
    opens: str
    closes: str


def look(scene: Scene) -> RemindersSeen:
    door.author(scene)
    known = tuple(_ladder(scene, n, one) for n, one in enumerate(ladders(scene.structure).values(), 1))
    chosen = tuple(order.order_of(scene.structure))
    return RemindersSeen(
        known,
        chosen,
        render(order.line(scene.structure)),
        order.NAMES,
        relances.MOST,
        relances.LATEST,
        relances.OWN,
        f"{scene.hours.opens:%H:%M}",
        f"{scene.hours.closes:%H:%M}",
    )


def _ladder(scene: Scene, number: int, one: Ladder) -> LadderSeen:
    days = (*one.days, *([one.desk_after] if one.desk_after else []))
    to = render(say(relances.TO[one.to] if one.to else "à la personne")).text
    return LadderSeen(
        number, render(say(LABELS[one.kind])).text, to, ", ".join(map(str, days)), one,
        tuple(_rung(one, step, day) for step, day in enumerate(one.days, 1) if (one.kind, 1) in WORDS),
        _said(DESK.get(one.kind, "")), _said(SCRIPT.get(one.kind, "")),
        (one.days, one.desk_after, one.said) != (LADDERS[one.kind].days, LADDERS[one.kind].desk_after, ()),
    )  # fmt: skip


def _rung(one: Ladder, step: int, day: int) -> Rung:
    fixed = "{" in words(one, step)
    own = one.own(step)
    shown = _said(words(one, step)) if fixed else render(told(one, step))
    return Rung(step, day, shown, "" if fixed else own or relances.usual(one, step), bool(own))


def _said(template: str) -> Rich:
    return render(say(template, **NOBODY)) if template else Rich("")


def _days(scene: Scene, fields: Mapping[str, str]) -> None:
    relances.change(scene, f"{fields.get('ladder', '')} : {fields.get('days', '')}")


def _state(scene: Scene, fields: Mapping[str, str]) -> None:
    relances.change(scene, f"{fields.get('ladder', '')} {fields.get('state', '')}")


def _words(scene: Scene, fields: Mapping[str, str]) -> None:
    numbers = [fields.get(name, "") for name in ("ladder", "step")]
    ladder, step = (int(one) if one.isdecimal() and len(one) < 3 else 0 for one in numbers)
    relances.choose_words(scene, ladder, step, fields.get("words", ""))


def _order(scene: Scene, fields: Mapping[str, str]) -> None:
    chosen = [one for n in range(1, len(order.NAMES) + 1) if (one := fields.get(f"channel-{n}", ""))]
    if len(set(chosen)) < len(chosen) or not set(chosen) <= order.NAMES.keys():
        raise Refused("Rien n'a changé : le même canal est choisi deux fois.")
    relances.choose_order(scene, chosen)


ACTS: Mapping[str, Callable[[Scene, Mapping[str, str]], None]] = {
    "days": _days,
    "state": _state,
    "words": _words,
    "order": _order,
}
