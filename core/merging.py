"""A structure has joined another one: what everybody who came with it reads, and what both teams see in the forum."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from core.forum.cards import DeskCard, shown
from core.messages import Content, Doubt, Place, Send, ToDesk, ToPerson, ToPlace, Urgency
from core.people import Person, Role, Structure
from core.scene import Scene
from core.texts import Text, say
from core.thread.polite import next_ring

#: the setting of a person that says from which structure she came, and when: {"name": …, "on": "2026-11-26"}
ORIGIN = "came_from"


@dataclass(frozen=True)
class Joined:
    """What the merge has done, as people need to know it."""

    #: the name of the structure that is no more
    before: str
    #: of whom the forum was that goes on; "" without one
    forum: str
    #: who came with it, and both teams, as far as they can be written to
    people: Sequence[Person]
    #: the cards that nobody sees any more, as their forum was left
    cards: Sequence[DeskCard]
    #: the topics of the forum that was left
    topics: Sequence[Place]
    #: the first names of the counsellors of her open threads, by young person
    followed: Mapping[int, Sequence[str]]


def origin(settings: Mapping[str, Any], home: str) -> str:
    """The name of the structure in which somebody began."""
    return str(settings.get(ORIGIN, {}).get("name", home))


def came_on(settings: Mapping[str, Any]) -> date | None:
    """When she came from another structure; None when she began here."""
    kept = settings.get(ORIGIN)
    return date.fromisoformat(kept["on"]) if kept else None


def tell(scene: Scene, joined: Joined) -> None:
    """Nobody is woken for it; the forum knows at once."""
    home = scene.structure
    assert home is not None
    for person in joined.people:
        content = Content(scene.words(_words(person, home, joined), person))
        scene.reply.outgoing.append(
            Send(to=ToPerson(person.id), content=content, urgency=Urgency.BROADCAST, doubt=Doubt.HOLD,
                 after=next_ring(scene, person))
        )  # fmt: skip
    gone = say("Ce fil continue dans le forum de « {after} ». Ce qui est écrit ici ne part plus.", after=home.name)
    for place in joined.topics:
        scene.reply.outgoing.append(
            Send(to=ToPlace(place), content=Content(scene.words(gone)), urgency=Urgency.THREAD)
        )  # fmt: skip
    if home.forum is None:
        return
    news = say(
        "« {before} » a rejoint « {after} » : une seule équipe, un seul forum. Les fils qui n'étaient pas ici y "
        "ouvrent leur sujet au prochain message, et leurs cartes suivent.",
        before=joined.before,
        after=home.name,
    )
    desk = [Content(scene.words(news)), *(shown(scene, card) for card in joined.cards)]
    for content, subject in zip(desk, ["", *(card.screen for card in joined.cards)], strict=True):
        scene.reply.outgoing.append(Send(to=ToDesk(), content=content, subject=subject, urgency=Urgency.THREAD))


def _follows(names: Sequence[str]) -> Text:
    if not names:
        return say("Tu peux écrire dans ton fil comme avant.")
    if len(names) == 1:
        return say("{name} reste à tes côtés.", name=names[0])
    return say("{names} et {last} restent à tes côtés.", names=", ".join(names[:-1]), last=names[-1])


def _words(person: Person, home: Structure, joined: Joined) -> Text:
    names: dict[str, Any] = {"before": joined.before, "after": home.name}
    if person.role is Role.APPRENTICE:
        names["who"] = _follows(joined.followed.get(person.id, ()))
        return say(
            "« {before} » a rejoint « {after} » : c'est son nouveau nom, et son équipe t'accompagne aussi. {who}\n"
            "Ton fil et tes missions restent les mêmes. « {after} » garde maintenant tes informations : tu peux "
            "toujours tout voir (/mesdonnees) et tout effacer (/effacer).",
            **names,
        )
    if person.role in (Role.COUNSELLOR, Role.MANAGER):
        return say(
            "« {before} » a rejoint « {after} » : les deux équipes n'en font qu'une. Vous voyez maintenant les fils "
            "de tous, et vos collègues voient les vôtres.{room}\n"
            "Les pages ouvertes de « {before} » se sont fermées : /bureau en redonne l'accès.",
            room=say(
                "\nLe forum est celui de « {forum} » : demandez à y entrer si vous n'y êtes pas.", forum=joined.forum
            )
            if joined.forum
            else None,
            **names,
        )
    return say(
        "« {before} » a rejoint « {after} » : c'est son nouveau nom, et son équipe accompagne aussi vos fils.\n"
        "Rien d'autre ne change pour vous. « {after} » garde maintenant vos informations : vous pouvez toujours tout "
        "voir (/mesdonnees) et tout effacer (/effacer).",
        **names,
    )
