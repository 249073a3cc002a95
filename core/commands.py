"""The commands of a private chat as one table; a conversation brings its own with it (`COMMAND` in its file)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from core import conversation
from core.conversation import facts_for, start
from core.evaluation import acts as evaluation
from core.forum import members
from core.horizon import commands as horizon_commands
from core.immersions import companion
from core.lessons import journey, learning, preview
from core.library import shelves
from core.library.suggesting import ideas_for
from core.meetings import buttons as meeting_buttons
from core.menu import menu
from core.messages import Button, Message
from core.missions import acts, evolution
from core.missions.cards import overview
from core.missions.caution import about_cards
from core.nudges import acts as nudgeacts
from core.opportunities import young as offers
from core.page import mine as mypage, reached
from core.passport import acts as passport_acts
from core.people import Role
from core.privacy import erasure, mine
from core.room import door
from core.safeguarding import moderation
from core.scene import Scene
from core.scripts import Entry, scripts
from core.texts import say
from core.thread import quiet
from core.tutoring import guides, thanks
from core.watch import acts as watch
from core.week import buttons as week_buttons
from core.workshops import seat as workseat

EVERYBODY = frozenset(Role)
# Who stands in a thread and follows it from a private chat.
FOLLOWED = frozenset({Role.APPRENTICE, Role.TUTOR, Role.TRAINER})
OF_A_THREAD = frozenset({Role.APPRENTICE, Role.TUTOR})
YOUNG = frozenset({Role.APPRENTICE})
MEETING = FOLLOWED - {Role.TRAINER}


@dataclass(frozen=True)
class Command:
    """`names`: the first is the one we show. `says`: its line in the channel's menu of commands ("" keeps it out)."""

    names: tuple[str, ...]
    #: what it does with the words that follow it
    act: Callable[[Scene, str], None]
    says: str = ""
    roles: frozenset[Role] = EVERYBODY
    #: what a button `n:<entry>` names it
    entry: str = ""


def command(message: Message, scene: Scene) -> None:
    """Do what the command says, if there is such a command for the one who writes."""
    assert scene.person is not None
    found = commands().get(message.command)
    if found is None or scene.person.role not in found.roles:
        scene.answer("Je ne connais pas cette commande, et rien n'est parti.")
        help_(scene)
    else:
        found.act(scene, message.argument)


def offered() -> tuple[tuple[str, str], ...]:
    """(name, line) for the channel's menu of commands, in order."""
    return tuple((one.names[0], one.says) for one in dict.fromkeys(commands().values()) if one.says)


def enter(scene: Scene, entry: str) -> None:
    """What a button of a menu names; one that is no longer there opens the menu."""
    found = next((one for one in COMMANDS if one.entry == entry), COMMANDS[0])
    found.act(scene, "")


@cache
def commands() -> Mapping[str, Command]:
    """Every command by each of its names: ours, then those of the conversations."""
    known = {name: one for one in COMMANDS for name in one.names}
    for entry in scripts().values():
        if entry.command and entry.command not in known:
            known[entry.command] = _of(entry)
    return known


def _of(entry: Entry) -> Command:
    """A conversation as a command."""
    return Command((entry.command,), lambda scene, _: begin(scene, entry.name), entry.says, frozenset(entry.menu))


# --- what they do ----------------------------------------------------------------------------------------------------


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
    more: dict[str, Any] = about_cards(scene, triad)
    if name == "propose_mission":
        more["ideas"] = ideas_for(scene, triad)
    if name == "discover_jobs":
        asked = scene.library.interests.statements
        more = {"statements": tuple({"id": one.id, "trait": one.trait, "text": one.text} for one in asked)}
    start(scene, name, facts_for(scene, triad, **more))


def help_(scene: Scene) -> None:
    assert scene.person is not None
    if scene.person.role is Role.APPRENTICE:
        words = say(
            "Écris ici : ton message arrive aux autres personnes de ton fil.\n"
            "/menu – ce que tu peux faire\n/mission – proposer une mission\n/lecons – les leçons\n"
            "/horizon – ce qui arrive, en cours et en entreprise\n"
            "/chercher – un modèle, un site\n/contrat, /salaire, /aides – quel contrat, et ce à quoi tu as droit\n"
            "/missions – où en sont tes missions\n/stop – mettre en pause\n"
            "/retirer – en réponse à un de tes messages : le retirer pour les autres\n"
            "/sos – ça ne va pas : l'équipe seule te lit"
        )
    elif scene.person.role is Role.COUNSELLOR:
        words = say(
            "Tout se passe dans le forum de l'équipe : un fil par jeune. Écrivez /aide là-bas.\n"
            "/bureau – vos jeunes et ce qui attend, sur une page"
        )
    elif scene.person.role is Role.MANAGER:
        words = say("Ce que l'équipe vous transmet arrive ici, avec des boutons. Vous ne lisez pas les fils.")
    elif scene.person.role is Role.TRAINER:
        words = say(
            "Écrivez ici : votre message arrive au jeune, à l'entreprise et au conseil.\n"
            "/programme – dire ce que le cours apprendra\n/horizon – ce qui se passera en entreprise, avec le cours\n"
            "/pratique – du cours à l'entreprise\n/missions – où en sont les missions\n"
            "/pros … – pour les professionnels seulement, sans le jeune"
        )
    else:
        words = say(
            "Écrivez ici : votre message arrive au jeune et à son conseil.\n"
            "Les missions proposées arrivent avec des boutons : une minute suffit.\n"
            "/missions – où en sont les missions\n/horizon – ce qui s'apprend en cours\n/avenir – dire ce qui arrive\n"
            "/pros … – pour les professionnels seulement, sans le jeune\n"
            "/retirer – en réponse à un de vos messages : le retirer pour les autres"
        )
    urgent = Button(scene.words("🆘 Ça ne va pas").text, "s:call_for_help")
    scene.answer(words, ((urgent,),) if scene.person.role is Role.APPRENTICE else ())


def missions(scene: Scene) -> None:
    for triad in scene.triads.values():
        known = overview(scene, triad)
        name = triad.apprentice.first_name if triad.apprentice else ""
        scene.answer(known or say("Pas encore de mission dans ce fil ({name}).", name=name))
        acts.show_again(scene, triad)


def roads(scene: Scene) -> None:
    for triad in scene.triads.values():
        evolution.show(scene, triad)


def pause(scene: Scene) -> None:
    if scene.run is not None:
        conversation.pause(scene)
    else:
        scene.answer("Rien n'est en cours. La suite : /menu.")


def search(scene: Scene, words: str) -> None:
    if words:
        shelves.look_up(scene, words)
    else:
        begin(scene, "search_library")


#: In the order of the channel's menu.
COMMANDS = (
    Command(("menu", "start"), lambda scene, _: menu(scene), "Ce que je peux faire ici", entry="menu"),
    Command(("missions",), lambda scene, _: missions(scene), "Où en sont les missions", entry="missions"),
    Command(("evolution", "évolution"), lambda scene, _: roads(scene), "Le chemin, mission après mission", OF_A_THREAD),
    Command(("lecons", "leçons"), lambda scene, _: learning.lessons(scene), "Les leçons", entry="lessons"),
    Command(("progres", "progrès"), lambda scene, _: journey.progress(scene), "Mon parcours", entry="progress"),
    Command(("parcours",), lambda scene, _: journey.picture(scene), entry="picture"),
    Command(("attestation",), lambda scene, _: thanks.ask(scene), entry="attestation"),
    Command(("guides",), guides.show, "Des guides d'une minute", frozenset((Role.TUTOR,)), "guides"),
    Command(("immersion",), companion.command, "L'immersion : convention, dates", entry="immersion"),
    Command(("passeport",), passport_acts.command, "Mon passeport de compétences", YOUNG, "passport"),
    Command(("offres",), offers.show, "Les offres que l'équipe a trouvées", YOUNG, "offers"),
    Command(("candidatures",), offers.show_mine, "Mes candidatures", YOUNG, "applications"),
    Command(("evaluation", "évaluation"), evaluation.mine, roles=YOUNG),
    Command(("quitter",), members.offer, "Quitter un fil", members.MAY_LEAVE),
    Command(
        ("rappels",),
        lambda scene, _: nudgeacts.show(scene),
        "Mes rappels : plus tard, plus jamais, à nouveau",
        OF_A_THREAD,
    ),
    Command(("adresses", "adresse", "joindre"), reached.show, "Où me joindre : Telegram, e-mail, SMS"),
    Command(("horaires",), quiet.private, "Quand mon téléphone peut sonner"),
    Command(("chercher",), search, "Chercher un modèle, un guide, un site"),
    Command(("page",), lambda scene, _: mypage.send(scene), "Ma page", FOLLOWED),
    Command(("bureau",), door.command, "Mon bureau : une page pour l'équipe", door.STAFF),
    Command(("horizon",), horizon_commands.show, "Ce qui arrive, en entreprise et en cours", FOLLOWED, "horizon"),
    Command(
        ("avenir",),
        horizon_commands.say_ahead,
        "Dire ce qui arrive dans l'entreprise",
        frozenset({Role.TUTOR}),
        "ahead",
    ),
    Command(
        ("programme",), horizon_commands.programme, "Dire le programme du cours", frozenset({Role.TRAINER}), "programme"
    ),
    Command(("rdv",), meeting_buttons.show, "Un rendez-vous à trois", MEETING, "meeting"),
    Command(("semaine",), week_buttons.show, "Ma semaine", YOUNG, "week"),
    Command(("alertes",), watch.mine, "Ce qui est signalé à mon sujet", YOUNG),
    Command(("pratique",), horizon_commands.practice, "Du cours à l'entreprise", FOLLOWED),
    Command(("apercu", "aperçu"), preview.begin, roles=frozenset((Role.COUNSELLOR,))),
    Command(("atelier",), workseat.command, "Entrer dans un atelier avec son code"),
    Command(("mesdonnees", "mesdonnées"), mine.show, "Mes données : voir, corriger, effacer"),
    Command(("corriger",), mine.correct),
    Command(("effacer",), erasure.show),
    Command(("signaler",), moderation.report, "Signaler un message, en y répondant"),
    Command(("stop", "pause", "annuler"), lambda scene, _: pause(scene), "Mettre en pause"),
    Command(("aide", "help"), lambda scene, _: help_(scene), "Aide", entry="help"),
)
