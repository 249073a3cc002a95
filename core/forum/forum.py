"""The counsellors' forum: who is listened to there, and what is written into threads from it."""

from __future__ import annotations

from core.conversation import facts_for, start
from core.forum import asked, commands, grouping, linking, strangers
from core.messages import Message
from core.parcels import pack
from core.people import Role
from core.scene import Scene
from core.texts import say
from core.thread import ingroup, state as threadstate
from core.thread.kinds import Way, in_words, kind_of
from core.thread.thread import write


def message(incoming: Message, scene: Scene) -> None:
    """Something written in a group. Only the structure's own counsellors are listened to, in their own forum."""
    if incoming.command == "lier":
        of_a_triad = scene.group is not None or (scene.invitation and scene.invitation.role == grouping.ROLE)
        (grouping if of_a_triad else linking).link(incoming, scene)
        return
    if scene.group is not None:
        ingroup.message(incoming, scene)
        return
    if scene.goes_on:
        words = say(
            "Ce fil continue dans le forum de « {after} » : votre message n'est pas parti.", after=scene.goes_on
        )
        scene.answer(words, reply_to=incoming.message_id)
        return
    if scene.structure is None:
        scene.reply.ignored = "a group that is nobody's forum"
        return
    person = scene.person
    if not incoming.sender.value:
        if incoming.command or scene.topic_triad is not None:
            scene.answer(linking.HIDDEN, reply_to=incoming.message_id)
        return
    if person is None or person.role is not Role.COUNSELLOR or not person.settled:
        scene.reply.ignored = "someone in the forum who is not a counsellor of this structure"
        strangers.seen(scene, incoming.sender, incoming.sender_name)
        if (scene.topic_triad is not None or incoming.command) and strangers.unread(scene, incoming.sender):
            scene.answer(
                "Je ne vous connais pas comme membre de l'équipe : votre message n'est pas transmis. "
                "L'équipe peut vous inviter avec /inviter.",
                reply_to=incoming.message_id,
                subject=strangers.notice(scene, incoming.sender),
            )
        return
    if incoming.command:
        commands.command(incoming, scene)
    elif asked.takes(incoming, scene):
        return
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


def pinned(scene: Scene) -> None:
    """A pin stays in the forum: in their private chats people pin for themselves, which nobody does for them."""
    person = scene.person
    if scene.topic_triad is None or person is None or person.role is not Role.COUNSELLOR:
        scene.reply.ignored = "a pin outside of a thread"
        return
    scene.answer("📌 Épinglé pour l'équipe seulement. Pour que les autres le gardent en vue, écrivez-le dans le fil.")
