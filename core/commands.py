"""The commands of a private chat, and the menu entries that do the same."""

from __future__ import annotations

from typing import Any

from core import acts, conversation, learning, shelves
from core.cards import overview
from core.conversation import facts_for, start
from core.menu import menu
from core.messages import Button, Message
from core.people import Role
from core.scene import Scene
from core.scripts import scripts
from core.texts import say


def command(message: Message, scene: Scene) -> None:
    person = scene.person
    assert person is not None
    named = {
        "mission": "propose_mission",
        "chercher": "search_library",
        "salaire": "compute_pay",
        "aides": "find_aids",
        "metiers": "discover_jobs",
    }
    if message.command in ("stop", "pause", "annuler"):
        if scene.run is not None:
            conversation.pause(scene)
        else:
            scene.answer("Rien n'est en cours. La suite : /menu.")
    elif message.command in ("menu", "start"):
        menu(scene)
    elif message.command in ("lecons", "leçons"):
        learning.lessons(scene)
    elif message.command == "missions":
        missions(scene)
    elif message.command == "chercher" and message.argument:
        shelves.look_up(scene, message.argument)
    elif message.command in named and person.role in scripts()[named[message.command]].menu:
        begin(scene, named[message.command])
    elif message.command in ("aide", "help"):
        help_(scene)
    else:
        scene.answer("Je ne connais pas cette commande, et rien n'est parti.")
        help_(scene)


def help_(scene: Scene) -> None:
    assert scene.person is not None
    if scene.person.role is Role.APPRENTICE:
        words = say(
            "Écris ici : ton message arrive aux autres personnes de ton fil.\n"
            "/menu – ce que tu peux faire\n/mission – proposer une mission\n/lecons – les leçons\n"
            "/chercher – un modèle, un site\n/salaire, /aides – ce à quoi tu as droit\n"
            "/missions – où en sont tes missions\n/stop – mettre en pause"
        )
    elif scene.person.role is Role.COUNSELLOR:
        words = say("Tout se passe dans le forum de l'équipe : un fil par jeune. Écrivez /aide là-bas.")
    else:
        words = say(
            "Écrivez ici : votre message arrive au jeune et à son conseil.\n"
            "Les missions proposées arrivent avec des boutons : une minute suffit.\n/missions – où en sont les missions"
        )
    scene.answer(words)


def missions(scene: Scene) -> None:
    for triad in scene.triads.values():
        known = overview(scene, triad)
        name = triad.apprentice.first_name if triad.apprentice else ""
        scene.answer(known or say("Pas encore de mission dans ce fil ({name}).", name=name))
        acts.show_again(scene, triad)


def begin(scene: Scene, name: str) -> None:
    """Start a conversation from the menu."""
    person = scene.person
    assert person is not None
    triad = next((t for t in scene.triads.values() if t.has(person) and t.state == "open"), None)
    if name == "propose_mission":
        if triad is None or triad.tutor is None or not triad.tutor.settled:
            scene.answer(
                "Personne de l'entreprise n'est encore dans ton fil : ton conseiller peut l'inviter. "
                "En attendant, tu peux avancer dans tes leçons.",
                ((Button(scene.words("📚 Mes leçons").text, "n:lessons"),),),
            )
            return
        if scene.run is not None and scene.run.script == name:
            conversation.again(scene)
            return
    more: dict[str, Any] = {"skills": scene.library.skills, "ideas": scene.ideas()}
    if name == "discover_jobs":
        asked = scene.library.interests.statements
        more = {"statements": tuple({"id": one.id, "trait": one.trait, "text": one.text} for one in asked)}
    start(scene, name, facts_for(scene, triad, **more))


# What the buttons of a menu name.
ENTRIES = {"menu": menu, "lessons": learning.lessons, "missions": missions, "help": help_}
