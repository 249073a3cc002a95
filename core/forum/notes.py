"""Notes of the team in a thread's topic: they never leave."""

from __future__ import annotations

from core.messages import Edit, Message, React, ToPlace
from core.people import Role
from core.scene import Scene
from core.thread.thread import pull_back, write


def note(incoming: Message, scene: Scene) -> None:
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


def late(edit: Edit, scene: Scene) -> None:
    """A message that never went into the thread was corrected: into a note, which is kept, or it is to be sent anew."""
    person = scene.person
    if scene.topic_triad is None or person is None or person.role is not Role.COUNSELLOR or not person.settled:
        scene.reply.ignored = "an edit of something that is not in a thread"
    elif edit.command == "note":
        kept = Message(
            cause=edit.cause, at=edit.at, sender=edit.sender, place=edit.place,
            message_id=edit.message_id, text=edit.text, attachments=edit.attachments,
        )  # fmt: skip
        note(kept, scene)
    else:
        scene.answer(
            "Ce message n'est pas dans le fil : votre correction n'est partie nulle part. "
            "Si elle doit partir, écrivez-la dans un nouveau message.",
            reply_to=edit.message_id,
        )
