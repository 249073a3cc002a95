"""« Ça ne va pas »: a line between one apprentice and the counsellors, apart from the thread; readings are logged.

Nothing of it goes to the tutor, the thread, exports, pages or figures by name. The card in « À traiter » and what
managers read say that somebody calls, never what was said: that is read in private, one logged reading at a time.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

from core.conversation import facts_for, start
from core.forum.cards import DeskCard, card_by, change_card, key_of, logged, raise_card
from core.forum.team import PersonBy, on_duty
from core.messages import Attachment, Button, Content, Message, Rows, Send, ToDesk, ToPerson, Urgency
from core.people import Person, Refused, Role
from core.safeguarding.call import Call, CallBy, CallLine, CallRead, OpenCallOf, SaidIn, WasRead
from core.safeguarding.emergency import numbers
from core.safeguarding.ringing import buttons, mentions, note, ring, tell_managers
from core.scene import Scene
from core.texts import Rich, Text, lines, render, say
from core.thread.pieces import parts

#: how long after the last words in the line the next ones for the thread are asked about
AFTER = timedelta(hours=24)
URGENCIES: Mapping[str, str] = {
    "urgent": "🔴 C'est urgent",
    "today": "🟠 J'ai besoin d'aide aujourd'hui",
    "talk": "🟡 Je voudrais parler à quelqu'un",
}
WORDS: Mapping[str, str] = {
    "urgent": "🆘 <b>Urgent</b> : {who} ne va pas ({at}). À rappeler maintenant.",
    "today": "🟠 {who} ne va pas ({at}). Besoin d'aide aujourd'hui.",
    "talk": "🟡 {who} voudrait parler à quelqu'un de l'équipe ({at}).",
}


UNHEARD = "Vous n'avez ni lu ni répondu : fermer quand même ? La personne l'apprendra."

#: the kind of its card
KIND = "call"


def raise_call(scene: Scene, urgency: str) -> Call:
    """The counsellors are told, at once and by every way when it is urgent; the apprentice reads who is there."""
    me = scene.person
    assert me is not None
    call = sound(scene, me, urgency)
    grave = call.urgency == "urgent" or not on_duty(scene)
    scene.answer(
        lines(
            say("🔒 <b>Ligne privée</b> : seule l'équipe te lit ici, ni ton tuteur ni ton fil."),
            who_comes(scene),
            numbers(scene.structure) if grave else None,
        )
    )
    return call


def sound(scene: Scene, young: Person, urgency: str, *, again: Call | None = None, about: Text | None = None) -> Call:
    """The team's card, and whose phones ring. `again`: a call that was closed; `about`: what the card shows."""
    known = again or scene.find(OpenCallOf(young.id))
    call = known or Call(key_of(scene.cause), young.id, urgency, scene.now)
    worse = urgency == "urgent" and call.urgency != "urgent"
    rings = known is None or again is not None or about is not None or worse
    if rings:
        call = replace(call, urgency=urgency, answered_at=None, closed_at=None)
    scene.keep(call)
    there, urgent = on_duty(scene), call.urgency == "urgent"
    words = lines(say(WORDS[call.urgency], who=young.first_name, at=scene.dated(call.raised_at)), about)
    card = raise_card(
        scene, KIND, call.subject, words + mentions(there if urgent else ()), person=young, urgent=urgent,
        buttons=buttons(call),
    )  # fmt: skip
    if rings:
        ring(scene, call, card, there)
    return call


def who_comes(scene: Scene) -> Text:
    """Who of the team she may count on now, as it is."""
    names = [one.first_name for one in on_duty(scene)]
    if names:
        who = ", ".join(names[:-1]) + " et " + names[-1] if len(names) > 1 else names[0]
        return say("Je préviens {who}.", who=who)
    opens = scene.when(scene.hours.next_opening(scene.now + timedelta(seconds=1)))
    return say(
        "Personne de l'équipe n'est là en ce moment. Ton appel attend l'ouverture ({opens}). "
        "Si c'est grave, n'attends pas.", opens=opens,
    )  # fmt: skip


def listen(scene: Scene, call: Call, *, said: bool = False) -> None:
    """The next words of the apprentice go into the line, until she closes it; `said`: something just went there."""
    scene.keep(replace(call, asks_until=scene.now + AFTER))
    if scene.parked is not None and scene.parked.script == "tell_more":
        scene.set_run(replace(scene.parked, state="dropped"))
    before = {"said": "1"} if said else {}
    start(scene, "tell_more", facts_for(scene, None, subject=call.key, choices=before | _others(scene)))


def _others(scene: Scene) -> dict[str, str]:
    """Who reads her thread besides the team, by name."""
    me = scene.person
    assert me is not None
    mine = [one for one in scene.triads.values() if one.state == "open" and one.has(me)]
    names = list(dict.fromkeys(other.first_name for one in mine for other in one.readers(me)))
    who = ", ".join(names[:-1]) + " et " + names[-1] if len(names) > 1 else "".join(names)
    return {"who": who, "many": "1" if len(names) > 1 else ""}


def add_words(
    scene: Scene, call: Call, text: Rich, attachment: Attachment | None, message: str = "", *, by: Person | None = None
) -> Call:
    """The apprentice said something: who holds the call reads it, or everybody learns that it is there."""
    me = by or scene.person
    assert me is not None
    line = CallLine(call.key, me.id, text, attachment, scene.now, me.first_name, message or scene.message)
    scene.keep(line)
    if call.closed_at is not None:  # what somebody had closed is open again: nothing said here stays unread
        call = sound(scene, me, call.urgency, again=call)
    card = card_by(scene, key_of(call.subject))
    holder = scene.find(PersonBy(card.holder_id)) if card is not None and card.holder_id else None
    if holder is not None and not holder.left and holder.reachable:
        _show(scene, call, holder, (line,))
    elif card is not None:
        news = say("🔒 {who} a ajouté un message à son appel.", who=me.first_name)
        scene.reply.outgoing.append(
            Send(
                to=ToDesk(),
                content=Content(render(news), buttons(call)),
                subject=f"{call.subject}:more:{scene.cause}",
                urgency=Urgency.THREAD,
            )
        )
    note(scene, "call-continued", call)
    return call


def answer(scene: Scene, call: Call, text: Rich, attachment: Attachment | None = None) -> None:
    """A counsellor's words to the apprentice alone, in a line that looks like no other."""
    me = scene.person
    young = scene.find(PersonBy(call.person_id))
    if me is None or young is None or young.left:
        raise Refused("Cette personne n'est plus inscrite ici : votre réponse n'est pas partie.")
    scene.keep(replace(call, answered_at=call.answered_at or scene.now))
    line = CallLine(call.key, me.id, text, attachment, scene.now, me.first_name, scene.message)
    scene.keep(line)
    head = say("🔒 <b>{who}</b> (ligne privée, toi et l'équipe)", who=me.signature)
    _out(scene, young, line, render(head), reply_button(scene, call, young), Urgency.ANSWER)
    card = card_by(scene, key_of(call.subject))
    if card is not None:
        change_card(scene, logged(scene, card, "replied"))
    scene.reply.stopped_timers.append(f"{call.subject}:")
    note(scene, "call-answered", call)
    scene.answer(
        say(
            "En route vers {who}, et vers personne d'autre. 👌 sous votre message : c'est arrivé.", who=young.first_name
        )
    )


def into_line(message: Message, scene: Scene, key: str) -> None:
    """Words that answer a message of the line, by whichever side: they stay in the line."""
    call, me = scene.find(CallBy(key)), scene.person
    assert me is not None
    file = message.attachments[0] if message.attachments else None
    if call is None or not (message.text or file):
        scene.answer("Ceci ne passe pas dans la ligne privée : écris un texte, ou envoie un vocal ou une photo.")
    elif me.id == call.person_id:
        listen(scene, add_words(scene, call, message.text, file), said=True)
    elif me.role in (Role.COUNSELLOR, Role.MANAGER):
        answer(scene, call, message.text, file)
    else:
        raise Refused("Cette ligne n'est pas la vôtre : rien n'est parti.")


def read(scene: Scene, call: Call, reader: Person) -> None:
    """All that was said so far, in private; the reading is kept."""
    said = scene.find(SaidIn(call.key))
    young = scene.find(PersonBy(call.person_id))
    who = young.first_name if young else "?"
    if said:
        _show(scene, call, reader, said)
        return
    scene.keep(CallRead(call.key, reader.id))
    scene.tell(
        reader, say("🔒 Appel de <b>{who}</b> : pas de message, seulement l'appel.", who=who), buttons(call, False),
        subject=call.subject, urgency=Urgency.ANSWER,
    )  # fmt: skip


def _show(scene: Scene, call: Call, reader: Person, said: tuple[CallLine, ...]) -> None:
    scene.keep(CallRead(call.key, reader.id))
    for line in said:
        last = buttons(call, False) if line is said[-1] else ()
        _out(scene, reader, line, render(head_of(scene, line)), last, Urgency.THREAD)


def _out(scene: Scene, reader: Person, line: CallLine, head: Rich, rows: Rows, urgency: Urgency) -> None:
    """One line for one reader, in as many messages as it needs; its buttons stand under the last."""
    contents = parts(head, line.text, line.attachment)
    for part, content in enumerate(contents):
        shown = replace(content, buttons=rows) if content is contents[-1] else content
        scene.reply.outgoing.append(
            Send(to=ToPerson(reader.id), content=shown, subject=line.screen, part=part, urgency=urgency)
        )


def head_of(scene: Scene, line: CallLine) -> Text:
    """Who said it, above a line of a call that is read in private."""
    return say("🔒 <b>{who}</b> ({at}, appel privé)", who=line.name, at=scene.when(line.at or scene.now))


def reply_button(scene: Scene, call: Call, young: Person) -> Rows:
    """Under what the apprentice reads of the line."""
    return ((Button(scene.words("↩ Répondre ici", young).text, f"y:{call.key}:reply", style="primary"),),)


def held(scene: Scene, card: DeskCard, holder: Person) -> None:
    """Who takes the card reads the call."""
    if (call := of_card(scene, card)) is not None:
        read(scene, call, holder)


def unheard(scene: Scene, card: DeskCard) -> bool:
    """Whether it is the card of a call that nobody has read or answered."""
    call = of_card(scene, card) if card.kind == KIND else None
    return call is not None and call.answered_at is None and not scene.find(WasRead(call.key))


def close(scene: Scene, card: DeskCard) -> None:
    """The card is done: she is told, and the next « ça ne va pas » is another call."""
    if (call := of_card(scene, card)) is not None:
        young = scene.find(PersonBy(call.person_id))
        if young is not None and not young.left:
            scene.tell(young, _closed(scene, call), subject=f"{call.subject}:closed", urgency=Urgency.ANSWER)
        scene.keep(replace(call, closed_at=scene.now))
        scene.reply.stopped_timers.append(f"{call.subject}:")
        note(scene, "call-closed", call)


def _closed(scene: Scene, call: Call) -> Rich:
    if call.answered_at is not None:
        return scene.words("🔒 L'équipe a fermé ton appel. Si ça ne va pas, tu peux rappeler : /sos.")
    return lines(
        say("🔒 L'équipe a fermé ton appel sans te répondre ici. Si ça ne va pas, rappelle : /sos."),
        numbers(scene.structure),
    )


def escalate(scene: Scene, card: DeskCard) -> None:
    """A counsellor asks the managers to look."""
    if (call := of_card(scene, card)) is not None:
        tell_managers(scene, call)


def of_card(scene: Scene, card: DeskCard) -> Call | None:
    return scene.find(CallBy(card.subject.removeprefix("call:")))
