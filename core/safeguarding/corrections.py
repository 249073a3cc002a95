"""Corrections in the line of « Ça ne va pas »: whoever reads the line reads them, and what was said first is kept."""

from __future__ import annotations

from dataclasses import replace

from core.forum.team import PersonBy, Team
from core.messages import Change, Content, Edit, ToPerson, Urgency
from core.people import Person, Role
from core.safeguarding.call import Call, CallBy, CallLine, LineOf
from core.safeguarding.calls import head_of, reply_button
from core.safeguarding.ringing import buttons
from core.scene import Event, Scene
from core.texts import lines, say


def correct(edit: Edit, scene: Scene) -> bool:
    """The author changed what was said in a call; False when this was said in none."""
    me = scene.person
    if me is None or not me.settled or not edit.place.private:
        return False
    before = scene.find(LineOf(me.id, edit.message_id))
    call = scene.find(CallBy(before.call)) if before is not None else None
    if before is None or call is None:
        return False
    file = edit.attachments[0] if edit.attachments else before.attachment
    if (edit.text, file) == (before.text, before.attachment):
        return True  # Telegram also sends edits that change nothing we show
    now = replace(before, text=edit.text, attachment=file, at=scene.now)
    scene.keep(now)
    if me.id == call.person_id:
        text = lines(head_of(scene, now), now.text, CORRECTED)
        for one in scene.find(Team()):
            _change(scene, one, now, Content(text, buttons(call, False), file))
    else:
        _to_the_young(scene, call, now, me)
    scene.reply.events.append(Event("call-corrected", call.subject))
    return True


CORRECTED = say("<i>(modifié)</i>")


def _to_the_young(scene: Scene, call: Call, now: CallLine, me: Person) -> None:
    young = scene.find(PersonBy(call.person_id))
    if young is None or young.left or me.role not in (Role.COUNSELLOR, Role.MANAGER):
        return
    head = say("🔒 <b>{who}</b> (ligne privée, toi et l'équipe)", who=me.signature)
    text = lines(head, now.text, scene.words(CORRECTED, young))
    _change(scene, young, now, Content(text, reply_button(scene, call, young), now.attachment))


def _change(scene: Scene, reader: Person, line: CallLine, content: Content) -> None:
    """Only where it stands: whoever has not read the call reads nothing of it now."""
    change = Change(to=ToPerson(reader.id), subject=line.screen, content=content, urgency=Urgency.THREAD)
    scene.reply.outgoing.append(change)
