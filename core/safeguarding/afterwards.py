"""After a call: the first words that would go to the thread are asked about, however the private line ended."""

from __future__ import annotations

from dataclasses import replace

from core import conversation
from core.conversation import facts_for, start
from core.messages import Line, Message
from core.parcels import joined, pack
from core.people import Refused, Role
from core.safeguarding.call import CallJustLeft
from core.scene import Scene
from core.thread.meant import thread_names
from core.triad import Triad

SCRIPT = "choose_line"
NO_FILE = (
    "🔒 Tu as parlé à l'équipe seule. Envoie d'abord tes mots sans le fichier, et dis qui doit les lire : rien n'est "
    "parti."
)


def asks(message: Message, scene: Scene, among: list[Triad], *, named: bool = True) -> bool:
    """Whether it waits until its author has said who reads it. What answers a message of the thread says so itself,
    unless it had to answer something (`named` is False): every answer by mail does.
    """
    me = scene.person
    if me is None or me.role is not Role.APPRENTICE:
        return False
    if named and (scene.post is not None or scene.about is not None):
        return False
    call = scene.find(CallJustLeft(me.id, scene.now))
    if call is None:
        return False
    if any(file.paper is not None for file in message.attachments):  # nothing keeps its bytes while it waits
        raise Refused(NO_FILE)
    choices, parcel = thread_names(me, among), pack(message) | {"line": Line.TRIAD}
    run = scene.run
    if run is not None and run.script == SCRIPT and run.facts.choices == choices:
        facts = replace(run.facts, parcels=joined(run.facts.parcels, parcel))
        scene.set_run(replace(run, place=scene.place, facts=facts))
        conversation.again(scene)
    else:
        start(scene, SCRIPT, facts_for(scene, None, subject=call.key, choices=choices, parcels=(parcel,)))
    return True
