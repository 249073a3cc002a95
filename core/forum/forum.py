"""The counsellors' forum: linking it, inviting from it, writing into threads, and notes that stay inside."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from core import conversation
from core.announcements import announcement
from core.conversation import facts_for, start
from core.evaluation import acts as evaluation, exits
from core.forum import absence, dossier, health, members, search, strangers
from core.horizon import commands as horizon_commands
from core.immersions import companion
from core.lessons import preview, publishing, voices
from core.library import lending
from core.meetings import buttons as meeting_buttons
from core.messages import Bond, BondChanged, Edit, Message, Place, React, ToPlace
from core.missions import evidence, evolution, grids
from core.missions.cards import overview
from core.nudges import relances
from core.opportunities import team as offers
from core.page.addresses import ways
from core.parcels import pack
from core.people import Refused, Role
from core.privacy import choices
from core.room import door
from core.safeguarding import emergency, held as moderationacts
from core.scene import Scene
from core.talk import Given
from core.texts import say
from core.thread import pros, quiet, state as threadstate, withdrawal
from core.thread.kinds import Way, in_words, kind_of
from core.thread.thread import pull_back, write
from core.watch import acts as watch
from core.week import buttons as week_buttons
from core.workshops import room as workroom

HELP = (
    "Dans le fil d'un jeune, ce que vous écrivez part vers le jeune et vers son entreprise.\n"
    "/note … – reste entre vous, ne part jamais\n"
    "/pros … – va aux professionnels seulement, sans le jeune\n"
    "/retirer – en réponse à un de vos messages : le retirer pour les autres\n"
    "/inviter – dans un fil : la personne de l'entreprise ; ailleurs : un jeune, un collègue, un responsable\n"
    "/missions – dans un fil : où en sont les missions\n"
    "/atelier – ouvrir un atelier : un code pour la salle, des questions en direct\n"
    "/evolution – dans un fil : le chemin d'une mission à l'autre\n"
    "/grille – ce que l'on regarde après une mission, et comment le changer\n"
    "/idee 2 – dans un fil : la mission n° 2, sans nom, comme idée pour d'autres jeunes"
)
HIDDEN = (
    "Vous écrivez en tant que groupe : je ne sais pas qui agit. Désactivez « rester anonyme » dans vos droits d'admin."
)


def message(incoming: Message, scene: Scene) -> None:
    """Something written in a group. Only the structure's own counsellors are listened to, in their own forum."""
    if incoming.command == "lier":
        _link(incoming, scene)
        return
    if scene.structure is None:
        scene.reply.ignored = "a group that is nobody's forum"
        return
    person = scene.person
    if not incoming.sender.value:
        if incoming.command or scene.topic_triad is not None:
            scene.answer(HIDDEN, reply_to=incoming.message_id)
        return
    if person is None or person.role is not Role.COUNSELLOR or not person.settled:
        scene.reply.ignored = "someone in the forum who is not a counsellor of this structure"
        strangers.seen(scene, incoming.sender, incoming.sender_name)
        if scene.topic_triad is not None or incoming.command:
            scene.answer(
                "Je ne vous connais pas comme membre de l'équipe : votre message n'est pas transmis. "
                "L'équipe peut vous inviter avec /inviter.",
                reply_to=incoming.message_id,
                subject=f"{strangers.NOTICE}{incoming.message_id}",
            )
        return
    if incoming.command:
        _command(incoming, scene)
    elif scene.run is not None and scene.run.place == incoming.place:
        conversation.answer(scene, Given(incoming.text.text, incoming.attachments[0] if incoming.attachments else None))
    elif scene.topic_triad is not None:
        _write(incoming, scene)
    else:
        scene.reply.ignored = "counsellors among themselves"


def _write(incoming: Message, scene: Scene) -> None:
    assert scene.topic_triad is not None
    assert scene.person is not None
    if scene.album and scene.album[0].note:
        # Only one item of an album bears the words "/note": the others are notes as well.
        write(scene, scene.topic_triad, scene.person, incoming, note=True, line=scene.topic_line)
        return
    # In the same way with "/pros": an album stays together.
    line = scene.album[0].line if scene.album else scene.topic_line
    kind = kind_of(incoming)
    if kind.way is Way.REFUSED:
        scene.answer(kind.words, reply_to=incoming.message_id)
        return
    if scene.topic_triad.state != "open":
        scene.answer(threadstate.SHUT, reply_to=incoming.message_id)
        return
    if not scene.topic_triad.readers(scene.person, line):
        scene.answer(
            "Personne d'autre n'est encore dans ce fil : votre message n'est pas parti.", reply_to=incoming.message_id
        )
        return
    if kind.way is Way.ASKED:
        here = {str(scene.topic_triad.id): scene.topic_triad.with_whom(scene.person)}
        start(
            scene,
            "choose_thread",
            facts_for(scene, scene.topic_triad, choices=here, parcels=(pack(incoming) | {"line": line},)),
        )
        return
    write(scene, scene.topic_triad, scene.person, in_words(incoming), line=line)


def _command(incoming: Message, scene: Scene) -> None:
    found = next((one for one in COMMANDS if incoming.command in one.names), None)
    if found is None or (found.in_topic and scene.topic_triad is None):
        scene.answer(say("Je ne connais pas cette commande ici, et rien n'est parti.\n{help}", help=say(HELP)))
    else:
        found.act(incoming, scene)


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


def late(edit: Edit, scene: Scene) -> None:
    """A message that never went into the thread was corrected: into a note, which is kept, or it is to be sent anew."""
    person = scene.person
    if scene.topic_triad is None or person is None or person.role is not Role.COUNSELLOR or not person.settled:
        scene.reply.ignored = "an edit of something that is not in a thread"
    elif edit.command == "note":
        note = Message(
            cause=edit.cause, at=edit.at, sender=edit.sender, place=edit.place,
            message_id=edit.message_id, text=edit.text, attachments=edit.attachments,
        )  # fmt: skip
        _note(note, scene)
    else:
        scene.answer(
            "Ce message n'est pas dans le fil : votre correction n'est partie nulle part. "
            "Si elle doit partir, écrivez-la dans un nouveau message.",
            reply_to=edit.message_id,
        )


def _note(incoming: Message, scene: Scene) -> None:
    """A note never leaves: it is kept as one, and no copy of it is ever made."""
    assert scene.person is not None
    if scene.topic_triad is None:
        scene.answer("Une note s'écrit dans le fil d'un jeune.", reply_to=incoming.message_id)
        return
    if not incoming.argument and not incoming.attachments:
        scene.answer("Écrivez votre note après /note, dans le même message.", reply_to=incoming.message_id)
        return
    strayed = [post for post in scene.album if not post.note][::-1]
    write(scene, scene.topic_triad, scene.person, incoming, note=True, line=scene.topic_line)
    pull_back(scene, scene.topic_triad, scene.person, strayed, None)
    scene.reply.outgoing.append(React(to=ToPlace(incoming.place), emoji="✍", message=incoming.message_id))
    scene.answer("🔒 Note gardée entre vous.", reply_to=incoming.message_id)


def pinned(scene: Scene) -> None:
    """A pin stays in the forum: in their private chats people pin for themselves, which nobody does for them."""
    person = scene.person
    if scene.topic_triad is None or person is None or person.role is not Role.COUNSELLOR:
        scene.reply.ignored = "a pin outside of a thread"
        return
    scene.answer("📌 Épinglé pour l'équipe seulement. Pour que les autres le gardent en vue, écrivez-le dans le fil.")


def _link(incoming: Message, scene: Scene) -> None:
    """`/lier CODE` in the supergroup: it becomes the structure's forum."""
    if not incoming.sender.value:
        scene.answer(HIDDEN, reply_to=incoming.message_id)
        return
    try:
        scene.reply.forum = _may_link(incoming, scene)
    except Refused as refused:
        scene.answer(refused.text, reply_to=incoming.message_id)
        return
    scene.record("forum-linked")
    name = scene.structure.name if scene.structure else ""
    scene.answer(
        say(
            "C'est fait : ce groupe est le forum de « {name} ». Chaque jeune aura son fil ici.\n{help}",
            name=name,
            help=say(HELP),
        )
    )


def _may_link(incoming: Message, scene: Scene) -> Place:
    invitation = scene.invitation
    if not incoming.argument or invitation is None or invitation.role != "forum":
        raise Refused("Ce code n'est pas reconnu. La commande « triade structure add » en donne un : /lier CODE.")
    if scene.structure is not None and scene.structure.id != invitation.structure_id:
        raise Refused("Ce groupe est déjà le forum d'une autre structure. Envoyez /lier CODE dans un autre groupe.")
    if invitation.used_at is not None or scene.now >= invitation.expires_at:
        raise Refused("Ce code a déjà servi, ou il est trop ancien. Demandez-en un autre à l'administrateur.")
    if not (incoming.in_forum or scene.room.get("is_forum")):  # switching topics on is told by no update
        raise Refused("Ce groupe n'a pas de sujets. Dans ses réglages, activez « Sujets », puis renvoyez /lier CODE.")
    if not scene.room.get("can_manage_topics"):
        raise Refused(
            "Il me manque le droit de gérer les sujets. Donnez-le-moi (administrateur), puis renvoyez /lier CODE."
        )
    return incoming.place


def bond(change: BondChanged, scene: Scene) -> None:
    """The bot's place in a group changed: when the forum is lost, the journal says it and an alert leaves."""
    if scene.structure is None:
        scene.reply.ignored = "a group that is nobody's forum"
        return
    lost = change.bond is Bond.GONE or not change.can_manage_topics
    scene.record("forum-lost" if lost else "forum-regained", bond=change.bond.value)
    if lost:
        what = "Retiré du forum" if change.bond is Bond.GONE else "Sans le droit de gérer les sujets du forum"
        scene.reply.alerts.append(("forum-lost", f"{what} de la structure n° {scene.structure.id}."))
    if change.bond is not Bond.GONE and lost:
        scene.answer(
            "⚠️ Il me manque le droit de gérer les sujets : les nouveaux fils ne peuvent pas s'ouvrir. "
            "Il se donne dans les réglages du groupe, à la ligne de l'administrateur Triade."
        )


@dataclass(frozen=True)
class ForumCommand:
    """`names`: the first is the one we show. `says`: its line in the channel's menu of commands ("" keeps it out)."""

    names: tuple[str, ...]
    act: Callable[[Message, Scene], None]
    says: str = ""
    #: only in the topic of a triad
    in_topic: bool = False


#: What counsellors can ask for in their forum, in the order of the channel's menu.
COMMANDS = (
    ForumCommand(
        ("inviter",),
        lambda _, scene: start(scene, "invite", facts_for(scene, scene.topic_triad, ways=ways(scene))),
        "Inviter un jeune, un tuteur, un collègue, un responsable",
    ),
    ForumCommand(("bureau",), door.in_forum, "Mes jeunes et ce qui attend, sur une page à vous"),
    ForumCommand(("membres",), members.show, "Qui est dans ce fil, retirer, confier à un collègue", in_topic=True),
    ForumCommand(("dossier",), dossier.command, "Le dossier d'un jeune, en pages courtes"),
    ForumCommand(("chercher",), search.command, "Chercher une personne, une mission, un message"),
    ForumCommand(("annonce",), announcement.command, "Écrire à un groupe : jeunes, tuteurs, un atelier"),
    ForumCommand(("horaires",), quiet.in_forum, "Quand les téléphones peuvent sonner"),
    ForumCommand(("absent",), absence.command, "Noter une absence et qui vous remplace"),
    ForumCommand(("note",), _note, "Écrire une note qui reste entre nous"),
    ForumCommand(("missions",), _overview, "Où en sont les missions de ce fil", in_topic=True),
    ForumCommand(
        ("horizon",), horizon_commands.show_in_topic, "Ce qui arrive, en entreprise et en cours", in_topic=True
    ),
    ForumCommand(("programme",), horizon_commands.programme_in_topic, "Dire le programme du cours", in_topic=True),
    ForumCommand(("rdv",), meeting_buttons.show_in_topic, "Un rendez-vous à trois", in_topic=True),
    ForumCommand(("heures",), week_buttons.hours_in_topic, "Heures de la semaine, à copier dans i-milo", in_topic=True),
    ForumCommand(("pratique",), horizon_commands.practice_in_topic, "Du cours à l'entreprise", in_topic=True),
    ForumCommand(("alertes",), watch.in_forum, "Ce qui peut être signalé, et combien de fausses alertes"),
    ForumCommand(("atelier",), workroom.command, "Ouvrir un atelier : un code pour la salle"),
    ForumCommand(("audio",), voices.command, "Lire une page d'une leçon à voix haute"),
    ForumCommand(("pause",), threadstate.become("paused"), "Mettre ce fil en pause", in_topic=True),
    ForumCommand(("fermer",), threadstate.become("closed"), "Fermer ce fil", in_topic=True),
    ForumCommand(("rouvrir",), threadstate.become("open"), "Rouvrir ce fil", in_topic=True),
    ForumCommand(("moderation", "modération"), moderationacts.command, "Ce que je signale, ce que je retiens"),
    ForumCommand(("confidentialite", "confidentialité"), choices.command, "Copie des messages, contact du DPO"),
    ForumCommand(("urgences",), emergency.change, "Les numéros d'urgence montrés aux jeunes"),
    ForumCommand(("preuves",), evidence.send, "Les preuves de suivi de ce fil, en PDF et en tableau", in_topic=True),
    ForumCommand(("immersion",), companion.in_forum, "L'immersion de ce jeune : convention, dates", in_topic=True),
    ForumCommand(("evolution", "évolution"), _road, "Le chemin, de la première mission à la dernière", in_topic=True),
    ForumCommand(("sante", "santé"), health.command, "Est-ce que tout part et arrive ?"),
    ForumCommand(("relances",), relances.command, "Les rappels : les voir, les changer, les jours fermés"),
    ForumCommand(("evaluation", "évaluation"), evaluation.in_forum, "L'évaluation, en PDF et en tableaux"),
    ForumCommand(("sortie",), exits.begin, "Noter pourquoi ce jeune n'est plus suivi", in_topic=True),
    ForumCommand(("offre",), offers.begin, "Ajouter une offre que les jeunes trouvent"),
    ForumCommand(("offres",), offers.show, "Les offres proposées, et combien y répondent"),
    ForumCommand(("grille",), lambda _, scene: grids.show(scene), "Ce que l'on regarde après une mission"),
    ForumCommand(("publier",), publishing.command, "Publier une leçon : un fichier .md, avec cette légende"),
    ForumCommand(("apercu", "aperçu"), preview.command, "Jouer une leçon comme les jeunes la voient"),
    ForumCommand(("versions",), publishing.versions, "Les versions d'une leçon, et revenir à une autre"),
    ForumCommand(("auteurs",), publishing.authors),
    ForumCommand(
        ("idee", "idée"), lending.begin, "Proposer une mission faite comme idée à d'autres jeunes", in_topic=True
    ),
    ForumCommand((pros.COMMAND,), pros.in_topic, "Écrire aux professionnels, sans le jeune", in_topic=True),
    ForumCommand(("partager",), pros.share, "Passer un message 🔒 dans le fil de la triade", in_topic=True),
    ForumCommand((withdrawal.COMMAND,), withdrawal.offer, "Retirer un de vos messages pour les autres"),
    ForumCommand(("lier",), _link, "Lier ce groupe à la structure"),
    ForumCommand(("stop", "annuler"), _pause),
    ForumCommand(("aide", "help", "start"), lambda _, scene: scene.answer(HELP), "Aide"),
)


def offered() -> tuple[tuple[str, str], ...]:
    """(name, line) for the channel's menu of commands, in order."""
    return tuple((one.names[0], one.says) for one in COMMANDS if one.says)
