"""The Telegram group that a triad has already becomes one room with its thread: `/groupe`, `/lier`, `/delier`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

from core.forum.groupstate import (
    alert,
    become,
    counted,
    offered,
    readers,
    standing,
    unlink,
)
from core.forum.linking import HIDDEN
from core.forum.team import triad_by
from core.messages import (
    Message,
    Place,
    Press,
)
from core.people import Refused, Role
from core.reply import NewInvitation
from core.scene import Scene
from core.texts import Text, say
from core.thread.group import Group
from core.triad import Triad

ROLE = "group"
CODE_LIFE = timedelta(days=7)
NOT_HERE = "Ce fil n'a pas de groupe relié : rien n'a changé."
UNKNOWN_CODE = "Ce code n'est pas reconnu, a déjà servi, ou est trop ancien. Dans le fil du jeune, /groupe en donne un."


@dataclass(frozen=True)
class GroupLinked:
    """The group belongs to its triad from now on; `code`: the invitation that allowed it."""

    group: Group
    code: int


# --- in the triad's topic --------------------------------------------------------------------------------------------


def show(_: Message, scene: Scene) -> None:
    """`/groupe` in a topic: how to link the group, or how it stands."""
    triad = scene.topic_triad
    assert triad is not None
    if triad.group is not None:
        scene.answer(standing(triad, triad.group), offered(scene, triad, triad.group))
        return
    code = scene.secret()
    scene.reply.invitations.append(NewInvitation(code, ROLE, "", triad.id, scene.now + CODE_LIFE))
    scene.answer(
        say(
            "👥 Le groupe Telegram de la triade et ce fil peuvent ne faire qu'un.\n"
            "1. Dans le groupe, ajoutez-moi comme administrateur : sans cela, je ne vois pas ce qui s'y écrit.\n"
            "2. Envoyez-y vous-même : <code>/lier {code}</code>\n"
            "Ce code sert une fois, pendant 7 jours, à {who}. Les missions et les rappels restent en privé.",
            code=code, who=_followers(triad),
        )
    )  # fmt: skip


def unlink_here(message: Message, scene: Scene) -> None:
    """`/delier`, in the topic or in the group, by the team."""
    triad = scene.topic_triad or (scene.triads.get(scene.group.triad_id) if scene.group is not None else None)
    person = scene.person
    if person is None or person.role is not Role.COUNSELLOR:
        scene.answer("Seule l'équipe peut délier le groupe : rien n'a changé.", reply_to=message.message_id)
    elif triad is None or triad.group is None:
        scene.answer(NOT_HERE, reply_to=message.message_id)
    else:
        unlink(scene, triad, triad.group)


def _followers(triad: Triad) -> Text | str:
    names = [one.first_name for one in triad.members if one.role is Role.COUNSELLOR]
    return ", ".join(names) or say("la personne qui suit ce fil")


# --- linking ---------------------------------------------------------------------------------------------------------


def link(incoming: Message, scene: Scene) -> None:
    """`/lier CODE` in the group of a triad."""
    try:
        triad, group = _may_link(incoming, scene)
        group = counted(incoming, scene, group)
        _fits(incoming, group)
    except Refused as refused:
        scene.answer(refused.text, reply_to=incoming.message_id)
        return
    assert scene.invitation is not None
    scene.keep(GroupLinked(group, scene.invitation.id))
    scene.triads[triad.id] = linked = replace(triad, group=group)
    scene.record("group-linked", triad=triad.id, present=len(group.present), on=group.on)
    if group.on:
        _welcome(scene, linked, group)
    else:
        alert(scene, linked)
        scene.answer(
            "Ce groupe est relié, mais j'attends : quelqu'un ici m'est inconnu. L'équipe regarde qui c'est ; d'ici là, "
            "le fil continue en privé."
        )


def _welcome(scene: Scene, triad: Triad, group: Group) -> None:
    """Everybody learns where the thread goes on."""
    title = group.title
    scene.answer(
        "🔗 C'est fait : ce groupe et le fil ne font plus qu'un. Ce qui s'écrit ici arrive aussi à l'équipe, et à qui "
        "n'est pas dans le groupe ; leurs réponses arrivent ici. Missions, rappels et appels à l'aide restent en privé."
    )
    words = say("🔗 Le groupe « {title} » est relié : ce qui s'écrit ici y arrive. /delier délie.", title=title)
    scene.post_in_topic(triad, words)
    for one in readers(triad, group):
        words = say(
            "🔗 Ton fil continue dans le groupe « {title} ». Ici restent tes missions, tes rappels et /sos."
            if one.role is Role.APPRENTICE
            else "🔗 Le fil continue dans le groupe « {title} ». Ici restent les missions et les rappels.",
            title=title,
        )
        scene.tell(one, words, triad=triad.id)


def _may_link(incoming: Message, scene: Scene) -> tuple[Triad, Group]:
    """Who sends it, the code and the place; nothing is said to others about what the code is for."""
    invitation, person = scene.invitation, scene.person
    if scene.group is not None:
        raise Refused("Ce groupe est déjà relié à un fil : rien n'a changé. /delier le délie.")
    triad = scene.triads.get(invitation.triad_id or 0) if invitation is not None else None
    if scene.topic_triad is not None or (scene.structure is not None and triad is None):
        raise Refused("Ce groupe est le forum d'une structure. Ce code s'envoie dans le groupe de la triade.")
    if invitation is None or triad is None or invitation.used_at is not None or scene.now >= invitation.expires_at:
        raise Refused(UNKNOWN_CODE)
    if not incoming.sender.value:
        raise Refused(HIDDEN)
    if person is None or person.role is not Role.COUNSELLOR or not person.settled or not triad.has(person):
        raise Refused("Ce code est pour la personne de l'équipe qui suit ce fil : rien n'a changé.")
    if triad.group is not None:
        raise Refused(say("Ce fil a déjà un groupe, « {title} ». Dans le fil, /delier le délie d'abord.",
                          title=triad.group.title))  # fmt: skip
    place = Place(incoming.place.channel, incoming.place.chat, private=False)
    return triad, Group(triad.id, place, linked_by=person.id, since=scene.now)


def _fits(incoming: Message, group: Group) -> None:
    if not group.admin:
        raise Refused(
            "Je ne suis pas administrateur ici : je ne verrais pas les messages. Nommez-moi administrateur dans les "
            "réglages du groupe, puis renvoyez la même commande."
        )
    assert incoming.census is not None
    if incoming.census.is_forum or incoming.in_forum:
        raise Refused(
            "Ce groupe a des sujets : un fil n'y tiendrait pas. Désactivez « Sujets », ou prenez un autre groupe."
        )


# --- what counsellors tap --------------------------------------------------------------------------------------------


def press(press: Press, scene: Scene, rest: str) -> str:
    """`gr:<triad>:<verb>` or `gr:<triad>:<verb>:<what>`; rights are read now."""
    number, verb, what, *more = (*rest.split(":"), "", "")
    me, act = scene.person, ACTS.get(verb)
    if me is None or me.role is not Role.COUNSELLOR:
        raise Refused("Seule l'équipe peut le faire : rien n'a changé.")
    triad = triad_by(scene, int(number)) if number.isdecimal() and len(number) < 10 else None
    if act is None or any(more) or triad is None or scene.triad_of(triad.id) is None or triad.group is None:
        raise Refused(NOT_HERE)
    return act(press, scene, triad, triad.group, what)


def _verb_ok(_: Press, scene: Scene, triad: Triad, group: Group, who: str) -> str:
    if who not in group.strangers:
        raise Refused("C'est déjà réglé : rien n'a changé.")
    scene.record("group-guest-accepted", triad=triad.id)
    become(scene, triad, group.with_guest(who))
    return "C'est noté"


def _verb_all(_: Press, scene: Scene, triad: Triad, group: Group, many: str) -> str:
    if many != str(group.unseen):  # another one has come since this was shown
        raise Refused("Le groupe a changé depuis : « Vérifier » le regarde à nouveau.")
    scene.record("group-vouched", triad=triad.id, many=group.unseen)
    become(scene, triad, replace(group, vouched=group.unseen))
    return "C'est noté"


def _verb_check(press: Press, scene: Scene, triad: Triad, group: Group, _: str) -> str:
    after = counted(press, scene, group)
    become(scene, triad, after)
    return "Tout est en ordre" if after.on else "Ce n'est pas encore réglé : la carte dit quoi"


def _verb_off(_: Press, scene: Scene, triad: Triad, group: Group, __: str) -> str:
    unlink(scene, triad, group)
    return "Délié"


ACTS: Mapping[str, Callable[[Press, Scene, Triad, Group, str], str]] = {
    "ok": _verb_ok,
    "all": _verb_all,
    "check": _verb_check,
    "off": _verb_off,
}
