"""What is written in the Telegram group of a triad goes into its thread; whoever is there has read it already."""

from __future__ import annotations

from core.forum import grouping, grouplife, groupstate
from core.forum.linking import HIDDEN
from core.messages import Message
from core.people import Person
from core.scene import Scene
from core.thread import withdrawal
from core.thread.kinds import Way, in_words, kind_of
from core.thread.thread import write

HOW = (
    "Ce qui s'écrit ici arrive dans le fil. Les missions, les rappels et les autres commandes se passent en privé, "
    "avec moi."
)
SHUT = "Ce fil est en pause ou fermé : ce qui s'écrit ici n'arrive pas à l'équipe."
APART = (
    "Une fiche de contact ne part pas d'un groupe : elle n'est pas transmise. En privé, je demanderai si elle peut "
    "l'être."
)
#: the buttons that may be pressed in a group; all others would answer in front of everybody
BUTTONS = frozenset({withdrawal.KIND, groupstate.KIND})


def message(incoming: Message, scene: Scene) -> None:
    """A message in the group. Somebody unknown is not passed on, and suspends the link."""
    group = scene.group
    assert group is not None
    if not incoming.sender.value:
        scene.answer(HIDDEN, reply_to=incoming.message_id)
        return
    person = grouplife.met(scene, scene.triads[group.triad_id], incoming.sender, incoming.sender_name)
    if person is None:
        scene.reply.ignored = "someone in a group who is not of its thread"
    elif incoming.command:
        _command(incoming, scene)
    else:
        _relay(incoming, scene, person)


def _command(incoming: Message, scene: Scene) -> None:
    if incoming.command == withdrawal.COMMAND:
        withdrawal.offer(incoming, scene)
    elif incoming.command in ("delier", "délier"):
        grouping.unlink_here(incoming, scene)
    else:
        scene.answer(HOW, reply_to=incoming.message_id)


def _relay(incoming: Message, scene: Scene, person: Person) -> None:
    assert scene.group is not None
    triad, kind = scene.triads[scene.group.triad_id], kind_of(incoming)
    if triad.state != "open":
        scene.answer(SHUT, reply_to=incoming.message_id)
    elif kind.way is Way.REFUSED:
        scene.answer(kind.words, reply_to=incoming.message_id)
    elif kind.way is Way.ASKED:
        scene.answer(APART, reply_to=incoming.message_id)
    else:
        write(scene, triad, person, in_words(incoming))
