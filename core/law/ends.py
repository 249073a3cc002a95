"""Thirty days before a figure of the lessons ends, each structure is told, once: one card for all that end."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from core.forum.cards import raise_card
from core.law.facts import Figure, day, expiring, link
from core.records import Asked
from core.scene import Scene
from core.texts import Rich, lines, render, say

#: how long before its end, in days
AHEAD = 30
#: how many one card names: it stands among calls for help
LISTED = 6
ANNOUNCED = "figures-announced"


@dataclass(frozen=True)
class FiguresAnnounced(Asked[frozenset[str]]):
    """The marks of the figures whose end this structure was told of since then."""

    since: datetime


def mark(figure: Figure) -> str:
    """The same figure with another end is news again."""
    return f"{figure.name}:{figure.valid_to}"


def announce(scene: Scene) -> None:
    """On a working day: the card, when something ends that was not announced yet."""
    if not scene.hours.working(scene.today) or scene.structure is None or scene.structure.forum is None:
        return
    ending = expiring(scene.library.figures, scene.today, AHEAD)
    known = scene.find(FiguresAnnounced(scene.now - timedelta(2 * AHEAD))) if ending else frozenset()
    news = tuple(figure for figure in ending if mark(figure) not in known)
    if not news:
        return
    raise_card(scene, "figures", f"figures:{scene.today}", _card(news))
    scene.record(ANNOUNCED, figures=[mark(figure) for figure in news])


def _card(news: Iterable[Figure]) -> Rich:
    listed = tuple(news)
    head = render(say("📅 Ces chiffres des leçons finissent dans {days} jours ou moins.", days=AHEAD))
    more = len(listed) - LISTED
    return lines(
        head,
        *(_line(figure) for figure in listed[:LISTED]),
        render(say("… et {n} autres : « triade content figures » les montre tous.", n=more)) if more > 0 else None,
        render(
            say(
                "Le jour venu, les phrases qui en dépendent se retirent toutes seules. D'ici là, la personne qui tient "
                "les leçons relit ces pages et donne la suite."
            )
        ),
    )


def _line(figure: Figure) -> Rich:
    return render(
        say(
            "• {name} : {value}, jusqu'au {end} ({page}) – {owner}",
            name=figure.name.replace("_", " "),
            value=figure.shown,
            end=day(figure.valid_to),
            page=link(figure.sources[0]),
            owner=figure.owner,
        )
    )
