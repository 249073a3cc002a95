"""The commands of the counsellors' forum: one list, of which the channel's menu and `/aide` are made."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from core import conversation
from core.announcements import announcement
from core.canned import desk as canned
from core.conversation import facts_for, start
from core.evaluation import acts as evaluation, exits
from core.forum import absence, dossier, grouping, health, linking, members, notes, search
from core.gatherings import team as gatherings
from core.horizon import commands as horizon_commands
from core.immersions import companion
from core.lessons import preview, publishing, voices
from core.library import lending
from core.meetings import buttons as meeting_buttons
from core.messages import Message
from core.missions import evidence, evolution, grids
from core.missions.cards import overview, stack
from core.nudges import relances
from core.opportunities import team as offers
from core.page import proposed
from core.page.addresses import ways
from core.privacy import choices
from core.room import door
from core.safeguarding import emergency, held as moderationacts
from core.scene import Scene
from core.texts import Text, say
from core.thread import pros, quiet, state as threadstate, withdrawal
from core.watch import acts as watch
from core.week import buttons as week_buttons
from core.workshops import room as workroom

IN_A_THREAD = "Dans le fil d'un jeune, ce que vous écrivez part vers le jeune et vers son entreprise."


@dataclass(frozen=True)
class ForumCommand:
    """`names`: the first is the one we show. `says`: its line in the menu and in `/aide` ("" keeps it out of both)."""

    names: tuple[str, ...]
    act: Callable[[Message, Scene], None]
    says: str = ""
    #: only in the topic of a triad
    in_topic: bool = False


@dataclass(frozen=True)
class Section:
    """Some of the commands, under one heading of `/aide`."""

    heading: str
    commands: tuple[ForumCommand, ...]


def command(incoming: Message, scene: Scene) -> None:
    """Do what a command of a counsellor says, if there is such a command here."""
    found = next((one for one in COMMANDS if incoming.command in one.names), None)
    if found is None:
        scene.answer("Je ne connais pas cette commande, et rien n'est parti. /aide les montre toutes.")
    elif found.in_topic and scene.topic_triad is None:
        scene.answer(
            say("/{name} s'écrit dans le fil d'un jeune : ici, rien n'est parti.", name=found.names[0]),
            reply_to=incoming.message_id,
        )
    else:
        found.act(incoming, scene)


def offered() -> tuple[tuple[str, str], ...]:
    """(name, line) for the channel's menu of commands, in order."""
    return tuple((one.names[0], one.says) for one in COMMANDS if one.says)


def help_() -> Text:
    """Everything that is offered, section by section."""
    return stack(say(IN_A_THREAD), *(_section(one) for one in SECTIONS))


def _section(section: Section) -> Text:
    lines = (say("/{name} – {says}", name=one.names[0], says=say(one.says)) for one in section.commands if one.says)
    return stack(say("\n<b>{heading}</b>", heading=say(section.heading)), *lines)


# --- what they do ----------------------------------------------------------------------------------------------------


def _overview(_: Message, scene: Scene) -> None:
    assert scene.topic_triad is not None
    scene.answer(overview(scene, scene.topic_triad) or say("Pas encore de mission dans ce fil."))


def _road(_: Message, scene: Scene) -> None:
    assert scene.topic_triad is not None
    evolution.show(scene, scene.topic_triad)


def _pause(_: Message, scene: Scene) -> None:
    if scene.run is not None:
        conversation.pause(scene)
    else:
        scene.answer("Rien n'est en cours ici.")


def _grid(_: Message, scene: Scene) -> None:
    grids.show(scene)


def _open_invitation(_: Message, scene: Scene) -> None:
    start(scene, "invite", facts_for(scene, scene.topic_triad, ways=ways(scene)))


#: What counsellors can ask for in their forum, in the order in which it is shown.
SECTIONS = (
    Section(
        "Écrire dans un fil",
        (
            ForumCommand(("note",), notes.note, "Une note qui reste entre vous et ne part jamais"),
            ForumCommand((pros.COMMAND,), pros.in_topic, "Écrire aux professionnels, sans le jeune", in_topic=True),
            ForumCommand(("partager",), pros.share, "En réponse à un message 🔒 : le passer au fil", in_topic=True),
            ForumCommand(("modeles", "modèles"), canned.command, "Vos modèles de réponse : en envoyer un, les changer"),
            ForumCommand((withdrawal.COMMAND,), withdrawal.offer, "En réponse à un de vos messages : le retirer"),
        ),
    ),
    Section(
        "Les personnes",
        (
            ForumCommand(("inviter",), _open_invitation, "Inviter un jeune, un tuteur, un collègue, un responsable"),
            ForumCommand(("bureau",), door.in_forum, "Vos jeunes et ce qui attend, sur une page à vous"),
            ForumCommand(("dossier",), dossier.command, "Le dossier d'un jeune, en pages courtes"),
            ForumCommand(("chercher",), search.command, "Chercher une personne, une mission, un message"),
            ForumCommand(("annonce",), announcement.command, "Écrire à un groupe : jeunes, tuteurs, un atelier"),
            ForumCommand(("evenement", "événement"), gatherings.begin, "Inviter un groupe à un événement"),
            ForumCommand(("evenements", "événements"), gatherings.show, "Les événements : réponses, porte, présents"),
            ForumCommand(("absent",), absence.command, "Noter une absence et qui vous remplace"),
        ),
    ),
    Section(
        "Dans le fil d'un jeune",
        (
            ForumCommand(("membres",), members.show, "Qui est là, retirer, confier à un collègue", in_topic=True),
            ForumCommand(
                ("adresses", "adresse"), proposed.in_topic, "Où chacun est joint ; ajouter un e-mail, un mobile",
                in_topic=True,
            ),
            ForumCommand(("groupe",), grouping.show, "Relier le groupe Telegram de la triade", in_topic=True),
            ForumCommand(("delier", "délier"), grouping.unlink_here, "Délier : le fil revient en privé", in_topic=True),
            ForumCommand(("missions",), _overview, "Où en sont les missions", in_topic=True),
            ForumCommand(
                ("evolution", "évolution"), _road, "Le chemin, de la première mission à la dernière", in_topic=True
            ),
            ForumCommand(
                ("horizon",), horizon_commands.show_in_topic, "Ce qui arrive, en entreprise et en cours", in_topic=True
            ),
            ForumCommand(
                ("programme",), horizon_commands.programme_in_topic, "Dire le programme du cours", in_topic=True
            ),
            ForumCommand(("pratique",), horizon_commands.practice_in_topic, "Du cours à l'entreprise", in_topic=True),
            ForumCommand(("rdv",), meeting_buttons.show_in_topic, "Un rendez-vous à trois", in_topic=True),
            ForumCommand(
                ("heures",), week_buttons.hours_in_topic, "Heures de la semaine, à copier dans i-milo", in_topic=True
            ),
            ForumCommand(("immersion",), companion.in_forum, "L'immersion : convention, dates", in_topic=True),
            ForumCommand(("preuves",), evidence.send, "Les preuves de suivi, en PDF et en tableau", in_topic=True),
            ForumCommand(
                ("idee", "idée"), lending.begin, "Avec son numéro : une mission faite, comme idée pour d'autres",
                in_topic=True,
            ),
            ForumCommand(("sortie",), exits.begin, "Noter pourquoi ce jeune n'est plus suivi", in_topic=True),
            ForumCommand(("pause",), threadstate.ask("paused"), "Mettre ce fil en pause", in_topic=True),
            ForumCommand(("fermer",), threadstate.ask("closed"), "Fermer ce fil", in_topic=True),
            ForumCommand(("rouvrir",), threadstate.reopen, "Rouvrir ce fil", in_topic=True),
        ),
    ),
    Section(
        "Ateliers, offres et leçons",
        (
            ForumCommand(("atelier",), workroom.command, "Ouvrir un atelier : un code pour la salle"),
            ForumCommand(("offre",), offers.begin, "Ajouter une offre que les jeunes trouvent"),
            ForumCommand(("offres",), offers.show, "Les offres proposées, et combien y répondent"),
            ForumCommand(("publier",), publishing.command, "Publier une leçon : un fichier .md, avec cette légende"),
            ForumCommand(("apercu", "aperçu"), preview.command, "Jouer une leçon comme les jeunes la voient"),
            ForumCommand(("versions",), publishing.versions, "Les versions d'une leçon, et revenir à une autre"),
            ForumCommand(("auteurs",), publishing.authors),
            ForumCommand(("audio",), voices.command, "Lire une page d'une leçon à voix haute"),
        ),
    ),
    Section(
        "Suivre et régler",
        (
            ForumCommand(("evaluation", "évaluation"), evaluation.in_forum, "L'évaluation, en PDF et en tableaux"),
            ForumCommand(("alertes",), watch.in_forum, "Ce qui peut être signalé, et combien de fausses alertes"),
            ForumCommand(("sante", "santé"), health.command, "Est-ce que tout part et arrive ?"),
            ForumCommand(("grille",), _grid, "Ce que l'on regarde après une mission, et le changer"),
            ForumCommand(("relances",), relances.command, "Les rappels : les voir, les changer, les jours fermés"),
            ForumCommand(("horaires",), quiet.in_forum, "Quand les téléphones peuvent sonner"),
            ForumCommand(("moderation", "modération"), moderationacts.command, "Ce que je signale, ce que je retiens"),
            ForumCommand(
                ("confidentialite", "confidentialité"), choices.command, "Copie des messages, contact du DPO"
            ),
            ForumCommand(("urgences",), emergency.change, "Les numéros d'urgence montrés aux jeunes"),
            ForumCommand(("lier",), linking.link, "Lier ce groupe à la structure"),
            ForumCommand(("stop", "annuler"), _pause),
            ForumCommand(("aide", "help", "start"), lambda _, scene: scene.answer(help_()), "Cette liste"),
        ),
    ),
)  # fmt: skip
COMMANDS = tuple(one for section in SECTIONS for one in section.commands)
