"""After a call: the first words that would go to the thread are asked about, however the private line ended."""

from __future__ import annotations

from core.conversation import facts_for, start
from core.messages import Line, Message
from core.parcels import pack
from core.people import Role
from core.safeguarding.call import CallJustLeft
from core.scene import Scene
from core.thread.meant import thread_names
from core.triad import Triad


def asks(message: Message, scene: Scene, among: list[Triad]) -> bool:
    """Whether it waits until its author has said who reads it. What answers a message of the thread says so itself."""
    me = scene.person
    if me is None or me.role is not Role.APPRENTICE or scene.post is not None or scene.about is not None:
        return False
    call = scene.find(CallJustLeft(me.id, scene.now))
    if call is None:
        return False
    parcels = (pack(message) | {"line": Line.TRIAD},)
    start(
        scene, "choose_line", facts_for(scene, None, subject=call.key, choices=thread_names(me, among), parcels=parcels)
    )
    return True
