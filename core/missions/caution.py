"""What is said of work that is regulated before 18: to whoever reads the card, and to a counsellor, who is asked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from core.forum.cards import raise_card
from core.missions.cards import CHECK, chosen_from, stack
from core.missions.mission import Card, Mission
from core.missions.safety import ADULT, AGE, MINOR, spotted, spotted_packed
from core.people import Person
from core.scene import Scene
from core.talk import Facts, Say
from core.texts import Text, say
from core.triad import Triad

#: the kind of the team's card
KIND = "minor-work"


def about_cards(scene: Scene, triad: Triad | None) -> dict[str, Any]:
    """What a conversation about a card may know, as facts: what can be chosen from, and what to mind before 18."""
    apprentice = triad.apprentice if triad else None
    adult = apprentice is not None and apprentice.settings.get(AGE) == ADULT
    regulated = () if adult else tuple(kind.pack() for kind in scene.library.regulated)
    return {**chosen_from(scene), "regulated": regulated}


def warn(facts: Facts, card: Card, asked: str) -> Iterator[Say]:
    """What the one who writes a card reads before it leaves. `asked`: that a counsellor gets the question."""
    found = spotted_packed(facts.regulated, card.words())
    for kind in found:
        yield Say(
            say(
                "⚠️ <b>{name}</b> : à vérifier avant 18 ans\n{reason} (Code du travail, {article})",
                name=kind["name"],
                reason=kind["reason"],
                article=kind["article"],
            )
        )
    if found:
        yield Say(say(asked))


def note_age(scene: Scene, triad: Triad, band: str) -> None:
    """The apprentice has said whether she is 18: kept as a band."""
    person = scene.person
    if person is None or not band or person.settings.get(AGE) == band:
        return
    scene.person = replace(person, settings={**person.settings, AGE: band})
    scene.reply.people.append(scene.person)
    members = tuple(scene.person if member.id == person.id else member for member in triad.members)
    scene.triads[triad.id] = replace(triad, members=members)


def ask_counsellor(scene: Scene, triad: Triad, before: Card | None, mission: Mission) -> None:
    """A card in « À traiter » for what a new version of a mission brings in; nothing for an adult."""
    apprentice = triad.apprentice
    if apprentice is None or apprentice.settings.get(AGE) == ADULT:
        return
    known = {kind.id for kind in spotted(scene.library.regulated, before.words())} if before is not None else set()
    found = [kind for kind in spotted(scene.library.regulated, mission.card.words()) if kind.id not in known]
    if not found:
        return
    lines = [
        say("• {name} : {reason} {article}, {address}", name=kind.name, reason=kind.reason, article=kind.article,
            address=kind.address)
        for kind in found
    ]  # fmt: skip
    words = stack(
        say("⚠️ À vérifier : « {title} » ({triad}).", title=mission.card.title, triad=triad.title),
        _age(apprentice),
        *lines,
        say(
            "Un mot ne prouve rien. À faire : en parler avec l'entreprise avant que la mission commence. "
            "« C'est fait » la libère : {name} pourra commencer.",
            name=apprentice.first_name,
        ),
    )
    raise_card(scene, KIND, CHECK + mission.subject, words, triad=triad, person=apprentice)
    scene.record("minor-asked", subject=mission.subject, triad=triad.id, kinds=[kind.id for kind in found])


def _age(person: Person) -> Text:
    if person.settings.get(AGE) == MINOR:
        return say("{name} dit avoir moins de 18 ans.", name=person.first_name)
    return say("L'âge de {name} n'est pas connu ici : moins de 18 ans ?", name=person.first_name)
