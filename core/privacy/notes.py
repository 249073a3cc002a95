"""Asking for what the team's notes say of oneself: no program can give them, somebody reads them again first.

The right of access holds for notes of work too (RGPD, art. 15.1): what is about her is hers to read. What is about
others in them is not (art. 15.4), so a counsellor reads them, takes that out and hands over the rest, within a month
(art. 12.3).
"""

from __future__ import annotations

from datetime import timedelta

from core.forum.cards import card_by, key_of, raise_card
from core.people import Person, Role
from core.scene import Scene
from core.texts import Text, say

KIND = "access"
#: article 12.3 says one month; the shortest one
LIMIT = timedelta(days=28)
#: those of whom the team writes notes
ABOUT = (Role.APPRENTICE, Role.TUTOR, Role.TRAINER)


def ask(scene: Scene, person: Person) -> Text:
    """One card to the team, with its last day; asking again changes nothing. What is answered."""
    young = person.role is Role.APPRENTICE
    if asked(scene, person):
        return say("C'est déjà demandé : l'équipe y répond.")
    day = f"{scene.today + LIMIT:%d/%m/%Y}"
    raise_card(
        scene, KIND, _subject(person),
        say("📝 {who} demande ce que vos notes disent d'elle ou de lui. C'est son droit, jusqu'au {day}.\n"
            "Relisez-les (/dossier dans son fil, puis « Notes »), ôtez ce qui parle d'autres personnes, et remettez le "
            "reste de vive voix ou sur papier. Puis fermez cette carte.", who=person.signature, day=day),
        person=person,
    )  # fmt: skip
    scene.record("notes-asked", role=person.role.value)
    return say(
        "C'est demandé. L'équipe relit ses notes et te donne ce qui parle de toi, avant le {day}."
        if young
        else "C'est demandé. L'équipe relit ses notes et vous donne ce qui parle de vous, avant le {day}.",
        day=day,
    )


def asked(scene: Scene, person: Person) -> bool:
    """Whether the team is at it."""
    card = card_by(scene, key_of(_subject(person)))
    return card is not None and card.state != "done"


def _subject(person: Person) -> str:
    return f"notes:{person.id}"
