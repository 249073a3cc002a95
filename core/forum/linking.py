"""A group becomes the counsellors' forum of a structure with `/lier CODE`, and what is said when it is lost."""

from __future__ import annotations

from core.forum.team import Team
from core.messages import Bond, BondChanged, Message, Place
from core.people import Refused, Role
from core.scene import Scene
from core.texts import say

HIDDEN = (
    "Vous écrivez en tant que groupe : je ne sais pas qui agit. Désactivez « rester anonyme » dans vos droits d'admin."
)


def link(incoming: Message, scene: Scene) -> None:
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
            "C'est fait : ce groupe est le forum de « {name} ». Chaque jeune aura son fil ici.\n"
            "Dans ce fil, ce que vous écrivez part vers le jeune et vers son entreprise. "
            "/inviter invite une première personne, /aide montre tout le reste.",
            name=name,
        )
    )


def _may_link(incoming: Message, scene: Scene) -> Place:
    invitation = scene.invitation
    if not incoming.argument or invitation is None or invitation.role != "forum":
        raise Refused(
            "Ce code n'est pas reconnu. Pour le forum, la commande « triade structure add » en donne un ; pour le "
            "groupe d'une triade, /groupe dans le fil du jeune : /lier CODE."
        )
    if scene.structure is not None and scene.structure.id != invitation.structure_id:
        raise Refused("Ce groupe est déjà le forum d'une autre structure. Envoyez /lier CODE dans un autre groupe.")
    if invitation.used_at is not None or scene.now >= invitation.expires_at:
        raise Refused("Ce code a déjà servi, ou il est trop ancien. Demandez-en un autre à l'administrateur.")
    person = scene.person
    ours = person is not None and person.role is Role.COUNSELLOR and person.settled
    if not ours and scene.find(Team()):  # before there is a team, nobody's threads can be taken
        raise Refused(
            "Ce code est pour un conseiller ou une conseillère de la structure : rien n'a changé. Ouvrez d'abord votre "
            "propre invitation (« triade invite conseiller » en donne une), puis renvoyez /lier CODE."
        )
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
