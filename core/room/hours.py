"""Hours in the room: when the house is open, when phones may ring, for how long mails are gathered, closed days.

The acts are those of `/horaires` and `/relances fermé` in the forum.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, time

from core.nudges import relances
from core.nudges.nudge import closed_days
from core.people import Refused
from core.room import door
from core.scene import Scene
from core.texts import Rich, render
from core.thread import polite, quiet


@dataclass(frozen=True)
class HoursSeen:
    """The whole page."""

    hours: str
    longest: int
    polite: polite.Polite
    polite_words: Rich
    #: minutes
    gathered: int
    most_gathered: int
    closed: tuple[date, ...]
    today: date


def look(scene: Scene) -> HoursSeen:
    door.author(scene)
    chosen = polite.chosen(scene.structure)
    return HoursSeen(
        scene.structure.hours if scene.structure else "",
        quiet.OPENING,
        chosen,
        render(quiet.in_words(chosen)),
        polite.together(scene.structure).seconds // 60,
        quiet.MOST_MINUTES,
        tuple(sorted(day for day in closed_days(scene.structure) if day >= scene.today)),
        scene.today,
    )


def _opening(scene: Scene, fields: Mapping[str, str]) -> None:
    quiet.open_house(scene, fields.get("hours", ""))


def _polite(scene: Scene, fields: Mapping[str, str]) -> None:
    if fields.get("always"):
        quiet.choose(scene, None, polite.Polite(always=True))
        return
    try:
        opens, closes = (time.fromisoformat(fields.get(name, "")) for name in ("from", "to"))
    except ValueError:
        opens = closes = time()
    if opens >= closes or opens.tzinfo or closes.tzinfo:
        raise Refused("Rien n'a changé : il faut deux heures, la première avant la seconde.")
    quiet.choose(scene, None, polite.Polite(opens, closes, weekends=bool(fields.get("weekends"))))


def _mails(scene: Scene, fields: Mapping[str, str]) -> None:
    words = fields.get("minutes", "")
    quiet.gather(scene, int(words) if words.isdecimal() and len(words) < 4 else quiet.MOST_MINUTES + 1)


def _closed(scene: Scene, fields: Mapping[str, str]) -> None:
    try:
        day = date.fromisoformat(fields.get("day", ""))
    except ValueError:
        raise Refused("Rien n'a changé : ce jour n'existe pas. Vérifiez la date, puis recommencez.") from None
    if day < scene.today:
        raise Refused("Rien n'a changé : ce jour est passé.")
    relances.change(scene, f"{'ouvert' if fields.get('open') else 'fermé'} {day:%d/%m/%Y}")


ACTS: Mapping[str, Callable[[Scene, Mapping[str, str]], None]] = {
    "hours": _opening,
    "polite": _polite,
    "mails": _mails,
    "closed": _closed,
}
