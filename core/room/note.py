"""A note in a young person's file: it stays with the team, as `/note` does in the topic."""

from __future__ import annotations

from core.forum.team import triad_by
from core.messages import Content, Deed, Message, Send, ToTopic, Urgency
from core.people import Refused
from core.room import door
from core.room.file import GONE
from core.scene import Scene
from core.texts import Rich, render, say
from core.thread.thread import write

LIMIT = 3000


def deed(deed: Deed, scene: Scene) -> None:
    """Kept with the notes of the thread; the colleagues read it in the topic."""
    me = door.counsellor(scene)
    named, words = deed.fields.get("triad", ""), deed.fields.get("note", "").strip()
    triad = triad_by(scene, int(named)) if named.isdecimal() else None
    if triad is None:
        raise Refused(GONE)
    if not words:
        raise Refused("Écrivez d'abord votre note.")
    if len(words) > LIMIT:
        raise Refused(say("C'est trop long : {n} signes au plus. Raccourcissez un peu.", n=LIMIT))
    message = Message(
        cause=deed.cause, at=deed.at, sender=deed.sender, place=deed.place, message_id=deed.cause, text=Rich(words)
    )
    write(scene, triad, me, message, note=True)
    shown = render(say("🔒 <b>Note de {who}</b> (depuis le bureau)\n{words}", who=me.first_name, words=words))
    scene.reply.outgoing.append(Send(to=ToTopic(triad.id), content=Content(shown), urgency=Urgency.THREAD))
